"""What holds for every kind of question: read, show, count and export never surprise anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.conformance.kinds import (
    VERY_LONG,
    empty_faults,
    hostile_faults,
    long_text_faults,
    other_day_faults,
    round_trip_faults,
)
from icf.core.kinds import CORE_KINDS
from icf.core.on_paper import paper_fields, paper_texts
from tests.contracts.installed import (
    EVERYTHING,
    KINDS,
    PLUGINS,
    one_question_of_each_kind,
    texts,
)

ASKED = one_question_of_each_kind()
SENT_BY_A_FORM = {
    "evidence_strength:evidence": {
        "rating": ["fair"],
        "known": ["Forty <b>answers</b>"],
        "method": ["survey"],
    },
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


def test_what_a_form_sends_can_be_read_shown_stored_counted_and_exported(asked):
    assert round_trip_faults(asked, sent(asked)) == []


def test_nothing_sent_is_no_answer_and_shows_as_nothing(asked):
    assert empty_faults(asked) == []


def test_what_has_a_scale_counts_in_it(asked):
    value = asked.parse(sent(asked))

    assert bool(asked.kind.level(asked.question, value)) == bool(asked.scale)


def test_what_it_writes_into_files_it_reads_back_the_same(asked):
    question, kind, scale = asked.question, asked.kind, asked.scale
    value = asked.parse(sent(asked))

    if kind.name not in CORE_KINDS:
        fields = {one.part for one in paper_fields(kind, question, scale)}
        texts = paper_texts(kind, question, scale, value)
        assert texts is not None
        assert fields == set(kind.fields)
        assert {part for part, text in texts.items() if text} <= fields


@given(data=st.data())
def test_hostile_input_is_refused_for_the_person_or_read_as_a_sound_value(data):
    asked = data.draw(st.sampled_from(ASKED))
    names = st.sampled_from([*asked.kind.fields, "value", "other"])
    fields = data.draw(st.dictionaries(names, st.lists(texts, max_size=3)))

    assert hostile_faults(asked, fields) == []


@pytest.mark.parametrize("text", VERY_LONG, ids=["letters", "marks", "digits"])
def test_very_long_texts_are_refused_for_the_person(asked, text):
    assert long_text_faults(asked, text) == []


@given(data=st.data())
def test_a_stored_value_of_another_day_can_still_be_shown(data):
    asked = data.draw(st.sampled_from(ASKED))
    value = data.draw(texts | st.integers() | st.tuples(texts) | st.dictionaries(texts, texts))

    assert other_day_faults(asked, value) == []


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
