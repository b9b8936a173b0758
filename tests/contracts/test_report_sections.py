"""What holds for every report section: only blocks, drawings that say the same as their table."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.conformance.blocks import SVG, block_faults
from icf.core.report import Block, Cell, Figure
from icf.plugin import Answer, ReportContext
from tests.contracts.installed import EVERYTHING, PLUGINS, answers, one_question_of_each_kind

SECTIONS = PLUGINS.registry.report_sections()


def context(answers, depth="standard"):
    return ReportContext(EVERYTHING, depth, answers)


@pytest.fixture(params=SECTIONS, ids=lambda section: section.key)
def section(request):
    return request.param


@pytest.fixture(scope="module")
def filled():
    """Answers to everything that can be asked, each the first that a form could send."""
    return full_answers()


def full_answers():
    found = {}
    kinds = {one.kind.name: one.kind for one in one_question_of_each_kind()}
    for question in (q for part in EVERYTHING.sections for q in part.questions):
        scale = EVERYTHING.index.scale.get(question.scale)
        keys = [*(scale.level_keys if scale else ()), *(c.key for c in question.choices)]
        first = (keys or ["yes"])[0]
        if ":" in question.kind:
            value = {"rating": first, "good": "Trees & <shade>", "better": "Light"}
        else:
            value = {"number": 24, "date": "2026-03-27"}.get(question.kind, first)
        shown = kinds[question.kind].display(question, scale, value, "en")
        found[question.key] = Answer(question.key, value, displayed=shown)
    return found


def figures(blocks):
    return [block for block in blocks if isinstance(block, Figure)]


def test_without_answers_it_gives_nothing_to_print(section):
    assert tuple(section.blocks(context({}))) == ()


def test_with_answers_it_gives_blocks(section, filled):
    blocks = tuple(section.blocks(context(filled)))

    assert blocks
    assert all(isinstance(block, Block) for block in blocks)
    assert section.title


@pytest.mark.parametrize("depth", [depth.key for depth in EVERYTHING.depths])
def test_it_works_at_every_depth(section, filled, depth):
    assert tuple(section.blocks(context(filled, depth)))


@given(data=st.data())
def test_any_answers_give_blocks_and_log_no_failure(data):
    section = data.draw(st.sampled_from(SECTIONS))
    given_answers = data.draw(answers(EVERYTHING))

    blocks = tuple(section.blocks(context({**full_answers(), **given_answers})))

    assert all(isinstance(block, Block) for block in blocks)
    assert block_faults(blocks) == []
    for figure in figures(blocks):
        assert_drawn_as_in_its_table(figure)


def test_every_table_and_drawing_is_sound(section, filled):
    assert block_faults(section.blocks(context(filled))) == []


def test_every_drawing_has_the_numbers_of_its_table(section, filled):
    for figure in figures(section.blocks(context(filled))):
        assert_drawn_as_in_its_table(figure)


def assert_drawn_as_in_its_table(figure):
    svg = ElementTree.fromstring(figure.svg)

    assert table_numbers(figure.table) == drawn_numbers(svg)


def table_numbers(table):
    """(row header, its number or none) as the table has them."""
    found = Counter()
    for row in table.rows:
        header, number = (cell.text if isinstance(cell, Cell) else cell for cell in row[:2])
        leading = re.match(r"\d+", number)
        found[header, leading[0] if leading else ""] += 1
    return found


def drawn_numbers(svg):
    """(label, its number or none) as the drawing prints them: “Feeling safe: 3”."""
    found = Counter()
    for text in svg.iter(f"{SVG}text"):
        label, colon, number = " ".join(text.itertext()).replace("\u00a0", " ").rpartition(": ")
        if colon and re.fullmatch(r"\d+|–", number):
            found[label, number.strip("–")] += 1
    return found
