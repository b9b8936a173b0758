"""Trying it without an account: nothing is kept, and what is downloaded can come in later."""

import json
import logging
import re
import tempfile

import pypdfium2
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup

from icf.db import Base, across_organisations, db
from icf.errors import ReportError
from tests.desk import CHANNELS, WHO
from tests.offline.files import bring, confirm, text_of
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.extra import extra_failures

SECRET_WORDS = "Asked at the mosque and the chapel"
GIVEN = {
    "title": "Millbrook garden",
    f"a-{WHO}-version": "0",
    f"a-{WHO}-value": "todo",
    f"a-{WHO}-words": SECRET_WORDS,
    f"a-{CHANNELS}-version": "0",
    f"a-{CHANNELS}-value": "through",
}


def page_of(reply) -> BeautifulSoup:
    return BeautifulSoup(reply.text, "html.parser")


def rows_of(app) -> dict[str, int]:
    """How many rows each table has, but for the count of tries."""
    with app.app_context(), across_organisations("a test counts rows"):
        return {
            table.name: db.session.execute(sa.select(sa.func.count()).select_from(table)).scalar()
            for table in Base.metadata.sorted_tables
            if table.name not in ("tries", "audit")
        }


def test_all_ten_questions_stand_on_one_page(client):
    page = client.page("/try")

    assert len(page.find_all(class_="icf-question")) == 10
    assert page.find("script", attrs={"src": None}) is None
    assert page.find(attrs={"data-autosave": True}) is None
    assert page.find(attrs={"data-remember": True}) is None


def test_the_sense_check_says_what_to_change_first(client):
    client.page("/try")

    page = page_of(client.send("/try/sense-check", GIVEN))

    assert "1 of 10 questions of the framework are thought through" in text_of(page)
    assert SECRET_WORDS in page.find(id="gaps").find_next("ol").get_text()
    assert "Things you could do" in text_of(page)


def test_nothing_of_it_is_stored_or_logged(app, client, caplog):
    client.page("/try")
    before = rows_of(app)

    with caplog.at_level(logging.DEBUG):
        for address in ("/try/sense-check", "/try/sense-check.pdf", "/try/answers.json"):
            assert client.send(address, GIVEN).status_code == 200

    assert rows_of(app) == before
    assert SECRET_WORDS not in caplog.text
    with app.app_context(), across_organisations("a test looks for words"):
        audit = db.session.execute(sa.select(Base.metadata.tables["audit"])).all()
    assert SECRET_WORDS not in str(audit)


class NoRenderer:
    """A renderer that fails on every page."""

    def render(self, html: str) -> bytes:
        raise ReportError(f"No PDF of {len(html)} letters.", "Try again later.")


def every_row(app) -> str:
    """What stands in every table, as text."""
    with app.app_context(), across_organisations("a test looks for words"):
        return "\n".join(
            str(row)
            for table in Base.metadata.sorted_tables
            for row in db.session.execute(sa.select(table))
        )


