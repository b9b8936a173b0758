"""Our form macros write the same HTML as govuk-frontend's own, without its script's attributes."""

import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader
from wtforms import Form, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired

from icf.paths import templates_folder

TEMPLATES = templates_folder()


@pytest.fixture(scope="module")
def templates() -> Environment:
    """Our templates and the library's, without an application."""
    library = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(
        loader=ChoiceLoader([FileSystemLoader(TEMPLATES), library]),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    environment.globals["csrf_token"] = lambda: "token"
    return environment


class Sample(Form):
    """A form with one fault in each field."""

    stage = RadioField(
        "How far is it?",
        choices={"idea": "An idea", "running": "Running"},
        validators=[InputRequired("Choose how far it is")],
    )
    about = TextAreaField("What is it about?", validators=[InputRequired("Say what it is about")])
    title = StringField("What is it called?")


def normal(html: str) -> str:
    """HTML with one attribute order and no insignificant space."""
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        for scripted in ("data-module", "tabindex"):
            tag.attrs.pop(scripted, None)
        tag.attrs = dict(sorted(tag.attrs.items()))
    return re.sub(r"\s*(<[^>]+>)\s*", r"\1", re.sub(r"\s+", " ", str(soup)))


def drawn(templates: Environment, source: str, **context: object) -> str:
    return normal(templates.from_string(source).render(**context))


OURS = '{% import "macros/forms.html" as forms %}'


def library(component: str, macro: str) -> str:
    return f'{{% from "govuk_frontend_jinja/components/{component}/macro.html" import {macro} %}}'


def test_radios_equal_the_librarys(templates: Environment) -> None:
    form = Sample(data={"stage": "running"})

    ours = drawn(
        templates,
        OURS + '{{ forms.radios(form.stage, "Roughly.", {"idea": "Nobody has been asked yet."}) }}',
        form=form,
    )
    theirs = drawn(
        templates,
        library("radios", "govukRadios")
        + """{{ govukRadios({"name": "stage", "value": "running", "hint": {"text": "Roughly."},
        "fieldset": {"legend": {"text": "How far is it?", "classes": "govuk-fieldset__legend--m"}},
        "items": [
            {"value": "idea", "text": "An idea", "hint": {"text": "Nobody has been asked yet."}},
            {"value": "running", "text": "Running"}]}) }}""",
    )

    assert ours == theirs


def test_radios_with_an_error_equal_the_librarys(templates: Environment) -> None:
    form = Sample()
    form.validate()

    ours = drawn(templates, OURS + '{{ forms.radios(form.stage, "Roughly.") }}', form=form)
    theirs = drawn(
        templates,
        library("radios", "govukRadios")
        + """{{ govukRadios({"name": "stage", "hint": {"text": "Roughly."},
        "errorMessage": {"text": "Choose how far it is"},
        "fieldset": {"legend": {"text": "How far is it?", "classes": "govuk-fieldset__legend--m"}},
        "items": [{"value": "idea", "text": "An idea"},
                  {"value": "running", "text": "Running"}]}) }}""",
    )

    assert ours == theirs


def test_a_textarea_equals_the_librarys(templates: Environment) -> None:
    form = Sample()
    form.validate()

    ours = drawn(templates, OURS + '{{ forms.textarea(form.about, "Two lines.") }}', form=form)
    theirs = drawn(
        templates,
        library("textarea", "govukTextarea")
        + """{{ govukTextarea({"name": "about", "id": "about",
        "label": {"text": "What is it about?"},
        "hint": {"text": "Two lines."}, "errorMessage": {"text": "Say what it is about"}}) }}""",
    )

    assert ours == theirs


def test_a_text_input_equals_the_librarys(templates: Environment) -> None:
    form = Sample(data={"title": "Warm <rooms>"})

    ours = drawn(templates, OURS + '{{ forms.text_input(form.title, width="20") }}', form=form)
    theirs = drawn(
        templates,
        library("input", "govukInput")
        + """{{ govukInput({"name": "title", "id": "title", "label": {"text": "What is it called?"},
        "classes": "govuk-input--width-20", "value": "Warm <rooms>"}) }}""",
    )

    assert ours == theirs


def test_an_error_summary_equals_the_librarys(templates: Environment) -> None:
    form = Sample()
    form.validate()

    ours = drawn(templates, OURS + "{{ forms.error_summary(form) }}", form=form)
    theirs = drawn(
        templates,
        library("error-summary", "govukErrorSummary")
        + """{{ govukErrorSummary({"titleText": "There is a problem", "errorList": [
        {"text": "Choose how far it is", "href": "#stage"},
        {"text": "Say what it is about", "href": "#about"}]}) }}""",
    )

    assert ours == theirs


def test_what_somebody_typed_is_escaped(templates: Environment) -> None:
    form = Sample(data={"about": "</textarea><script>alert(1)</script>"})

    html = templates.from_string(OURS + "{{ forms.textarea(form.about) }}").render(form=form)

    assert "<script>" not in html


def a_question(**changes: object) -> SimpleNamespace:
    """A question as the question page hands it to the macro."""
    given: dict[str, object] = {
        "key": "icf:left-out",
        "number": "3",
        "text": "Who might be left out?",
        "hint": "Think of people who find it hard to come.",
        "why": "People missed once are missed again.",
        "good": "You can name three groups.",
        "examples": [],
        "added": [],
        "layer_label": None,
        "kind": "scale",
        "options": [("thought", "Thought through", "We know."), ("todo", "Still to do", "")],
        "blanks": [("not_relevant", "Not relevant here"), ("dont_know", "We don’t know")],
        "value": None,
        "blank": None,
        "reason": "",
        "words": "",
        "strength": "",
        "words_about": 50,
        "ask_words": True,
        "strengths": [("think", "We think so"), ("told", "People told us")],
        "last_time": None,
        "later": False,
        "version": 4,
        "errors": {},
        "conflict": None,
        "quick": False,
        "can_act": True,
        "lang": None,
        "dir": "ltr",
    }
    return SimpleNamespace(**(given | changes))


def question_page(templates: Environment, question: SimpleNamespace) -> BeautifulSoup:
    source = (
        '{% from "macros/question.html" import question, answer_form %}'
        '{% call answer_form("/save", "/save", "icf:1:2", "/sign-in") %}'
        "{{ question(q) }}{% endcall %}"
    )
    return BeautifulSoup(templates.from_string(source).render(q=question), "html.parser")


KINDS: list[tuple[str, object]] = [
    ("scale", "thought"),
    ("yes_no", "todo"),
    ("choice", "todo"),
    ("choices", ["thought", "todo"]),
    ("text", "Long words"),
    ("number", "12"),
    ("date", {"day": "27", "month": "3", "year": "2027"}),
]


@pytest.mark.parametrize(("kind", "value"), KINDS)
def test_every_kind_has_unique_ids_and_labels_for_all_fields(
    templates: Environment, kind: str, value: object
) -> None:
    page = question_page(templates, a_question(kind=kind, value=value))

    ids = [tag["id"] for tag in page.find_all(id=True)]
    labelled = {label["for"] for label in page.find_all("label")}
    fields = [tag for tag in page.find_all(["input", "textarea"]) if tag.get("type") != "hidden"]
    described = {
        id_
        for tag in page.find_all(attrs={"aria-describedby": True})
        for id_ in tag["aria-describedby"].split()
    }

    assert len(ids) == len(set(ids))
    assert fields
    assert {tag["id"] for tag in fields} <= labelled
    assert described <= set(ids)


@pytest.mark.parametrize(("kind", "value"), KINDS)
def test_every_kind_shows_the_answer_it_was_given(
    templates: Environment, kind: str, value: object
) -> None:
    page = question_page(templates, a_question(kind=kind, value=value))

    fields = page.find_all(attrs={"name": re.compile("^a-icf:left-out-value")})
    ticked = [tag["value"] for tag in fields if tag.has_attr("checked")]
    typed = [
        tag.get_text() if tag.name == "textarea" else tag["value"]
        for tag in fields
        if tag.get("type") not in ("radio", "checkbox")
    ]
    expected = (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    )

    assert ticked + typed == list(expected)  # type: ignore[call-overload]


def test_a_blank_and_a_level_exclude_each_other_without_the_script(templates: Environment) -> None:
    page = question_page(templates, a_question(blank="not_relevant", value="thought"))

    group = page.find_all("input", attrs={"name": "a-icf:left-out-value", "type": "radio"})
    ticked = [tag["value"] for tag in group if tag.has_attr("checked")]

    assert ticked == ["blank:not_relevant"]


def test_the_enter_key_saves_and_does_nothing_else(templates: Environment) -> None:
    page = question_page(
        templates,
        a_question(conflict=SimpleNamespace(who="Asha", theirs="a", mine="b", version=5)),
    )

    first_button = page.find("button")

    assert first_button is not None
    assert not first_button.has_attr("name")


def test_quick_folds_everything_but_the_answer_and_one_box(templates: Environment) -> None:
    page = question_page(templates, a_question(quick=True))

    shown = [
        tag["name"]
        for tag in page.find_all(["input", "textarea"])
        if not tag.find_parent("details") and tag.get("type") != "hidden"
    ]

    assert set(shown) == {"a-icf:left-out-value", "a-icf:left-out-reason", "a-icf:left-out-words"}


@pytest.mark.parametrize("state", ["off_track", "at_risk", "on_track", "done", "not_rated"])
def test_a_rating_mark_is_a_word_a_shape_and_a_colour(templates: Environment, state: str) -> None:
    source = '{% from "macros/status_tag.html" import rag %}{{ rag(state) }}'

    mark = BeautifulSoup(templates.from_string(source).render(state=state), "html.parser")

    assert mark.get_text(strip=True)
    assert mark.find("svg")
    assert f"icf-rag--{state.replace('_', '-')}" in str(mark)


def test_bars_hold_every_number_of_the_drawing(templates: Environment) -> None:
    source = '{% from "macros/bars.html" import stacked %}{{ stacked(rows, levels, "Profile") }}'
    rows = [SimpleNamespace(label="Connecting", counts={"thought": 3, "todo": 1}, total=5)]
    levels = [("thought", "Thought through"), ("partly", "Partly"), ("todo", "Still to do")]

    html = templates.from_string(source).render(rows=rows, levels=levels)
    table = BeautifulSoup(html, "html.parser")

    numbers = [cell.get_text() for cell in table.find_all("td", class_="icf-bars__value")]
    widths = [float(bar["width"]) for bar in table.select("tbody rect[class^='icf-bar--']")]
    assert numbers == ["3", "0", "1", "5"]
    assert widths == [59.4, 19.4]
    assert table.select("tbody rect.icf-bar--3")
    assert not table.select("tbody rect.icf-bar--2")


@pytest.mark.parametrize("code", ["403", "404", "409", "413", "429", "500", "503"])
def test_error_pages_need_neither_application_nor_database(
    templates: Environment, code: str
) -> None:
    html = templates.get_template(f"errors/{code}.html").render(reference="7F3K")

    page = BeautifulSoup(html, "html.parser")

    assert len(page.find_all("h1")) == 1
    assert "7F3K" in page.get_text()


def test_no_template_has_inline_styles_or_scripts() -> None:
    sources = {path: path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")}

    offenders = [
        path.name
        for path, text in sources.items()
        if "report" not in path.parts and re.search(r"\sstyle=|\son[a-z]+=\"|<style|<script>", text)
    ]

    assert offenders == []


def test_what_the_frame_of_pages_sets_hides_nothing_that_a_page_was_given() -> None:
    source = (TEMPLATES / "base.html").read_text(encoding="utf-8")

    names = set(re.findall(r"{% set (\w+) =", source))

    assert {name for name in names if not name.startswith("nav_")} <= {
        *("root", "seen_by", "seers")
    }
