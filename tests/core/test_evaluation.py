"""Promises counted, and planned beside actual: against a slow count written another way."""

from hypothesis import given
from hypothesis import strategies as st

from icf.core.answer import Answer
from icf.core.compose import compose
from icf.core.evaluation import (
    PROMISE_ANSWERS,
    AskedBack,
    Filled,
    planned_and_actual,
    promise_counts,
)
from icf.core.questionnaire import EVALUATION, HAPPENED, PLANNING, STATUS, AddTo
from icf.packfile import read_pack
from icf.paths import builtin_folder
from tests.core import pieces

WHOLE = compose(read_pack(builtin_folder() / "icf.yaml"), [])
QUESTIONNAIRE = getattr(WHOLE, "questionnaire", WHOLE)
APPROACHES = [one.key for one in QUESTIONNAIRE.approaches]
DEPTHS = [one.key for one in QUESTIONNAIRE.depths]
ANSWERS = (*PROMISE_ANSWERS, "", "nonsense")

promises = st.lists(
    st.builds(
        AskedBack,
        approach=st.sampled_from([*APPROACHES, "", "icf:elsewhere"]),
        answer=st.sampled_from(ANSWERS),
        carried=st.booleans(),
    ),
    max_size=12,
)
depths = st.sampled_from(DEPTHS)


def rated(instrument, scale):
    return [
        (section.approach, question)
        for section in QUESTIONNAIRE.sections
        if section.instrument == instrument
        for question in section.questions
        if question.scale == scale
    ]


def given_to(instrument, scale):
    levels = [one.key for one in QUESTIONNAIRE.index.scale[scale].levels]
    said = st.one_of(
        st.none(),
        st.sampled_from([("value", one) for one in levels]),
        st.sampled_from([("blank", "dont_know"), ("blank", "not_relevant")]),
    )
    return st.fixed_dictionaries(
        {question.key: said for _approach, question in rated(instrument, scale)}
    ).map(
        lambda found: {
            key: Answer(key, **{said[0]: said[1]}) for key, said in found.items() if said
        }
    )


@given(promises)
def test_every_promise_is_counted_once(found):
    counts = promise_counts(found)

    slow = {answer: len([one for one in found if one.answer == answer]) for answer in ANSWERS}
    assert (counts.kept, counts.partly) == (slow["kept"], slow["partly"])
    assert (counts.not_kept, counts.changed) == (slow["not"], slow["changed"])
    assert counts.open == slow[""] + slow["nonsense"]
    assert (
        counts.asked
        == len(found)
        == (counts.kept + counts.partly + counts.not_kept + counts.changed + counts.open)
    )
    assert counts.carried == len([one for one in found if one.carried])


@given(promises)
def test_the_order_of_promises_changes_nothing(found):
    assert promise_counts(found) == promise_counts(reversed(found))


@given(given_to(PLANNING, STATUS), given_to(EVALUATION, HAPPENED), depths, depths, promises)
def test_planned_and_actual_equal_a_slow_count(then, now, plan_depth, depth, found):
    plan, evaluation = (
        Filled(QUESTIONNAIRE, plan_depth, then),
        Filled(QUESTIONNAIRE, depth, now),
    )

    rows = planned_and_actual(evaluation, plan, found)

    assert [row.approach for row in rows] == APPROACHES
    for row in rows:
        assert row.planned.levels[STATUS] == slowly(
            PLANNING, STATUS, plan_depth, row.approach, then
        )
        assert row.happened.levels[HAPPENED] == slowly(
            EVALUATION, HAPPENED, depth, row.approach, now
        )
        own = [one for one in found if one.approach == row.approach]
        assert row.promises == promise_counts(own)


def slowly(instrument, scale, depth, approach, answers):
    """The same count, level by level and question by question."""
    counts = {}
    for level in QUESTIONNAIRE.index.scale[scale].levels:
        counts[level.key] = 0
        for of, question in rated(instrument, scale):
            is_asked = DEPTHS.index(question.depth) <= DEPTHS.index(depth)
            answer = answers.get(question.key)
            if of == approach and is_asked and answer and answer.value == level.key:
                counts[level.key] += 1
    return counts


@given(given_to(EVALUATION, HAPPENED), depths)
def test_without_a_plan_there_is_nothing_beside_what_happened(now, depth):
    rows = planned_and_actual(Filled(QUESTIONNAIRE, depth, now), None, [])

    assert all(row.planned is None for row in rows)


@given(given_to(PLANNING, STATUS), given_to(EVALUATION, HAPPENED))
def test_the_plan_never_changes_what_happened(then, now):
    evaluation = Filled(QUESTIONNAIRE, "full", now)

    with_plan = planned_and_actual(evaluation, Filled(QUESTIONNAIRE, "full", then), [])
    without = planned_and_actual(evaluation, None, [])

    assert [row.happened for row in with_plan] == [row.happened for row in without]


def test_an_add_ons_questions_are_never_counted_among_the_frameworks():
    asked = pieces.question("fire:after", depth="", scale=HAPPENED)
    section = next(
        one for one in QUESTIONNAIRE.sections if one.instrument == EVALUATION and one.approach
    )
    pack = pieces.overlay(sections=(), add_to=(AddTo(section.key, (asked,)),))
    whole = compose(read_pack(builtin_folder() / "icf.yaml"), [pack])
    best = QUESTIONNAIRE.index.scale[HAPPENED].best.key
    answers = {"fire:after": Answer("fire:after", best)}

    with_it = planned_and_actual(Filled(whole, "full", answers), None, [])
    without = planned_and_actual(Filled(QUESTIONNAIRE, "full", {}), None, [])

    assert "fire:after" in whole.index.question
    assert [row.happened for row in with_it] == [row.happened for row in without]
