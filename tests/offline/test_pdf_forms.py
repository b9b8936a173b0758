"""The PDF to fill in: accessible, filled by other programs, damaged, and brought back."""

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdf
import pytest

from tests.desk import CHANNELS, WHO, posted
from tests.offline.files import (
    ANY,
    bring,
    confirm,
    row_of,
    self_evaluation,
    take,
    text_of,
    typed_with_pdfium,
    with_pypdf,
    workbook,
)
from tests.own_questions import BENCHES, LIGHTS, MINE, publish, switch_own
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.extra import extra_failures


@pytest.fixture
def browser(signed_in):
    return signed_in("lead")


def answer(desk, key=WHO):
    return desk.sheet().answers.get(key)


def test_the_pdf_is_accessible_and_its_fields_are_named_by_the_questions(
    desk, browser, tmp_path: Path
):
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS, BENCHES, LIKES]), "bring_in")
    desk.save(posted(WHO, "partly", words="Żółta łódź – as it was"))
    path = tmp_path / "form.pdf"
    path.write_bytes(take(browser, desk, "pdf"))

    fields = pypdf.PdfReader(path).get_fields()

    assert pdfua_failures(path) == []
    assert extra_failures(path, ()) == []
    assert fields[WHO]["/V"] == "partly"
    assert fields[f"{WHO}#words"]["/V"] == "Żółta łódź – as it was"
    asked = {one.key for section in desk.sheet().main_sections for one in section.questions}
    assert {key.partition("#")[0] for key in fields} >= asked


LIKES = (
    "{key: likes, text: What is liked?, kind: choices, choices: "
    "[{key: trees, label: Trees}, {key: seats, label: Seats}]}"
)


def test_a_pdf_filled_in_by_another_program_comes_home(desk, browser):
    content = with_pypdf(
        take(browser, desk, "pdf"),
        {WHO: "through", f"{WHO}#words": "Zażółć gęślą jaźń", f"{WHO}#sure": "checked"},
    )

    confirm(browser, desk, bring(browser, desk, content, name="filled.pdf"))

    found = answer(desk)
    assert (found.value, found.strength) == ("through", "checked")
    assert found.words == "Zażółć gęślą jaźń"


def test_a_pdf_typed_into_by_a_second_program_comes_home(desk, browser):
    content = typed_with_pdfium(take(browser, desk, "pdf"), f"{WHO}#words", "Typed by hand")

    confirm(browser, desk, bring(browser, desk, content, name="filled.pdf"))

    assert answer(desk).words == "Typed by hand"


def test_ticks_numbers_and_ways_to_leave_open_come_home(desk, browser):
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS, BENCHES, LIKES]), "bring_in")
    likes, benches = "brooktown-streets:likes", "brooktown-streets:benches"
    content = with_pypdf(
        take(browser, desk, "pdf"),
        {f"{likes}#tick#seats": "/on", f"{benches}#open": "dont_know", MINE: "blank:dont_know"},
    )

    confirm(browser, desk, bring(browser, desk, content, name="filled.pdf"))

    assert answer(desk, likes).value == ("seats",)
    assert answer(desk, benches).blank == "dont_know"
    assert answer(desk, MINE).blank == "dont_know"


def test_a_pdf_that_nobody_touched_changes_nothing(desk, browser):
    desk.save(posted(WHO, "partly", words="As it was"), posted(CHANNELS, blank="dont_know"))

    page = bring(browser, desk, take(browser, desk, "pdf"), name="form.pdf")

    assert "0 answers to decide on." in text_of(page)
    assert "2 answers are the same in both" in text_of(page)


def test_a_pdf_that_was_printed_flat_is_refused_with_the_reason(desk, browser):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    file = BytesIO()
    pdf.save(file)

    page = bring(browser, desk, file.getvalue(), status=422, name="scan.pdf")

    assert "This PDF has no fields that can be filled in" in text_of(page)


def test_a_locked_pdf_is_refused_with_the_reason(desk, browser):
    file = BytesIO()
    with pikepdf.open(BytesIO(take(browser, desk, "pdf"))) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="o", user="u"))

    page = bring(browser, desk, file.getvalue(), status=422, name="locked.pdf")

    assert "locked with a password" in text_of(page)


def test_a_half_filled_pdf_brings_what_it_has_and_says_what_is_missing(desk, browser):
    whole = with_pypdf(take(browser, desk, "pdf"), {WHO: "through"})
    file = BytesIO()
    with pikepdf.open(BytesIO(whole)) as pdf:
        form = pdf.Root["/AcroForm"]
        kept = [one for one in form["/Fields"] if not str(one["/T"]).startswith(CHANNELS)]
        form["/Fields"] = pikepdf.Array(kept)
        for one in pdf.pages:
            notes = [note for note in one.get("/Annots", []) if not _is_of(note, CHANNELS)]
            one["/Annots"] = pikepdf.Array(notes)
        pdf.save(file)

    page = bring(browser, desk, file.getvalue(), name="half.pdf")

    assert "1 question is not in the file: 2.1." in text_of(page)
    assert "1 answer to decide on." in text_of(page)
    assert answer(desk) is None


def _is_of(note, key):
    return str(note.get("/T", "")).startswith(key)


def test_a_field_that_is_there_twice_with_different_answers_is_named(desk, browser):
    whole = with_pypdf(take(browser, desk, "pdf"), {WHO: "through"})
    file = BytesIO()
    with pikepdf.open(BytesIO(whole)) as pdf:
        twin = pikepdf.Dictionary(T=WHO, FT=pikepdf.Name("/Ch"), V="todo")
        pdf.Root["/AcroForm"]["/Fields"].append(pdf.make_indirect(twin))
        pdf.save(file)

    page = bring(browser, desk, file.getvalue(), name="twice.pdf")

    assert f"Field {WHO} It is there 2 times" in text_of(page)
    assert "0 answers to decide on." in text_of(page)


def test_a_damaged_pdf_is_refused_or_read_and_never_changes_anything(desk, browser):
    whole = take(browser, desk, "pdf")

    for cut in range(1_000, len(whole), len(whole) // 5):
        page = bring(browser, desk, whole[:cut] + whole[cut + 500 :], status=ANY, name="cut.pdf")
        assert page.h1 is not None

    assert desk.sheet().answers == {}


def test_a_self_evaluation_can_be_taken_along_in_every_way(desk, browser, tmp_path: Path):
    self_evaluation(desk)
    path = tmp_path / "form.pdf"
    path.write_bytes(take(browser, desk, "pdf"))

    book = workbook(browser, desk)
    paper = browser.page(f"/checklists/{desk.assessment_id}/print?answers=so-far")

    assert pdfua_failures(path) == []
    assert row_of(book, "icf:self-connecting-alignment") > 1
    assert "Self-evaluation on paper" in text_of(paper)
