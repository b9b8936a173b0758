"""A year asks one version of the framework's questions, fixed when it was opened."""

from datetime import UTC, datetime
from typing import Any

import pytest

from icf.assessments.moving.carry_out import undo
from icf.assessments.moving.notice import newer_questions
from icf.assessments.moving.rehearse import rehearse
from icf.assessments.moving.to_year import move_to_year, other_questions
from icf.assessments.sheet import Sheet, load
from icf.cycle import service
from icf.db import db, write
from icf.errors import NotAllowed, NotFound
from icf.packs.core_version import composed_on, version_of_core
from icf.packs.selection import Selection, selection
from icf.packs.service import set_switch
from icf.selfeval.service import start_self_evaluation
from tests.partnership_year import DID, MEASURED, WORDED_THEN, YEAR, Member, PartnershipYear

SMALL, MICRO = "small_groups", "small-groups:micro"


@pytest.fixture
def hillside(year: PartnershipYear) -> Member:
    """An organisation in a year that was opened when the framework was older."""
    found = year.member("Hillside")
    year.open(found)
    year.asks_older_questions()
    return found


def start(member: Member, period: str = YEAR, depth: str = "full") -> Sheet:
    year = member.year

    def go() -> Sheet:
        made = start_self_evaluation(
            db.session, member.actor, year.now, year.plugins, None, period, depth
        )
        return load(db.session, member.actor, made)

    found: Sheet = member.run(go)
    return found


def sheet_of(member: Member, assessment_id: int) -> Sheet:
    found: Sheet = member.run(lambda: load(db.session, member.actor, assessment_id))
    return found


def version(sheet: Sheet) -> str:
    return version_of_core(sheet.questionnaire.packs)


def began_before(year: PartnershipYear) -> tuple[Member, int]:
    """An organisation that began with today's questions before the year was opened."""
    found = year.member("Riverside")
    made = found.evaluates("We met on Mill Street", signed=False)
    year.open(found)
    year.asks_older_questions()
    return found, made


def test_the_older_framework_is_put_together_again_exactly(year: PartnershipYear) -> None:
    year.open(year.member("Hillside"))
    digest = year.asks_older_questions()

    made = year.run(lambda: composed_on(db.session, year.plugins, Selection(), digest))

    assert made is not None
    assert made.digest == digest


def test_a_self_evaluation_of_the_year_asks_the_version_of_the_year(hillside: Member) -> None:
    sheet = start(hillside)

    assert version(sheet) == "0.9.0"
    assert sheet.index.question[DID].text.original == WORDED_THEN
    assert MEASURED not in sheet.index.question


def test_another_year_asks_todays_questions(hillside: Member) -> None:
    assert MEASURED in start(hillside, "2031/32").index.question


def test_those_who_take_no_part_are_asked_todays_questions(
    year: PartnershipYear, hillside: Member
) -> None:
    assert MEASURED in start(year.member("Riverside")).index.question


def test_once_the_year_is_closed_todays_questions_are_asked(hillside: Member) -> None:
    year = hillside.year
    year.call(service.close_cycle, year.cycle_id, True)

    assert MEASURED in start(hillside).index.question


def test_the_organisations_own_add_ons_stand_on_the_version_of_the_year(hillside: Member) -> None:
    def switch() -> None:
        with write() as session:
            set_switch(session, hillside.id, hillside.year.now, SMALL, True)

    hillside.run(switch)

    sheet = start(hillside, depth=MICRO)

    assert version(sheet) == "0.9.0"
    assert MICRO in sheet.index.depth


def test_where_the_toolkit_cannot_ask_them_any_more_it_asks_todays_and_says_so(
    year: PartnershipYear,
) -> None:
    hillside = year.member("Hillside")
    year.now = datetime.now(UTC)
    year.open(hillside, meets_on=_far_ahead())
    year.asks_older_questions(kind="a_kind_that_has_gone")

    page = hillside.client.page("/self-evaluation/start").main.text

    assert "cannot ask them any more" in page
    assert MEASURED in start(hillside).index.question


def test_a_correction_of_the_framework_is_no_other_version(year: PartnershipYear) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)
    today = year.cycle().core_version
    first, second, _third = today.split(".")
    year.asks_older_questions(f"{first}.{second}.99")
    made = hillside.evaluates(signed=False)

    found = hillside.run(
        lambda: other_questions(
            db.session, hillside.actor, year.plugins, load(db.session, hillside.actor, made)
        )
    )

    assert found is None


