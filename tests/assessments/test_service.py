"""Starting, deepening, copying, signing, reopening and deleting a checklist."""

import pytest

from icf.assessments import service
from icf.db import write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.desk import CHANNELS, WHO, posted

LARGE = {"icf:people-affected": "large", "icf:left-out": "large", "icf:sensitivity": "large"}


def sign(desk, assessment_id=None):
    def work(session, actor, now):
        with write() as session:
            service.mark_signed(
                session, actor, now, assessment_id or desk.assessment_id, "Ada", "Lead"
            )

    desk.call(work)


def answer_screening(desk):
    desk.save(*(posted(key, value) for key, value in LARGE.items()))
    later = [one.key for one in desk.sheet().screening[0].questions if one.key not in LARGE]
    desk.save(*(posted(key, "large") for key in later))


def test_quick_asks_two_questions_of_each_approach(desk):
    sheet = desk.sheet()

    assert [len(section.questions) for section in sheet.main_sections] == [2, 2, 2, 2, 2]


def test_a_size_that_nobody_offers_is_refused(desk):
    with pytest.raises(InvalidInput, match="gigantic"):
        desk.call(service.start_assessment, desk.plugins, desk.work_id, "gigantic")


def test_four_more_questions_open_when_one_answer_is_large(desk):
    assert len(desk.sheet().screening[0].questions) == 3

    desk.save(posted("icf:left-out", "large"))

    assert len(desk.sheet().screening[0].questions) == 7


def test_nothing_is_suggested_before_the_first_questions_are_answered(desk):
    assert service.depth_suggestion(desk.sheet()) is None

    answer_screening(desk)

    assert service.depth_suggestion(desk.sheet()).depth == "full"


def test_less_than_suggested_needs_a_reason(desk):
    answer_screening(desk)

    with pytest.raises(InvalidInput) as error:
        desk.call(service.change_depth, desk.plugins, desk.assessment_id, "quick")

    assert error.value.where == "reason"
    desk.call(
        service.change_depth, desk.plugins, desk.assessment_id, "quick", "It is only one evening."
    )
    record = desk.sheet().record
    assert (record.suggested_depth, record.depth_reason) == ("full", "It is only one evening.")


def test_changing_the_size_loses_no_answer(desk):
    desk.call(service.change_depth, desk.plugins, desk.assessment_id, "full")
    deep = "icf:connecting-history"
    desk.save(posted(deep, "partly", words="The mill closed in 1981."))
    desk.call(service.change_depth, desk.plugins, desk.assessment_id, "quick")
    assert deep not in {one.key for s in desk.sheet().main_sections for one in s.questions}

    desk.call(service.change_depth, desk.plugins, desk.assessment_id, "full")

    assert desk.sheet().answers[deep].words == "The mill closed in 1981."
    assert desk.sheet().progress.answered == 1


def test_a_copy_says_copied_until_somebody_looks(desk):
    desk.save(posted(value="through", words="Asked in May."), posted(CHANNELS, "partly"))
    copy_id = desk.call(
        service.start_assessment, desk.plugins, desk.work_id, "quick", desk.assessment_id
    )
    copied = type(desk)(desk.app, desk.actor, copy_id, desk.work_id)
    assert copied.sheet().progress.copied == 2

    copied.save(posted(value="through", words="Asked in May.", version=1))

    assert copied.sheet().progress.copied == 1
    assert copied.sheet().answers[WHO].words == "Asked in May."


def test_signed_content_never_changes_and_reopening_makes_a_new_version(desk):
    desk.save(posted(value="partly", words="before"))
    sign(desk)
    new_id = desk.call(service.reopen, desk.plugins, desk.assessment_id)
    reopened = type(desk)(desk.app, desk.actor, new_id, desk.work_id)

    reopened.save(posted(value="through", words="after", version=1))

    assert desk.sheet().answers[WHO].words == "before"
    assert reopened.sheet().answers[WHO].words == "after"
    assert reopened.sheet().record.version == 2


def test_only_one_newer_version_can_be_opened(desk):
    sign(desk)
    desk.call(service.reopen, desk.plugins, desk.assessment_id)

    with pytest.raises(Conflict):
        desk.call(service.reopen, desk.plugins, desk.assessment_id)


def test_a_contributor_cannot_sign_off(desk, colleague):
    contributor = type(desk)(desk.app, colleague, desk.assessment_id, desk.work_id)

    with pytest.raises(NotAllowed):
        sign(contributor)


def test_a_deleted_draft_comes_back_with_its_answers(desk):
    desk.save(posted(value="partly", words="still here"))
    desk.call(service.delete_assessment, desk.assessment_id)
    with pytest.raises(NotFound):
        desk.sheet()

    desk.call(service.restore_assessment, desk.assessment_id)

    assert desk.sheet().answers[WHO].words == "still here"


def test_a_signed_checklist_cannot_be_deleted(desk):
    sign(desk)

    with pytest.raises(Conflict):
        desk.call(service.delete_assessment, desk.assessment_id)


def test_the_list_counts_come_from_stored_results(desk):
    from icf.assessments.checklists import checklists_of

    desk.save(posted(value="partly"), posted(CHANNELS, "through"))

    line = desk.call(lambda session, actor, _now: checklists_of(session, actor))[0]

    assert (line.reference, line.answered, line.asked) == (f"P{desk.assessment_id}", 2, 10)
