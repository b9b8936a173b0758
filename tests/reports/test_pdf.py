"""What is in the PDF of a report: both validators, what they miss, and what a reader sees."""

import ctypes
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from jinja2 import Environment

from icf.conformance.pdf import actual_texts, structure
from icf.core.report import Part, QuestionAnswer, Report, Table, Theme, Words
from icf.reports.html import print_stylesheet, report_html
from icf.reports.pdf import PdfRenderer
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.extra import extra_failures
from tests.reports import sample

Write = Callable[[Report], Path]


def page_texts(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_a_standard_report_with_every_block_is_accessible(write_report: Write) -> None:
    path = write_report(sample.standard(draft=True))

    assert pdfua_failures(path) == []
    assert extra_failures(path, ("cy", "pl", "ur", "pa", "gu")) == []


def test_a_quick_report_is_accessible_and_takes_two_sides(write_report: Write) -> None:
    path = write_report(sample.quick())

    assert pdfua_failures(path) == []
    assert extra_failures(path, ("ur",)) == []
    assert len(page_texts(path)) == 2


def sizes_of_words(path: Path) -> set[float]:
    """Of every letter that is set as text, in points; what belongs to drawings is left out."""
    sizes: set[float] = set()
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            for thing in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_TEXT,), max_depth=1):
                size = ctypes.c_float()
                pypdfium2.raw.FPDFTextObj_GetFontSize(thing, size)
                sizes.add(round(size.value * abs(thing.get_matrix().d), 1))
    return sizes


def test_a_report_in_large_print_is_accessible_and_stands_sideways(write_report: Write) -> None:
    large = Theme("#1d5a4b", font_size=18, line_height=1.5)

    for report in (sample.quick(), sample.standard(draft=True)):
        path = write_report(replace(report, theme=large))

        assert pdfua_failures(path) == []
        assert extra_failures(path, ()) == []
        with pypdfium2.PdfDocument(path) as document:
            width, height = document[0].get_size()
            assert width > height


def test_in_large_print_all_words_but_the_footers_have_eighteen_points(
    environment: Environment, write_report: Write
) -> None:
    words = (
        *(Words("Words", look=look) for look in ("plain", "lead", "quote", "note")),
        Table("Table", ("One", "Two"), (("a", "b"),)),
        QuestionAnswer("Asked?", "Said", "Words", "sure", "Added by"),
    )
    report = replace(sample.quick(), parts=(Part("All", words),), theme=Theme(font_size=18))

    sizes = sizes_of_words(write_report(report))

    assert {size for size in sizes if size < 17.9} == {13.9}


def test_letters_that_no_font_has_do_not_make_it_inaccessible(write_report: Write) -> None:
    report = replace(
        sample.quick(), parts=(Part("Words", (Words("Ethiopic ሰላም, private \U0010fffd."),)),)
    )

    path = write_report(report)

    assert pdfua_failures(path) == []
    assert "private ?." in page_texts(path)[0]


def test_every_page_says_its_number_reference_marking_and_who_sees_it(write_report: Write) -> None:
    pages = page_texts(write_report(sample.standard(draft=True)))

    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert "MG-2026-015 · version 3" in text
        assert "OFFICIAL-SENSITIVE" in text
        assert "Draft" in text
        assert "Nobody outside until someone sends it" in " ".join(text.split())


def test_only_a_draft_says_draft(write_report: Write) -> None:
    assert not any("Draft" in text for text in page_texts(write_report(sample.standard())))


def test_page_two_answers_the_chair_alone(write_report: Write) -> None:
    cover, front, contents, *_ = page_texts(write_report(sample.standard()))

    assert "The Board is asked to" in cover
    assert front.startswith("For the chair: what to decide and where we are")
    assert "Contents" not in front
    assert "Contents" in contents


def test_the_contents_give_the_pages_where_parts_begin(write_report: Write) -> None:
    pages = page_texts(write_report(sample.standard()))

    for part in sample.standard().parts:
        words = pages[2].replace("\r\n", " ")
        number = int(re.search(rf"{re.escape(part.title)} (\d+)", words)[1])  # type: ignore[index]
        assert part.title in pages[number - 1].splitlines()


def test_an_appendix_detaches(write_report: Write) -> None:
    pages = page_texts(write_report(sample.standard()))

    beginnings = [text.splitlines()[0] for text in pages]
    assert "Appendix A: every question and answer" in beginnings
    assert "Appendix B: words" in beginnings


