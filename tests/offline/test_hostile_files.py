"""Whatever people, and programs that we never met, make of a file: it is said exactly what is
wrong with it and where, and nothing is changed or lost."""

import zipfile
from io import BytesIO

import openpyxl
import pikepdf
import pypdf
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.desk import CHANNELS, WHO, posted
from tests.offline.files import (
    COLUMNS,
    bring,
    confirm,
    fill,
    row_of,
    saved,
    self_evaluation,
    take,
    text_of,
    with_pypdf,
    workbook,
)
from tests.own_questions import LIGHTS, publish, switch_own


@pytest.fixture
def browser(signed_in):
    return signed_in("lead")


def answer(desk, key=WHO):
    return desk.sheet().answers.get(key)


def zipped(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FOREIGN = {
    "empty": (b" \n", "This file is empty."),
    "xls": (OLE, "This is a file of an older Office program"),
    "locked workbook": (
        OLE + "EncryptedPackage".encode("utf-16-le"),
        "This workbook is locked with a password. Save it as .xlsx without one.",
    ),
    "ods": (
        zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content__xml=b"<x/>"),
        "This is an OpenDocument file, such as .ods.",
    ),
    "docx": (zipped(word__document=b"<x/>"), "This is a Word document"),
    "zip": (zipped(filled=b"%PDF-1.7"), "This is a zip file"),
    "csv": (b"Name of the question,No.,Question\nicf:x,1.1,Who?,,\n", "neither a PDF"),
    "wide csv": (b"Name,No.,Question,Answer\nicf:x,1.1,Who?,Partly\n", "a table of plain text"),
    "csv of Excel": ("Name\tNo.\tQuestion\tAnswer\n1\t2\t3\t4\n".encode("utf-16"), "plain text"),
    "scan": (b"\xff\xd8\xff\xe0 a photo of the paper", "This is a picture or a scan"),
    "entries": (b"%FDF-1.2\n1 0 obj", "the entries of a PDF without the PDF itself"),
    "web page": (b"<!doctype html><title>x</title>", "This is a web page"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_of_another_kind_is_told_by_what_is_in_it(desk, browser, kind):
    content, words = FOREIGN[kind]

    page = bring(browser, desk, content, status=422, name="filled.xlsx")

    assert words in text_of(page)
    assert desk.sheet().answers == {}


def test_columns_in_another_order_are_read_by_their_names(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly", words="From the hall")
    moved = openpyxl.Workbook()
    moved.active.title = "Answers"
    for row in book["Answers"].iter_rows(values_only=True):
        moved.active.append(row[::-1])
    about = moved.create_sheet("About this file")
    for row in book["About this file"].iter_rows(values_only=True):
        about.append(row)

    confirm(browser, desk, bring(browser, desk, saved(moved)))

    assert (answer(desk).value, answer(desk).words) == ("partly", "From the hall")


@pytest.mark.parametrize("gone", [1, COLUMNS["answer"]])
def test_without_the_names_or_the_answers_the_whole_file_is_refused(desk, browser, gone):
    book = workbook(browser, desk)
    name = book["Answers"].cell(1, gone).value
    book["Answers"].delete_cols(gone)

    page = bring(browser, desk, saved(book), status=422)

    assert f"The sheet “Answers” has no column “{name}”." in text_of(page)


def test_without_the_first_row_the_whole_file_is_refused(desk, browser):
    book = workbook(browser, desk)
    book["Answers"].delete_rows(1)

    page = bring(browser, desk, saved(book), status=422)

    assert "has no column “Name of the question”. Put the first row back" in text_of(page)


def test_a_column_that_was_deleted_leaves_what_stands_here(desk, browser):
    desk.save(posted(WHO, "todo", words="Keep me", strength="told"))
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly")
    book["Answers"].delete_cols(COLUMNS["words"])

    page = bring(browser, desk, saved(book))
    confirm(browser, desk, page)

    assert "Columns are gone: “What makes you say that?”." in text_of(page)
    assert (answer(desk).value, answer(desk).words) == ("partly", "Keep me")


def test_a_column_of_somebodys_own_is_named_and_not_read(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly")
    book["Answers"].cell(1, 9).value = "Remarks"
    book["Answers"].cell(row_of(book, WHO), 9).value = "Ask Ada"

    page = bring(browser, desk, saved(book))

    assert "Columns that are not ours were not read: “remarks”." in text_of(page)
    assert "1 answer to decide on." in text_of(page)


def test_rows_that_were_sorted_come_home_to_their_questions(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly")
    fill(book, CHANNELS, answer="Still to do")
    sheet = book["Answers"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for number, texts in enumerate(reversed(rows), start=2):
        for column, text in enumerate(texts, start=1):
            sheet.cell(number, column).value = text

    confirm(browser, desk, bring(browser, desk, saved(book)))

    assert (answer(desk).value, answer(desk, CHANNELS).value) == ("partly", "todo")


def test_merged_cells_are_named_and_all_other_rows_can_be_taken(desk, browser):
    book = workbook(browser, desk)
    row = row_of(book, WHO)
    fill(book, WHO, answer="Partly")
    fill(book, CHANNELS, answer="Partly")
    book["Answers"].merge_cells(f"E{row}:E{row + 1}")

    page = bring(browser, desk, saved(book))

    assert f"Row {row}, cells E{row}:E{row + 1} They were merged" in text_of(page)
    assert "1 answer to decide on." in text_of(page)


def test_text_with_a_look_of_its_own_comes_home_as_text(desk, browser):
    book = workbook(browser, desk)
    bold = TextBlock(InlineFont(b=True), "ten")
    cell = book["Answers"].cell(row_of(book, WHO), COLUMNS["words"])
    cell.value = CellRichText("We asked ", bold, " people")

    confirm(browser, desk, bring(browser, desk, saved(book)))

    assert answer(desk).words == "We asked ten people"


def test_a_cell_that_is_too_full_is_named_and_nothing_of_it_is_cut_off(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly", words="x" * 30_000)
    fill(book, CHANNELS, answer="Partly")

    page = bring(browser, desk, saved(book))

    assert f"Row {row_of(book, WHO)} This is 30,000 characters long" in text_of(page)
    assert "1 answer to decide on." in text_of(page)


def test_a_day_in_a_cell_for_text_comes_home_as_it_is_written(desk, browser):
    from datetime import date

    self_evaluation(desk)
    key = "icf:self-connecting-actions"
    book = workbook(browser, desk)
    book["Answers"].cell(row_of(book, key), COLUMNS["answer"]).value = date(2027, 3, 27)

    confirm(browser, desk, bring(browser, desk, saved(book)))

    assert answer(desk, key).value == "2027-03-27"


def test_an_answer_that_begins_like_a_remark_is_not_passed_over(desk, browser):
    self_evaluation(desk)
    key = "icf:self-connecting-actions"
    book = workbook(browser, desk)
    fill(book, key, answer="#1 we met the choir")

    confirm(browser, desk, bring(browser, desk, saved(book)))

    assert answer(desk, key).value == "#1 we met the choir"


def test_blanks_around_the_name_of_a_question_make_no_difference(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer=" partly ")
    book["Answers"].cell(row_of(book, WHO), 1).value = f" {WHO} "

    confirm(browser, desk, bring(browser, desk, saved(book)))

    assert answer(desk).value == "partly"


def test_labels_with_semicolons_are_told_from_several_labels(desk, browser):
    shops = (
        "{key: which, text: Which ones?, kind: choices, choices: "
        '[{key: a, label: "Shops; small ones"}, {key: b, label: Parks}]}'
    )
    switch_own(desk, publish(desk, "1.0.0", [shops]), "bring_in")
    book = workbook(browser, desk)
    fill(book, "brooktown-streets:which", answer="parks;Shops; small ones")

    confirm(browser, desk, bring(browser, desk, saved(book)))

    assert answer(desk, "brooktown-streets:which").value == ("a", "b")


def test_lines_that_other_programs_end_otherwise_are_no_change(desk, browser):
    desk.save(posted(WHO, "partly", words="One\nTwo"))
    content = changed(take(browser, desk, "pdf"), f"{WHO}#words", "One\rTwo\r")

    page = bring(browser, desk, content, name="filled.pdf")

    assert "0 answers to decide on." in text_of(page)


def test_a_pdf_filled_by_a_library_alone_comes_home(desk, browser):
    content = changed(take(browser, desk, "pdf"), WHO, "Partly")

    confirm(browser, desk, bring(browser, desk, content, name="filled.pdf"))

    assert answer(desk).value == "partly"


def test_a_pdf_that_may_be_read_but_not_changed_is_taken(desk, browser):
    file = BytesIO()
    filled = changed(take(browser, desk, "pdf"), WHO, "partly")
    with pikepdf.open(BytesIO(filled)) as pdf:
        pdf.save(file, encryption=pikepdf.Encryption(owner="somebody", user=""))

    confirm(browser, desk, bring(browser, desk, file.getvalue(), name="filled.pdf"))

    assert answer(desk).value == "partly"


def test_a_filled_pdf_that_was_flattened_is_refused_with_what_to_do(desk, browser):
    writer = pypdf.PdfWriter(
        clone_from=BytesIO(with_pypdf(take(browser, desk, "pdf"), {WHO: "todo"}))
    )
    writer.remove_annotations(subtypes="/Widget")
    del writer.root_object["/AcroForm"]
    file = BytesIO()
    writer.write(file)

    page = bring(browser, desk, file.getvalue(), status=422, name="flat.pdf")

    assert "This PDF has no fields that can be filled in" in text_of(page)
    assert "Save the form itself instead of printing it" in text_of(page)


def test_a_level_that_a_pdf_does_not_know_is_named_by_its_question(desk, browser):
    content = changed(take(browser, desk, "pdf"), WHO, "perhaps")

    page = bring(browser, desk, content, name="filled.pdf")

    assert f"Field {WHO} “perhaps” is not one of: Thought through" in text_of(page)


def test_two_people_who_bring_the_same_answer_are_both_shown_and_nobody_is_overwritten(
    desk, browser, signed_in, organisation
):
    other = signed_in("contributor", name="Bea")
    book, second = workbook(browser, desk), workbook(other, desk)
    fill(book, WHO, answer="Partly", words="From the hall")
    fill(second, WHO, answer="Still to do", words="From the park")
    fill(second, CHANNELS, answer="Partly")
    pages = bring(browser, desk, saved(book)), bring(other, desk, saved(second))

    confirm(browser, desk, pages[0])
    reply = confirm(other, desk, pages[1], status=409)

    assert "From the hall" in reply.text
    assert "From the park" in reply.text
    assert answer(desk).words == "From the hall"
    assert answer(desk, CHANNELS).value == "partly"


def test_two_texts_that_are_too_long_together_are_refused_and_stay_to_decide(desk, browser):
    self_evaluation(desk)
    key = "icf:self-connecting-actions"
    book = workbook(browser, desk)
    fill(book, key, answer="a" * 6_000)
    desk.save(posted(key, "b" * 6_000))

    page = bring(browser, desk, saved(book))
    reply = confirm(browser, desk, page, status=422, self_connecting_actions="both")

    assert "Shorten your answer to 10,000 characters" in reply.text
    assert answer(desk, key).value == "b" * 6_000


def test_an_answer_that_was_taken_away_here_is_not_put_back_by_an_untouched_file(desk, browser):
    desk.save(posted(WHO, "partly", words="As it was"))
    book = workbook(browser, desk)
    desk.save(posted(WHO, version=1))

    page = bring(browser, desk, saved(book))

    assert "0 answers to decide on." in text_of(page)


def test_a_choice_that_is_no_longer_on_offer_makes_no_fault_of_an_untouched_row(desk, browser):
    choices = "{{key: lamp, text: Which?, kind: choice, choices: [{}, {{key: b, label: B}}]}}"
    first, second = (choices.format(f"{{key: {one}, label: {one}}}") for one in ("old", "new"))
    key = "brooktown-streets:lamp"
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS, first]), "bring_in")
    desk.save(posted(key, "old"))
    book = workbook(browser, desk)
    switch_own(desk, publish(desk, "2.0.0", [LIGHTS, second]), "move")

    page = bring(browser, desk, saved(book))

    assert page.find(id="problems") is None
    assert answer(desk, key).value == "old"


def changed(content: bytes, name: str, text: str) -> bytes:
    """The PDF with one field set by a library that draws nothing."""
    file = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        for field in pdf.Root["/AcroForm"]["/Fields"]:
            if str(field["/T"]) == name:
                field["/V"] = pikepdf.String(text)
        pdf.save(file)
    return file.getvalue()
