"""What a plugin's own functions may do wrong later, when they are used."""

import logging
from dataclasses import replace

import pytest

from icf.core.compose import compose
from icf.errors import InvalidInput
from icf.plugin import (
    CORE_KINDS,
    Facts,
    QuestionKind,
    ReportContext,
    ReportSection,
    Suggestion,
    plain,
)
from icf.plugin.guard import GuardedRule, guarded_kind, guarded_section


def fails(*_):
    raise SystemExit("stop")


@pytest.fixture
def question(loaded):
    core, _ = loaded().registry.packs()
    return core.sections[0].questions[0]


@pytest.fixture
def context(loaded):
    core, _ = loaded().registry.packs()
    return ReportContext(compose(core), "quick", {})


def test_a_kind_that_fails_to_read_says_so_to_the_person(question, caplog):
    kind = guarded_kind("fire", QuestionKind("fire:hose", fails, fails))

    with pytest.raises(InvalidInput, match="add-on that asks this question failed"):
        kind.parse(question, None, {"value": ["x"]})

    assert "“fire”" in caplog.text


def test_a_kind_that_fails_to_show_shows_the_plain_value(question):
    kind = guarded_kind("fire", QuestionKind("fire:hose", fails, fails, level=fails, export=fails))

    assert kind.display(question, None, {"good": "Trees"}, "en") == "good: Trees"
    assert kind.export(("a", "b")) == "a; b"
    assert kind.level(question, "3") is None


def test_what_is_meant_for_the_person_passes_through(question):
    def refuse(*_):
        raise InvalidInput("Enter a hose.")

    kind = guarded_kind("fire", replace(CORE_KINDS["text"], name="fire:hose", parse=refuse))

    with pytest.raises(InvalidInput, match=r"Enter a hose\."):
        kind.parse(question, None, {})


class Rule:
    key = "fire:rule"
    layer = "hillside-fire"

    def __init__(self, suggestions):
        self.suggestions = suggestions

    def suggest(self, *_):
        yield from self.suggestions
        if not self.suggestions:
            raise RuntimeError("nothing to say")


def test_a_rule_that_fails_suggests_nothing(context, caplog):
    rule = GuardedRule("fire", Rule([]))

    assert rule.suggest(context.questionnaire, "quick", {}) == ()
    assert "“fire” failed in action rule fire:rule" in caplog.text


def test_a_rule_that_gives_anything_else_suggests_nothing(context):
    sound = Suggestion("fire:a", "", "", plain("Test the alarm."), "hillside-fire")

    given = [
        GuardedRule("fire", Rule(things)).suggest(context.questionnaire, "quick", {})
        for things in ([sound], [sound, 3])
    ]

    assert given == [(sound,), ()]


def test_a_report_section_that_fails_or_gives_no_blocks_is_left_out(context, caplog):
    failing = ReportSection("fire:homes", plain("Homes"), fails)
    wrong = ReportSection("fire:homes", plain("Homes"), lambda _: ["<b>text</b>"])

    assert guarded_section("fire", failing, str).blocks(context) == ()
    assert guarded_section("fire", wrong, str).blocks(context) == ()
    assert caplog.text.count("report section fire:homes") == 2


def test_a_report_section_is_told_its_own_layer(context):
    section = ReportSection(
        "fire:homes", plain("Homes"), lambda given: [Facts((("Layer", given.layer),))]
    )

    blocks = guarded_section("fire", section, lambda: "hillside-fire").blocks(context)

    assert blocks == (Facts((("Layer", "hillside-fire"),)),)


def test_ctrl_c_is_not_swallowed(question):
    def interrupt(*_):
        raise KeyboardInterrupt

    kind = guarded_kind("fire", QuestionKind("fire:hose", interrupt, interrupt))

    with pytest.raises(KeyboardInterrupt):
        kind.parse(question, None, {})


def test_a_sound_kind_logs_nothing(question, caplog):
    kind = guarded_kind("fire", CORE_KINDS["text"])

    with caplog.at_level(logging.DEBUG):
        assert kind.parse(question, None, {"value": [" Hello "]}) == "Hello"

    assert caplog.records == []
