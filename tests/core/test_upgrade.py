"""What a new questionnaire means for an assessment, case by case and as laws."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icf.core.answer import Answer
from icf.core.change import Change, ChangeKind, changes
from icf.core.compose import compose
from icf.core.depth import all_asked_keys, visible_keys
from icf.core.questionnaire import Choice, Guidance, Pack, Question, Questionnaire
from icf.core.showif import Answered, Compare, with_keys
from icf.core.upgrade import Upgrade, upgrade
from icf.core.wording import Wording, plain
from tests.core.pieces import core_pack, overlay, question, scale, section
from tests.core.strategies import answers_to, packs, situations

Answers = Mapping[str, Answer]
VISITS = question("fire:visits", "yes_no", depth="")
HEAT = question(
    "fire:heat", "choice", depth="",
    choices=(Choice("gas", plain("Gas")), Choice("wood", plain("Wood"))),
)  # fmt: skip
READY = question("fire:ready", depth="", scale="fire:readiness")


def fire(*questions: Question, version: str = "2.0.0", **more: object) -> Questionnaire:
    more.setdefault("scales", (scale("fire:readiness", "1", "2", "3"),))
    own = section("fire:home", *questions)
    return compose(core_pack(), [overlay(version=version, sections=(own,), **more)])


OLD = fire(VISITS, HEAT, READY, version="1.0.0")
GIVEN = {
    "fire:visits": Answer("fire:visits", "yes"),
    "fire:heat": Answer("fire:heat", "wood"),
    "fire:ready": Answer("fire:ready", "2"),
}


def moved(new: Questionnaire, answers: Answers = GIVEN, **aliases: str) -> Upgrade:
    full = {f"fire:{old}": f"fire:{now}" for old, now in aliases.items()}
    return upgrade(OLD, new, "quick", answers, full)


def kinds(found: Upgrade) -> dict[str, tuple[ChangeKind, ...]]:
    return {touched.change.question: touched.change.kinds for touched in found.touched}


def test_nothing_new_leaves_it_unaffected():
    found = moved(fire(VISITS, HEAT, READY))

    assert (found.verdict, found.touched) == ("unaffected", ())


MORE_CHOICES = replace(HEAT, choices=(*HEAT.choices, Choice("oil", plain("Oil"))))
RELABELLED = replace(HEAT, choices=(HEAT.choices[0], Choice("wood", plain("Wood or peat"))))
TRANSLATED = replace(VISITS, text=Wording((*VISITS.text.texts, ("cy", "Ymweld?"))))


@pytest.mark.parametrize(
    ("new", "key", "expected", "verdict"),
    [
        ((VISITS, HEAT, READY, question("fire:more")), "fire:more", ("new",), "compatible"),
        ((HEAT, READY), "fire:visits", ("retired",), "needs_you"),
        ((replace(VISITS, text=plain("Else?")), HEAT, READY), "fire:visits", ("reworded",),
         "needs_you"),
        ((TRANSLATED, HEAT, READY), "fire:visits", ("corrected",), "compatible"),
        ((VISITS, MORE_CHOICES, READY), "fire:heat", ("widened",), "compatible"),
        ((VISITS, RELABELLED, READY), "fire:heat", ("reworded",), "needs_you"),
        ((VISITS, replace(HEAT, choices=HEAT.choices[:1]), READY), "fire:heat", ("rescaled",),
         "needs_you"),
        ((VISITS, replace(HEAT, kind="choices"), READY), "fire:heat", ("rescaled",), "needs_you"),
        ((VISITS, HEAT, replace(READY, scale="icf:status")), "fire:ready", ("rescaled",),
         "needs_you"),
        ((replace(VISITS, hint=plain("Ask.")), HEAT, READY), "fire:visits", ("guidance",),
         "compatible"),
        ((VISITS, replace(HEAT, show_if=Compare("fire:visits", "=", "yes")), READY), "fire:heat",
         ("condition",), "compatible"),
        ((VISITS, replace(HEAT, show_if=Compare("fire:visits", "=", "no")), READY), "fire:heat",
         ("condition",), "needs_you"),
        ((replace(VISITS, depth="full"), HEAT, READY), "fire:visits", ("condition", "not_asked"),
         "needs_you"),
    ],
)  # fmt: skip
def test_each_change_has_its_verdict(
    new: tuple[Question, ...], key: str, expected: tuple[ChangeKind, ...], verdict: str
):
    found = moved(fire(*new))

    assert kinds(found) == {key: expected}
    assert found.verdict == verdict
    assert found.count(expected[0]) == 1
    assert found.answers_touched == ((key,) if verdict == "needs_you" else ())


def test_other_levels_under_the_same_name_are_another_scale():
    found = moved(fire(VISITS, HEAT, READY, scales=(scale("fire:readiness", "1", "2"),)))

    assert kinds(found) == {"fire:ready": ("rescaled",)}
    assert found.verdict == "needs_you"


def test_a_change_without_an_answer_needs_nobody():
    found = moved(fire(replace(HEAT, text=plain("Else?")), READY), answers={})

    assert kinds(found) == {"fire:heat": ("reworded",), "fire:visits": ("retired",)}
    assert found.verdict == "compatible"


def test_words_alone_are_an_answer_that_somebody_gave():
    said = {"fire:visits": Answer("fire:visits", words="Two crews")}

    assert moved(fire(HEAT, READY), said).verdict == "needs_you"


def test_a_correction_takes_a_step_of_the_third_number_and_needs_nobody():
    found = moved(fire(replace(VISITS, text=plain("Visits?")), HEAT, READY, version="1.0.1"))

    assert kinds(found) == {"fire:visits": ("corrected",)}
    assert found.verdict == "compatible"


def test_a_correction_cannot_change_how_a_question_is_answered():
    found = moved(fire(VISITS, replace(HEAT, kind="choices"), READY, version="1.0.1"))

    assert found.verdict == "needs_you"


def test_answers_follow_an_alias_and_so_do_conditions():
    old_home = replace(HEAT, show_if=Answered("fire:visits"))
    old = fire(VISITS, old_home, READY, version="1.0.0")
    new = fire(
        replace(VISITS, key="fire:home-visits"),
        replace(HEAT, show_if=Answered("fire:home-visits")),
        READY,
        aliases=(("fire:visits", "fire:home-visits"),),
    )

    found = upgrade(old, new, "quick", GIVEN, {"fire:visits": "fire:home-visits"})

    assert kinds(found) == {"fire:home-visits": ("renamed",)}
    assert found.verdict == "compatible"
    assert found.touched[0].change.was == "fire:visits"


def test_without_the_alias_the_question_is_retired_and_another_one_new():
    found = moved(fire(replace(VISITS, key="fire:home-visits"), HEAT, READY))

    assert kinds(found) == {"fire:home-visits": ("new",), "fire:visits": ("retired",)}
    assert found.verdict == "needs_you"


def test_a_change_at_another_depth_leaves_it_unaffected():
    found = moved(fire(VISITS, HEAT, READY, question("fire:more", depth="full")))

    assert found.verdict == "unaffected"


def test_an_answer_that_is_not_asked_for_any_more_still_counts_as_touched():
    deep = question("fire:deep", "text", depth="full")
    old = fire(VISITS, deep, version="1.0.0")
    given = {"fire:deep": Answer("fire:deep", "Words")}

    found = upgrade(old, fire(VISITS), "quick", given)

    assert found.verdict == "needs_you"
    assert not found.touched[0].stops_counting


def test_a_depth_that_has_gone_needs_somebody_to_choose_another():
    micro = overlay(depths=(replace(core_pack().depths[0], key="fire:micro", layer="fire",
                                    questions=("icf:who", "icf:listen")),))  # fmt: skip
    old = compose(core_pack(), [micro])

    found = upgrade(old, compose(core_pack(), [overlay()]), "fire:micro", {})

    assert found.is_depth_gone
    assert found.verdict == "needs_you"


def test_a_question_that_an_own_depth_leaves_out_is_not_asked_any_more():
    def with_micro(*keys: str) -> Questionnaire:
        depth = replace(core_pack().depths[0], key="fire:micro", layer="fire", questions=keys)
        return compose(core_pack(), [overlay(depths=(depth,))])

    old, new = with_micro("icf:who", "icf:listen", "icf:reply"), with_micro("icf:who", "icf:listen")
    given = {
        "icf:listen": Answer("icf:listen", "through"),
        "icf:reply": Answer("icf:reply", "partly"),
    }

    found = upgrade(old, new, "fire:micro", given)

    assert kinds(found) == {"icf:reply": ("not_asked",)}
    assert found.answers_touched == ("icf:reply",)


def test_guidance_of_an_overlay_on_a_core_question_is_compatible():
    more = Guidance("fire", "icf:who", plain("Ask the crews."))
    found = moved(fire(VISITS, HEAT, READY, guidance=(more,)))

    assert kinds(found) == {"icf:who": ("guidance",)}
    assert found.verdict == "compatible"


@given(situations())
def test_the_same_questionnaire_leaves_every_assessment_unaffected(
    situation: tuple[Questionnaire, str, Answers],
):
    questionnaire, depth, answers = situation

    assert changes(questionnaire, questionnaire) == ()
    assert upgrade(questionnaire, questionnaire, depth, answers) == Upgrade()


@given(st.data(), packs())
def test_more_overlays_need_nobody_and_fewer_only_where_answers_hang_on_them(
    data: st.DataObject, made: tuple[Pack, tuple[Pack, ...]]
):
    core, overlays = made
    small, large = compose(core), compose(core, overlays)
    depth = data.draw(st.sampled_from([depth.key for depth in small.depths]))

    added = upgrade(small, large, depth, data.draw(answers_to(small)))
    given_to_large = data.draw(answers_to(large))
    removed = upgrade(large, small, depth, given_to_large)

    assert added.verdict in ("unaffected", "compatible")
    foreign = {key for key in large.index.question if key not in small.index.question}
    assert set(removed.answers_touched) == {
        key for key, answer in given_to_large.items() if key in foreign and answer.is_given
    }


@given(st.data(), packs(), packs())
def test_no_answer_is_passed_over(
    data: st.DataObject,
    one: tuple[Pack, tuple[Pack, ...]],
    other: tuple[Pack, tuple[Pack, ...]],
):
    old, new = compose(*one), compose(*other)
    depth = data.draw(st.sampled_from([depth.key for depth in old.depths]))
    answers = data.draw(answers_to(old))

    found = upgrade(old, new, depth, answers)

    told = {touched.change.was for touched in found.touched}
    unchanged = set(old.index.question) - {change.was for change in changes(old, new)}
    for key, answer in answers.items():
        assert not answer.is_given or key in told or key in unchanged
    if not found.is_depth_gone:
        given = {key for key, answer in answers.items() if answer.is_given}
        lost = (visible_keys(old, depth, answers) & given) - visible_keys(new, depth, answers)
        assert lost <= set(found.answers_touched)
    told_now = {touched.change.question for touched in found.touched}
    for key in () if found.is_depth_gone else all_asked_keys(new, depth):
        assert key in told_now or key in all_asked_keys(old, depth)


@settings(max_examples=30)
@given(st.data(), packs())
def test_renaming_every_question_by_alias_needs_nobody(
    data: st.DataObject, made: tuple[Pack, tuple[Pack, ...]]
):
    core, overlays = made
    old = compose(core, overlays)
    aliases = {key: f"{key}-now" for key in old.index.question if not key.startswith("icf:")}
    new = compose(core, [renamed(pack, aliases) for pack in overlays])
    depth = data.draw(st.sampled_from([depth.key for depth in old.depths]))

    found = upgrade(old, new, depth, data.draw(answers_to(old)), aliases)

    assert found.verdict in ("unaffected", "compatible")
    assert all(touched.change.kinds == ("renamed",) for touched in found.touched)


def renamed(pack: Pack, aliases: Mapping[str, str]) -> Pack:
    """The pack with other question keys everywhere."""

    def key(old: str) -> str:
        return aliases.get(old, old)

    def of(one: Question) -> Question:
        show_if = with_keys(one.show_if, key) if one.show_if else None
        return replace(one, key=key(one.key), show_if=show_if)

    return replace(
        pack,
        sections=tuple(
            replace(
                one,
                questions=tuple(map(of, one.questions)),
                show_if=with_keys(one.show_if, key) if one.show_if else None,
            )
            for one in pack.sections
        ),
        add_to=tuple(replace(one, questions=tuple(map(of, one.questions))) for one in pack.add_to),
        depths=tuple(replace(one, questions=tuple(map(key, one.questions))) for one in pack.depths),
        aliases=tuple(pair for pair in aliases.items() if pair[0].startswith(f"{pack.key}:")),
    )


def test_a_change_keeps_its_meaning_unless_the_question_does_not():
    assert Change("a:b", "a:b", ("renamed", "corrected")).is_meaning_kept
    assert not Change("a:b", "a:b", ("reworded",)).is_meaning_kept


def test_a_correction_of_a_scale_of_the_framework_needs_nobody_in_an_add_on_either():
    on_status = question("fire:ready", depth="")
    core = core_pack()
    corrected = replace(core.scales[0], title=plain("How far are you?"))
    old = compose(core, [overlay(sections=(section("fire:home", on_status),))])
    new = compose(
        core_pack(version="1.0.1", scales=(corrected,)),
        [overlay(sections=(section("fire:home", on_status),))],
    )

    found = upgrade(old, new, "quick", {"fire:ready": Answer("fire:ready", "partly")})

    assert kinds(found)["fire:ready"] == ("corrected",)
    assert found.verdict == "compatible"
