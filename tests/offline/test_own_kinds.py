"""Questions that add-ons ask in their own way, in files and on paper."""

from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from icf.assessments import service
from icf.core.answer import Value
from icf.core.kinds import QuestionKind, submitted
from icf.core.on_paper import OnPaper, PaperField, paper_fields, paper_texts, plain_value
from icf.core.questionnaire import Choice, Question
from icf.core.wording import plain
from icf.db import write
from icf.errors import InvalidInput
from icf.packs.service import switch_plugin
from icf.plugin.guard import guarded_kind
from tests.desk import Desk, posted
from tests.offline.files import bring, confirm, fill, row_of, saved, take, text_of, with_pypdf
from tests.pdfchecks import pdfua_failures

TREES = Question("made-up:trees", "made-up", plain("Which trees?"), "made_up:trees")


def read(question, scale, fields) -> Value:
    text = submitted(fields)
    if text == "weeds":
        raise InvalidInput("No weeds.")
    return text.upper() or None


def shown(question, scale, value, language) -> str:
    return str(value or "")


def by_part(question, scale, fields) -> Value:
    return {part: submitted(fields, part) for part in ("first", "second")}


def test_a_kind_that_says_nothing_is_one_field_where_its_parser_takes_one_text():
    kind = QuestionKind("made_up:trees", read, shown)

    assert paper_fields(kind, TREES, None) == (PaperField("value"),)
    assert paper_texts(kind, TREES, None, "OAK") == {"value": "OAK"}


def test_a_kind_that_says_nothing_is_picked_where_its_parser_takes_the_choices():
    kind = QuestionKind("made_up:trees", read, shown)
    choices = (Choice("oak", plain("Oak")), Choice("elm", plain("Elm")))
    picked = Question("made-up:x", "made-up", plain("Which?"), kind.name, choices=choices)
    refused = Question(
        "made-up:y", "made-up", plain("Which?"), kind.name, choices=(Choice("weeds", plain("W")),)
    )

    assert [key for key, _label in paper_fields(kind, picked, None)[0].options] == ["oak", "elm"]
    assert paper_fields(kind, refused, None)[0].options == ()


def test_an_answer_that_would_come_back_as_another_stays_in_the_toolkit():
    kind = QuestionKind("made_up:trees", read, shown)

    assert paper_texts(kind, TREES, None, "small") is None
    assert paper_texts(kind, TREES, None, "weeds") is None
    assert paper_texts(kind, TREES, None, None) == {}


def test_a_kind_of_several_fields_that_says_nothing_has_none_in_files():
    kind = QuestionKind("made_up:two", by_part, shown, fields=("first", "second"))

    assert paper_fields(kind, TREES, None) == ()


def test_a_kind_that_fails_at_it_has_no_fields_and_harms_nothing():
    def fails(*_):
        raise RuntimeError("no")

    def wrong(_question, _scale):
        return [PaperField("third")]

    for fields in (fails, wrong, lambda *_: ["first"]):
        kind = QuestionKind(
            "made_up:two",
            by_part,
            shown,
            fields=("first", "second"),
            on_paper=OnPaper(fields, fails),
        )
        guarded = guarded_kind("made_up", kind)
        assert paper_fields(guarded, TREES, None) == ()
        assert paper_texts(guarded, TREES, None, {"first": "a", "second": ""}) is None


def test_empty_parts_of_a_value_make_no_difference():
    assert plain_value({"a": "x", "b": " "}) == plain_value({"a": " x"})
    assert plain_value({"a": "", "b": ""}) is None


THEME = "place-standard:social-contact"


@dataclass
class Themes(Desk):
    """A desk with a checklist that asks the themes of a place."""

    theme: str = THEME


@pytest.fixture
def browser(signed_in):
    return signed_in("lead")


@pytest.fixture
def themes(desk):
    """The desk with a checklist that asks the themes of a place."""

    def switch(_session, actor, now):
        with write() as session:
            switch_plugin(session, actor, now, desk.plugins, "place_standard", on=True)

    desk.call(switch)
    desk.assessment_id = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    return Themes(**vars(desk))


def theme_of(desk):
    found = desk.sheet().answers.get(desk.theme)
    return found.value if found else None


