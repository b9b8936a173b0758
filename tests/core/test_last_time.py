"""Last time's answers stand beside the questions that took the place of their own."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from icf.core.answer import Answer
from icf.core.compose import compose
from icf.core.last_time import answered_before, not_asked_now
from icf.core.questionnaire import Questionnaire, Section
from icf.core.wording import plain
from tests.core.pieces import core_pack, overlay, question, scale, section
from tests.core.strategies import answers_to, packs

VISITS = question("fire:visits", "text", depth="")
CALLS = question("fire:calls", "text", depth="")
READY = question("fire:ready", depth="", scale="fire:readiness")


def fire(*questions, key="fire:home", levels=("1", "2", "3"), **more) -> Questionnaire:
    sections = (section(key, *questions, **more),)
    return compose(
        core_pack(), [overlay(sections=sections, scales=(scale("fire:readiness", *levels),))]
    )


def said(*keys, value="Words") -> dict[str, Answer]:
    return {key: Answer(key, value) for key in keys}


def planning(whole: Questionnaire) -> list[Section]:
    return [one for one in whole.sections if one.instrument == "planning"]


def gone(old, new, answers, aliases=None, shown=None):
    sections = planning(new) if shown is None else shown
    return not_asked_now(old, new, "planning", answers, aliases or {}, sections)


def test_the_same_questions_have_their_answers_beside_them():
    whole = fire(VISITS)

    (one,) = answered_before(whole, whole, said("fire:visits"), {}).values()

    assert (one.answer.value, one.is_reworded, one.fits) == ("Words", False, True)
    assert gone(whole, whole, said("fire:visits")) == ()


def test_a_renamed_question_has_the_answer_that_was_given_under_its_old_name():
    old, new = fire(VISITS), fire(CALLS)
    aliases = {"fire:visits": "fire:calls"}

    found = answered_before(old, new, said("fire:visits"), aliases)

    assert list(found) == ["fire:calls"]
    assert found["fire:calls"].answer.question == "fire:calls"
    assert found["fire:calls"].asked.key == "fire:visits"
    assert gone(old, new, said("fire:visits"), aliases) == ()


def test_other_words_are_said_so_and_the_old_ones_are_at_hand():
    old, new = fire(VISITS), fire(replace(VISITS, text=plain("Whom did you visit?")))

    (one,) = answered_before(old, new, said("fire:visits"), {}).values()

    assert one.is_reworded
    assert one.fits
    assert one.asked.text == VISITS.text


def test_an_answer_on_other_levels_stands_beside_but_does_not_fit():
    old, new = fire(READY), fire(READY, levels=("1", "2", "3", "4"))

    (one,) = answered_before(old, new, said("fire:ready", value="2"), {}).values()

    assert (one.answer.value, one.fits) == ("2", False)


def test_an_answer_to_a_question_that_is_gone_stands_at_the_end_of_its_section():
    old, new = fire(VISITS, CALLS), fire(CALLS)

    (one,) = gone(old, new, said("fire:visits", "fire:calls"))

    assert (one.section, one.asked.key) == ("fire:home", "fire:visits")
    assert answered_before(old, new, said("fire:visits"), {}) == {}


def test_where_the_section_is_gone_too_it_goes_to_its_approach_and_else_to_the_last():
    core = compose(core_pack())
    by_question = {q.key: one for one in planning(core) for q in one.questions}
    was = by_question["icf:who"]
    emptied = [replace(one, key=f"{one.key}-anew", questions=()) for one in planning(core)]

    (by_approach,) = gone(core, core, said("icf:who"), shown=emptied)
    (last,) = gone(fire(VISITS), core, said("fire:visits"))

    assert was.approach
    assert was is not planning(core)[-1]
    assert by_approach.section == f"{was.key}-anew"
    assert last.section == planning(core)[-1].key


def test_a_question_that_this_size_does_not_show_is_not_asked_now():
    whole = fire(VISITS, CALLS)
    shown = [replace(one, questions=one.questions[:1]) for one in planning(whole)]

    keys = [one.asked.key for one in gone(whole, whole, said("fire:calls"), shown=shown)]

    assert keys == ["fire:calls"]


@given(packs(), packs(), st.data())
def test_every_answer_of_last_time_is_to_be_read_exactly_once(before, after, drawn):
    old, new = (compose(core, list(more)) for core, more in (before, after))
    answers = drawn.draw(answers_to(old))
    shown = planning(new)

    beside = answered_before(old, new, answers, {})
    left = not_asked_now(old, new, "planning", answers, {}, shown)

    here = {question.key for one in shown for question in one.questions}
    wanted = {
        question.key
        for one in planning(old)
        for question in one.questions
        if (answer := answers.get(question.key)) and (answer.is_given or answer.words)
    }
    read = [key for key in beside if key in here and key in wanted]
    assert sorted([*read, *(one.asked.key for one in left)]) == sorted(wanted)
