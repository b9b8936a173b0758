"""The pages of the list of actions, as people use them."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from icf.db import db
from icf.plans import follow_up
from icf.plans.action import action, add_action
from icf.plans.follow_up import Place
from icf.plans.links import Link
from icf.plans.list_views import BOARD_SHOWS
from icf.plans.listing import Filters, board
from icf.plans.signing import promises_of, sign_off
from tests.desk import CHANNELS, WHO, Desk, posted
from tests.statements import counted
from tests.support import CheckedClient, Somewhere

TODAY = datetime.now(ZoneInfo("Europe/London")).date()


@pytest.fixture
def browser(desk: Desk, signed_in: Any) -> CheckedClient:
    """Somebody who fills in, in the desk's organisation."""
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    found: CheckedClient = signed_in("contributor", organisation=here, name="Colleague")
    return found


def put(desk: Desk, what: str = "Meet the walking group", **values: Any) -> int:
    """An action of the desk's piece of work, without any checklist."""
    number: int = desk.call(follow_up.list_action, Place(desk.work_id), {"what": what, **values})
    return number


def of(desk: Desk, action_id: int) -> Any:
    return desk.call(lambda session, actor, _now: action(session, actor, action_id))


def shown(page: Any) -> list[str]:
    """The actions of the table, in order."""
    return [one.get_text() for one in page.select("tbody th a.govuk-link[href^='/actions/']")]


def test_an_organisation_without_actions_is_told_how_they_come(browser: CheckedClient) -> None:
    page = browser.page("/actions")

    assert "Nothing yet" in page.get_text()
    assert page.select_one("a[href='/actions/new']")


def test_an_action_needs_no_checklist_and_may_be_of_the_organisation(
    desk: Desk, browser: CheckedClient
) -> None:
    sent = browser.send("/actions/new", {"what": "Train three more", "work": "organisation"})

    page = browser.page(sent.location)
    assert desk.actor.organisation_name in page.select_one("p.govuk-caption-l").get_text()
    assert shown(browser.page("/actions")) == ["Train three more"]
    assert of(desk, int(sent.location.rsplit("/", 1)[1])).assessment_id is None


def test_an_action_without_words_is_not_added(browser: CheckedClient) -> None:
    sent = browser.send("/actions/new", {"what": "", "work": "organisation"})

    assert sent.status_code == 422
    assert "Say what we will do" in sent.text


def test_an_action_without_a_date_or_a_measure_is_shown_as_such(
    desk: Desk, browser: CheckedClient
) -> None:
    put(desk, no_date_reason="after the election")

    text = browser.page("/actions").select_one("tbody").get_text()

    assert "No date" in text
    assert "after the election" in text
    assert "No way to know yet" in text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=open", {"late", "soon", "undated"}),
        ("status=done", {"finished"}),
        ("lacks=overdue", {"late"}),
        ("lacks=undated", {"undated"}),
        ("lacks=unmeasured", {"late", "soon"}),
        ("priority=high", {"soon"}),
        ("priority=none", {"late", "undated", "finished"}),
        ("who=Bo", {"late"}),
        ("who=-", {"soon", "undated", "finished"}),
        ("approach=icf:trusting", {"undated"}),
        ("text=SOO", {"soon"}),
        ("text=100%25", set()),
    ],
)
def test_the_list_can_be_narrowed(
    desk: Desk, browser: CheckedClient, query: str, expected: set[str]
) -> None:
    day = timedelta(days=1)
    put(desk, "late", due_on=TODAY - day, who="Bo")
    put(desk, "soon", due_on=TODAY + day, priority="high")
    links = [Link("approach", "icf:equalising"), Link("approach", "icf:trusting")]
    put(desk, "undated", how_we_know="We count", links=links)
    put(desk, "finished", due_on=TODAY - day, status="done", how_we_know="We count")

    assert set(shown(browser.page(f"/actions?{query}"))) == expected


def test_the_list_of_one_piece_of_work_shows_no_other(desk: Desk, browser: CheckedClient) -> None:
    put(desk, "ours")
    desk.call(follow_up.list_action, Place(), {"what": "the organisation’s"})

    assert shown(browser.page(f"/actions?work={desk.work_id}")) == ["ours"]


