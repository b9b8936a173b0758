"""What holds for every kind of question: read, show, count and export never surprise anybody."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.core.kinds import CORE_KINDS
from icf.errors import InvalidInput
from tests.contracts.installed import (
    EVERYTHING,
    KINDS,
    LANGUAGES,
    PLUGINS,
    one_question_of_each_kind,
    texts,
)

ASKED = one_question_of_each_kind()
SENT_BY_A_FORM = {
    "yes_no": {"value": ["yes"]},
    "text": {"value": [" Two lines\r\nof text "]},
    "number": {"value": ["1,200"]},
    "date": {"day": ["27"], "month": ["3"], "year": ["2026"]},
    "place_standard:theme": {
        "rating": ["3"],
        "good": ["Trees"],
        "better": ["Light & <b>paths</b>"],
    },
}


@pytest.fixture(params=ASKED, ids=str)
def asked(request):
    return request.param


def sent(asked):
    """What a form sends when the first option is chosen, or a text typed."""
    options = asked.scale.level_keys if asked.scale else [c.key for c in asked.question.choices]
    return SENT_BY_A_FORM.get(asked.kind.name) or {"value": [options[0]]}


def test_the_contract_covers_every_kind():
    assert {one.kind.name for one in ASKED} == set(KINDS)


def test_what_a_form_sends_can_be_read_shown_stored_and_exported(asked):
    value = asked.kind.parse(asked.question, asked.scale, sent(asked))

    shown = [asked.kind.display(asked.question, asked.scale, value, one) for one in LANGUAGES]

    assert value is not None
    assert all(shown)
    assert asked.kind.export(value)
    assert json.loads(json.dumps(value)) == (list(value) if isinstance(value, tuple) else value)


def test_nothing_sent_is_no_answer_and_shows_as_nothing(asked):
    empty = {part: [""] for part in asked.kind.fields}

    for fields in ({}, empty):
        value = asked.kind.parse(asked.question, asked.scale, fields)

        assert value is None
        assert asked.kind.display(asked.question, asked.scale, value, "en") == ""
        assert asked.kind.level(asked.question, value) is None
        assert asked.kind.export(value) == ""


def test_what_counts_is_a_level_of_the_scale(asked):
    value = asked.kind.parse(asked.question, asked.scale, sent(asked))

    level = asked.kind.level(asked.question, value)

    assert level in asked.scale.level_keys if asked.scale else level is None


@given(data=st.data())
def test_hostile_input_is_refused_for_the_person_or_read_as_a_sound_value(data):
    asked = data.draw(st.sampled_from(ASKED))
    names = st.sampled_from([*asked.kind.fields, "value", "other"])
    fields = data.draw(st.dictionaries(names, st.lists(texts, max_size=3)))

    with suppress(InvalidInput):
        value = asked.kind.parse(asked.question, asked.scale, fields)

        again = json.loads(json.dumps(value))
        assert isinstance(asked.kind.display(asked.question, asked.scale, value, "en"), str)
        assert isinstance(asked.kind.export(value), str)
        assert again == (list(value) if isinstance(value, tuple) else value)


@pytest.mark.parametrize("text", ["x" * 2_000_000, "\u202e" * 50_000, "9" * 20_000])
def test_very_long_texts_are_refused_for_the_person(asked, text):
    fields = {part: [text] for part in asked.kind.fields}

    with pytest.raises(InvalidInput):
        asked.kind.parse(asked.question, asked.scale, fields)


@given(data=st.data())
def test_a_stored_value_of_another_day_can_still_be_shown(data):
    asked = data.draw(st.sampled_from(ASKED))
    value = data.draw(texts | st.integers() | st.tuples(texts) | st.dictionaries(texts, texts))

    assert isinstance(asked.kind.display(asked.question, asked.scale, value, "en"), str)
    assert isinstance(asked.kind.export(value), str)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_kinds_of_plugins_carry_the_plugins_name_and_a_template_of_its_own(name):
    plugin, colon, _ = name.partition(":")
    template = KINDS[name].template

    assert bool(colon) == (name not in CORE_KINDS) == bool(template)
    if template:
        file = PLUGINS.template_folders()[plugin] / template.removeprefix(f"{plugin}/")
        assert "macro answer(q)" in file.read_text(encoding="utf-8")


def test_every_question_has_a_kind_that_is_installed():
    questions = [q for section in EVERYTHING.sections for q in section.questions]

    assert {question.kind for question in questions} <= set(KINDS)
