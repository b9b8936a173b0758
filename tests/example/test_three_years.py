"""Three years of everything that can be evaluated: what the example partnership wrote and did."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Organisation
from icf.assessments.models import Assessment, StoredAnswer
from icf.conversations.models import Conversation
from icf.core.evaluation import PROMISE_ANSWERS
from icf.core.questionnaire import EVALUATION, SELF_EVALUATION
from icf.cycle.models import Cycle
from icf.db import Base, UtcDateTime, across_organisations, db
from icf.evaluation.models import PromiseReview
from icf.example.loaded import Loaded
from icf.example.partnership import load
from icf.plans.models import Action, ActionNote, PlanPaper
from icf.selfeval.models import ImplementationPlan, ImplementationPlanHistory
from icf.throttle import Tries
from icf.voices.models import VoicePanel
from icf.work.models import SELF, Work
from icf.workshops.models import Workshop, WorkshopRoom, WorkshopVote
from tests.example.conftest import NOW

Rows = Callable[[Any], Sequence[Any]]
YEAR = timedelta(days=365)


@pytest.fixture
def rows(loaded_app: Flask) -> Iterator[Rows]:
    """``rows(Work)`` gives all rows of a table."""
    with loaded_app.app_context(), across_organisations("a test of the example"):
        yield lambda model: db.session.scalars(sa.select(model)).all()


def years_ago(moments: Sequence[Any]) -> set[int]:
    """How many years before now each of them was, begun years counted as whole ones."""
    days = [one.date() if isinstance(one, datetime) else one for one in moments]
    return {(NOW.date() - one) // YEAR for one in days if one <= NOW.date()}


def test_every_organisation_evaluates_itself_and_most_of_them_three_times(rows: Rows) -> None:
    years = defaultdict(set)
    subjects = {one.id: one for one in rows(Work) if one.kind == SELF}
    for one in rows(Assessment):
        if one.instrument == SELF_EVALUATION:
            years[subjects[one.work_id].title].add(one.period)
    thrice = {title for title, found in years.items() if len(found) == 3}

    assert {one.name for one in rows(Organisation)} <= set(years)
    assert all(len(found) >= 2 for found in years.values())
    assert "The Long Table on Back Lane" in thrice
    assert "Libraries and community places" in thrice
    assert len(thrice) >= 5


def test_years_were_copied_checked_typed_by_a_neighbour_and_left_half_done(rows: Rows) -> None:
    yearly = {one.id: one for one in rows(Assessment) if one.instrument == SELF_EVALUATION}
    copied = {one.assessment_id for one in rows(StoredAnswer) if one.copied}
    began = {one.id for one in yearly.values() if one.copied_from_id}
    signed = {one.id for one in yearly.values() if one.state == "signed"}
    papers = {one.assessment_id: one for one in rows(PlanPaper)}

    assert began & signed
    assert copied & began
    assert not copied & signed
    assert any(papers[one].typed_by for one in signed if one in papers)
    assert {one.depth for one in yearly.values()} == {"full", "small-groups:micro"}


def test_work_is_evaluated_and_looked_at_on_the_way_in_each_of_the_three_years(rows: Rows) -> None:
    looks = [one for one in rows(Assessment) if one.instrument == EVALUATION and one.signed_at]
    at_the_end = [one.signed_at for one in looks if not one.period]
    on_the_way = [date.fromisoformat(one.period) for one in looks if one.period]
    places = {one.organisation_id for one in looks}

    assert years_ago(at_the_end) >= {0, 1, 2}
    assert years_ago(on_the_way) >= {0, 1, 2}
    assert len(places) == 6


def test_promises_of_three_years_were_answered_in_every_way_and_some_go_on(rows: Rows) -> None:
    looks = {one.id: one for one in rows(Assessment) if one.instrument == EVALUATION}
    reviews = [(looks[one.assessment_id].changed_at, one) for one in rows(PromiseReview)]

    assert years_ago([at for at, _one in reviews]) >= {0, 1, 2}
    assert {one.answer for _at, one in reviews} == set(PROMISE_ANSWERS)
    assert years_ago([at for at, one in reviews if one.carried_id]) >= {0, 1, 2}


def test_a_room_votes_on_a_question_in_each_year_and_agrees_on_an_answer(rows: Rows) -> None:
    found = rows(Workshop)

    assert years_ago([one.created_at for one in found]) >= {0, 1, 2}
    assert all(one.agreed and one.recorded_at and one.voters > 5 for one in found)
    assert any(max(one.counts, key=one.counts.get) == one.agreed for one in found)
    for gone in (WorkshopRoom, WorkshopVote, Tries):
        assert not rows(gone)
    words = [one.words for one in rows(StoredAnswer)]
    assert any(
        "Agreed in a workshop" in one and "Housing would have said 1" in one for one in words
    )


def test_a_panel_of_the_same_work_is_asked_in_each_year(rows: Rows) -> None:
    asked = defaultdict(list)
    for one in rows(VoicePanel):
        asked[one.work_id].append(one.created_at)

    assert max((years_ago(found) for found in asked.values()), key=len) == {0, 1, 2}


def test_conversations_of_three_years_are_answered_and_some_are_still_to_come(rows: Rows) -> None:
    held = [one for one in rows(Conversation) if one.state == "held"]
    to_come = [one for one in rows(Conversation) if one.month > NOW.date()]

    assert years_ago([one.month for one in held]) >= {0, 1, 2}
    assert all(one.results and one.points for one in held)
    assert {one.state for one in to_come} == {"planned"}
    assert len({one.organisation_id for one in held}) == 6


def test_actions_have_notes_of_three_years_and_some_are_overdue(rows: Rows) -> None:
    notes, actions = rows(ActionNote), rows(Action)
    told = defaultdict(list)
    for one in notes:
        told[one.action_id].append(one.written_at)

    assert years_ago([one.written_at for one in notes]) >= {0, 1, 2}
    assert any(len(found) > 1 for found in told.values())
    assert any(
        one.due_on and one.due_on < NOW.date() and one.status not in ("done", "stopped")
        for one in actions
    )
    yearly = {one.id for one in rows(Assessment) if one.instrument == SELF_EVALUATION}
    assert {one.status for one in actions if one.assessment_id in yearly} >= {"done", "stopped"}


def test_implementation_plans_say_what_they_said_in_each_year(rows: Rows) -> None:
    versions = defaultdict(list)
    for one in rows(ImplementationPlanHistory):
        versions[one.plan_id].append(one.years)

    assert len(rows(ImplementationPlan)) == 4
    assert sum(len(set(years)) == 3 for years in versions.values()) == 2


def test_what_is_open_was_changed_after_it_was_started_and_asks_the_newest_questions(
    rows: Rows,
) -> None:
    every = rows(Assessment)
    began = max(one.opened_at for one in rows(Cycle))
    council = next(one.id for one in rows(Organisation) if "Council" in one.name)
    ours = [one for one in every if one.organisation_id == council]
    recent = {one.digest for one in ours if one.state == "draft" and one.created_at > began}

    assert all(one.changed_at >= one.created_at for one in every)
    assert len(recent) == 1
    assert len({one.digest for one in ours}) > 2


@pytest.mark.parametrize(
    ("on", "seed"),
    [
        (NOW, 1),
        (datetime(2028, 2, 29, 8, tzinfo=UTC), 1),
        (datetime(2026, 12, 26, 23, 30, tzinfo=UTC), 1),
        (datetime(2031, 1, 21, 10, 30, tzinfo=UTC), 2),
        (datetime(2027, 4, 1, 0, 10, tzinfo=UTC), 1),
    ],
    ids=[
        "any day",
        "a leap day",
        "Boxing Day, a Saturday",
        "another year and seed",
        "the first of April",
    ],
)
def test_it_can_be_loaded_on_any_day_and_nothing_happened_after_it(
    app: Flask, example: Loaded, on: datetime, seed: int
) -> None:
    with app.app_context():
        made = load(app.extensions["icf_plugins"], on, seed)

    assert (made.works, made.checklists) == (example.works, example.checklists)
    assert _later_than(app, on) == []


def _later_than(app: Flask, now: datetime) -> list[tuple[str, str]]:
    """Moments after now, but for the audit's real times of reading across organisations."""
    found = []
    with app.app_context(), across_organisations("a test of the example"):
        for table in Base.metadata.sorted_tables:
            for column in table.c:
                if isinstance(column.type, UtcDateTime):
                    rows = sa.select(column).where(column > now)
                    if table.name == "audit":
                        rows = rows.where(table.c.what != "across_organisations")
                    found += [(table.name, column.name)] * bool(db.session.execute(rows).first())
    return found
