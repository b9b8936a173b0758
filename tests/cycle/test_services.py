"""Services' own self-evaluations, as part of what their organisation sends."""

from typing import Any

import pytest

from icf.accounts.service import add_service
from icf.assessments.service import Start, begin, mark_signed
from icf.core.questionnaire import SELF_EVALUATION
from icf.core.report import Report
from icf.core.report_json import report_json
from icf.cycle import copies, sending, service
from icf.cycle.tracker import Tracked, tracked
from icf.cycle.workbook import tracker_workbook
from icf.db import db, write
from icf.errors import InvalidInput
from icf.work.subject import take_subject
from tests.partnership_year import YEAR, Member, PartnershipYear, answer


@pytest.fixture
def hillside(year: PartnershipYear) -> Member:
    """An organisation in an open year."""
    found = year.member("Hillside")
    year.open(found)
    return found


def evaluates(member: Member, name: str, words: str, signed: bool = True) -> int:
    """A service of the organisation evaluates itself; gives the id."""
    year = member.year

    def go() -> int:
        with write() as session:
            one = add_service(session, member.actor, year.now, name)
            subject = take_subject(session, member.actor, year.now, one.id)
            start = Start(SELF_EVALUATION, "quick", period=YEAR)
            made = begin(session, member.actor, year.now, year.plugins, subject, start)
        answer(year.plugins, member.actor, year.now, made, words)
        if signed:
            with write() as session:
                mark_signed(session, member.actor, year.now, made, "Sam Service", "Manager")
        return made

    found: int = member.run(go)
    return found


def paper(member: Member, services: Any = None) -> sending.Paper:
    year = member.year
    found: sending.Paper = member.run(
        lambda: sending.would_send(
            db.session, member.actor, year.now, year.plugins, year.cycle_id, services
        )
    )
    return found


def send(member: Member, services: Any = None, reason: str = "") -> copies.Copy:
    year = member.year

    def go() -> copies.Copy:
        seen = sending.would_send(
            db.session, member.actor, year.now, year.plugins, year.cycle_id, services
        )
        sent = sending.send(
            db.session, member.actor, year.now, year.plugins, year.cycle_id, seen.sha256,
            reason, services,
        )  # fmt: skip
        return copies.sent_copy(db.session, member.id, sent)

    found: copies.Copy = member.run(go)
    return found


def titles(report: Report | None) -> list[str]:
    assert report is not None
    return [part.title for part in report.parts]


def test_only_the_ticked_services_are_part_of_the_copy(hillside: Member) -> None:
    hillside.evaluates("We met everybody")
    parks = evaluates(hillside, "Parks", "We walked the parks")
    evaluates(hillside, "Housing", "We knocked on doors")

    alone, with_parks = paper(hillside, ()), paper(hillside, [parks])

    assert "We walked" not in alone.text
    assert "We walked the parks" in with_parks.text
    assert "We knocked" not in with_parks.text
    assert "Service: Parks" in titles(with_parks.report)
    assert titles(with_parks.report)[-1] == "About this copy"


def test_nothing_is_ticked_before_somebody_did_and_an_amended_copy_begins_with_the_same(
    hillside: Member,
) -> None:
    hillside.evaluates()
    parks = evaluates(hillside, "Parks", "We walked the parks")
    first = paper(hillside)
    send(hillside, [parks])

    again = paper(hillside)

    assert first.services == ()
    assert [one.id for one in again.services] == [parks]


def test_services_alone_are_sent_where_there_is_nothing_of_the_whole(hillside: Member) -> None:
    evaluates(hillside, "Parks", "We walked the parks")
    evaluates(hillside, "Housing", "We knocked on doors")

    copy = send(hillside)

    assert copy.sent.reference == ""
    assert len(copy.sent.services) == 2
    text = report_json(copy.report) if copy.report else ""
    assert "We walked the parks" in text
    assert "We knocked on doors" in text
    assert copy.report is not None
    assert copy.report.organisation == "Hillside"


def test_a_draft_of_the_whole_is_signed_off_first(hillside: Member) -> None:
    evaluates(hillside, "Parks", "We walked the parks")
    hillside.evaluates(signed=False)

    with pytest.raises(InvalidInput, match="settled"):
        paper(hillside)


def test_what_is_no_signed_service_of_the_year_cannot_be_ticked(
    year: PartnershipYear, hillside: Member
) -> None:
    hillside.evaluates()
    draft = evaluates(hillside, "Parks", "We walked", signed=False)
    other = year.member("Riverside")
    theirs = evaluates(other, "Police", "We patrolled")

    for wrong in (draft, theirs, 987_654):
        with pytest.raises(InvalidInput, match="signed off"):
            paper(hillside, [wrong])


def test_of_services_alone_at_least_one_is_sent(hillside: Member) -> None:
    evaluates(hillside, "Parks", "We walked the parks")

    with pytest.raises(InvalidInput, match="at least one"):
        paper(hillside, ())


def test_the_tracker_and_its_spreadsheet_say_how_many_services_are_in_it(
    hillside: Member,
) -> None:
    from io import BytesIO

    import openpyxl

    year = hillside.year
    hillside.evaluates()
    copy = send(hillside, [evaluates(hillside, "Parks", "We walked the parks")])

    (row,) = _rows(year)
    cycle = year.cycle()
    book = openpyxl.load_workbook(BytesIO(year.run(lambda: tracker_workbook(cycle, [row]))))
    page = year.officer.page(f"/cycles/{year.cycle_id}").main.text

    assert row.standing.last is not None
    assert row.standing.last.services == copy.sent.services
    assert "with 1 service" in page
    header, cells = [[cell.value for cell in line] for line in book.active.iter_rows()]
    assert cells[header.index("Services in it")] == 1


def test_a_service_that_began_counts_as_started(hillside: Member) -> None:
    evaluates(hillside, "Parks", "We walked the parks", signed=False)

    assert [one.state for one in _rows(hillside.year)] == ["started"]


def test_the_lead_ticks_sees_the_copy_with_it_and_sends_exactly_that(hillside: Member) -> None:
    hillside.evaluates()
    parks = evaluates(hillside, "Parks", "We walked the parks")
    address = f"/cycle/{hillside.year.cycle_id}/send"

    plain = hillside.client.page(address)
    ticked = hillside.client.page(f"{address}?chosen=1&with={parks}")
    form = {"chosen": "1", "with": str(parks)}
    seen = ticked.select_one("[name=seen]")["value"]
    sent = hillside.client.send(address, {**form, "seen": seen})

    assert "We walked the parks" not in plain.main.text
    assert "We walked the parks" in ticked.main.text
    assert ticked.select_one(f'input[type=checkbox][value="{parks}"][checked]')
    assert "with 1 service" in hillside.client.page(sent.location).main.text


def test_what_cannot_be_ticked_is_asked_again(hillside: Member) -> None:
    evaluates(hillside, "Parks", "We walked the parks")
    address = f"/cycle/{hillside.year.cycle_id}/send"

    nothing = hillside.client.page(f"{address}?chosen=1", status=400)
    wrong = hillside.client.page(f"{address}?chosen=1&with=987654", status=400)

    assert "Choose at least one service" in nothing.text
    assert "signed off" in wrong.text


def _rows(year: PartnershipYear) -> list[Tracked]:
    found: list[Tracked] = year.run(
        lambda: tracked(
            db.session, year.actor, service.cycle_of(db.session, year.cycle_id), year.now.date()
        )
    )
    return found
