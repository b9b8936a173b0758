"""Last year's answers beside this year's: copied one by one or all, and checked by somebody."""

from flask import Flask

from icf.assessments.saving import copy_empty, copy_last_time
from icf.assessments.service import reopen
from icf.db import db
from icf.plans.signing import obstacles, sign_off
from tests.desk import NOW, Desk, posted
from tests.selfeval.conftest import start

ACTIONS = "icf:self-connecting-actions"
MEASURES = "icf:self-connecting-measures"
ALIGNMENT = "icf:self-connecting-alignment"


def this_year(desk: Desk) -> Desk:
    """Next year's self-evaluation, with three answers of last year beside it."""
    desk.save(
        posted(ACTIONS, "We walked two wards."),
        posted(MEASURES, "A diary."),
        posted(ALIGNMENT, "3", words="So say two partners."),
    )
    desk.assessment_id = start(desk, "2027/28")
    return desk


def copy_all(desk: Desk) -> int:
    kinds = desk.plugins.registry.kinds()
    copied: int = desk.call(copy_empty, kinds, desk.sheet())
    return copied


def test_one_answer_is_copied_and_says_so_until_it_is_saved(yearly: Desk) -> None:
    desk = this_year(yearly)
    kinds = desk.plugins.registry.kinds()

    desk.call(copy_last_time, kinds, desk.sheet(), ALIGNMENT, checked=False)
    copied = desk.sheet().answers[ALIGNMENT]
    desk.save(posted(ALIGNMENT, "3", version=1, words="So say two partners."))

    assert (copied.value, copied.words, copied.copied) == ("3", "So say two partners.", True)
    assert not desk.sheet().answers[ALIGNMENT].copied


def test_copying_all_leaves_alone_what_is_answered(yearly: Desk) -> None:
    desk = this_year(yearly)
    desk.save(posted(ACTIONS, "We walked four wards."))

    copied = copy_all(desk)

    answers = desk.sheet().answers
    assert copied == 2
    assert answers[ACTIONS].value == "We walked four wards."
    assert not answers[ACTIONS].copied
    assert answers[MEASURES].copied
    assert answers[ALIGNMENT].copied
    assert copy_all(desk) == 0


def test_unchecked_copies_block_signing_off_and_not_saving(yearly: Desk) -> None:
    desk = this_year(yearly)
    copy_all(desk)

    outcome = desk.save(posted("icf:self-learned", "It slowed us down, and that was good."))
    in_the_way = obstacles(desk.sheet())

    assert outcome.is_complete
    assert [(one.what, one.number) for one in in_the_way] == [("copied", 3)]


def test_a_reopened_one_still_has_last_year_beside_it(yearly: Desk) -> None:
    last_year = yearly.assessment_id
    desk = this_year(yearly)
    desk.save(posted(ACTIONS, "We walked four wards."))
    desk.call(sign_off, desk.sheet(), "Ada", "Lead", {})

    again = desk.call(reopen, desk.plugins, desk.assessment_id)

    assert desk.sheet(again).record.copied_from_id == last_year
    assert desk.sheet(again).record.period == "2027/28"


def test_whoever_may_not_answer_copies_nothing(app: Flask, yearly: Desk, signed_in: object) -> None:
    from tests.support import Somewhere

    desk = this_year(yearly)
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    viewer = signed_in("viewer", organisation=here, name="Vi").actor  # type: ignore[operator]
    kinds, sheet = desk.plugins.registry.kinds(), desk.sheet()

    copied = desk.run(lambda: copy_empty(db.session, viewer, NOW, kinds, sheet))

    assert copied == 0