def test_the_list_sorts_by_what_matters_first(desk: Desk, browser: CheckedClient) -> None:
    put(desk, "low", priority="low", status="on_track")
    put(desk, "high", priority="high", status="done")
    put(desk, "none", status="off_track")

    assert shown(browser.page("/actions?sort=priority")) == ["high", "low", "none"]
    assert shown(browser.page("/actions?sort=status")) == ["none", "low", "high"]


def test_three_hundred_actions_come_in_pages_with_as_few_statements(
    desk: Desk, browser: CheckedClient
) -> None:
    put(desk, "first of all", due_on=TODAY)
    browser.page("/actions")
    with counted(desk.app) as few:
        browser.page("/actions")
    for number in range(299):
        put(desk, f"number {number}", due_on=TODAY + timedelta(days=number))

    with counted(desk.app) as many:
        page = browser.page("/actions?page=6")

    assert len(many) <= len(few)
    assert len(shown(page)) == 50
    assert "Actions 251 to 300 of 300" in page.get_text()


def test_how_it_goes_is_kept_with_its_day_and_its_writer(
    desk: Desk, browser: CheckedClient
) -> None:
    number = put(desk)

    browser.send(
        f"/actions/{number}/progress",
        {"version": "1", "status": "at_risk", "words": "The hall is closed"},
    )
    browser.send(
        f"/actions/{number}/progress",
        {"version": "2", "status": "at_risk", "words": "Found another"},
    )

    notes = browser.page(f"/actions/{number}").select("h2 + ol li")
    assert [("At risk" in one.get_text(), "Colleague" in one.get_text()) for one in notes] == [
        (True, True)
    ] * 2
    assert "Found another" in notes[0].get_text()
    assert of(desk, number).version == 2


def test_stopping_needs_a_reason(desk: Desk, browser: CheckedClient) -> None:
    number = put(desk)

    refused = browser.send(f"/actions/{number}/progress", {"version": "1", "status": "stopped"})
    browser.send(
        f"/actions/{number}/progress",
        {"version": "1", "status": "stopped", "stopped_reason": "No money"},
    )

    assert refused.status_code == 422
    assert "Say why it was stopped" in refused.text
    assert "No money" in browser.page("/actions").get_text()


def test_two_who_set_the_status_at_once_are_told(desk: Desk, browser: CheckedClient) -> None:
    number = put(desk)
    browser.send(f"/actions/{number}/progress", {"version": "1", "status": "on_track"})

    sent = browser.send(
        f"/actions/{number}/progress",
        {"version": "1", "status": "off_track", "words": "My own words"},
    )

    assert sent.status_code == 409
    assert "My own words" in sent.text
    assert of(desk, number).status == "on_track"


def test_an_action_may_answer_several_things(desk: Desk, browser: CheckedClient) -> None:
    number = put(desk)

    browser.send(
        f"/actions/{number}/edit",
        {
            "version": "1",
            "what": "Meet them",
            "approaches": ["icf:trusting", "icf:celebrating"],
            "question": CHANNELS,
            "findings": "The gate is narrow\nNobody rang back",
        },
    )

    page = browser.page(f"/actions/{number}").get_text()
    for words in ("Trusting, Celebrating", "The gate is narrow", "Nobody rang back"):
        assert words in page
    assert (of(desk, number).approach, of(desk, number).question) == ("icf:trusting", CHANNELS)


def test_what_a_signed_plan_promised_goes_on_but_keeps_its_words(
    desk: Desk, browser: CheckedClient
) -> None:
    desk.save(posted(WHO, "through", words="We asked"))
    number = desk.call(add_action, desk.sheet(), {"what": "Book the hall", "due_on": TODAY})
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})

    form = browser.page(f"/actions/{number}/edit")
    later = TODAY + timedelta(days=30)
    sent = browser.send(
        f"/actions/{number}/edit",
        {
            "version": "1", "what": "Something else", "who": "Bo",
            "due_on-day": str(later.day), "due_on-month": str(later.month),
            "due_on-year": str(later.year),
        },
    )  # fmt: skip

    assert not form.select("[name=what]")
    assert sent.status_code == 302
    assert (of(desk, number).what, of(desk, number).due_on) == ("Book the hall", later)
    promise = desk.call(lambda s, a, _now: promises_of(s, a, desk.assessment_id))[0]
    assert (promise.what, promise.due_on, promise.who) == ("Book the hall", TODAY, "")
    assert "stays as it was signed off" in browser.page(f"/actions/{number}").get_text()


