"""Forms without a checklist: for everybody, and brought home to the one that somebody names."""

from io import BytesIO
from pathlib import Path

import openpyxl
import pypdf
import pytest
from bs4 import BeautifulSoup

from icf.assessments import service
from tests.desk import CHANNELS, WHO, posted
from tests.offline.files import confirm, fill, saved, self_evaluation, sign, text_of, with_pypdf
from tests.own_questions import LIGHTS, MINE, publish, switch_own
from tests.pdfchecks import pdfua_failures

FORMS = [
    ("planning", "quick"),
    ("planning", "standard"),
    ("planning", "full"),
    ("evaluation", "quick"),
    ("evaluation", "full"),
    ("self_evaluation", "full"),
]


@pytest.fixture
def browser(signed_in):
    return signed_in("lead")


def empty(browser, form="planning", depth="quick", ending="xlsx") -> bytes:
    reply = browser.get(f"/framework/blank/{form}/{depth}/to-fill-in.{ending}")
    assert reply.status_code == 200, reply.text
    return bytes(reply.data)


def book_of(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def bring_any(browser, content: bytes, checklist="", status=200) -> BeautifulSoup:
    token = browser.page("/help").find("input", attrs={"name": "csrf_token"})["value"]
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = head.format("csrf_token", "") + token + "\r\n"
    body += head.format("checklist", "") + f"{checklist}\r\n"
    body += head.format("file", '; filename="form"')
    reply = browser.post(
        "/bring-back",
        data=body.encode() + content + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert reply.status_code == status, reply.text
    return BeautifulSoup(reply.text, "html.parser")


@pytest.mark.parametrize(("form", "depth"), FORMS)
def test_everybody_can_print_each_form_and_take_its_workbook(client, form, depth):
    page = client.page(f"/framework/blank/{form}/{depth}")
    book = book_of(empty(client, form, depth))

    asked = page.find_all("div", class_="icf-blank-question")
    keys = [row[0].value for row in book["Answers"].iter_rows(min_row=2)]
    assert len(asked) == len(keys) > 0
    assert all(key.startswith("icf:") for key in keys)


@pytest.mark.parametrize("address", ["planning/enormous", "nothing/quick", "screening/quick"])
def test_a_form_that_there_is_not_is_not_found(client, address):
    client.page(f"/framework/blank/{address}", 404)


def test_the_empty_pdf_is_accessible_and_made_once(client, tmp_path: Path):
    path = tmp_path / "form.pdf"
    path.write_bytes(empty(client, ending="pdf"))

    assert pdfua_failures(path) == []
    assert f"{WHO}#words" in pypdf.PdfReader(path).get_fields()
    assert empty(client, ending="pdf") == path.read_bytes()


def test_the_framework_leads_to_the_empty_forms(client):
    for address, form in (
        ("/framework/questions/quick", "planning/quick"),
        ("/framework/evaluation/standard", "evaluation/standard"),
        ("/framework/self-evaluation", "self_evaluation/full"),
    ):
        links = [one["href"] for one in client.page(address).find_all("a", href=True)]
        assert f"/framework/blank/{form}" in links


def test_whoever_is_signed_in_gets_the_questions_of_their_organisation(desk, browser, client):
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS]), "stay")

    ours, theirs = empty(browser), empty(client)

    assert MINE in [row[0].value for row in book_of(ours)["Answers"].iter_rows()]
    assert MINE not in [row[0].value for row in book_of(theirs)["Answers"].iter_rows()]


def test_an_empty_form_comes_home_to_the_checklist_that_is_chosen(desk, browser, client):
    desk.save(posted(CHANNELS, "todo", words="From the office"))
    book = book_of(empty(client))
    fill(book, WHO, answer="Partly", words="From the hall")
    fill(book, CHANNELS, answer="Partly")

    page = bring_any(browser, saved(book), checklist=str(desk.assessment_id))
    before = desk.sheet().answers.get(WHO)
    confirm(browser, desk, page)

    assert before is None
    assert page.find("input", attrs={"name": f"a-{CHANNELS}-keep"}, checked=True)["value"] == (
        "theirs:1"
    )
    assert desk.sheet().answers[WHO].words == "From the hall"
    assert desk.sheet().answers[CHANNELS].words == "From the office"


