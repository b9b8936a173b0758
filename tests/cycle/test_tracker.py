"""What the partnership sees: who is due, what was sent, and nothing else of an organisation."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from icf.cycle import copies, sending, service
from icf.cycle.reminder import reminders
from icf.cycle.tracker import Tracked, counts, read_copy, tracked
from icf.cycle.workbook import tracker_workbook
from icf.db import db
from icf.errors import NotAllowed, NotFound
from tests.partnership_year import DUE_ON, Member, PartnershipYear
from tests.statements import counted


@pytest.fixture
def members(year: PartnershipYear) -> dict[str, Member]:
    """Five organisations in five states, the day after the last day."""
    names = ("Drafting", "Extended", "Late", "Nil", "Sent")
    found = {name: year.member(name) for name in names}
    year.open(*found.values())
    year.call(service.extend, year.cycle_id, found["Extended"].id, date(2027, 1, 5), "Ill")
    year.call(service.extend, year.cycle_id, found["Drafting"].id, date(2027, 1, 5), "Moving")
    found["Drafting"].evaluates("Secretwords", signed=False)
    found["Sent"].evaluates("Openwords")
    found["Sent"].sends()
    nil = found["Nil"]
    nil.run(lambda: sending.send_nil(db.session, nil.actor, year.now, year.cycle_id, "We are new"))
    year.later((DUE_ON - year.now.date()).days + 1)
    return found


def rows_of(year: PartnershipYear) -> list[Tracked]:
    found: list[Tracked] = year.run(
        lambda: tracked(
            db.session, year.actor, service.cycle_of(db.session, year.cycle_id), year.now.date()
        )
    )
    return found


def test_everybody_stands_by_name_in_their_state(
    year: PartnershipYear, members: dict[str, Member]
) -> None:
    rows = rows_of(year)

    assert [(one.name, one.state) for one in rows] == [
        ("Drafting", "started"),
        ("Extended", "not_started"),
        ("Late", "late"),
        ("Nil", "nil"),
        ("Sent", "sent"),
    ]


def test_the_counts_say_how_many_and_score_nobody(
    year: PartnershipYear, members: dict[str, Member]
) -> None:
    members["Late"].evaluates()
    members["Late"].sends()
    members["Sent"].sends("Amended")

    found = counts(rows_of(year))

    assert found.states == {"late": 0, "not_started": 1, "started": 1, "sent": 2, "nil": 1}
    assert (found.all, found.extended, found.sent_late, found.amended) == (5, 2, 2, 1)


def test_the_tracker_names_leads_alone_and_administrators_only_where_nobody_leads(
    year: PartnershipYear, signed_in: Any
) -> None:
    from tests.support import Somewhere

    led, unled = year.member("Led"), year.member("Unled")
    for role, name, place in (
        ("contributor", "Connie", led),
        ("administrator", "Addie", led),
        ("administrator", "Ulla", unled),
    ):
        signed_in(role, organisation=Somewhere(place.id, place.name), name=name)
    unled_lead = year.run(lambda: _end_lead(unled))
    year.open(led, unled)

    rows = {one.name: [who.name for who in one.contacts] for one in rows_of(year)}

    assert unled_lead
    assert rows == {"Led": ["Lead of Led"], "Unled": ["Ulla"]}


def _end_lead(member: Member) -> bool:
    import sqlalchemy as sa

    from icf.accounts.models import Membership
    from icf.db import write

    with write() as session:
        ended = session.execute(
            sa.update(Membership)
            .where(Membership.person_id == member.actor.person_id)
            .values(ended_at=member.year.now)
            .returning(Membership.id)
        )
        return bool(ended.all())


def test_the_spreadsheet_has_the_same_and_takes_no_name_for_a_formula(
    year: PartnershipYear,
) -> None:
    hostile = year.member("=1+1")
    year.open(hostile)
    rows = rows_of(year)

    cycle = year.cycle()
    content = year.run(lambda: tracker_workbook(cycle, rows))
    book = openpyxl.load_workbook(BytesIO(content))

    sheet = book.active
    assert sheet is not None
    first = next(sheet.iter_rows(min_row=2))
    assert [cell.value for cell in first[:2]] == ["=1+1", "Not started"]
    assert first[2].value.date() == DUE_ON
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s", "d"}


def test_each_group_gets_its_own_words_and_the_addresses_of_its_leads(
    year: PartnershipYear, members: dict[str, Member]
) -> None:
    rows = rows_of(year)
    cycle = year.cycle()

    found = year.run(lambda: reminders(cycle, rows, "Olu", "https://icf.example.org/cycle"))

    assert [one.group for one in found] == ["not_started", "started", "late"]
    late = found[-1]
    assert late.organisations == ("Late",)
    assert late.addresses == members["Late"].actor.email
    assert "due on 18 December 2026" in late.text
    assert "https://icf.example.org/cycle" in late.text
    assert late.text.endswith("Olu")


def test_a_larger_partnership_takes_no_more_statements(year: PartnershipYear) -> None:
    first = year.member("Hillside")
    year.open(first)
    first.evaluates()
    first.sends()
    pages = [f"/cycles/{year.cycle_id}{end}" for end in ("", "/reminders", "/who-has-sent.xlsx")]

    def statements() -> list[int]:
        found = []
        for page in pages:
            year.officer.get(page)
            with counted(year.app) as seen:
                assert year.officer.get(page).status_code == 200
            found.append(len(seen))
        return found

    few = statements()
    others = [year.member(f"Organisation {number}") for number in range(8)]
    year.call(service.add_organisations, year.cycle_id, [one.id for one in others])
    others[0].evaluates()
    others[0].sends()

    assert statements() == few


def test_whoever_has_a_later_day_is_reminded_of_that_day(year: PartnershipYear) -> None:
    hillside, other = year.member("Hillside"), year.member("Riverside")
    year.open(hillside, other)
    year.call(service.extend, year.cycle_id, hillside.id, date(2027, 1, 5), "Their lead is ill")
    rows, cycle = rows_of(year), year.cycle()

    found = year.run(lambda: reminders(cycle, rows, "Olu", "https://icf.example.org/cycle"))

    texts = {one.organisations: one.subject + one.text for one in found}
    assert "5 January 2027" in texts[("Hillside",)]
    assert "18 December 2026" not in texts[("Hillside",)]
    assert "18 December 2026" in texts[("Riverside",)]
    page = year.officer.page(f"/cycles/{year.cycle_id}/reminders")
    assert "5 January 2027" in page.get_text()


def test_the_spreadsheet_has_the_day_of_sending_where_the_partnership_is(
    year: PartnershipYear,
) -> None:
    year.now = year.now.replace(hour=23, minute=30)
    hillside = year.member("Hillside")
    year.open(hillside)
    hillside.evaluates()
    hillside.sends()

    cycle, rows = year.cycle(), rows_of(year)
    made = year.run(lambda: tracker_workbook(cycle, rows))

    book = openpyxl.load_workbook(BytesIO(made))
    assert book.active is not None
    assert book.active["D2"].value.date() == date(2026, 9, 29)


@pytest.mark.parametrize("role", ["lead", "contributor", "viewer", "board_member"])
def test_nobody_else_sees_the_tracker(year: PartnershipYear, signed_in: Any, role: str) -> None:
    year.open(year.member("Hillside"))
    browser = signed_in(role)

    for end in ("/reminders", "/who-has-sent.xlsx", "/dates", "/organisations", "/close"):
        assert browser.get(f"/cycles/{year.cycle_id}{end}").status_code == 403


def test_the_board_reads_what_was_sent_and_not_who_is_late(
    year: PartnershipYear, members: dict[str, Member], signed_in: Any
) -> None:
    board = signed_in("board_member")

    page = board.page(f"/cycles/{year.cycle_id}").main.text

    assert "Sent" in page
    assert "Late" not in page
    assert "Drafting" not in page


@pytest.mark.parametrize("role", ["partnership_officer", "board_member"])
def test_partnership_roles_read_a_sent_copy_and_nothing_else_of_the_organisation(
    year: PartnershipYear, members: dict[str, Member], signed_in: Any, role: str
) -> None:
    browser = signed_in(role)
    sent = members["Sent"].run(lambda: copies.sent_of(db.session, members["Sent"].id))[0]
    pages = ["/", "/cycles", f"/cycles/{year.cycle_id}", f"/cycles/sent/{sent.id}"]
    if role == "partnership_officer":
        pages += [f"/cycles/{year.cycle_id}/organisations/{one.id}" for one in members.values()] + [
            f"/cycles/{year.cycle_id}/reminders"
        ]

    shown = " ".join(browser.page(path).text for path in pages)

    assert "Openwords" in shown
    assert "Secretwords" not in shown
    for path in (f"/checklists/{sent.reference[1:]}", f"/cycle/sent/{sent.id}"):
        assert browser.get(path).status_code in (403, 404)


def test_a_lead_of_another_organisation_reads_no_copy(
    year: PartnershipYear, members: dict[str, Member]
) -> None:
    sent = members["Sent"].run(lambda: copies.sent_of(db.session, members["Sent"].id))[0]
    other = members["Late"]

    with pytest.raises(NotAllowed):
        other.run(lambda: read_copy(other.actor, sent.id))
    assert other.client.get(f"/cycle/sent/{sent.id}").status_code == 404
    assert other.client.get(f"/cycle/sent/{sent.id}.pdf").status_code == 404
    assert other.client.get(f"/cycles/sent/{sent.id}").status_code == 403


def test_a_copy_that_is_none_is_not_found(year: PartnershipYear) -> None:
    with pytest.raises(NotFound):
        year.run(lambda: read_copy(year.actor, 987_654))


def test_looking_across_is_written_to_the_audit(
    year: PartnershipYear, members: dict[str, Member]
) -> None:
    import sqlalchemy as sa

    from icf.audit import AuditEntry

    rows_of(year)

    found = year.run(
        lambda: db.session.scalars(
            sa.select(AuditEntry.subject).where(AuditEntry.what == "across_organisations")
        ).all()
    )
    assert "the annual cycle of the partnership" in found


def test_an_organisation_that_was_closed_is_no_longer_asked(
    year: PartnershipYear, members: dict[str, Member]
) -> None:
    from icf.accounts.models import Organisation
    from icf.db import write

    def close() -> None:
        with write() as session:
            session.get_one(Organisation, members["Late"].id).closed_at = year.now

    year.run(close)

    assert "Late" not in [one.name for one in rows_of(year)]


def test_a_year_with_nobody_shows_an_empty_tracker(year: PartnershipYear) -> None:
    hillside = year.member("Hillside")
    year.open(hillside)
    year.call(service.remove_organisation, year.cycle_id, hillside.id)

    page = year.officer.page(f"/cycles/{year.cycle_id}")

    assert "No organisation takes part any more." in page.main.text
    assert "Nobody has to be reminded" in (
        year.officer.page(f"/cycles/{year.cycle_id}/reminders").main.text
    )


def test_answers_to_other_questions_than_the_years_are_named(
    year: PartnershipYear, members: dict[str, Member]
) -> None:
    from icf.cycle.models import Cycle
    from icf.db import write

    def newer() -> None:
        with write() as session:
            session.get_one(Cycle, year.cycle_id).core_version = "9.0.0"

    year.run(newer)

    assert {one.name: one.other_questions for one in rows_of(year)}["Sent"]
