"""Workshop mode as a facilitator and the people in the room use it, without any script."""

import re
from datetime import UTC, datetime

from bs4 import BeautifulSoup

from icf.assessments.posted import Posted
from icf.assessments.service import change_depth
from tests.desk import WHO
from tests.workshops.conftest import cast, code, put, put_now


def started(lead, desk, **more):
    return lead.send(
        f"/checklists/{desk.assessment_id}/workshop", {"question": WHO, "expected": "", **more}
    )


def test_a_question_is_put_voted_on_agreed_and_written_down(lead, desk, app):
    page = lead.page(started(lead, desk, expected="3").location)
    found = re.search(r"/vote/(\w+)|\b([A-Z2-9]{6})\b", page.main.text).group(2)
    for level in ("partly", "partly", "todo"):
        phone = app.test_client()
        phone.page(f"/vote/{found}")
        sent = phone.send(f"/vote/{found}", {"level": level})
        assert "Your vote is in" in sent.text

    assert "Everybody has voted: look at the screen." in sent.text
    over = lead.page("/workshops/1")
    assert "2 of 3" in over.text
    assert "1 of 3" in over.text
    lead.send("/workshops/1/record", {"agreed": "partly", "dissent": "Too far", "version": "0"})

    answer = desk.sheet().answers[WHO]
    assert (answer.value, "2 of 3" in answer.words, "Too far" in answer.words) == (
        "partly", True, True,
    )  # fmt: skip
    assert "Written into the checklist" in lead.page("/workshops/1").text


def test_while_it_is_open_the_screen_has_the_number_of_votes_and_nothing_else(lead, desk):
    number = put_now(desk, 9)
    cast(desk, number, "through", "through", now=datetime.now(UTC))

    page = lead.page(f"/workshops/{number}")
    counted = lead.get(f"/workshops/{number}/count").json

    assert "2 of 9 have voted." in page.text
    assert counted == {"words": "2 of 9 have voted.", "over": False}
    assert "Thought through 2" not in page.text
    assert page.find("svg", attrs={"role": "img"}) is None


def test_a_phone_without_a_camera_types_the_code(client, desk):
    found = code(desk, put_now(desk))

    gone_on = client.send("/vote", {"code": f"{found[:3].lower()} {found[3:]}"})

    assert gone_on.location == f"/vote/{found}"
    assert client.page(gone_on.location).find("input", attrs={"type": "radio"})


def test_a_vote_without_a_choice_is_asked_again_and_a_wrong_code_says_why(client, desk):
    found = code(desk, put_now(desk))

    assert client.send(f"/vote/{found}", {}).status_code == 400
    page = client.page("/vote/WRONG2", 404)
    assert "no open vote with this code" in page.text
    assert page.select_one("form[action='/vote'] input[name=code]")


def test_somebody_signed_in_elsewhere_can_vote(desk, signed_in, make_organisation):
    found = code(desk, put_now(desk))
    guest = signed_in("viewer", organisation=make_organisation("Fire"))

    assert "Your vote is in" in guest.send(f"/vote/{found}", {"level": "todo"}).text


def test_an_answer_changed_meanwhile_is_shown_before_anything_is_added(lead, desk):
    number = put_now(desk)
    cast(desk, number, "partly", "partly", "todo", now=datetime.now(UTC))
    lead.send(f"/workshops/{number}/close", {})
    desk.save(Posted(WHO, 0, {"value": ["through"]}, words="Theirs"))

    page = lead.send(f"/workshops/{number}/record", {"agreed": "partly", "version": "0"})

    assert page.status_code == 409
    assert "Theirs" in page.text
    again = lead.send(f"/workshops/{number}/record", {"agreed": "partly", "version": "1"})
    assert again.status_code == 302
    assert desk.sheet().answers[WHO].words.startswith("Theirs\n\nAgreed in a workshop")


def test_a_wrong_number_of_people_keeps_the_form(lead, desk):
    for wrong in ("many", "2", "99999"):
        assert started(lead, desk, expected=wrong).status_code == 400


def closed(lead, desk):
    number = put_now(desk)
    cast(desk, number, "partly", "partly", "todo", now=datetime.now(UTC))
    lead.send(f"/workshops/{number}/close", {})
    return f"/workshops/{number}/record"


def test_a_second_click_writes_what_was_agreed_once(lead, desk):
    address = closed(lead, desk)
    agreed = {"agreed": "partly", "dissent": "Too far", "version": "0"}

    replies = [lead.send(address, agreed).status_code for _click in range(2)]

    assert replies == [302, 302]
    assert desk.sheet().answers[WHO].words.count("Agreed in a workshop") == 1


def test_two_who_write_down_something_else_are_shown_both(lead, desk):
    address = closed(lead, desk)
    lead.send(address, {"agreed": "partly", "dissent": "Too far", "version": "0"})

    page = lead.send(address, {"agreed": "todo", "dissent": "Not at all", "version": "0"})

    assert page.status_code == 409
    assert "Too far" in page.text
    form = BeautifulSoup(page.text, "html.parser").main.form
    assert form.find("textarea").text.strip() == "Not at all"
    again = {
        "agreed": "todo",
        "dissent": "Not at all",
        "version": form.find(attrs={"name": "version"})["value"],
    }
    lead.send(address, again)
    answer = desk.sheet().answers[WHO]
    assert (answer.value, answer.words.count("Agreed in a workshop")) == ("todo", 2)


def test_what_the_checklist_asks_no_more_is_said_and_not_written_where_nobody_finds_it(lead, desk):
    desk.call(change_depth, desk.plugins, desk.assessment_id, "full")
    number = put(desk, None, "icf:connecting-councillors", now=datetime.now(UTC))
    cast(desk, number, "partly", "partly", "todo", now=datetime.now(UTC))
    lead.send(f"/workshops/{number}/close", {})
    desk.call(change_depth, desk.plugins, desk.assessment_id, "quick")

    page = lead.page(f"/workshops/{number}")
    refused = lead.send(f"/workshops/{number}/record", {"agreed": "partly", "version": "0"})

    assert "does not ask this question any more" in page.text
    assert "2 of 3" in page.text
    assert page.find("form", action=f"/workshops/{number}/record") is None
    assert refused.status_code == 409
    assert "icf:connecting-councillors" not in desk.sheet().answers


def test_one_tablet_goes_round_and_shows_nobody_what_the_one_before_chose(client, lead, desk):
    number = put_now(desk)
    address = f"/vote/{code(desk, number)}"

    for level in ("partly", "todo", "todo"):
        fresh = client.page(address)
        assert "You have voted" not in fresh.text
        assert fresh.find("input", checked=True) is None
        client.send(address, {"level": level})
        again = client.page(address)
        assert "You have voted" in again.text
        assert again.find("input", checked=True) is None
        assert client.send(address, {"next": "yes"}).status_code == 303

    assert "3 have voted" in lead.page(f"/workshops/{number}").text
    lead.send(f"/workshops/{number}/close", {})
    assert "2 of 3" in lead.page(f"/workshops/{number}").text


def test_a_vote_is_changed_on_the_same_device_and_counts_once(client, lead, desk):
    number = put_now(desk)
    address = f"/vote/{code(desk, number)}"

    for level in ("partly", "todo"):
        voted = BeautifulSoup(client.send(address, {"level": level}).text, "html.parser")
        assert voted.find("input", checked=True) is None
        assert voted.find("button", string="Change my vote")

    assert "1 have voted" in lead.page(f"/workshops/{number}").text
