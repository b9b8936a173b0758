"""A checklist is taken along, filled in elsewhere and brought back, answer by answer."""

import re
import zipfile
from io import BytesIO

import pytest

from icf.assessments import service
from icf.assessments.assignment import assign
from icf.assessments.sheet import load
from icf.db import db
from tests.desk import CHANNELS, NOW, WHO, posted
from tests.offline.files import (
    COLUMNS,
    bring,
    confirm,
    fill,
    row_of,
    saved,
    self_evaluation,
    sign,
    take,
    text_of,
    workbook,
)
from tests.own_questions import BENCHES, LIGHTS, MINE, publish, switch_own


@pytest.fixture
def browser(signed_in):
    return signed_in("lead")


def answer(desk, key=WHO):
    return desk.sheet().answers.get(key)


def test_a_workbook_comes_home_with_new_answers(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly", words="We asked ten people", sure="People told us")

    page = bring(browser, desk, saved(book))
    before = answer(desk)
    confirm(browser, desk, page)

    assert before is None
    found = answer(desk)
    assert (found.value, found.words, found.strength) == ("partly", "We asked ten people", "told")


def test_a_blank_with_its_reason_comes_home(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Not relevant here", reason="It stays in one building")

    confirm(browser, desk, bring(browser, desk, saved(book)))

    found = answer(desk)
    assert (found.blank, found.reason) == ("not_relevant", "It stays in one building")


def test_nothing_that_was_left_alone_is_offered_or_changed(desk, browser):
    desk.save(posted(WHO, "todo", words="As it was"))
    book = workbook(browser, desk)
    desk.save(posted(WHO, "through", version=1, words="Changed here"))

    page = bring(browser, desk, saved(book))

    assert "0 answers to decide on." in text_of(page)
    assert "10 answers were left as they were" in text_of(page)
    assert answer(desk).words == "Changed here"


def test_both_texts_stand_side_by_side_where_both_sides_changed(desk, browser):
    desk.save(posted(WHO, "todo", words="At first"))
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly", words="From the village hall")
    desk.save(posted(WHO, "through", version=1, words="From the office"))

    page = bring(browser, desk, saved(book))

    row = page.find("section", class_="icf-row").get_text(" ")
    assert "From the office" in row
    assert "From the village hall" in row
    assert "Changed here by" in row
    assert page.find("input", checked=True)["value"] == "theirs:2"


@pytest.mark.parametrize(
    ("choice", "value", "words"),
    [
        ("theirs", "through", "From the office"),
        ("mine", "partly", "From the hall"),
        ("both", "partly", "From the office\n\nFrom the hall"),
    ],
)
def test_ours_theirs_or_both_is_what_is_kept(desk, browser, choice, value, words):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly", words="From the hall")
    desk.save(posted(WHO, "through", words="From the office"))

    confirm(browser, desk, bring(browser, desk, saved(book)), connecting_who=choice)

    assert (answer(desk).value, answer(desk).words) == (value, words)


@pytest.mark.parametrize("written", ["5\u00a0– How we work", "5 – how we work", "How we work", "5"])
def test_a_level_of_the_framework_is_known_by_its_figure_and_its_words(desk, browser, written):
    self_evaluation(desk)
    key = "icf:self-connecting-alignment"
    book = workbook(browser, desk)
    fill(book, key, answer=written)

    confirm(browser, desk, bring(browser, desk, saved(book)))

    assert answer(desk, key).value == "5"


def test_two_texts_of_a_text_question_are_put_together(desk, browser):
    self_evaluation(desk)
    key = "icf:self-connecting-actions"
    book = workbook(browser, desk)
    fill(book, key, answer="We walked two wards")
    desk.save(posted(key, "We met the choir"))

    page = bring(browser, desk, saved(book))
    confirm(browser, desk, page, self_connecting_actions="both")

    assert answer(desk, key).value == "We met the choir\n\nWe walked two wards"


def test_an_answer_that_changed_after_the_look_is_not_overwritten(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly", words="From the hall")
    page = bring(browser, desk, saved(book))
    desk.save(posted(WHO, "through", words="In the meantime"))

    reply = confirm(browser, desk, page, status=409)

    assert answer(desk).words == "In the meantime"
    assert "From the hall" in reply.text


def test_a_file_of_another_checklist_is_refused_whole(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly")
    theirs = desk.assessment_id
    desk.assessment_id = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")

    page = bring(browser, desk, saved(book), status=422)

    assert f"This file belongs to P{theirs}, and this is P{desk.assessment_id}." in text_of(page)


def test_a_code_that_was_edited_is_told_before_anything_else(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly")
    code = next(row[1] for row in book["About this file"].iter_rows() if row[0].value == "Code")
    code.value = code.value[:-3] + "000"

    page = bring(browser, desk, saved(book))

    assert "The code of this file was changed" in page.find(class_="govuk-warning-text").get_text()


def test_a_file_without_its_code_is_refused(desk, browser):
    book = workbook(browser, desk)
    next(row[1] for row in book["About this file"].iter_rows() if row[0].value == "Code").value = ""

    page = bring(browser, desk, saved(book), status=422)

    assert "This file does not say which checklist it belongs to" in text_of(page)


def test_edited_and_doubled_and_missing_questions_are_named_by_row(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly")
    sheet = book["Answers"]
    first, second = row_of(book, WHO), row_of(book, CHANNELS)
    sheet.cell(second, 1).value = WHO
    sheet.cell(10, 1).value = "icf:nonsense"
    sheet.cell(11, 1).value = None
    for row in (10, 11):
        sheet.cell(row, COLUMNS["answer"]).value = "Partly"

    text = text_of(bring(browser, desk, saved(book)))

    assert f"Rows {first}, {second} “{WHO}” is there 2 times." in text
    assert "Row 10 This checklist does not ask “icf:nonsense”." in text
    assert "Row 11 The name of the question is gone" in text
    assert "3 questions are not in the file" in text
    assert answer(desk) is None


def test_a_formula_and_a_level_that_does_not_exist_are_named_by_row(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="=1+1")
    fill(book, CHANNELS, answer="Maybe")

    text = text_of(bring(browser, desk, saved(book)))

    assert f"Row {row_of(book, WHO)}, column E This is a formula" in text
    assert "“Maybe” is not one of: Thought through; Partly; Still to do" in text


def test_a_file_from_before_the_questions_changed_says_so(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly")
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS]), "bring_in")

    text = text_of(bring(browser, desk, saved(book)))

    assert "The questions of this checklist changed since" in text
    assert "1 question is not in the file" in text


def test_other_kinds_of_question_come_home_too(desk, browser):
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS, BENCHES]), "bring_in")
    book = workbook(browser, desk)
    fill(book, MINE, answer="No")
    fill(book, "brooktown-streets:benches", answer="12")

    confirm(browser, desk, bring(browser, desk, saved(book)))

    assert answer(desk, MINE).value == "no"
    assert answer(desk, "brooktown-streets:benches").value == 12


@pytest.mark.parametrize("written", ["27/3/2026", "27 3 2026", "27.03.2026", "2026-03-27"])
def test_a_day_is_taken_however_people_write_it(desk, browser, written):
    since = "{key: since, text: Since when?, kind: date}"
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS, since]), "bring_in")
    book = workbook(browser, desk)
    fill(book, "brooktown-streets:since", answer=written)

    confirm(browser, desk, bring(browser, desk, saved(book)))

    assert answer(desk, "brooktown-streets:since").value == "2026-03-27"


