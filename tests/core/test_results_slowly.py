"""Results recounted by hand: one question after the other, with neither the module nor counters."""

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from icf.core.answer import Answer
from icf.core.depth import core_depths, visible_keys, visible_sections
from icf.core.kinds import CORE_KINDS
from icf.core.questionnaire import STATUS, Question, Questionnaire
from icf.core.results import gaps, layer_results, profile, progress, risky, strengths
from tests.core.strategies import questionnaires, situations

LAWS = settings(max_examples=80, deadline=None)
Situation = tuple[Questionnaire, str, Mapping[str, Answer]]


@st.composite
def odd_situations(draw: st.DrawFn) -> Situation:
    """All four kinds of blank, levels that no scale has, and words without an answer."""
    questionnaire, depth, answers = draw(situations())
    odd = dict(answers)
    for key, one in answers.items():
        what = draw(st.sampled_from(["", "", "not_yet", "prefer_not", "gone", "words"]))
        if what in ("not_yet", "prefer_not"):
            odd[key] = replace(one, value=None, blank=what)
        elif what == "gone" and questionnaire.index.question[key].kind == "scale":
            odd[key] = replace(one, value="gone", blank=None)
        elif what == "words":
            odd[key] = replace(one, value=None, blank=None, words="We talked about it")
    return questionnaire, depth, odd


def asked(situation: Situation, instrument: str = "planning") -> list[tuple[str, Question]]:
    """(approach, question) of everything that is shown, in order."""
    questionnaire, depth, answers = situation
    shown = visible_keys(questionnaire, depth, answers)
    return [
        (section.approach, question)
        for section in questionnaire.sections
        if section.instrument == instrument
        for question in section.questions
        if question.key in shown
    ]


def standing(situation: Situation, question: Question) -> str:
    """The level, the kind of blank, or "unanswered"."""
    answer = situation[2].get(question.key)
    if answer is not None and answer.blank is not None:
        return answer.blank
    if answer is None or answer.value in (None, "", ()):
        return "unanswered"
    return str(answer.value)


@LAWS
@given(odd_situations())
def test_the_profile_is_what_counting_by_hand_gives(situation: Situation) -> None:
    questionnaire, depth, answers = situation

    rows = profile(questionnaire, depth, answers).rows

    assert [row.approach for row in rows] == [one.key for one in questionnaire.approaches]
    for row in rows:
        own = [
            standing(situation, one)
            for approach, one in asked(situation)
            if approach == row.approach and one.layer == "icf" and one.scale == STATUS
        ]
        assert row.result.asked == len(own)
        for level in ("todo", "partly", "through"):
            assert row.result.levels.get(STATUS, {}).get(level, 0) == own.count(level)
        for blank in ("not_relevant", "dont_know", "not_yet", "prefer_not"):
            assert row.result.blanks.get(blank, 0) == own.count(blank)
        assert row.result.unanswered == own.count("unanswered")


@LAWS
@given(odd_situations())
def test_each_layer_is_what_counting_by_hand_gives(situation: Situation) -> None:
    questionnaire, depth, answers = situation

    found = layer_results(questionnaire, depth, answers)

    for layer, results in found.items():
        own = [
            one
            for instrument in questionnaire.instruments
            if instrument.key != "screening"
            for _approach, one in asked(situation, instrument.key)
            if one.layer == layer
        ]
        said = [standing(situation, one) for one in own]
        assert sum(one.asked for one in results) == len(own)
        assert sum(one.unanswered for one in results) == said.count("unanswered")
        for scale in questionnaire.scales:
            on_it = [standing(situation, one) for one in own if one.scale == scale.key]
            for level in scale.level_keys:
                counted = sum(one.levels.get(scale.key, {}).get(level, 0) for one in results)
                assert counted == on_it.count(level)


@LAWS
@given(odd_situations(), st.sampled_from(["icf", "alpha"]))
def test_gaps_strengths_and_risks_are_what_looking_by_hand_gives(
    situation: Situation, layer: str
) -> None:
    questionnaire, depth, answers = situation
    own = [
        (place, approach, one, standing(situation, one))
        for place, (approach, one) in enumerate(asked(situation))
        if one.layer == layer and one.scale == STATUS
    ]
    size = ["todo", "dont_know", "not_yet", "unanswered", "partly"]
    order = {"todo": 0, "dont_know": 1, "not_yet": 1, "unanswered": 2, "partly": 3}
    depths = [one.key for one in core_depths(questionnaire)]

    lacking = sorted(
        (order[said], depths.index(one.depth) if one.depth in depths else 0, place, one.key, said)
        for place, _approach, one, said in own
        if said in size
    )
    best = [(one.key, answers[one.key].strength) for _p, _a, one, said in own if said == "through"]

    found = gaps(questionnaire, depth, answers, layer)
    assert [(one.question, one.why) for one in found] == [one[3:] for one in lacking]
    assert [one.order for one in found] == [*range(1, len(lacking) + 1)]
    assert strengths(questionnaire, depth, answers, layer) == tuple(
        key for wanted in ("told", "checked", "think", None) for key, sure in best if sure == wanted
    )
    assert [(one.question, one.why) for one in risky(questionnaire, depth, answers, layer)] == [
        (key, sure or "unsaid") for key, sure in best if sure in (None, "think")
    ]


@LAWS
@given(odd_situations())
def test_progress_is_what_counting_by_hand_gives(situation: Situation) -> None:
    questionnaire, depth, answers = situation
    own = [one for _approach, one in asked(situation)]
    said = [standing(situation, one) for one in own]
    blanks = ("not_relevant", "dont_know", "not_yet", "prefer_not")

    found = progress(visible_sections(questionnaire, "planning", depth, answers), answers)

    assert found.asked == len(own)
    assert found.unanswered == said.count("unanswered")
    assert (found.not_relevant, found.dont_know) == (
        said.count("not_relevant"), said.count("dont_know"),
    )  # fmt: skip
    assert found.answered == len([one for one in said if one not in ("unanswered", *blanks)])
    marked = [answers[one.key] for one in own if one.key in answers]
    assert found.copied == len([one for one in marked if one.copied])
    assert found.later == len([one for one in marked if one.later])


@LAWS
@given(questionnaires)
def test_nothing_answered_is_unanswered_and_no_level(questionnaire: Questionnaire) -> None:
    for depth in ("quick", "standard", "full"):
        for row in profile(questionnaire, depth, {}).rows:
            assert row.result.unanswered == row.result.asked
            assert not any(sum(counts.values()) for counts in row.result.levels.values())
            assert not row.result.blanks
    assert set(CORE_KINDS) >= {one.kind for one in questionnaire.index.question.values()}
