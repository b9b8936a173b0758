"""The example holds one of everything that the toolkit knows, and is the same each time."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import ROLES, Membership, Organisation, Person
from icf.accounts.service import setup_finished
from icf.assessments.models import AnswerHistory, Assessment, StoredAnswer
from icf.assessments.posted import MAX_WORDS_LENGTH
from icf.conversations.models import ANSWERS as CONVERSATION_ANSWERS
from icf.conversations.models import STATES as CONVERSATION_STATES
from icf.conversations.models import Conversation
from icf.conversations.register import register, with_alike
from icf.core.answer import STRENGTHS
from icf.core.evaluation import PROMISE_ANSWERS
from icf.core.questionnaire import CORE, EVALUATION, PLANNING
from icf.db import across_organisations, db, in_organisation
from icf.errors import InvalidInput
from icf.evaluation.models import PromiseReview
from icf.example.loaded import Loaded, loaded
from icf.example.partnership import load
from icf.packs.service import questionnaire
from icf.plans.action import BUDGETS
from icf.plans.models import (
    Action,
    ActionNote,
    ActionProposal,
    DismissedSuggestion,
    PlanPaper,
    Promise,
)
from icf.plans.status import STATUSES
from icf.voices.models import VoicePanel
from icf.voices.service import results
from icf.web.actor import Actor
from icf.work.models import KINDS, STAGES, Work, WorkPlace
from icf.work.service import shared_with_us
from tests.example.conftest import NOW, every_row, new_app

TODAY = NOW.date()
THEMES = 14

Rows = Callable[[Any], Sequence[Any]]


@pytest.fixture
def rows(loaded_app: Flask) -> Iterator[Rows]:
    """``rows(Work)`` gives all rows of a table."""
    with loaded_app.app_context(), across_organisations("a test of the example"):
        yield lambda model: db.session.scalars(sa.select(model)).all()


def test_six_organisations_have_people_who_run_and_fill_and_one_has_every_role(rows: Rows) -> None:
    roles = {one.id: set() for one in rows(Organisation)}
    for membership in rows(Membership):
        roles[membership.organisation_id].add(membership.role)

    assert len(roles) == 6
    assert all({"contributor", "lead", "administrator"} <= found for found in roles.values())
    assert set(ROLES) in roles.values()


def test_nobody_can_take_the_example_for_real(rows: Rows) -> None:
    assert {one.marking for one in rows(Organisation)} == {"Made-up example"}
    assert all(one.email.endswith(".example.org") for one in rows(Person))
    assert all(one.password_hash is None for one in rows(Person))


def test_work_is_of_every_kind_and_stage_and_of_several_years(rows: Rows) -> None:
    work = [one for one in rows(Work) if not one.deleted_at and not one.is_subject]

    assert len(work) >= 20
    assert {one.kind for one in work} == set(KINDS)
    assert {one.stage for one in work} == set(STAGES)
    assert {one.is_new for one in work} == {True, False}
    assert {one.created_at.year for one in work} >= {2023, 2024, 2026}
    assert any(one.deleted_at for one in rows(Work))


def test_old_work_has_the_old_wards_and_new_work_the_new_ones(rows: Rows) -> None:
    created = {one.id: one.created_at.date() for one in rows(Work)}
    wards = [(created[one.work_id], one.key) for one in rows(WorkPlace) if one.kind == "ward"]
    boundary = TODAY.replace(month=5, day=7)

    assert {key.endswith("-2026") for on, key in wards if on >= boundary} == {True}
    assert {key.endswith("-2026") for on, key in wards if on < boundary} == {False}


def test_some_work_is_shared_with_a_named_partner(loaded_app: Flask) -> None:
    with loaded_app.app_context():
        name = "Hillside Voluntary Action"
        partner = db.session.scalars(sa.select(Organisation).filter_by(name=name)).one().id
        reader = Actor(0, "", "", partner, name, "lead")
        with in_organisation(partner):
            titles = {one.title for one in shared_with_us(db.session, reader)}

    assert "The old bowling green becomes a garden" in titles


def test_the_register_has_conversations_of_every_state_and_two_that_look_alike(
    loaded_app: Flask, rows: Rows
) -> None:
    found = rows(Conversation)

    assert {one.state for one in found} == set(CONVERSATION_STATES)
    assert any(one.only_us for one in found)
    assert {point.answer for one in found for point in one.points} == set(CONVERSATION_ANSWERS)
    police = next(one for one in rows(Organisation) if "Police" in one.name)
    reader = Actor(0, "", "", police.id, police.name, "lead")
    with loaded_app.test_request_context(), in_organisation(police.id):
        known = register(db.session, reader)
        planned = [one for one in with_alike(known, known) if one.alike]
    assert {alike.entry.title for one in planned for alike in one.alike} >= {
        "Mill Lane at half past eight",
        "After dark, for the third time",
    }


def test_a_panel_shows_every_gap_and_another_is_too_small_to_be_told(
    loaded_app: Flask, rows: Rows
) -> None:
    gaps = {}
    for one in rows(VoicePanel):
        reader = Actor(0, "", "", one.organisation_id, "", "lead")
        with loaded_app.test_request_context(), in_organisation(one.organisation_id):
            told = results(db.session, reader, one).heard
        gaps[one.title] = {found.gap for found in told}

    gardeners = gaps["The Saturday gardeners and their neighbours"]
    assert gardeners == {"less", "same", "more", "split", "few"}
    assert gaps["Walkers who came twice"] == {"few"}


def test_checklists_are_of_every_depth_and_state(rows: Rows) -> None:
    checklists = rows(Assessment)

    assert {one.depth for one in checklists} == {"quick", "standard", "full", "small-groups:micro"}
    assert {one.state for one in checklists} == {"draft", "signed"}
    assert max(one.version for one in checklists) == 3
    assert any(one.depth_reason for one in checklists)


def test_a_draft_is_empty_and_another_half_filled(rows: Rows) -> None:
    filled = {one.id: 0 for one in rows(Assessment) if one.state == "draft"}
    for answer in rows(StoredAnswer):
        if answer.assessment_id in filled and answer.question.startswith("icf:"):
            filled[answer.assessment_id] += 1

    assert 0 in filled.values()
    assert any(5 <= count < 20 for count in filled.values())


def test_every_blank_that_planning_offers_is_there_with_its_reason(rows: Rows) -> None:
    plans = {one.id for one in rows(Assessment) if one.instrument == PLANNING}
    blanks = [one for one in rows(StoredAnswer) if one.blank and one.assessment_id in plans]

    assert {"not_relevant", "dont_know"} <= {one.blank for one in blanks}
    assert all(one.reason for one in blanks if one.blank == "not_relevant")


def test_every_strength_and_mark_is_there(rows: Rows) -> None:
    answers = rows(StoredAnswer)

    assert {one.strength for one in answers} == {*STRENGTHS, None}
    assert any(one.copied for one in answers)
    assert any(one.later for one in answers)
    assert any(one.version > 1 for one in rows(AnswerHistory))


def test_words_are_polish_urdu_and_welsh_too(rows: Rows) -> None:
    words = " ".join(one.words for one in rows(StoredAnswer))

    assert "Dziękujemy, że ktoś" in words
    assert len(re.findall(r"[\u0600-\u06ff]+", words)) > 20
    assert "Mae croeso i bawb" in words


def test_one_answer_is_very_long(rows: Rows) -> None:
    longest = max((one.words for one in rows(StoredAnswer)), key=len)

    assert len(longest.split()) >= 1500
    assert len(longest) <= MAX_WORDS_LENGTH


def test_no_braces_of_a_phrase_are_left(rows: Rows) -> None:
    assert [one.words for one in rows(StoredAnswer) if re.search(r"[{}]", one.words)] == []
    assert [one.how_we_know for one in rows(Action) if re.search(r"[{}]", one.how_we_know)] == []


def test_every_signed_plan_has_promises_and_nothing_open_has(rows: Rows) -> None:
    numbers: dict[int, list[int]] = {one.id: [] for one in rows(Assessment)}
    for promise in rows(Promise):
        numbers[promise.assessment_id].append(promise.number)
    signed = [one for one in rows(Assessment) if one.state == "signed"]
    plans = {one.id for one in signed if one.instrument == PLANNING}

    assert plans <= {key for key, found in numbers.items() if found} <= {one.id for one in signed}
    assert all(sorted(n) == list(range(1, len(n) + 1)) for n in numbers.values())


def test_actions_are_dated_undated_overdue_and_with_support(rows: Rows) -> None:
    actions = rows(Action)

    assert any(one.due_on and one.due_on < TODAY for one in actions)
    assert any(one.due_on and one.due_on > TODAY for one in actions)
    assert any(one.no_date_reason for one in actions if not one.due_on)
    assert any(one.support_needed for one in actions)
    assert any(one.support_offered for one in actions)
    assert {one.budget for one in actions} == set(BUDGETS)
    assert {one.source for one in actions} == {
        *("own", "question", "suggestion", "proposal", "promise")
    }
    assert rows(DismissedSuggestion)


def test_promises_were_kept_partly_not_and_changed_and_some_go_on(rows: Rows) -> None:
    reviews = rows(PromiseReview)
    looks = [one for one in rows(Assessment) if one.instrument == EVALUATION]

    assert {one.answer for one in reviews} == set(PROMISE_ANSWERS)
    assert {one.strength for one in reviews} >= {"think", "checked", "told"}
    assert any(one.carried_id for one in reviews)
    assert any(one.learned for one in reviews)
    assert any(one.period for one in looks)
    assert {one.state for one in looks} == {"draft", "signed"}
    assert {one.depth for one in looks} == {"quick", "standard", "small-groups:micro"}


def test_actions_have_every_status_with_notes_and_some_were_proposed(rows: Rows) -> None:
    actions, notes = rows(Action), rows(ActionNote)

    assert {one.status for one in actions} == set(STATUSES)
    assert all(one.stopped_reason for one in actions if one.status == "stopped")
    assert any(one.assessment_id is None for one in actions)
    assert len(notes) > 20
    assert all(one.written_at < NOW for one in notes)
    made = {one.id: one.created_at for one in actions}
    assert all(one.written_at > made[one.action_id] for one in notes)
    assert {one.state for one in rows(ActionProposal)} == {"proposed", "accepted", "declined"}
    assert any(one.agreed_on != one.due_on for one in rows(ActionProposal))


def test_papers_hold_all_that_an_officer_supplies(rows: Rows) -> None:
    papers = rows(PlanPaper)

    for field in ("decisions", "risks", "resources", "equality", "position", "meeting"):
        assert any(getattr(one, field) for one in papers), field
    assert any(one.meets_on and one.meets_on >= TODAY for one in papers)
    assert {one.is_public for one in papers} == {True, False, None}


def test_two_conversations_have_every_theme_and_one_lacks_some(rows: Rows) -> None:
    themes: dict[int, int] = {}
    for answer in rows(StoredAnswer):
        if isinstance(answer.value, dict):
            rated = bool(answer.value["rating"])
            themes[answer.assessment_id] = themes.get(answer.assessment_id, 0) + rated

    assert sorted(themes.values())[-2:] == [THEMES, THEMES]
    assert 0 < min(themes.values()) < THEMES


def test_nothing_happened_later_than_now(rows: Rows) -> None:
    moments = [one.changed_at for one in rows(Assessment)]
    moments += [one.edited_at for one in rows(AnswerHistory)]
    moments += [one.signed_at for one in rows(Assessment) if one.signed_at]

    assert max(moments) <= NOW
    assert all(one.signed_at.weekday() < 5 for one in rows(Assessment) if one.signed_at)


def test_the_plan_to_look_at_first_says_what_the_samples_say(rows: Rows, example: Loaded) -> None:
    plan = next(one for one in rows(Assessment) if one.reference == example.reference)
    given = {one.question: one for one in rows(StoredAnswer) if one.assessment_id == plan.id}

    asked, _index = questionnaire(db.session(), plan.digest)
    samples = {
        question.key: question.sample
        for section in asked.sections
        if section.instrument == PLANNING and section.layer == CORE
        for question in section.questions
        if question.depth in ("quick", "standard")
    }
    assert (plan.depth, plan.state) == ("standard", "signed")
    assert len(samples) == 25
    assert all(given[key].words == one.words.original for key, one in samples.items() if one)


def test_set_up_is_finished_and_what_was_loaded_is_remembered(
    loaded_app: Flask, example: Loaded
) -> None:
    with loaded_app.app_context():
        assert setup_finished(db.session())
        assert loaded(db.session()) == example
        lead = db.session.get(Person, example.lead_id)
        assert lead is not None
        assert lead.email == example.leads[0][2]


def test_the_same_seed_gives_the_same_rows(
    loaded_app: Flask, databases: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with new_app(databases, tmp_path_factory) as again:
        with again.app_context():
            load(again.extensions["icf_plugins"], NOW)

        assert every_row(again) == loaded_app.extensions["rows"]


def test_an_installation_in_use_is_refused(app: Flask, make_organisation: Any) -> None:
    make_organisation()

    with app.app_context(), pytest.raises(InvalidInput, match="for an empty one"):
        load(app.extensions["icf_plugins"], NOW)

    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Organisation.id))) == 1
        assert not setup_finished(db.session())
