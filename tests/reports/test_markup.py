import pytest

from icf.reports.markup import direction, language_of, markdown, paragraphs, spoken
from tests.reports import sample


def test_an_empty_line_begins_a_paragraph_and_a_line_end_stays() -> None:
    html = paragraphs("One\nstill one\n\n\nTwo")

    assert html == '<p class="govuk-body">One<br>still one</p><p class="govuk-body">Two</p>'


def test_no_text_is_no_paragraph() -> None:
    assert paragraphs(" \n\n ") == ""


def test_markdown_keeps_lists_emphasis_and_links() -> None:
    html = markdown("A *b* **c** [d](https://example.org)\n\n- e")

    assert "<em>b</em> <strong>c</strong>" in html
    assert '<a href="https://example.org" class="govuk-link">d</a>' in html
    assert '<ul class="govuk-list govuk-list--bullet">' in html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        "[a](file:///etc/passwd)",
        "[a](//example.org/x)",
        "<a href='data:text/html,x'>a</a>",
    ],
)
def test_markdown_lets_nothing_else_through(text: str) -> None:
    html = markdown(text)

    assert "<script" not in html
    assert "<a " not in html or "<a class" in html


def test_markdown_fetches_no_images() -> None:
    assert "<img" not in markdown("![a](https://example.org/x.png)")


@pytest.mark.parametrize(
    ("text", "language"),
    [(sample.URDU, "ur"), (sample.PUNJABI, "pa"), (sample.GUJARATI, "gu"), (sample.WELSH, "")],
)
def test_the_language_of_words_is_told_from_their_script(text: str, language: str) -> None:
    assert language_of(text) == language


def test_words_in_another_script_are_marked_with_their_language() -> None:
    html = spoken(f"A <neighbour> wrote {sample.PUNJABI} Yes.")

    assert "&lt;neighbour&gt;" in html
    assert html.count('<span lang="pa" dir="ltr">') == 1
    assert html.endswith(" Yes.")


def test_marks_that_turn_the_direction_of_other_text_are_taken_out() -> None:
    assert spoken("a\u202eb\u2066c\x00d") == "abcd"


def test_urdu_runs_from_right_to_left() -> None:
    assert (direction("ur"), direction("ar-EG"), direction("pa"), direction("cy")) == (
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    )
