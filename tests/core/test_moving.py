"""Bringing new questions in, taking corrections and moving: nothing that was answered is lost."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from icf.core.answer import Answer
from icf.core.bring_in import bring_in
from icf.core.canonical import canonical_json, from_json
from icf.core.change import changes
from icf.core.compose import compose
from icf.core.corrections import patched_layers, take_corrections
from icf.core.depth import all_asked_keys, visible_keys
from icf.core.moving import both_ways, carried, keys_that_matter, nearest_depth, renamed_keys
from icf.core.questionnaire import Guidance, Pack, Question, Questionnaire
from icf.core.results import profile
from icf.core.showif import Compare
from icf.core.upgrade import upgrade
from icf.core.wording import NO_WORDS, Wording, plain
from tests.core.pieces import core_pack, overlay, question, scale, section
from tests.core.strategies import answers_to, packs
from tests.core.test_upgrade import renamed

Made = tuple[Pack, tuple[Pack, ...]]
Answers = Mapping[str, Answer]
VISITS = question("fire:visits", "yes_no", depth="")
ALARM = question("fire:alarm", "yes_no", depth="")
READY = question("fire:ready", depth="", scale="fire:readiness")
MICRO = replace(
    core_pack().depths[0], key="fire:micro", layer="fire", questions=("icf:who", "icf:listen")
)


def fire(*questions: Question, **more: object) -> Questionnaire:
    more.setdefault("scales", (scale("fire:readiness", "1", "2", "3"),))
    more.setdefault("sections", (section("fire:home", *questions),))
    return compose(core_pack(), [overlay(**more)])


def keys(whole: Questionnaire) -> list[str]:
    return list(whole.index.question)


def test_a_new_question_stands_where_the_new_questionnaire_has_it():
    old, new = fire(VISITS, READY), fire(VISITS, ALARM, READY)

    found = bring_in(old, new)

    own = [one.key for one in found.index.section["fire:home"].questions]
    assert own == ["fire:visits", "fire:alarm", "fire:ready"]


def test_a_new_add_on_comes_in_whole():
    alone = compose(core_pack())

    found = bring_in(alone, fire(VISITS, READY, depths=(MICRO,)))

    assert keys(found) == [*keys(alone), "fire:visits", "fire:ready"]
    assert "fire:readiness" in found.index.scale
    assert "fire:micro" in found.index.depth
    assert [key for key, _version, _title in found.packs] == ["icf", "fire"]


def test_a_retired_question_stays_and_a_reworded_one_keeps_its_words():
    reworded = replace(VISITS, text=plain("Who was visited?"))

    found = bring_in(fire(VISITS, ALARM), fire(reworded))

    assert found.index.question["fire:visits"].text == VISITS.text
    assert "fire:alarm" in found.index.question


def test_a_renamed_question_is_not_a_new_one_and_conditions_follow_it():
    home = replace(VISITS, key="fire:home-visits")
    asks_more = replace(ALARM, show_if=Compare("fire:home-visits", "=", "yes"))
    new = fire(home, asks_more, aliases=(("fire:visits", "fire:home-visits"),))

    found = bring_in(fire(VISITS), new, {"fire:visits": "fire:home-visits"})

    assert "fire:home-visits" not in found.index.question
    assert found.index.question["fire:alarm"].show_if == Compare("fire:visits", "=", "yes")


def test_a_question_on_a_scale_that_has_other_levels_here_stays_out():
    old = fire(READY)
    more = question("fire:crews", depth="", scale="fire:readiness")
    new = fire(READY, more, scales=(scale("fire:readiness", "1", "2"),))

    assert keys(bring_in(old, new)) == keys(old)


def test_what_hangs_on_a_question_that_stays_out_stays_out_too():
    old = fire(READY)
    more = question("fire:crews", depth="", scale="fire:readiness")
    hanging = replace(ALARM, show_if=Compare("fire:crews", "=", "1"))
    new = fire(READY, more, hanging, scales=(scale("fire:readiness", "1", "2"),))

    assert keys(bring_in(old, new)) == keys(old)


def test_new_questions_are_asked_at_a_depth_of_ones_own_that_lists_them():
    alarm = replace(ALARM, depth="full")
    more = replace(MICRO, questions=(*MICRO.questions, "fire:alarm"))
    old, new = fire(VISITS, depths=(MICRO,)), fire(VISITS, alarm, depths=(more,))

    found = bring_in(old, new)

    assert "fire:alarm" in all_asked_keys(found, "fire:micro")


@pytest.mark.parametrize(("was", "now"), [("us", "submitted"), ("submitted", "us")])
def test_a_section_that_took_in_questions_is_seen_by_nobody_whom_either_leaves_out(
    was: str, now: str
):
    old = fire(sections=(section("fire:home", VISITS, visible_to=was),))
    new = fire(sections=(section("fire:home", VISITS, ALARM, visible_to=now),))

    assert bring_in(old, new).index.section["fire:home"].visible_to == "us"


@given(st.data(), packs(), packs())
def test_after_bringing_in_every_old_question_is_as_it_was_and_nothing_needs_anybody(
    data: st.DataObject, one: Made, other: Made
):
    old, new = compose(*one), compose(*other)
    aliases = some_aliases(data, old, new)

    found = bring_in(old, new, aliases)

    before = [key for key in keys(found) if key in old.index.question]
    assert before == keys(old)
    assert all(found.index.question[key] == old.index.question[key] for key in before)
    assert all(found.index.section_of[key].key == old.index.section_of[key].key for key in before)
    assert {key: found.index.scale[key] for key in old.index.scale} == old.index.scale
    assert set(keys(found)) <= set(keys(old)) | set(keys(new)) - set(aliases.values())
    answers = data.draw(answers_to(old))
    for depth in old.index.depth:
        assert visible_keys(found, depth, answers) & set(before) == visible_keys(
            old, depth, answers
        )
        met = upgrade(old, found, depth, answers)
        assert met.verdict in ("unaffected", "compatible")
        assert {kind for touched in met.touched for kind in touched.change.kinds} <= {
            "new",
            "asked",
        }
    assert from_json(canonical_json(found)) == found


@given(packs())
def test_bringing_all_add_ons_in_asks_what_the_new_questionnaire_asks(made: Made):
    core, overlays = made
    small, large = compose(core), compose(core, overlays)

    found = bring_in(small, large)

    assert keys(found) == keys(large)
    assert {key: all_asked_keys(found, key) for key in found.index.depth} == {
        key: all_asked_keys(large, key) for key in large.index.depth
    }


@given(st.data(), packs())
def test_bringing_in_leaves_the_core_layer_and_its_results_alone(data: st.DataObject, made: Made):
    core, overlays = made
    cut = data.draw(st.integers(0, len(overlays)))
    old, new = compose(core, overlays[:cut]), compose(core, overlays[cut:])
    depth = data.draw(st.sampled_from([depth.key for depth in core.depths]))
    answers = data.draw(answers_to(old))

    found = bring_in(old, new)

    assert profile(found, depth, answers) == profile(old, depth, answers)


@given(packs(), packs())
def test_bringing_in_twice_brings_nothing_more(one: Made, other: Made):
    new = compose(*other)
    once = bring_in(compose(*one), new)

    assert bring_in(once, new) == once


@given(st.data(), packs(), packs())
def test_moving_loses_no_answer_and_nothing_is_left_to_do(
    data: st.DataObject, one: Made, other: Made
):
    old, new = compose(*one), compose(*other)
    aliases = some_aliases(data, old, new)
    depth = data.draw(st.sampled_from(sorted(old.index.depth)))
    answers = data.draw(answers_to(old))

    after = {**answers, **carried(answers, renamed_keys(old, new, aliases))}
    now = nearest_depth(old, new, depth, aliases)

    assert all(after[key] == answer for key, answer in answers.items())
    found = upgrade(new, new, now, after)
    assert found.verdict == "unaffected"


@given(st.data(), packs())
def test_moving_there_and_back_gives_equal_answers_and_the_same_depth(
    data: st.DataObject, made: Made
):
    core, overlays = made
    aliases = {
        key: f"{key}-now"
        for pack in overlays
        for key in compose(core, [pack]).index.question
        if not key.startswith("icf:")
    }
    old, new = compose(core, overlays), compose(core, [renamed(one, aliases) for one in overlays])
    depth = data.draw(st.sampled_from(sorted(old.index.depth)))
    answers = data.draw(answers_to(old))

    there = carried(answers, renamed_keys(old, new, aliases))
    back = both_ways(new, old, {}, aliases)
    home = carried(there, renamed_keys(new, old, back))

    own = {key: answer for key, answer in answers.items() if key in aliases}
    assert home == own
    assert nearest_depth(new, old, nearest_depth(old, new, depth, aliases), back) == depth


@given(st.data(), packs(), packs())
def test_answers_that_do_not_matter_make_no_difference(data: st.DataObject, one: Made, other: Made):
    old, new = compose(*one), compose(*other)
    aliases = some_aliases(data, old, new)
    depth = data.draw(st.sampled_from(sorted(old.index.depth)))
    answers = data.draw(answers_to(old))
    found = changes(old, new, aliases)

    matter = keys_that_matter(old, new, found)

    fewer = {key: answer for key, answer in answers.items() if key in matter}
    whole = upgrade(old, new, depth, answers, aliases, found)
    assert upgrade(old, new, depth, fewer, aliases, found) == whole


def test_a_depth_that_has_gone_becomes_the_one_that_asks_most_nearly_the_same():
    old = fire(VISITS, depths=(MICRO,))

    assert nearest_depth(old, compose(core_pack()), "fire:micro") == "quick"


@given(st.data(), packs())
def test_a_correction_is_taken_whole(data: st.DataObject, made: Made):
    core, overlays = made
    assume(overlays)
    old = compose(core, overlays)
    new = compose(corrected(core), [corrected(pack) for pack in overlays])

    assert patched_layers(old, new) == {pack.key for pack in (core, *overlays)}
    assert take_corrections(old, new) == new


@given(packs())
def test_only_the_layers_that_are_named_take_their_corrections(made: Made):
    core, overlays = made
    old, new = compose(core, overlays), compose(corrected(core), map(corrected, overlays))

    found = take_corrections(old, new, {"icf"})

    for key, one in found.index.question.items():
        source = new if one.layer == "icf" else old
        assert one.text == source.index.question[key].text


@given(st.data(), packs(), packs())
def test_corrections_change_no_meaning(data: st.DataObject, one: Made, other: Made):
    old = compose(*one)
    new = compose(*data.draw(st.sampled_from([other, (corrected(one[0]), one[1])])))
    new = replace(new, packs=tuple((key, "1.0.1", title) for key, _version, title in new.packs))

    found = take_corrections(old, new)

    assert keys(found) == keys(old)
    assert {kind for change in changes(old, found) for kind in change.kinds} <= {"corrected"}
    for depth in old.index.depth:
        assert all_asked_keys(found, depth) == all_asked_keys(old, depth)


def test_a_version_that_does_more_than_correct_is_not_taken():
    old = fire(VISITS, version="1.0.0")
    new = fire(replace(VISITS, text=plain("Visits?")), ALARM, version="1.0.1")

    assert take_corrections(old, new) == old


def test_a_version_that_does_not_say_meaning_unchanged_is_not_taken():
    old = fire(VISITS, version="1.0.0")
    new = fire(replace(VISITS, text=plain("Visits?")), version="1.1.0")

    assert take_corrections(old, new) == old


def test_corrections_of_guidance_are_taken_though_the_question_is_the_cores():
    def with_guidance(words: str, version: str) -> Questionnaire:
        return fire(VISITS, version=version, guidance=(Guidance("fire", "icf:who", plain(words)),))

    found = take_corrections(
        with_guidance("Ask the crew.", "1.0.0"), with_guidance("Ask the crews.", "1.0.1")
    )

    assert found.index.question["icf:who"].guidance[0].hint == plain("Ask the crews.")


def some_aliases(data: st.DataObject, old: Questionnaire, new: Questionnaire) -> dict[str, str]:
    """Aliases from questions that only the old one has to questions that only the new one has."""
    gone = sorted(set(old.index.question) - set(new.index.question))
    come = sorted(set(new.index.question) - set(old.index.question))
    pairs = dict(zip(gone, come, strict=False))
    return {was: now for was, now in pairs.items() if data.draw(st.booleans())}


def corrected(pack: Pack) -> Pack:
    """The next version of a pack, with other words wherever there are words."""

    def words(text: Wording) -> Wording:
        return Wording(tuple((one, f"{said}!") for one, said in text.texts)) or NO_WORDS

    def of(one: Question) -> Question:
        return replace(
            one,
            text=words(one.text),
            hint=words(one.hint),
            why=words(one.why),
            choices=tuple(replace(choice, label=words(choice.label)) for choice in one.choices),
            actions=tuple(replace(action, text=words(action.text)) for action in one.actions),
        )

    return replace(
        pack,
        version="1.0.1",
        title=words(pack.title),
        scales=tuple(replace(one, title=words(one.title)) for one in pack.scales),
        depths=tuple(replace(one, title=words(one.title)) for one in pack.depths),
        sections=tuple(
            replace(one, title=words(one.title), questions=tuple(map(of, one.questions)))
            for one in pack.sections
        ),
        add_to=tuple(replace(one, questions=tuple(map(of, one.questions))) for one in pack.add_to),
        guidance=tuple(replace(one, hint=words(one.hint)) for one in pack.guidance),
        approaches=tuple(replace(one, title=words(one.title)) for one in pack.approaches),
        suggest=tuple(replace(one, because=words(one.because)) for one in pack.suggest),
        glossary=tuple(replace(one, meaning=words(one.meaning)) for one in pack.glossary),
        instruments=tuple(replace(one, title=words(one.title)) for one in pack.instruments),
    )
