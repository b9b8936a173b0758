"""The project plan says what was answered and promised, and leaves out what nobody supplied."""

from dataclasses import replace

import pytest

from icf.assessments import service
from icf.core.report import Asked, Bars, Facts, Heading, Table, Words
from icf.db import db, in_organisation, write
from icf.packs.service import set_switch
from icf.plans import action as actions
from icf.plans import signing
from icf.reports.copy_text import WORDS_EACH, copy_text
from icf.reports.plan import project_plan
from icf.reports.service import PLAN_PDF, issue, issued, plan_source
from tests.desk import CHANNELS, NOW, WHO, Desk, posted

HELD = "place-standard:held"


def source(desk, **changes):
    made = desk.run(
        lambda: _loaded(plan_source(db.session, desk.actor, NOW, desk.plugins, desk.assessment_id))
    )
    return replace(made, **changes)


def _loaded(made):
    """Rows are read while their session is open, as a request does."""
    assert made.work.places is not None
    assert made.work.partners is not None
    return made


def plan(desk, **changes):
    made = source(desk, **changes)
    return desk.run(lambda: project_plan(made))


def blocks(report, kind):
    parts = (*((report.front,) if report.front else ()), *report.parts)
    return [block for part in parts for block in part.blocks if isinstance(block, kind)]


def texts(report):
    return repr(report)


def deepened(desk, depth):
    desk.call(service.change_depth, desk.plugins, desk.assessment_id, depth)


def test_a_quick_plan_has_no_cover_no_contents_and_no_page_for_the_chair(desk):
    report = plan(desk)

    assert report.cover is None
    assert report.front is None


def test_a_standard_plan_answers_the_chair_on_page_two(desk):
    deepened(desk, "standard")
    desk.call(
        signing.save_paper,
        desk.sheet(),
        {"decisions": ["Agree the plan."], "risks": ["Rain"], "position": "We are ready."},
    )

    report = plan(desk)

    kinds = [type(block) for block in report.front.blocks]
    assert kinds.index(Asked) < kinds.index(Words) < kinds.index(Bars)
    assert "The board is asked to: Agree the plan" in report.cover.asks
    assert report.front.blocks[-1].items == ("Rain",)


def test_what_the_officer_left_empty_is_left_out(desk):
    deepened(desk, "standard")

    report = plan(desk)

    assert blocks(report, Asked) == []
    assert "Meeting" not in [name for name, _text in report.cover.facts]
    assert "Resources and equality" not in [part.title for part in report.parts]


def test_every_question_that_was_asked_is_in_the_plan(desk):
    report = plan(desk)

    questions = [q for section in desk.sheet().main_sections for q in section.questions]
    for question in questions:
        assert question.text.original in texts(report)


def test_unanswered_is_shown_as_not_answered_and_never_as_the_lowest_level(desk):
    report = plan(desk)

    answers = next(table for table in blocks(report, Table) if table.caption.startswith("Answers"))
    assert {row[1] for row in answers.rows[:3]} == {"Not answered"}


def test_the_method_says_the_size_what_was_not_asked_and_why(desk):
    desk.save(*(posted(key, "large") for key in _screening(desk)))
    desk.save(*(posted(key, "large") for key in _screening(desk)))
    desk.call(
        service.change_depth, desk.plugins, desk.assessment_id, "quick", "It is only one evening."
    )

    method = blocks(plan(desk), Words)[-1].text

    assert "Size: Quick" in method
    assert "35 further questions of larger sizes were not asked." in method
    assert "Why this size was chosen: It is only one evening." in method
    assert "not the council’s" in method


def _screening(desk):
    return [question.key for question in desk.sheet().screening[0].questions]


def test_a_draft_lists_actions_and_a_signed_plan_its_promises(desk):
    desk.save(posted(WHO, "partly"))
    action_id = desk.call(actions.add_action, desk.sheet(), {"what": "Meet the walking group"})
    desk.call(signing.sign_off, desk.sheet(), "Ada", "Lead", {})
    desk.run(lambda: _rename(desk, action_id))

    report = plan(desk)

    assert "Meet the walking group" in texts(report)
    assert "Something else" not in texts(report)
    assert not report.draft