def test_many_are_changed_with_one_save_and_that_is_undone_with_one(
    desk: Desk, browser: CheckedClient
) -> None:
    numbers = [put(desk, f"number {one}", who="Ada") for one in range(3)]

    sent = browser.send(
        "/actions/many",
        {"action": [str(one) for one in numbers], "set-status": "on_track", "set-who": "Bo"},
    )
    page = browser.page(sent.location)
    changed = [(of(desk, one).status, of(desk, one).who) for one in numbers]
    browser.send("/actions/undo", {"saved": page.select_one("[name=saved]")["value"]})

    assert changed == [("on_track", "Bo")] * 3
    assert "3 actions changed" in page.get_text()
    assert [(of(desk, one).status, of(desk, one).who) for one in numbers] == [
        ("not_rated", "Ada")
    ] * 3


def test_undoing_leaves_what_somebody_changed_since(desk: Desk, browser: CheckedClient) -> None:
    first, second = put(desk, "first"), put(desk, "second")
    browser.send("/actions/many", {"action": [str(first), str(second)], "set-priority": "high"})
    browser.send(f"/actions/{second}/progress", {"version": "2", "status": "done"})

    sent = browser.send("/actions/undo", {"saved": f"{first}-2.{second}-2"})

    text = browser.page(sent.location).get_text()
    assert "1 action is as it was before" in text
    assert "1 action was changed since" in text
    assert [of(desk, one).priority for one in (first, second)] == ["", "high"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"set-status": "done"}, "Tick at least one action"),
        ({"action": "{number}"}, "Choose what should change"),
        ({"action": "{number}", "set-status": "stopped"}, "Say why they were stopped"),
    ],
)
def test_a_save_of_many_says_what_is_missing(
    desk: Desk, browser: CheckedClient, fields: dict[str, str], message: str
) -> None:
    number = put(desk)
    sent = browser.send(
        "/actions/many", {name: text.format(number=number) for name, text in fields.items()}
    )

    assert sent.status_code == 422
    assert message in sent.text
    assert of(desk, number).version == 1


def test_each_column_of_the_board_has_its_own_however_full_the_others_are(
    desk: Desk, browser: CheckedClient
) -> None:
    for number in range(BOARD_SHOWS + 1):
        put(desk, f"number {number}", due_on=TODAY)
    put(desk, "Finished long ago", status="done", due_on=TODAY)

    page = browser.page("/actions?view=board")
    least = desk.run(lambda: board(db.session, desk.actor, Filters(), TODAY, 1))

    cards = {
        one["aria-labelledby"]: [card.get_text() for card in one.select("li.icf-board__card")]
        for one in page.select(".icf-board__column")
    }
    assert len(cards["column-not_rated"]) == BOARD_SHOWS
    assert "Finished long ago" in cards["column-done"][0]
    assert {status: len(found) for status, found in least.items() if found} == {
        "not_rated": 1,
        "done": 1,
    }


def test_what_is_not_offered_any_more_stays_linked_when_an_action_is_changed(
    desk: Desk, browser: CheckedClient
) -> None:
    """Such as the approach or the question of an add-on that was switched off."""
    links = [Link("approach", "gone:approach"), Link("question", "gone:question")]
    number = put(desk, links=links)
    form = browser.page(f"/actions/{number}/edit")
    ticked = [one["value"] for one in form.select("[name=approaches][checked]")]

    browser.send(
        f"/actions/{number}/edit", {"version": "1", "what": "Other words", "approaches": ticked}
    )

    assert of(desk, number).what == "Other words"
    kept = browser.page(f"/actions/{number}").get_text()
    assert "gone:approach" in kept


def test_a_finding_that_is_too_long_is_not_cut(desk: Desk, browser: CheckedClient) -> None:
    number = put(desk)
    finding = "The gate is narrow. " * 20

    sent = browser.send(
        f"/actions/{number}/edit", {"version": "1", "what": "Widen it", "findings": finding}
    )

    assert sent.status_code == 422
    assert "at most 300 characters" in sent.text
    assert of(desk, number).version == 1


