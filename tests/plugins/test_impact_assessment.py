"""Impact assessment: a first look opens the closer one, and the grid shows who was left out."""

import pytest

from icf import paths
from icf.core.actions import suggested_actions
from icf.core.answer import Answer
from icf.core.compose import compose
from icf.core.depth import visible_sections
from icf.core.questionnaire import PLANNING
from icf.core.report import Cell, Facts, Table, Words
from icf.plugin import PlannedAction, ReportContext
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins

PLUGINS = Plugins(Sources(builtin=("icf.builtin",), bundled=paths.plugins_folder()))
REGISTRY = PLUGINS.registry
ON = ("impact_assessment",)
QUESTIONNAIRE = compose(*REGISTRY.packs(ON), REGISTRY.kinds(ON), REGISTRY.scales(ON))
PROTECTED = (
    "Age",
    "Disability",
    "Gender reassignment",
    "Marriage and civil partnership",
    "Pregnancy and maternity",
    "Race",
    "Religion or belief",
    "Sex",
    "Sexual orientation",
)
FIRST_LOOK = {"groups", "environment", "published"}
GROUPS = {
    question.key.removeprefix("impact-assessment:")
    for question in QUESTIONNAIRE.index.section["impact-assessment:people"].questions
    if question.kind == "scale"
}
ENVIRONMENT = {"air", "climate", "nature", "waste", "travel"}


def answer(name, value=None, displayed="", **more):
    key = f"impact-assessment:{name}"
    return {key: Answer(key, value, displayed=displayed or str(value or ""), **more)}


def asked(answers, depth="quick"):
    sections = visible_sections(QUESTIONNAIRE, PLANNING, depth, answers)
    return {
        question.key.removeprefix("impact-assessment:")
        for section in sections
        for question in section.questions
        if question.layer == "impact-assessment"
    }


def report(answers, *actions):
    (section,) = REGISTRY.report_sections(ON)
    context = ReportContext(QUESTIONNAIRE, "full", answers, actions=actions)
    return tuple(section.blocks(context))


def grids(answers, *actions):
    """The tables that the report has: people, and the environment."""
    return [block for block in report(answers, *actions) if isinstance(block, Table)]


def grid(answers, *actions):
    """What the report says of each group."""
    return {row[0]: row[1:] for row in grids(answers, *actions)[0].rows}


def offered(answers):
    found = suggested_actions(
        QUESTIONNAIRE, "quick", answers, (), (), REGISTRY.action_rules(ON), REGISTRY.kinds(ON)
    )
    return [one.key.removeprefix("impact-assessment:") for one in found]


def test_the_groups_are_those_of_the_law_then_carers_and_low_income():
    choices = QUESTIONNAIRE.index.question["impact-assessment:groups"].choices

    assert [one.label.original for one in choices][:11] == [
        *PROTECTED,
        "Unpaid carers",
        "People on low income",
    ]


def test_every_choice_of_the_first_look_has_its_question_in_the_closer_look():
    for first, closer in (("groups", GROUPS), ("environment", ENVIRONMENT)):
        choices = QUESTIONNAIRE.index.question[f"impact-assessment:{first}"].choices

        assert [one.key for one in choices if one.key in closer] == [
            one.key for one in choices[:-2]
        ]


@pytest.mark.parametrize("depth", [depth.key for depth in QUESTIONNAIRE.depths])
def test_every_size_asks_the_first_look_and_nothing_more(depth):
    assert asked({}, depth) == FIRST_LOOK


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_a_ticked_group_opens_its_own_question_and_what_will_change(group):
    assert asked(answer("groups", (group,))) == {*FIRST_LOOK, group, "change"}


@pytest.mark.parametrize("part", sorted(ENVIRONMENT))
def test_a_ticked_part_of_the_environment_opens_its_own_question(part):
    assert asked(answer("environment", (part,))) == {*FIRST_LOOK, part}


def test_not_sure_opens_all_of_them():
    answers = {**answer("groups", ("unsure",)), **answer("environment", ("unsure",))}

    assert asked(answers) == FIRST_LOOK | GROUPS | ENVIRONMENT | {"change"}


def test_nobody_and_nothing_opens_only_the_reason():
    answers = {**answer("groups", ("nobody",)), **answer("environment", ("nothing",))}

    assert asked(answers, "full") == {*FIRST_LOOK, "why-none"}


def test_it_says_in_the_checklist_and_in_the_plan_that_the_legal_duty_stays():
    section = QUESTIONNAIRE.index.section["impact-assessment:first-look"]
    words = report(answer("groups", ("age",)))[0]

    assert "does not replace your organisation's legal duty" in section.intro.original
    assert isinstance(words, Words)
    assert "does not replace it" in words.text


