"""The pages of the register, as people use them."""

from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from icf.conversations.service import conversation, write_down
from tests.conversations.conftest import talk

NEXT_YEAR = (
    datetime.now(UTC).date().replace(month=5, day=1).replace(year=datetime.now(UTC).year + 1)
)
FORM = {
    "title": "Crossing Mill Street", "state": "planned", "month": NEXT_YEAR.isoformat(),
    "neighbourhoods": "Mill Street", "groups": "tenants", "service": "", "work": "",
}  # fmt: skip


@pytest.fixture
def lead(desk, signed_in):
    from tests.support import Somewhere

    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    return signed_in("lead", organisation=here, name="Lena")


def test_home_and_work_lead_to_the_register(lead):
    for path in ("/", "/work"):
        assert lead.page(path).find("a", href="/conversations")


def test_an_entry_takes_a_title_and_a_month(lead):
    reply = lead.send("/conversations/new", FORM)

    assert reply.status_code == 302
    assert "Crossing Mill Street" in lead.page("/conversations").text
    assert "Crossing Mill Street" in lead.page("/conversations/months").text


def test_what_looks_alike_is_shown_with_the_reason_before_anything_is_saved(lead, others):
    talk(others, month=NEXT_YEAR)

    page = lead.send("/conversations/new", FORM)

    assert page.status_code == 200
    assert "the same place: Mill Street" in page.text
    assert "the same people: Tenants" in page.text
    assert "the same month" in page.text
    assert "Crossing Mill Street" not in lead.page("/conversations").text
    lead.send("/conversations/new", {**FORM, "another": "yes"})
    listed = lead.page("/conversations").text
    assert "Crossing Mill Street" in listed
    assert "1 like it" in listed


def test_a_wrong_entry_keeps_what_was_typed(lead):
    page = lead.send("/conversations/new", {**FORM, "title": "", "topics": "The lights"})

    assert page.status_code == 422
    assert "The lights" in page.text
    assert "Say in a few words" in page.text


def test_two_who_change_an_entry_are_shown_both(lead, desk):
    number = talk(desk)
    desk.call(write_down, number, 1, "Somebody else was here", "")

    page = lead.send(f"/conversations/{number}/edit", {**FORM, "version": "1"})

    assert page.status_code == 409
    assert "Crossing Mill Street" in page.text
    assert "A walk along Mill Street" in page.text


def test_the_calendar_has_what_is_to_come_and_nothing_that_is_over(lead, desk, others):
    talk(desk, title="Held", state="held")
    talk(others, title="Theirs", month=NEXT_YEAR)
    talk(desk, month=NEXT_YEAR, starts_on=NEXT_YEAR.replace(day=9))

    events = Calendar.from_ical(lead.get("/conversations/calendar.ics").data).walk("VEVENT")

    assert {(one["summary"], one.decoded("dtstart")) for one in events} == {
        ("Hillside Police: Theirs (day not known yet)", NEXT_YEAR),
        (f"{desk.actor.organisation_name}: A walk along Mill Street", NEXT_YEAR.replace(day=9)),
    }
    last = {one["summary"][:8]: one.decoded("dtend") for one in events}["Hillside"]
    assert last == NEXT_YEAR.replace(month=6)


@pytest.mark.parametrize("when", [{"starts_on": date(9999, 12, 31)}, {"month": date(9999, 12, 1)}])
def test_the_last_of_all_days_spoils_nobody_elses_pages(lead, others, when):
    talk(others, title="Far away", **when)

    for page in ("", "/months", "/calendar.ics", "?month=9999-12-01", "?month=0001-01-01"):
        assert lead.get(f"/conversations{page}").status_code == 200, page
    assert b"Far away" in lead.get("/conversations/calendar.ics").data


def test_place_standard_is_a_tool_while_its_add_on_is_on(signed_in):
    lead = signed_in("lead")
    before = lead.page("/conversations/new").text

    lead.send("/add-ons/place_standard", {"sure": "yes"})

    assert "Place Standard" not in before
    assert "Place Standard" in lead.page("/conversations/new").text


def test_what_others_share_is_read_and_not_changed(lead, others):
    number = talk(others, contact="Otto, 01234")

    assert "Otto, 01234" in lead.page(f"/conversations/of-others/{number}").text
    assert lead.get(f"/conversations/{number}").status_code == 404
    assert lead.send(f"/conversations/{number}/edit", FORM).status_code == 404


def test_points_are_added_answered_acted_on_and_made_public(lead, desk, client):
    number = talk(desk, work_id=desk.work_id)
    base = f"/conversations/{number}"
    lead.send(f"{base}/points/new", {"said": "Too dark", "answer": "will", "words": "Lamps"})
    lead.send(f"{base}/thanks", {"thanks": "Thank you all", "ask_here": "", "version": "1"})

    def first_point(session, actor, _now):
        return conversation(session, actor, number).points[0].id

    to_action = lead.send(f"{base}/points/{desk.call(first_point)}/action", {})
    published = lead.send(f"{base}/page", {"on": "yes"})

    assert "/what-we-will-do/" in to_action.location
    address = published.text.split("/said/")[1].split('"')[0]
    page = client.page(f"/said/{address}").text
    assert "Thank you all" in page
    assert "Too dark" in page
    assert "We will do it" in page
    assert "In what we will do" in lead.page(base).text


def test_a_piece_of_work_leads_to_its_own_conversations(lead, desk):
    talk(desk, title="About it", work_id=desk.work_id)
    talk(desk, title="About nothing")

    link = lead.page(f"/work/{desk.work_id}").find("a", string="Conversations about this work")
    page = lead.page(link["href"]).main.text

    assert "Only those about Millbrook garden" in " ".join(page.split())
    assert "About it" in page
    assert "About nothing" not in page


def test_the_history_of_a_conversation_is_in_sentences(lead, desk):
    number = talk(desk)
    desk.call(write_down, number, 1, "Much", "")

    page = lead.page(f"/conversations/{number}/history").text

    assert "entered the conversation “A walk along Mill Street”" in page
    assert "wrote down what was heard" in page
