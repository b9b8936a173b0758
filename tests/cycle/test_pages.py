"""The pages of the year, as people use them without a script. They ask the real clock."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from icf.cycle import service
from icf.db import db
from icf.errors import ReportError
from tests.partnership_year import Member, PartnershipYear
from tests.security.matrix import NoPdf

DAYS = {"clear": 5, "collating": 10, "last_reminder": 5, "first_reminder": 20, "open": 60}


class NoRenderer:
    """A renderer that cannot render."""

    def render(self, _html: str) -> bytes:
        raise ReportError("The PDF took too long.", "Try again later.")


@pytest.fixture
def today(year: PartnershipYear) -> PartnershipYear:
    """The year of a partnership, by the real clock."""
    year.now = datetime.now(UTC)
    year.app.extensions["icf_pdf"] = NoPdf()
    return year


@pytest.fixture
def meets_on(today: PartnershipYear) -> Any:
    """A meeting on a working day in half a year."""
    day = today.now.date() + timedelta(days=180)
    return day - timedelta(days=day.weekday())


@pytest.fixture
def hillside(today: PartnershipYear, meets_on: Any) -> Member:
    """An organisation in a year that is open."""
    found = today.member("Hillside")
    today.open(found, meets_on=meets_on)
    return found


def typed(on: Any, name: str = "meets_on") -> dict[str, str]:
    return {
        f"{name}-day": str(on.day),
        f"{name}-month": str(on.month),
        f"{name}-year": str(on.year),
    }


def test_the_dates_are_counted_before_anything_is_stored(
    today: PartnershipYear, meets_on: Any
) -> None:
    hillside = today.member("Hillside")
    form = {"title": "2026/27", **DAYS, **typed(meets_on), "organisations": [hillside.id]}

    shown = today.officer.send("/cycles/new", {**form, "do": "count"})
    nothing = today.run(lambda: service.cycles(db.session))
    opened = today.officer.send("/cycles/new", {**form, "do": "open"})

    assert "Last day for sending" in shown.text
    assert nothing == []
    assert opened.status_code == 303
    assert "Send by" in hillside.client.page("/cycle").main.text


def test_dates_in_the_wrong_order_and_a_meeting_that_has_gone_stand_beside_their_fields(
    today: PartnershipYear, meets_on: Any
) -> None:
    hillside = today.member("Hillside")
    form = {"title": "2026/27", **DAYS, **typed(meets_on), "organisations": [hillside.id]}
    gone = typed(today.now.date() - timedelta(days=3))
    late = typed(meets_on - timedelta(days=3), "on_due")

    past = today.officer.send("/cycles/new", {**form, **gone, "do": "open"})
    order = today.officer.send("/cycles/new", {**form, **late, "do": "open"})
    nobody = today.officer.send("/cycles/new", {**form, "organisations": [], "do": "open"})
    no_day = today.officer.send("/cycles/new", {**form, "meets_on-day": "", "do": "open"})

    assert (past.status_code, order.status_code, nobody.status_code) == (400, 400, 400)
    assert "has to be after today" in past.text
    assert "has to be before" in order.text
    assert "Choose at least one organisation" in nobody.text
    assert "real date" in no_day.text


def test_opening_a_year_says_everything_that_is_wrong_at_once(
    today: PartnershipYear, hillside: Member
) -> None:
    nothing = {"title": "", **DAYS, "collating": "0", "organisations": [], "do": "open"}
    taken = {**nothing, "title": today.run(lambda: service.cycles(db.session))[0].title}

    empty = today.officer.send("/cycles/new", nothing)
    again = today.officer.send("/cycles/new", taken)

    for said in (
        "Enter a name for the year",
        "Enter the day on which the Board meets",
        "Enter a whole number of working days",
        "Choose at least one organisation",
    ):
        assert empty.text.count(said) == 2, said
    assert "already" in again.text
    assert "Enter the day on which the Board meets" in again.text
    assert "Choose at least one organisation" in again.text


@pytest.mark.parametrize(("year_typed", "title"), [("1999", ""), ("2150", "2026/27")])
def test_a_meeting_in_a_year_far_away_is_refused_beside_its_field(
    today: PartnershipYear, hillside: Member, year_typed: str, title: str
) -> None:
    far = {"meets_on-day": "2", "meets_on-month": "1", "meets_on-year": year_typed}
    form = {"title": title, **DAYS, **far, "organisations": [hillside.id], "version": "1"}

    for address in ("/cycles/new", f"/cycles/{today.cycle_id}/dates"):
        for do in ("look", "open", "save"):
            reply = today.officer.send(address, {**form, "do": do})
            assert reply.status_code == 400
            assert title == "" or "Enter a year from 2000 to 2099" in reply.text


def test_an_officer_changes_the_dates_and_sees_that_somebody_else_did(
    today: PartnershipYear, hillside: Member, meets_on: Any
) -> None:
    form = {"title": "2026/27", **DAYS, **typed(meets_on + timedelta(days=7)), "do": "save"}
    address = f"/cycles/{today.cycle_id}/dates"

    first = today.officer.send(address, {**form, "version": "1"})
    second = today.officer.send(address, {**form, "version": "1"})

    assert first.status_code == 303
    assert second.status_code == 400
    assert "Somebody else changed" in second.text


def test_a_lead_reads_exactly_what_will_be_sent_and_who_will_see_it_and_sends_it(
    today: PartnershipYear, hillside: Member
) -> None:
    hillside.evaluates("We met on Mill Street")
    address = f"/cycle/{today.cycle_id}/send"

    page = hillside.client.page(address)
    seen = page.select_one("[name=seen]")["value"]
    sent = hillside.client.send(address, {"seen": seen})

    assert "We met on Mill Street" in page.main.text
    assert "Partnership officer: 1 person" in page.main.text
    assert sent.status_code == 303
    copy = hillside.client.page(sent.location).main.text
    assert "Copy number 1" in copy
    assert "We met on Mill Street" in copy
    assert hillside.client.get(sent.location + ".pdf").data.startswith(b"%PDF-")


def test_what_changed_meanwhile_is_shown_again_and_not_sent(
    today: PartnershipYear, hillside: Member
) -> None:
    hillside.evaluates()

    reply = hillside.client.send(f"/cycle/{today.cycle_id}/send", {"seen": "0" * 64})

    assert reply.status_code == 409
    assert "Nothing was sent" in reply.text


def test_papers_are_sent_though_no_pdf_can_be_made_and_it_is_made_later(
    today: PartnershipYear, hillside: Member
) -> None:
    today.app.extensions["icf_pdf"] = NoRenderer()
    hillside.evaluates()
    address = f"/cycle/{today.cycle_id}/send"
    seen = hillside.client.page(address).select_one("[name=seen]")["value"]

    sent = hillside.client.send(address, {"seen": seen})
    failed = hillside.client.get(sent.location + ".pdf")
    today.app.extensions["icf_pdf"] = NoPdf()
    read = today.officer.get(sent.location.replace("/cycle/", "/cycles/") + ".pdf")
    own = hillside.client.get(sent.location + ".pdf")

    assert failed.status_code == 503
    assert "Nothing is lost" in failed.text
    assert read.data == own.data


def test_nothing_to_send_is_said_with_its_reason(today: PartnershipYear, hillside: Member) -> None:
    address = f"/cycle/{today.cycle_id}/nothing-to-send"

    refused = hillside.client.send(address, {"reason": " "})
    sent = hillside.client.send(address, {"reason": "We began in May"})

    assert refused.status_code == 400
    assert "We began in May" in hillside.client.page(sent.location).main.text
    assert "nothing to send this year" in hillside.client.page("/cycle").main.text
    assert hillside.client.get(sent.location + ".pdf").status_code == 404


def test_an_officer_notes_what_was_agreed_with_one(
    today: PartnershipYear, hillside: Member, meets_on: Any
) -> None:
    address = f"/cycles/{today.cycle_id}/organisations/{hillside.id}"
    until = typed(meets_on - timedelta(days=3), "until")

    nothing = today.officer.send(address, {"do": "extend", "why": "Ill"})
    agreed = today.officer.send(address, {"do": "extend", "why": "Their lead is ill", **until})

    assert nothing.status_code == 400
    assert agreed.status_code == 303
    assert "Their lead is ill" in hillside.client.page("/cycle").main.text
    for do, words in (
        ("no_extension", "holds for them again"),
        ("nil", "It is noted"),
    ):
        reply = today.officer.send(
            address, {"do": do, "reason": "They told us"}, follow_redirects=True
        )
        assert words in reply.text


def test_an_officer_takes_one_out_adds_them_again_and_closes_the_year(
    today: PartnershipYear, hillside: Member
) -> None:
    base = f"/cycles/{today.cycle_id}"

    today.officer.send(f"{base}/organisations/{hillside.id}", {"do": "remove"})
    gone = hillside.client.page("/cycle").main.text
    today.officer.send(f"{base}/organisations", {"organisations": [hillside.id]})
    back = hillside.client.page("/cycle").main.text
    today.officer.send(f"{base}/close", {"do": "close"})

    assert "Nothing is due at present" in gone
    assert "Send by" in back
    assert "Nothing is due at present" in hillside.client.page("/cycle").main.text
    assert "Closed on" in today.officer.page("/cycles").main.text


def test_rolling_forward_offers_next_year_with_the_same_organisations(
    today: PartnershipYear, hillside: Member
) -> None:
    page = today.officer.page(f"/cycles/{today.cycle_id}/next-year")
    form = {
        field["name"]: field.get("value", "")
        for field in page.select("main input[type=text], main input:not([type])")
    }
    ticked = [box["value"] for box in page.select("main input[type=checkbox][checked]")]

    opened = today.officer.send(
        f"/cycles/{today.cycle_id}/next-year", {**form, "organisations": ticked, "do": "open"}
    )

    assert form["title"] == "2027/28"
    assert ticked == [str(hillside.id)]
    assert opened.status_code == 303
    years = today.run(lambda: service.cycles(db.session))
    assert [one.title for one in years] == ["2027/28", "2026/27"]
    assert years[0].follows == years[1].key


def test_home_says_what_is_due(today: PartnershipYear, hillside: Member) -> None:
    assert "Send by" in hillside.client.page("/").main.text
    assert "Who has sent, 2026/27" in today.officer.page("/").main.text


def test_home_of_those_who_take_no_part_is_as_before(today: PartnershipYear) -> None:
    assert "Due this year" not in today.member("Riverside").client.page("/").main.text


def test_a_calendar_reads_the_dates_from_a_secret_address_until_it_is_stopped(
    today: PartnershipYear, hillside: Member, client: Any, meets_on: Any
) -> None:
    page = hillside.client.send("/cycle/calendar-address")
    address = page.text.split("<code>")[1].split("</code>")[0]
    path = address.removeprefix("http://localhost")

    first = client.get(path)
    new = hillside.client.send("/cycle/calendar-address").text
    old = client.get(path)
    newer = new.split("<code>http://localhost")[1].split("</code>")[0]
    works = client.get(newer)
    hillside.client.send("/cycle/calendar-address/withdraw")

    days = {str(one["summary"]): one["dtstart"].dt for one in Calendar.from_ical(first.data).events}
    assert days["The Board meets: 2026/27"] == meets_on
    assert len(days) == 6
    assert (old.status_code, works.status_code, client.get(newer).status_code) == (404, 200, 404)
    assert client.get("/calendar/guessed/annual-cycle.ics").status_code == 404


def test_an_address_of_somebody_who_has_left_gives_nothing(
    today: PartnershipYear, hillside: Member, client: Any
) -> None:
    import sqlalchemy as sa

    from icf.accounts.models import Membership
    from icf.db import write

    page = hillside.client.send("/cycle/calendar-address").text
    path = page.split("<code>http://localhost")[1].split("</code>")[0]

    def leave() -> None:
        with write() as session:
            session.execute(
                sa.update(Membership)
                .where(Membership.person_id == hillside.actor.person_id)
                .values(ended_at=today.now)
            )

    today.run(leave)

    assert client.get(path).status_code == 404


def test_an_entry_keeps_its_name_and_moves_with_the_meeting(
    today: PartnershipYear, hillside: Member, meets_on: Any
) -> None:
    def entries() -> dict[str, Any]:
        found = Calendar.from_ical(hillside.client.get("/cycle/dates.ics").data)
        return {str(one["uid"]): (one["dtstart"].dt, one["sequence"]) for one in found.events}

    before = entries()
    later = service.Wanted("2026/27", meets_on + timedelta(days=14))
    today.call(service.edit_cycle, today.cycle_id, 1, later)
    after = entries()

    assert before.keys() == after.keys()
    assert all(before[uid][0] < after[uid][0] for uid in before)
    assert all(before[uid][1] < after[uid][1] for uid in before)


def test_a_later_day_that_is_agreed_or_taken_back_is_a_change_to_calendar_programs(
    today: PartnershipYear, hillside: Member, meets_on: Any
) -> None:
    def due_entry() -> Any:
        found = Calendar.from_ical(hillside.client.get("/cycle/dates.ics").data)
        return next(one for one in found.events if "-due@" in str(one["uid"]))

    seen = [due_entry()]
    for seconds, until in ((60, meets_on - timedelta(days=2)), (120, None)):
        now = today.now + timedelta(seconds=seconds)
        today.run(
            lambda now=now, until=until: service.extend(
                db.session, today.actor, now, today.cycle_id, hillside.id, until, "Ill"
            )
        )
        seen.append(due_entry())

    days = [one["dtstart"].dt for one in seen]
    assert days[0] == days[2] < days[1]
    assert seen[0]["sequence"] < seen[1]["sequence"] < seen[2]["sequence"]
    assert seen[0].stamp < seen[1].stamp < seen[2].stamp
    assert seen[1].get("last-modified").dt == seen[1].stamp


def test_contributors_and_viewers_read_what_is_due_and_cannot_send(
    today: PartnershipYear, hillside: Member, signed_in: Any
) -> None:
    from tests.support import Somewhere

    hillside.evaluates()
    for role in ("contributor", "viewer", "reviewer"):
        browser = signed_in(role, organisation=Somewhere(hillside.id, hillside.name))
        assert "A lead of your organisation sends it." in browser.page("/cycle").main.text
        assert browser.get(f"/cycle/{today.cycle_id}/send").status_code == 403


def test_partnership_roles_come_to_their_own_page(today: PartnershipYear, signed_in: Any) -> None:
    for role in ("partnership_officer", "board_member"):
        assert signed_in(role).get("/cycle").location == "/cycles"
    assert "No year was opened yet" in signed_in("board_member").page("/cycles").main.text


def test_very_long_words_are_shown_whole(today: PartnershipYear, meets_on: Any) -> None:
    long = today.member("Unbroken" * 24)
    today.open(long, meets_on=meets_on)
    today.call(service.extend, today.cycle_id, long.id, meets_on - timedelta(days=3), "Why" * 160)

    assert "Unbroken" * 24 in today.officer.page(f"/cycles/{today.cycle_id}").main.text
    assert "Why" * 160 in long.client.page("/cycle").main.text