def test_only_sections_that_somebody_was_given_are_taken(desk, signed_in):
    reader = signed_in("viewer")
    section = "icf:connecting"
    desk.run(lambda: _give(desk, reader.actor.person_id, section))
    book = workbook(reader, desk)
    fill(book, WHO, answer="Partly")
    fill(book, CHANNELS, answer="Partly")

    page = bring(reader, desk, saved(book))
    confirm(reader, desk, page)

    assert "This section was not given to you." in text_of(page)
    assert answer(desk).value == "partly"
    assert answer(desk, CHANNELS) is None


def _give(desk, person_id, section):
    sheet = load(db.session, desk.actor, desk.assessment_id)
    assign(db.session, desk.actor, NOW, sheet, person_id, [section])


def test_somebody_who_may_only_read_can_take_it_along_and_not_bring_it_back(desk, signed_in):
    reader = signed_in("viewer")
    book = workbook(reader, desk)
    fill(book, WHO, answer="Partly")

    page = bring(reader, desk, saved(book))

    assert "This section was not given to you." in text_of(page)
    assert page.find("form", action=re.compile("take$")) is None


def test_what_came_back_stands_in_the_history(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly", words="From the hall")

    confirm(browser, desk, bring(browser, desk, saved(book)))

    page = browser.page(f"/checklists/{desk.assessment_id}/history")
    assert "took answers from a file that was filled in elsewhere" in text_of(page)
    assert "From the hall" in text_of(page)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"nonsense", "This is neither a PDF"),
        (b"%PDF-1.7 nonsense", "This PDF is damaged"),
        (b"PK\x03\x04 nonsense", "This is not a workbook that can be read"),
        (b"%PDF-" + b"0" * 5_000_001, "The file is larger than 5 MB."),
    ],
    ids=["nonsense", "no PDF", "no workbook", "too large"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(desk, browser, content, words):
    page = bring(browser, desk, content, status=422)

    assert words in text_of(page)


def test_macros_are_refused(desk, browser):
    file = BytesIO(take(browser, desk, "xlsx"))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    page = bring(browser, desk, file.getvalue(), status=422)

    assert "The workbook has macros in it" in text_of(page)


def test_a_zip_bomb_is_refused(desk, browser):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 30_000_000)

    page = bring(browser, desk, file.getvalue(), status=422)

    assert "The workbook unpacks to" in text_of(page)


def test_a_signed_checklist_offers_no_way_back_in(desk, browser):
    book = workbook(browser, desk)
    fill(book, WHO, answer="Partly")
    sign(desk)

    page = browser.page(f"/checklists/{desk.assessment_id}/take-along")
    shown = bring(browser, desk, saved(book))

    assert page.find("input", type="file") is None
    assert shown.find("form", action=re.compile("take$")) is None


def test_the_keys_of_the_workbook_are_locked_and_levels_are_picked_from_a_list(desk, browser):
    book = workbook(browser, desk)
    sheet, row = book["Answers"], row_of(book, WHO)

    lists = [str(one.sqref) for one in sheet.data_validations.dataValidation]

    assert sheet.protection.sheet
    assert sheet.cell(row, 1).protection.locked
    assert not sheet.cell(row, COLUMNS["answer"]).protection.locked
    assert f"E{row}" in lists


def test_text_that_looks_like_a_formula_stays_text_in_the_workbook(desk, browser):
    desk.save(posted(WHO, "partly", words="=HYPERLINK(1)"))

    book = workbook(browser, desk)

    cell = book["Answers"].cell(row_of(book, WHO), COLUMNS["words"])
    assert (cell.data_type, cell.value) == ("s", "=HYPERLINK(1)")