def test_a_theme_comes_home_from_a_workbook_field_by_field(themes, browser):
    book = openpyxl.load_workbook(BytesIO(take(browser, themes, "xlsx")))
    rating = book["Answers"].cell(row_of(book, f"{themes.theme}#part#rating"), 4).value
    fill(book, f"{themes.theme}#part#rating", answer=rating.split("; ")[4])
    fill(book, f"{themes.theme}#part#good", answer="The trees; the benches")

    confirm(browser, themes, bring(browser, themes, saved(book)))

    assert theme_of(themes) == {"rating": "3", "good": "The trees; the benches", "better": ""}


def test_a_theme_comes_home_from_a_pdf_field_by_field(themes, browser, tmp_path: Path):
    content = take(browser, themes, "pdf")
    path = tmp_path / "form.pdf"
    path.write_bytes(content)
    filled = with_pypdf(
        content,
        {f"{themes.theme}#part#rating": "6", f"{themes.theme}#part#better": "Lights"},
    )

    confirm(browser, themes, bring(browser, themes, filled, name="filled.pdf"))

    assert pdfua_failures(path) == []
    assert theme_of(themes) == {"rating": "6", "good": "", "better": "Lights"}


def test_a_row_of_a_theme_that_is_gone_leaves_its_part_as_it_is(themes, browser):
    themes.save(theme(themes, rating="3", good="Trees", better="Paths"))
    book = openpyxl.load_workbook(BytesIO(take(browser, themes, "xlsx")))
    fill(book, f"{themes.theme}#part#better", answer="Lights")
    book["Answers"].delete_rows(row_of(book, f"{themes.theme}#part#good"))

    confirm(browser, themes, bring(browser, themes, saved(book)))

    assert theme_of(themes) == {"rating": "3", "good": "Trees", "better": "Lights"}


def test_both_texts_of_a_theme_are_shown_and_can_be_put_together(themes, browser):
    book = openpyxl.load_workbook(BytesIO(take(browser, themes, "xlsx")))
    fill(book, f"{themes.theme}#part#good", answer="The benches")
    themes.save(theme(themes, rating="5", good="The trees", better=""))

    page = bring(browser, themes, saved(book))
    row = page.find("section", class_="icf-row").get_text(" ")
    key = themes.theme.partition(":")[2].replace("-", "_")
    confirm(browser, themes, page, **{key: "both"})

    assert "The trees" in row
    assert "The benches" in row
    assert theme_of(themes)["good"] == "The trees\n\nThe benches"


def test_a_theme_can_be_left_open_in_a_workbook(themes, browser):
    book = openpyxl.load_workbook(BytesIO(take(browser, themes, "xlsx")))
    fill(book, f"{themes.theme}#open", answer="We don’t know")

    confirm(browser, themes, bring(browser, themes, saved(book)))

    assert themes.sheet().answers[themes.theme].blank == "dont_know"


def test_a_rating_that_does_not_exist_is_named_by_its_rows(themes, browser):
    book = openpyxl.load_workbook(BytesIO(take(browser, themes, "xlsx")))
    row = row_of(book, f"{themes.theme}#part#rating")
    fill(book, f"{themes.theme}#part#rating", answer="Splendid")

    page = bring(browser, themes, saved(book))

    assert f"Rows {row}, {row + 1}, {row + 2}, {row + 3} “Splendid” is not one of: 7" in text_of(
        page
    )


@pytest.mark.parametrize("address", ["/framework/blank/planning/full", "/checklists/{}/print"])
def test_on_paper_each_part_has_its_room(themes, browser, address):
    opened = {"held": "yes", "held-on": "2026-03-27", "held-where": "Hall", "how-many": "12"}
    themes.save(*(posted(f"place-standard:{key}", text) for key, text in opened.items()))
    page = browser.page(address.format(themes.assessment_id))
    text = themes.sheet().index.question[themes.theme].text.in_language("en")

    box = next(one for one in page.select(".icf-blank-question") if text in one.h3.get_text())

    assert "What could be better?" in box.get_text()
    assert len(box.select(".icf-writing-room")) == 2
    assert len(box.select(".icf-boxes")) == 2


def theme(desk, **parts):
    return replace(posted(desk.theme), fields={part: [text] for part, text in parts.items()})