def test_no_row_no_file_no_session_and_no_log_holds_a_word_of_it(
    app, client, instance_folder, tmp_path, monkeypatch, caplog
):
    """Also where an answer cannot be used, the PDF cannot be made, or a page of ours fails."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    client.page("/try")
    faulty = {**GIVEN, f"a-{CHANNELS}-value": "Marmalade"}
    sent = [(GIVEN, address) for address in ("sense-check", "sense-check.pdf", "answers.json")]
    sent += [(faulty, address) for _body, address in sent[:3]]

    with caplog.at_level(logging.DEBUG):
        for body, address in sent:
            assert client.send(f"/try/{address}", body).status_code in (200, 422)
        app.extensions["icf_pdf"] = NoRenderer()
        assert client.send("/try/sense-check.pdf", GIVEN).status_code == 503

    with client.session_transaction() as session:
        kept = {"session": str(dict(session)), "log": caplog.text, "rows": every_row(app)}
    files = [one for folder in (instance_folder, tmp_path) for one in folder.rglob("*")]
    kept |= {str(one): one.read_bytes().decode("latin-1") for one in files if one.is_file()}
    assert kept["log"]
    assert kept["rows"]
    for where, text in kept.items():
        for words in (SECRET_WORDS, "Millbrook garden", "Marmalade"):
            assert words not in text, where


def test_no_cache_keeps_a_copy(client):
    client.page("/try")

    for address in ("/try/sense-check", "/try/answers.json", "/try/sense-check.pdf"):
        reply = client.send(address, GIVEN)
        assert reply.headers["Cache-Control"] == "no-store", address


def test_answers_can_be_changed_without_losing_any(client):
    client.page("/try")
    result = page_of(client.send("/try/sense-check", GIVEN))
    fields = {one["name"]: one["value"] for one in result.main.form.find_all("input")}

    page = page_of(client.send("/try/sense-check", {**fields, "do": "change"}))

    assert page.find(id="title")["value"] == "Millbrook garden"
    assert page.find("textarea", attrs={"name": f"a-{WHO}-words"}).get_text() == SECRET_WORDS
    assert page.find("input", attrs={"name": f"a-{WHO}-value", "checked": True})["value"] == "todo"


def test_what_cannot_be_used_comes_back_as_it_was_typed(client):
    client.page("/try")

    reply = client.send("/try/sense-check", {**GIVEN, f"a-{WHO}-words": "x" * 20_001})

    page = page_of(reply)
    assert reply.status_code == 422
    assert page.find(class_="govuk-error-summary")
    assert page.find("textarea", attrs={"name": f"a-{WHO}-words"}).get_text() == "x" * 20_001


def test_nothing_answered_is_said_and_is_no_fault(client):
    client.page("/try")

    page = page_of(client.send("/try/sense-check", {"title": ""}))

    assert "Nothing is answered yet" in text_of(page)


def test_the_pdf_is_accessible(client, tmp_path):
    client.page("/try")
    path = tmp_path / "sense-check.pdf"

    path.write_bytes(client.send("/try/sense-check.pdf", GIVEN).data)

    assert pdfua_failures(path) == []
    assert extra_failures(path, ()) == []
    with pypdfium2.PdfDocument(path) as document:
        assert re.search(r"\d+ [A-Z][a-z]+ 20\d\d", document[0].get_textpage().get_text_range())


def test_one_address_cannot_have_pdfs_made_without_end(client):
    client.page("/try")

    replies = [client.send("/try/sense-check.pdf", GIVEN).status_code for _number in range(11)]

    assert replies == [200] * 10 + [429]


def test_questions_that_are_not_asked_are_not_carried_along(client):
    client.page("/try")

    body = {**GIVEN, "a-icf:nonsense-version": "0", "a-icf:nonsense-words": "Smuggled"}

    assert "Smuggled" not in client.send("/try/sense-check", body).text
    assert "Smuggled" not in client.send("/try/answers.json", body).text


def test_hostile_words_are_shown_as_words(client):
    client.page("/try")
    words = "<script>alert(1)</script>"

    reply = client.send("/try/sense-check", {**GIVEN, "title": words, f"a-{WHO}-words": words})

    assert words not in reply.text
    assert "&lt;script&gt;" in reply.text


def test_somebody_who_is_signed_in_can_try_it_too(signed_in):
    page = signed_in("viewer").page("/try")

    assert len(page.find_all(class_="icf-question")) == 10


def test_the_first_page_leads_there(client):
    assert client.page("/").find("a", href="/try")


@pytest.fixture
def browser(signed_in):
    return signed_in("lead")


def kept(client) -> bytes:
    client.page("/try")
    return client.send("/try/answers.json", GIVEN).data


def test_the_file_comes_into_an_account_later(desk, browser, client):
    page = bring(browser, desk, kept(client), name="answers.json")
    confirm(browser, desk, page)

    found = desk.sheet().answers
    assert "2 answers to decide on." in text_of(page)
    assert page.find(class_="govuk-warning-text") is None
    assert (found[WHO].value, found[WHO].words) == ("todo", SECRET_WORDS)
    assert found[CHANNELS].value == "through"


def edited(content: bytes, change) -> bytes:
    whole = json.loads(content)
    change(whole)
    return json.dumps(whole).encode()


def test_a_file_that_was_edited_is_shown_row_by_row_with_what_is_wrong(desk, browser, client):
    def change(whole):
        whole["answers"][0]["value"] = "splendid"
        whole["answers"][1]["question"] = "icf:nonsense"
        whole["answers"] += [{"question": 3}, "nothing", {"question": WHO, "value": "partly"}]

    text = text_of(bring(browser, desk, edited(kept(client), change), name="answers.json"))

    assert "Answer 1 “splendid” is not one of" in text
    assert "Answer 2 This checklist does not ask “icf:nonsense”." in text
    assert text.count("It is not written as the toolkit writes it.") == 2
    assert "Answer 5 “icf:connecting-who” is there twice." in text
    assert "0 answers to decide on." in text


def test_letters_that_nothing_can_hold_are_left_out(desk, browser, client):
    def change(whole):
        whole["answers"][0]["words"] = "Asked\ud800 at\x00 the \u202emosque"
        whole["answers"][1]["question"] = "icf:\udfffnonsense"

    text = text_of(bring(browser, desk, edited(kept(client), change), name="answers.json"))

    assert "Asked at the mosque" in text
    assert "This checklist does not ask “icf:nonsense”." in text


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"{}",
        b'{"answers": 3}',
        b"{" * 100_000,
        b'{"answers": ' + b"[" * 100_000,
        b'{"answers": []}' + b" " * 1_000_000,
        b'{"code": "x", "answers": [' + b"1," * 1_001 + b"1]}",
        b'{"answers": [], "code": "\xff"}',
    ],
    ids=["cut", "empty", "no list", "deep", "deep list", "long", "many", "no letters"],
)
def test_a_hostile_file_of_answers_is_refused_whole(desk, browser, content):
    page = bring(browser, desk, content, status=422, name="answers.json")

    assert re.search("cannot be read|neither a PDF", text_of(page))


def test_a_file_from_another_installation_is_marked(desk, browser, client):
    content = edited(kept(client), lambda whole: whole.update(code=whole["code"][:-2] + "zz"))

    page = bring(browser, desk, content, name="answers.json")

    assert "The code of this file was changed" in text_of(page)
