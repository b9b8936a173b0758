"""One self-evaluation for each subject and year, with the year before beside it."""

import pytest
from flask import Flask

from icf.accounts.service import add_service
from icf.assessments.service import delete_assessment, restore_assessment
from icf.db import db, write
from icf.errors import Conflict, InvalidInput
from icf.selfeval.period import checked_period
from icf.selfeval.service import overview
from tests.desk import NOW, Desk, posted
from tests.selfeval.conftest import start

ACTIONS = "icf:self-connecting-actions"


def test_there_is_one_for_each_year(yearly: Desk) -> None:
    with pytest.raises(Conflict, match="already"):
        start(yearly, "2026/27")


def test_a_service_has_one_of_its_own(yearly: Desk) -> None:

    def add() -> int:
        with write() as session:
            return add_service(session, yearly.actor, NOW, "Parks").id

    service_id = yearly.run(add)
    found = start(yearly, "2026/27", service_id=service_id)

    subjects = yearly.run(lambda: overview(db.session, yearly.actor))
    assert [one.title for one in subjects] == [yearly.actor.organisation_name, "Parks"]
    assert subjects[1].entries[0].id == found


def test_last_year_stands_beside_and_is_copied_only_if_wanted(yearly: Desk) -> None:
    yearly.save(posted(ACTIONS, "We walked two wards."))

    beside = start(yearly, "2027/28")
    copied = start(yearly, "2028/29", copies=True)

    assert yearly.sheet(beside).record.copied_from_id == yearly.assessment_id
    assert not yearly.sheet(beside).answers
    assert yearly.sheet(copied).record.copied_from_id == beside


def test_a_copy_of_last_year_says_that_nobody_checked_it(yearly: Desk) -> None:
    yearly.save(posted(ACTIONS, "We walked two wards."))

    copied = yearly.sheet(start(yearly, "2027/28", copies=True))

    assert copied.answers[ACTIONS].value == "We walked two wards."
    assert copied.answers[ACTIONS].copied
    assert copied.progress.copied == 1


@pytest.mark.parametrize("text", ["", "next year", "20266", "2026/27 and a great deal more"])
def test_a_year_begins_with_four_figures_and_is_short(app: Flask, text: str) -> None:
    with app.test_request_context(), pytest.raises(InvalidInput, match="such as 2026/27"):
        checked_period(text)


def test_a_deleted_one_does_not_come_back_beside_another(yearly: Desk) -> None:
    yearly.call(delete_assessment, yearly.assessment_id)
    start(yearly, "2026/27")

    with pytest.raises(Conflict, match="Another one was started"):
        yearly.call(restore_assessment, yearly.assessment_id)
