"""The pages of a panel, as staff, facilitators and the people of the panel use them."""

import pytest
from bs4 import BeautifulSoup

from icf.voices import service
from icf.voices.service import staff_say
from tests.voices.conftest import ITEM, say


def test_a_panel_is_asked_from_the_piece_of_work(lead, desk):
    assert lead.page(f"/work/{desk.work_id}").find("a", href=f"/work/{desk.work_id}/voices")

    started = lead.send(f"/work/{desk.work_id}/voices/new", {"title": "Tenants"})

    assert "Nobody has answered yet." in lead.page(started.location).text


def test_people_answer_by_link_without_an_account_and_see_nobody_elses(lead, desk, panel, client):
    say(desk, panel, *["no"] * 6)
    made = lead.send(f"/voices/{panel}/link", {"on": "yes"})
    path = "/voice/" + made.text.split("/voice/")[1].split('"')[0]

    form = client.page(path)
    empty = client.send(path, {"words": "Only words"})
    sent = client.send(path, {ITEM: "yes", "words": ""})

    assert "6" not in form.main.text
    assert empty.status_code == 400
    assert "Answer at least one" in empty.text
    assert "Only words" in empty.text
    assert "Thank you" in sent.text
    assert "7 people have answered." in lead.page(f"/voices/{panel}").text


def hidden(page):
    return {one["name"]: one["value"] for one in page.find_all("input", type="hidden")}


def sheets(desk, panel):
    return desk.call(lambda session, actor, _now: len(service.sheets_of(session, actor, panel)))


def test_a_second_click_or_a_reload_is_no_second_voice(lead, desk, panel, client):
    made = lead.send(f"/voices/{panel}/link", {"on": "yes"}).text
    address = "/voice/" + made.split("/voice/")[1].split('"')[0]
    body = {**hidden(client.page(address)), ITEM: "yes"}

    first, again = (client.send(address, body).text for _click in range(2))
    after_that = sheets(desk, panel)
    client.send(address, {**hidden(client.page(address)), ITEM: "yes"})

    assert "Nobody knows that they are yours" in first
    assert "Nobody knows that they are yours" in again
    assert (after_that, sheets(desk, panel)) == (1, 2)


def test_what_was_refused_can_be_sent_once_it_is_right(lead, desk, panel, client):
    made = lead.send(f"/voices/{panel}/link", {"on": "yes"}).text
    address = "/voice/" + made.split("/voice/")[1].split('"')[0]
    body = hidden(client.page(address))

    refused = BeautifulSoup(client.send(address, body).text, "html.parser")
    client.send(address, {**hidden(refused), ITEM: "yes"})

    assert hidden(refused)["form_number"] == body["form_number"]
    assert sheets(desk, panel) == 1


@pytest.mark.parametrize("way", ["enter", "together"])
def test_a_sheet_is_entered_once_however_often_it_is_sent(lead, desk, panel, way):
    body = hidden(lead.page(f"/voices/{panel}/{way}"))
    said = {ITEM: "yes", f"{ITEM}__yes": "3"}

    for _click in range(2):
        assert lead.send(f"/voices/{panel}/{way}", {**body, **said}).status_code == 303

    assert sheets(desk, panel) == 1


def test_the_page_tells_the_gap_in_words_and_counts(lead, desk, panel):
    desk.call(staff_say, panel, 1, {ITEM: "yes"}, "We asked twice")
    say(desk, panel, *["no"] * 4, *["yes"] * 2, words="Nobody rang back")

    page = lead.page(f"/voices/{panel}").text

    assert "Most people see less of it than the staff do: 4 of 6." in page
    assert "Yes 2, Partly 0, No 4" in page
    assert "We asked twice" in page
    assert "Nobody rang back" in page


def test_few_voices_are_fewer_than_five_and_no_number_stands_anywhere(lead, desk, panel):
    desk.call(staff_say, panel, 1, {ITEM: "yes"}, "")
    say(desk, panel, "no", "no", "no", words="Nobody rang back")

    page = lead.page(f"/voices/{panel}")

    assert "Fewer than 5" in page.text
    assert "Nobody rang back" not in page.text
    assert "No 3" not in page.text
    assert page.find("svg", attrs={"role": "img"}) is None


def test_a_reader_sees_results_and_enters_nothing(desk, panel, signed_in):
    from tests.support import Somewhere

    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    viewer = signed_in("viewer", organisation=here)

    assert "The panel beside the staff" in viewer.page(f"/voices/{panel}").text
    for end in ("staff", "enter", "together"):
        assert viewer.get(f"/voices/{panel}/{end}").status_code == 403


def test_a_show_of_hands_and_a_sheet_of_paper_are_entered(lead, panel):
    hands = {f"{ITEM}__yes": "4", f"{ITEM}__no": "3"}
    lead.send(f"/voices/{panel}/together", hands)
    lead.send(f"/voices/{panel}/enter", {ITEM: "partly"})
    wrong = lead.send(f"/voices/{panel}/together", {f"{ITEM}__yes": "many"})

    assert "Yes 4, Partly 1, No 3" in lead.page(f"/voices/{panel}").text
    assert wrong.status_code == 400
    assert "Enter a number of people" in wrong.text


def test_the_sheet_of_paper_has_all_statements(lead, panel):
    assert len(lead.page(f"/voices/{panel}/paper").select(".icf-blank-question")) == 10


def test_two_who_write_the_staffs_answers_are_shown_both(lead, desk, panel):
    desk.call(staff_say, panel, 1, {ITEM: "yes"}, "Theirs")

    page = lead.send(f"/voices/{panel}/staff", {"version": "1", ITEM: "no", "words": "Ours"})

    assert page.status_code == 409
    assert "Theirs" in page.text
    assert "Ours" in page.text
