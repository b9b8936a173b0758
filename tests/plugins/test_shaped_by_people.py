"""Shaped by People: four aims, each with its own level from 0 to 7; nothing is added up."""

from xml.etree import ElementTree

import pytest

from icf import paths
from icf.core.actions import suggested_actions
from icf.core.answer import Answer
from icf.core.compose import compose
from icf.core.depth import visible_sections
from icf.core.questionnaire import PLANNING
from icf.core.report import Figure
from icf.core.results import layer_results
from icf.plugin import ReportContext
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins

PLUGINS = Plugins(Sources(builtin=("icf.builtin",), bundled=paths.plugins_folder()))
REGISTRY = PLUGINS.registry
ON = ("shaped_by_people",)
QUESTIONNAIRE = compose(*REGISTRY.packs(ON), REGISTRY.kinds(ON), REGISTRY.scales(ON))
AGREEMENT = QUESTIONNAIRE.index.scale["shaped-by-people:agreement"]
AIMS = ("worthwhile", "support", "heard", "connected")
SVG = "{http://www.w3.org/2000/svg}"


def answer(name, value, displayed="", **more):
    key = f"shaped-by-people:{name}"
    return {key: Answer(key, value, displayed=displayed or str(value), **more)}


def ticked(*aims):
    return answer("which", aims)


def asked(answers, depth):
    sections = visible_sections(QUESTIONNAIRE, PLANNING, depth, answers)
    return [
        question.key.removeprefix("shaped-by-people:")
        for section in sections
        for question in section.questions
        if question.layer == "shaped-by-people"
    ]


def figure(answers, depth="full"):
    (section,) = REGISTRY.report_sections(ON)
    blocks = section.blocks(ReportContext(QUESTIONNAIRE, depth, answers))
    (found,) = (block for block in blocks if isinstance(block, Figure))
    return found


def offered(answers, depth="full"):
    found = suggested_actions(
        QUESTIONNAIRE, depth, answers, (), (), REGISTRY.action_rules(ON), REGISTRY.kinds(ON)
    )
    return [one.key.removeprefix("shaped-by-people:") for one in found]


def test_the_scale_runs_from_nought_to_seven_and_every_level_has_its_meaning():
    assert AGREEMENT.level_keys == tuple("01234567")
    assert all(level.text for level in AGREEMENT.levels)


@pytest.mark.parametrize("depth", [depth.key for depth in QUESTIONNAIRE.depths])
def test_every_size_asks_which_aims_and_nothing_more_until_one_is_ticked(depth):
    assert asked({}, depth) == ["which"]


@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize(
    ("depth", "parts"),
    [
        ("quick", {"now"}),
        ("standard", {"now", "know", "do"}),
        ("full", {"now", "know", "do", "differ"}),
    ],
)
def test_a_ticked_aim_is_asked_about_and_no_other(aim, depth, parts):
    found = asked(ticked(aim), depth)

    assert set(found) == {"which", *(f"{aim}-{part}" for part in parts)}


def test_nought_is_drawn_and_no_level_is_a_dashed_line_without_a_mark():
    answers = {**ticked("heard", "connected"), **answer("heard-now", "0")}

    svg = ElementTree.fromstring(figure(answers).svg)

    assert len(svg.findall(f"{SVG}circle")) == 1
    dashed = [line for line in svg.iter(f"{SVG}line") if line.get("stroke-dasharray")]
    assert len(dashed) == 3


def test_the_table_shows_all_four_aims_with_the_words_of_their_levels():
    answers = {
        **ticked("heard", "connected"),
        **answer("heard-now", "0", strength="told"),
        **answer("heard-know", ("talks",), "Conversations with people here"),
        **answer("heard-do", "They draw the plan."),
    }

    rows = figure(answers).table.rows

    assert rows == (
        ("Involvement is worthwhile", "Not an aim of this work", "–", "–"),
        ("Confidence, and knowing where to get support", "Not an aim of this work", "–", "–"),
        (
            "Feeling included, respected and heard",
            "0 – Not at all",
            "People told us\nConversations with people here",
            "They draw the plan.",
        ),
        ("Feeling connected", "No level given", "Not said yet", "Not said yet"),
    )


def test_the_quick_size_says_that_it_did_not_ask_what_will_be_done():
    answers = {**ticked("heard"), **answer("heard-now", "4")}

    assert figure(answers, "quick").table.rows[2][3] == "Not asked in this size"


def test_a_level_of_an_aim_that_is_no_longer_ticked_is_not_shown():
    answers = {**ticked("heard"), **answer("connected-now", "6")}

    rows = figure(answers).table.rows

    assert rows[3][1] == "Not an aim of this work"


def test_nothing_is_averaged_or_added_up():
    answers = {
        **ticked("heard", "connected"),
        **answer("heard-now", "1"),
        **answer("connected-now", "4"),
    }

    said = repr(figure(answers).table)

    assert not any(number in said for number in ("2.5", "5 –", "3 –"))


def test_levels_are_counted_in_a_scale_of_their_own():
    answers = {
        **ticked("heard", "connected"),
        **answer("heard-now", "0"),
        **answer("connected-now", "0"),
    }

    layers = layer_results(QUESTIONNAIRE, "quick", answers, REGISTRY.kinds(ON))

    (result,) = layers["shaped-by-people"]
    assert result.levels[AGREEMENT.key]["0"] == 2


def test_a_low_level_suggests_what_to_do_and_a_high_one_does_not():
    low = {**ticked("support"), **answer("support-now", "2")}
    high = {**ticked("support"), **answer("support-now", "6")}

    assert {"support-person", "support-go-along"} <= set(offered(low))
    assert not {"support-person", "support-go-along"} & set(offered(high))


@pytest.mark.parametrize("aim", AIMS)
def test_only_an_impression_suggests_to_ask_people(aim):
    hunch = {**ticked(aim), **answer(f"{aim}-know", ("hunch",))}
    asked_already = {**ticked(aim), **answer(f"{aim}-know", ("talks",))}

    assert f"{aim}-ask" in offered(hunch)
    assert f"{aim}-ask" not in offered(asked_already)


def test_actions_of_an_aim_that_is_not_ticked_are_not_offered():
    assert offered({**ticked("heard"), **answer("support-now", "0")}) == []