def _rename(desk, action_id):
    with write() as session:
        actions.action(session, desk.actor, action_id).what = "Something else"


def test_a_reopened_plan_says_what_changed(desk):
    desk.call(service.change_depth, desk.plugins, desk.assessment_id, "standard")
    desk.save(posted(WHO, "partly"))
    desk.call(signing.sign_off, desk.sheet(), "Ada", "Lead", {})
    new_id = desk.call(service.reopen, desk.plugins, desk.assessment_id)
    newer = Desk(desk.app, desk.actor, new_id, desk.work_id)
    newer.save(posted(WHO, "through", version=1))

    report = plan(newer)

    assert "Connecting: 1 thought through, 0 before" in texts(report)


def test_the_marking_of_the_work_wins_over_the_organisations(desk):
    made = source(desk)
    made.organisation.marking = "OFFICIAL"
    assert desk.run(lambda: project_plan(made)).marking == "OFFICIAL"

    made.work.marking = "OFFICIAL-SENSITIVE"

    assert desk.run(lambda: project_plan(made)).marking == "OFFICIAL-SENSITIVE"


@pytest.fixture
def desk_with_place_standard(desk):
    with desk.app.app_context(), in_organisation(desk.actor.organisation_id), write() as session:
        set_switch(session, desk.actor.organisation_id, NOW, "place_standard", on=True)
    assessment_id = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    return Desk(desk.app, desk.actor, assessment_id, desk.work_id)


def test_an_add_ons_questions_stand_in_the_plan_marked_with_where_they_come_from(
    desk_with_place_standard,
):
    desk_with_place_standard.save(posted(HELD, "yes"))

    report = plan(desk_with_place_standard)

    assert "Added by Place Standard" in texts(report)


def only_for_us(made):
    """The same source with every added section meant only for the organisation itself."""
    sections = tuple(
        replace(section, visible_to="us") if section.layer != "icf" else section
        for section in made.sheet.main_sections
    )
    sheet = replace(made.sheet)
    sheet.__dict__["main_sections"] = sections
    return replace(made, sheet=sheet)


def test_a_partner_does_not_see_sections_meant_only_for_us(desk_with_place_standard):
    desk = desk_with_place_standard
    desk.save(posted(HELD, "yes"))
    made = only_for_us(source(desk))

    ours = desk.run(lambda: project_plan(made))
    theirs = desk.run(lambda: project_plan(replace(made, to_hand_over=True)))

    assert "Added by Place Standard" in texts(ours)
    assert "Added by Place Standard" not in texts(theirs)


def test_headings_inside_a_part_never_stand_above_it(desk):
    deepened(desk, "full")

    assert all(heading.level >= 3 for heading in blocks(plan(desk), Heading))


def test_copy_for_your_report_keeps_to_150_words(desk):
    desk.save(
        posted(WHO, "partly", words="many words " * 80), posted(CHANNELS, "partly", words="few")
    )
    made = source(desk)

    paragraphs = desk.run(lambda: copy_text(made))

    assert [heading for heading, _text in paragraphs] == ["People", "Partners", "Place"]
    assert all(len(text.split()) <= WORDS_EACH + 1 for _heading, text in paragraphs)


def test_an_issued_document_is_never_replaced(desk):
    first = desk.call(issue, desk.assessment_id, PLAN_PDF, b"first")
    second = desk.call(issue, desk.assessment_id, PLAN_PDF, b"second")

    kept = desk.call(
        lambda session, actor, _now: issued(session, actor, desk.assessment_id, PLAN_PDF)
    )
    assert (first, second, kept) == (b"first", b"first", b"first")


def test_facts_without_a_value_are_left_out(desk):
    facts = blocks(plan(desk), Facts)[0]

    assert all(text for _name, text in facts.pairs)