def test_an_empty_pdf_comes_home_to_the_checklist_that_is_chosen(desk, browser, client):
    content = with_pypdf(empty(client, ending="pdf"), {WHO: "partly"})

    confirm(browser, desk, bring_any(browser, content, checklist=str(desk.assessment_id)))

    assert desk.sheet().answers[WHO].value == "partly"


def test_an_empty_form_has_to_say_where_it_belongs(desk, browser, client):
    page = bring_any(browser, empty(client), status=422)

    assert "This form does not say which checklist it belongs to." in text_of(page)
    assert page.find(id="checklist-error") is not None


def test_a_file_of_a_checklist_finds_it_by_itself_and_no_other(desk, browser):
    other = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    content = browser.get(f"/checklists/{desk.assessment_id}/take-along.xlsx").data

    page = bring_any(browser, content)
    refused = bring_any(browser, content, checklist=str(other), status=422)

    assert f"P{desk.assessment_id}" in text_of(page)
    assert f"This file belongs to P{desk.assessment_id}, and this is P{other}." in text_of(refused)


def test_a_form_of_another_kind_is_refused(desk, browser, client):
    content = empty(client, "self_evaluation", "full")

    page = bring_any(browser, content, checklist=str(desk.assessment_id), status=422)

    assert "This file belongs to another kind of form" in text_of(page)


def test_a_form_of_another_size_says_what_it_did_not_ask(desk, browser, client):
    self_evaluation(desk)
    content = empty(client, "self_evaluation", "full")
    book = book_of(content)
    book["Answers"].delete_rows(2)
    fill(book, "icf:self-connecting-alignment", answer="5 – no such level")

    page = bring_any(browser, saved(book), checklist=str(desk.assessment_id))

    assert "1 question is not in the file: 1.1. Its answer stays as it is." in text_of(page)
    assert "“5 – no such level” is not one of" in text_of(page)


def test_a_form_of_questions_that_read_otherwise_says_which(desk, browser):
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS]), "bring_in")
    book = book_of(empty(browser))
    fill(book, MINE, answer="No")
    changed = "{key: lights, text: Are all lamps lit at night?, kind: yes_no}"
    switch_own(desk, publish(desk, "2.0.0", [changed]), "move")

    page = bring_any(browser, saved(book), checklist=str(desk.assessment_id))

    assert "Look whether each answer still fits its question." in text_of(page) or (
        "1 question of this checklist reads otherwise than in the form" in text_of(page)
    )


def test_what_is_signed_off_or_not_mine_to_answer_is_not_offered(desk, browser, signed_in):
    reader = signed_in("viewer")

    offered = browser.page("/bring-back").find("select", id="checklist")
    nothing = reader.page("/bring-back")
    sign(desk)

    assert f"P{desk.assessment_id}" in offered.get_text()
    assert nothing.find("select", id="checklist") is None
    assert browser.page("/bring-back").find("select", id="checklist") is None


def test_a_checklist_of_nobody_is_said_to_be_not_here(desk, browser, client):
    page = bring_any(browser, empty(client), checklist="987654", status=422)

    assert "P987654, which is not here" in text_of(page)


def test_a_file_whose_code_was_edited_does_not_find_a_checklist_by_itself(desk, browser):
    book = book_of(browser.get(f"/checklists/{desk.assessment_id}/take-along.xlsx").data)
    cell = next(row[1] for row in book["About this file"].iter_rows() if row[0].value == "Code")
    cell.value = cell.value[:-3] + "000"

    refused = bring_any(browser, saved(book), status=422)
    page = bring_any(browser, saved(book), checklist=str(desk.assessment_id))

    assert "does not find its checklist by itself" in text_of(refused)
    assert "Look at every row before you take it." in text_of(page)