def test_one_begun_before_on_another_version_is_marked_and_moves_with_its_answers(
    year: PartnershipYear,
) -> None:
    riverside, made = began_before(year)

    moved = _move(riverside, made)

    sheet = sheet_of(riverside, made)
    assert moved
    assert version(sheet) == "0.9.0"
    assert sheet.answers[DID].value == "We met on Mill Street"


def test_moving_to_the_year_can_be_undone(year: PartnershipYear) -> None:
    riverside, made = began_before(year)
    moved = _move(riverside, made)

    riverside.run(lambda: undo(db.session, riverside.actor, year.now, year.plugins, moved))

    assert MEASURED in sheet_of(riverside, made).index.question


def test_only_a_lead_moves_it_and_only_where_there_is_something_to_move(
    year: PartnershipYear, signed_in: Any
) -> None:
    from tests.support import Somewhere

    riverside, made = began_before(year)
    place = Somewhere(riverside.id, riverside.name)
    contributor = signed_in("contributor", organisation=place).actor

    with pytest.raises(NotAllowed, match="Only a lead"):
        riverside.run(lambda: move_to_year(db.session, contributor, year.now, year.plugins, made))
    _move(riverside, made)
    with pytest.raises(NotFound, match="already"):
        _move(riverside, made)


def test_newer_questions_wait_for_the_next_year(hillside: Member) -> None:
    start(hillside)
    year = hillside.year

    def open_ones() -> tuple[int, int]:
        chosen = selection(db.session, hillside.id)
        found = rehearse(db.session, hillside.actor, year.plugins, chosen)
        newer = newer_questions(db.session, hillside.actor, year.plugins)
        return len(found.checklists), newer

    assert hillside.run(open_ones) == (0, 0)


def test_the_pages_say_it_in_plain_words_and_lead_to_the_way(year: PartnershipYear) -> None:
    year.now = datetime.now(UTC)
    riverside = year.member("Riverside")
    made = riverside.evaluates("We met on Mill Street", signed=False)
    year.open(riverside, meets_on=_far_ahead())
    year.asks_older_questions()
    address = f"/self-evaluation/{made}/questions-of-the-year"

    due = riverside.client.page("/cycle")
    tasks = riverside.client.page(f"/checklists/{made}")
    check = riverside.client.page(f"/self-evaluation/{made}/sign-off")
    look = riverside.client.page(address)
    seen = look.select_one("[name=seen]")["value"]
    stale = riverside.client.send(address, {"seen": "0" * 64})
    moved = riverside.client.send(address, {"seen": seen}, follow_redirects=True)

    for page in (due, tasks, check):
        assert page.select_one(f'a[href="{address}"]')
        assert "version 0.9.0" in page.main.text
    assert WORDED_THEN in look.main.text
    assert stale.status_code == 409
    assert "Nothing typed is lost" in moved.text
    assert "version 0.9.0" not in riverside.client.page(f"/checklists/{made}").main.text
    assert riverside.client.get(address).status_code == 404


def test_the_start_page_says_which_version_the_year_asks_and_proposes_the_year(
    year: PartnershipYear,
) -> None:
    year.now = datetime.now(UTC)
    hillside = year.member("Hillside")
    year.open(hillside, meets_on=_far_ahead(), title="2041/42")
    year.asks_older_questions()

    page = hillside.client.page("/self-evaluation/start")
    started = hillside.client.send(
        "/self-evaluation/start", {"period": "2041/42", "depth": "full", "begin_with": "none"}
    )

    assert page.select_one("[name=period]")["value"] == "2041/42"
    assert "everybody is asked version 0.9.0" in page.main.text
    assert started.status_code == 302
    assert "Start 2041/42" not in hillside.client.page("/self-evaluation").main.text


def _move(member: Member, assessment_id: int) -> int:
    year = member.year
    found: int = member.run(
        lambda: move_to_year(db.session, member.actor, year.now, year.plugins, assessment_id)
    )
    return found


def _far_ahead() -> Any:
    from datetime import timedelta

    day = datetime.now(UTC).date() + timedelta(days=180)
    return day - timedelta(days=day.weekday())