def test_a_table_over_several_pages_repeats_its_headers(write_report: Write) -> None:
    path = write_report(sample.standard(actions=60))

    with pikepdf.open(path) as pdf:
        tables = [table for table in structure(pdf) if table.S == "/Table"]
        heads = [[kid.S for kid in table.K if "/S" in kid] for table in tables]
    assert len(tables) >= 7
    assert all("/THead" in kinds for kinds in heads)


def test_the_words_of_other_scripts_can_be_read_in_order(write_report: Write) -> None:
    said = actual_texts(write_report(sample.standard()))

    assert sample.URDU in said
    assert sample.PUNJABI in said


def test_words_that_split_over_two_pages_are_said_once(write_report: Write) -> None:
    sentences = [f"یہ جملہ نمبر {number} ہے۔" for number in range(400)]
    report = replace(
        sample.quick(), parts=(Part("Urdu", (Words(" ".join(sentences), language="ur"),)),)
    )

    path = write_report(report)

    said = " ".join(actual_texts(path))
    assert len(page_texts(path)) > 1
    assert all(said.count(sentence) == 1 for sentence in sentences)


def test_definition_lists_emphasis_and_figures_keep_their_role(write_report: Write) -> None:
    path = write_report(sample.standard())

    with pikepdf.open(path) as pdf:
        elements = list(structure(pdf))
        roles = {str(element.S) for element in elements}
        pairs = [item for item in elements if item.S == "/LI" and len(item.K) == 2]
        drawings = [str(element.get("/Alt")) for element in elements if element.S == "/Figure"]
        stands_for = {
            str(key): str(value) for key, value in pdf.Root.StructTreeRoot.RoleMap.items()
        }
    assert {"/Strong", "/Em", "/L", "/LI", "/Lbl", "/LBody"} <= roles
    assert stands_for == {"/Strong": "/Span", "/Em": "/Span"}
    assert any([kid.S for kid in pair.K] == ["/Lbl", "/LBody"] for pair in pairs)
    assert drawings == [
        sample.PROFILE.title,
        "A compass of six themes; moving around is highest, feeling safe lowest.",
    ]


def test_page_margins_and_marks_of_a_status_are_decoration(write_report: Write) -> None:
    path = write_report(sample.quick())

    with pikepdf.open(path) as pdf:
        marks = sum(
            str(operands[0]) == "/Artifact"
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "BMC"
        )
        figures = [element for element in structure(pdf) if element.S == "/Figure"]
    assert marks > 5
    assert len(figures) == 1


def test_the_file_says_what_it_is_whose_and_in_which_language(write_report: Write) -> None:
    with pikepdf.open(write_report(sample.quick())) as pdf:
        assert str(pdf.docinfo.Title) == (
            "Millbrook garden – Project plan – what we thought about and what we will do"
        )
        assert str(pdf.docinfo.Author) == "Millbrook Council, Parks and Greenspaces"
        assert str(pdf.docinfo.Subject).startswith("Project plan")
        assert str(pdf.docinfo.CreationDate) == "D:20261121"
        assert str(pdf.Root.Lang) == "en-GB"


def test_another_worker_makes_the_same_bytes(
    environment: Environment, renderer: PdfRenderer
) -> None:
    html = report_html(sample.standard(), environment)

    with PdfRenderer(print_stylesheet(environment), max_workers=1) as other:
        assert other.render(html) == renderer.render(html)


def test_welsh_and_polish_letters_are_in_the_text(write_report: Write) -> None:
    text = " ".join(" ".join(page_texts(write_report(sample.standard()))).split())

    assert sample.WELSH in text
    assert "Zażółć gęślą jaźń" in text


@pytest.mark.parametrize("language", ["cy", "ur"])
def test_a_report_in_another_language_is_accessible(write_report: Write, language: str) -> None:
    path = write_report(replace(sample.quick(), language=language))

    assert pdfua_failures(path) == []


def test_a_drawing_says_where_on_the_page_it_is(write_report: Write) -> None:
    with pikepdf.open(write_report(sample.quick())) as pdf:
        (drawing,) = (element for element in structure(pdf) if element.S == "/Figure")
        left, bottom, right, top = (float(corner) for corner in drawing.A.BBox)
    assert 40 < left < right < 560
    assert 300 < bottom < top < 842  # in the middle of the first page: A4 is 842 points high
