"""Whatever was answered to whatever kind of question: files change nothing by themselves, and what
is edited in them comes home as it was entered."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icf.assessments.blank import blank_sheet
from icf.assessments.posted import Posted, posted_form
from icf.assessments.saving import meant_answer
from icf.assessments.sheet import Edited, Sheet
from icf.core.answer import STRENGTHS, Answer
from icf.core.compose import digest
from icf.core.kinds import CORE_KINDS
from icf.core.merge import says, says_nothing
from icf.core.typed import clean
from icf.errors import InvalidInput
from icf.offline.code import code_text
from icf.offline.coming_back import coming_back
from icf.offline.form import code_of, items_of
from icf.offline.parts import sent_parts
from icf.offline.pdf import form_html, read_pdf
from icf.offline.workbook import write_workbook
from icf.offline.workbook_reading import read_workbook
from icf.plugin.registry import NOTHING_STANDS_STILL
from tests.contracts.installed import EVERYTHING, GROUPS, KINDS, one_question_of_each_kind
from tests.desk import NOW

ASKED = {one.question.key for one in one_question_of_each_kind()}
PLACE = EVERYTHING.index.section_of["icf:connecting-who"].key
SMALL = replace(
    EVERYTHING,
    sections=tuple(
        replace(
            section,
            instrument="planning",
            show_if=None,
            questions=tuple(
                replace(one, depth="", show_if=None)
                for one in (*section.questions, *([GROUPS] if section.key == PLACE else []))
                if one.key in ASKED
            ),
        )
        for section in EVERYTHING.sections
    ),
)
"""One question of each kind that there is, whichever form asks it."""

QUESTIONS = [one for section in SMALL.sections for one in section.questions]
BLANK = blank_sheet(digest(SMALL), SMALL, depth="full")
SECRET = "somebody's secret"
WAYS_TO_LEAVE_OPEN = ("not relevant here", "we don’t know")
EXAMPLES = settings(
    max_examples=30,
    deadline=None,
    # The application is only needed for the words of pages; nothing is stored in it.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

words = st.text(st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    [
        "=1+1",
        "#nothing",
        "_x0041_",
        "a; b",
        "  two\nlines ",
        "We don’t know",
        "yes",
        "\ta",
        "'",
        "0",
    ]
)


def fields_of(question):
    """What the page of a question could send as its answer."""
    kind, scale = KINDS[question.kind], SMALL.index.scale.get(question.scale)
    keys = [*(scale.level_keys if scale else ()), *(one.key for one in question.choices)]
    if question.kind == "choices":
        return st.fixed_dictionaries({"value": st.lists(st.sampled_from(keys), unique=True)})
    if question.kind == "number":
        numbers = st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)
        return st.fixed_dictionaries({"value": numbers.map(lambda one: [str(one)])})
    if question.kind == "date":
        return st.fixed_dictionaries({"value": st.dates().map(lambda one: [one.isoformat()])})
    picked = st.sampled_from([*keys, "survey", "new", "yes", "no", ""])
    one = (
        words if question.kind == "text" else picked if ":" not in question.kind else picked | words
    )
    return st.fixed_dictionaries(
        {part: one.map(lambda text: [clean(text)]) for part in kind.fields}
    )


@st.composite
def answers(draw):
    """Answers as they can be stored, to some of the questions."""
    found = {}
    for question in QUESTIONS:
        scaled = question.kind == "scale"
        post = Posted(
            question.key,
            0,
            draw(fields_of(question)),
            words=clean(draw(words)) if scaled else "",
            strength=draw(st.sampled_from(["", *STRENGTHS])) if scaled else "",
        )
        if draw(st.integers(0, 4)) == 0:
            post = replace(post, fields={}, blank="not_relevant", reason=clean(draw(words)))
        try:
            answer = meant_answer(post, SMALL.index, KINDS, BLANK.record, NOTHING_STANDS_STILL)
        except InvalidInput:
            continue
        if not says_nothing(answer):
            found[question.key] = answer
    return found


def sheet_of(given_answers: Mapping[str, Answer]) -> Sheet:
    edited = {key: Edited(1, 1, NOW, "Ada") for key in given_answers}
    return replace(BLANK, answers=given_answers, edited=edited)


def by_workbook(sheet, code):
    content = write_workbook("Title", "Subtitle", items_of(sheet, KINDS), code)
    return read_workbook(content, "filled.xlsx")


def by_pdf(sheet, code):
    """The fields of the PDF as its document has them."""
    about = dict.fromkeys(
        ("title", "subtitle", "organisation", "reference", "marking", "seen_by", "steps"), "x"
    )
    page = BeautifulSoup(form_html(about, items_of(sheet, KINDS), code, "en"), "html.parser")
    fields = [(one["name"], _entered(one)) for one in page.select("input, select, textarea")]
    return read_pdf(b"%PDF-1.7", lambda _content: fields)


def _entered(element):
    if element.get("type") == "checkbox":
        return ("/on",) if element.has_attr("checked") else ("/Off",)
    if element.name == "select":
        return tuple(one["value"] for one in element.select("option[selected]"))
    text = element.get_text() if element.name == "textarea" else element["value"]
    return (text,) if text else ()


FILES = {"workbook": by_workbook, "PDF": by_pdf}


@pytest.fixture(params=FILES)
def file(request):
    return FILES[request.param]


@pytest.fixture
def compare(app, signed_in):
    """What a file says beside a checklist, made with the code of the checklist as it was."""
    actor = signed_in("lead").actor

    def compared(file, sheet, edited):
        with app.test_request_context():
            code = code_of(sheet, items_of(sheet, KINDS))
            text = code_text(code, SECRET, actor.organisation_id)
            found = file(edited, text)
            return coming_back(None, actor, sheet, found, KINDS, NOTHING_STANDS_STILL, SECRET, {})

    return compared


def test_every_kind_that_is_registered_is_asked_in_files():
    items = {item.kind: item for item in items_of(BLANK, KINDS)}

    assert set(items) == set(KINDS)
    assert not [item.kind for item in items.values() if item.only_here]
    assert all(len(items[name].fields) > 1 for name in set(KINDS) - set(CORE_KINDS))


@EXAMPLES
@given(given_answers=answers())
def test_a_file_that_nobody_touched_changes_nothing(compare, file, given_answers):
    sheet = sheet_of(given_answers)

    found = compare(file, sheet, sheet)

    assert found.problems == ()
    assert found.warnings == ()
    assert {row.state for row in found.rows} <= {"same", "left"}
    assert {row.key for row in found.of("same")} == set(given_answers)


@EXAMPLES
@given(before=answers(), after=answers())
def test_what_was_edited_in_a_file_comes_home_as_it_was_entered(compare, file, before, after):
    sheet = sheet_of(before)

    found = compare(file, sheet, sheet_of(after))

    assert found.problems == ()
    rows = {row.key: row for row in found.rows}
    for key, meant in after.items():
        if str(meant.value).casefold() in WAYS_TO_LEAVE_OPEN:
            continue  # typed into a cell, this is how a question is left open
        known = before.get(key, Answer(key))
        wanted = "same" if says(known) == says(meant) else "differs" if key in before else "new"
        assert rows[key].state == wanted
        assert says(rows[key].theirs) == says(meant)
        assert says(_taken(rows[key])) == says(meant)
    for key in before.keys() - after.keys():
        assert rows[key].state == "left"


def _taken(row):
    """The answer as it is read once more from the form of the look."""
    if not row.wants_choice:
        return row.theirs
    sent = {f"a-{row.key}-version": ["0"]}
    for part, text in sent_parts(row.sent, row.theirs):
        sent.setdefault(f"a-{row.key}-{part}", []).append(text)
    (post,) = posted_form(sent)
    return meant_answer(post, SMALL.index, KINDS, BLANK.record, NOTHING_STANDS_STILL)