def test_the_grid_shows_every_group_and_empty_ones_plainly():
    answers = {
        **answer("groups", ("age", "carers", "sex", "race")),
        **answer("age", "mixed", strength="told", words="The bowlers lose two rinks."),
        **answer("carers", blank="dont_know"),
        **answer("sex", "none"),
    }

    rows = grid(
        answers,
        PlannedAction("Keep two rinks", question="impact-assessment:age"),
        PlannedAction("Paint the shed", question="icf:connecting-who"),
        PlannedAction("Ask the bowlers again", question="impact-assessment:age"),
    )

    assert list(rows) == [*PROTECTED, "Unpaid carers", "People on low income"]
    assert rows["Age"] == (
        "Better for some, worse for others",
        "People told us",
        "The bowlers lose two rinks.",
        "Keep two rinks; Ask the bowlers again",
    )
    nothing = Cell("Nothing yet", "none")
    assert rows["Unpaid carers"] == ("We don’t know", "–", "Nothing yet", nothing)
    assert rows["Sex"] == ("No different", "Not said", "Nothing yet", nothing)
    assert rows["Race"] == (Cell("Empty: still to answer", "none"), "–", "–", nothing)
    assert rows["Disability"] == (Cell("Empty: not looked at", "none"), "–", "–", "–")


def test_groups_without_an_answer_or_without_evidence_are_named_above_the_grid():
    answers = {**answer("groups", ("age", "carers", "sex")), **answer("age", "better")}

    texts = [block.text for block in report(answers) if isinstance(block, Words)]

    assert texts[2] == "Thought about, but without evidence: Age."
    assert "Sex; Sexual orientation; Unpaid carers" in texts[1]
    assert "Age" not in texts[1]


def test_a_first_look_that_expects_nothing_is_shown_as_such_with_its_reason():
    answers = {
        **answer("groups", ("nobody",)),
        **answer("why-none", "It is a change of printer."),
    }

    rows = grid(answers)

    assert {row[0] for row in rows.values()} == {"First look: no effect expected"}
    (facts,) = (block for block in report(answers) if isinstance(block, Facts))
    assert facts.pairs == (("Why we expect no effect", "It is a change of printer."),)


def test_the_environment_is_a_grid_only_where_an_effect_is_expected():
    people = answer("groups", ("age",))
    nothing = {**people, **answer("environment", ("nothing",))}
    travel = {**people, **answer("environment", ("travel",)), **answer("travel", "worse")}

    assert len(grids(nothing)) == 1
    assert Words("The environment: the first look expects no effect.") in report(nothing)
    assert [row[:2] for row in grids(travel)[1].rows][3:] == [
        ("Waste", Cell("Empty: not looked at", "none")),
        ("Travel", "Worse"),
    ]


def test_what_will_change_and_where_the_assessment_is_published_stand_below_the_grid():
    answers = {
        **answer("groups", ("age",)),
        **answer("change", "Two rinks stay."),
        **answer("published", "https://example.org/iia/12"),
    }

    (facts,) = (block for block in report(answers) if isinstance(block, Facts))

    assert facts.pairs == (
        ("What we will change", "Two rinks stay."),
        ("Full assessment", "https://example.org/iia/12"),
    )


def test_very_long_words_are_shortened_in_the_grid():
    answers = {**answer("groups", ("age",)), **answer("age", "worse", words="hour " * 4000)}

    words = grid(answers)["Age"][2]

    assert len(words) <= 300
    assert words.endswith("…")


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_not_knowing_suggests_to_ask_the_group(group):
    answers = {**answer("groups", (group,)), **answer(group, blank="dont_know")}

    assert f"ask-{group}" in offered(answers)


@pytest.mark.parametrize(
    ("said", "is_offered"),
    [
        ({"strength": "think"}, True),
        ({}, True),
        ({"strength": "told"}, False),
        ({"strength": "checked"}, False),
        ({"words": "We sat with the carers' lunch."}, False),
    ],
)
def test_a_guess_without_evidence_suggests_to_ask_too(said, is_offered):
    answers = {**answer("groups", ("carers",)), **answer("carers", "none", **said)}

    assert ("ask-carers" in offered(answers)) == is_offered


def test_groups_that_were_not_ticked_or_not_answered_suggest_nothing():
    answers = {**answer("groups", ("carers",)), **answer("age", blank="dont_know")}

    assert offered(answers) == []


@pytest.mark.parametrize(
    "first", [{"value": ("unsure",)}, {"blank": "dont_know"}], ids=["not sure", "don’t know"]
)
def test_an_unsure_first_look_suggests_to_repeat_it_with_others(first):
    assert "look-together" in offered(answer("groups", **first))


@pytest.mark.parametrize("effect", ["worse", "mixed"])
@pytest.mark.parametrize("name", sorted(GROUPS | ENVIRONMENT))
def test_every_harm_suggests_a_change(name, effect):
    first = answer("groups" if name in GROUPS else "environment", (name,))

    found = offered({**first, **answer(name, effect, words="Seen.", strength="told")})

    assert found == [f"{name}-change"]