def test_a_note_that_is_sent_twice_is_kept_once(desk: Desk, browser: CheckedClient) -> None:
    number = put(desk)
    said = {"version": "1", "status": "at_risk", "words": "The hall is closed"}

    first = browser.send(f"/actions/{number}/progress", said)
    second = browser.send(f"/actions/{number}/progress", said)

    assert [one.status_code for one in (first, second)] == [302, 302]
    assert len(browser.page(f"/actions/{number}").select("h2 + ol li")) == 1


@pytest.mark.parametrize(
    "query",
    [
        "text=%00", "who=%00", "approach=%00", "work=99999999999999999999", "page=-5",
        "page=99999999999999999999", "sort=%00", "status=%00", "lacks=x", "priority=x",
        "saved=1-1.x.-.9-9-9.99999999999-1", "left=-1", "text=%ED%A0%80", "tick=all",
        "text=A%D9%A1", "saved=%D9%A1-%D9%A1",
    ],
)  # fmt: skip
def test_an_address_that_somebody_made_up_still_gives_a_page(
    desk: Desk, browser: CheckedClient, query: str
) -> None:
    put(desk, due_on=TODAY)

    for address in (f"/actions?{query}", f"/actions?view=board&{query}"):
        assert browser.get(address).status_code == (404 if "%00" in query else 200)
    assert browser.get(f"/actions/dates.ics?{query}").status_code in (200, 404)


def test_the_board_moves_an_action_with_a_button(desk: Desk, browser: CheckedClient) -> None:
    number = put(desk)
    board = browser.page("/actions?view=board")
    button = board.select_one("button[name=set-status][value=done]")

    sent = browser.send(
        button.find_parent("form")["action"], {"action": str(number), "set-status": "done"}
    )

    column = browser.page(sent.location).select_one("section[aria-labelledby=column-done]")
    assert "Meet the walking group" in column.get_text()


def test_the_calendar_has_what_is_due_and_what_to_look_at_again(
    desk: Desk, browser: CheckedClient
) -> None:
    put(desk, due_on=date(2027, 4, 1), review_on=date(2027, 2, 1))
    put(desk, "over already", due_on=date(2027, 4, 1), status="done")

    calendar = Calendar.from_ical(browser.get("/actions/dates.ics").data)

    assert sorted((str(one["summary"]), one["dtstart"].dt) for one in calendar.walk("VEVENT")) == [
        ("Due: Meet the walking group", date(2027, 4, 1)),
        ("Look again: Meet the walking group", date(2027, 2, 1)),
    ]


def test_a_day_that_moves_is_a_change_to_calendar_programs(
    desk: Desk, browser: CheckedClient
) -> None:
    number = put(desk, due_on=date(2027, 4, 1))

    def entry() -> Any:
        return Calendar.from_ical(browser.get("/actions/dates.ics").data).walk("VEVENT")[0]

    before = entry()
    desk.call(follow_up.change_action, number, 1, {"what": "Meet", "due_on": date(2027, 5, 1)})
    after = entry()

    assert before["uid"] == after["uid"]
    assert before["dtstart"].dt < after["dtstart"].dt
    assert before["sequence"] < after["sequence"]
    assert after["last-modified"].dt == after["dtstamp"].dt


def test_a_calendar_without_any_date_is_not_made(desk: Desk, browser: CheckedClient) -> None:
    put(desk)

    browser.page("/actions/dates.ics", status=404)


def test_a_deleted_action_comes_back(desk: Desk, browser: CheckedClient) -> None:
    number = put(desk)

    deleted = browser.send(f"/actions/{number}/delete")
    gone = shown(browser.page("/actions"))
    browser.send(f"/actions/{number}/restore")

    assert "Bring it back" in deleted.text
    assert gone == []
    assert of(desk, number).what == "Meet the walking group"


def test_whoever_only_reads_changes_nothing(desk: Desk, signed_in: Any) -> None:
    number = put(desk)
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    viewer = signed_in("viewer", organisation=here)

    assert not viewer.page("/actions").select("[type=checkbox]")
    assert not viewer.page(f"/actions/{number}").select("form[action$=progress]")
    assert viewer.send("/actions/many", {"action": str(number)}).status_code == 403


def test_the_order_can_be_chosen_without_the_heads_of_columns(browser: CheckedClient) -> None:
    page = browser.page("/actions?sort=priority&status=open")

    chosen = page.select_one("select[name=sort] option[selected]")
    assert chosen["value"] == "priority"
