import pytest

from icf.core.canonical import value_from_json
from icf.core.compose import canonical_json, compose, digest, index
from icf.core.questionnaire import (
    AddTo,
    Depth,
    Guidance,
    Pack,
    Questionnaire,
    Suggest,
    SuggestedAction,
)
from icf.core.showif import And, Answered, Compare, Not
from icf.core.wording import plain
from icf.errors import PackError
from tests.core.pieces import WHERE, WHO, core_pack, overlay, question, scale, section


def faults(*packs: Pack, **more: object) -> str:
    with pytest.raises(PackError) as refused:
        compose(packs[0], packs[1:], **more)
    return str(refused.value)


def depth(*questions: str) -> Depth:
    return Depth("fire:tiny", "fire", plain("Tiny"), 5, questions=questions)


def test_what_an_overlay_adds_stands_after_the_cores_own():
    alarm = question("fire:alarm")
    fire = overlay(add_to=(AddTo("icf:connecting", (alarm,)),))

    questionnaire = compose(core_pack(), [fire])

    assert index(questionnaire).section["icf:connecting"].questions == (WHO, WHERE, alarm)
    assert questionnaire.sections[-1].key == "fire:home"
    assert [key for key, _, _ in questionnaire.packs] == ["icf", "fire"]


def test_guidance_stands_beside_the_cores_own_words():
    hint = Guidance("fire", "icf:who", hint=plain("Ask the crews."))

    questionnaire = compose(core_pack(), [overlay(guidance=(hint,))])

    guided = questionnaire.index.question["icf:who"]
    assert guided.guidance == (hint,)
    assert guided.hint == WHO.hint


def test_a_key_of_another_pack_is_refused():
    thief = overlay(sections=(section("fire:home", question("icf:who")),))

    assert "“icf:who” does not begin with “fire:”" in faults(core_pack(), thief)


def test_a_key_that_is_there_twice_is_refused():
    twice = overlay(sections=(section("fire:home", question("fire:a"), question("fire:a")),))

    assert "question key “a” is there more than once" in faults(core_pack(), twice)


def test_adding_to_a_section_that_the_core_lacks_is_refused():
    lost = overlay(add_to=(AddTo("icf:conecting", (question("fire:a"),)),))

    assert "did you mean icf:connecting?" in faults(core_pack(), lost)


def test_an_overlay_cannot_add_to_its_own_section():
    own = overlay(add_to=(AddTo("fire:home", (question("fire:a"),)),))

    assert "unknown core section “home”" in faults(core_pack(), own)


def test_a_condition_on_another_overlays_question_is_refused():
    curious = overlay(
        "flood",
        sections=(section("flood:a", question("flood:b", show_if=Answered("fire:visits"))),),
    )

    assert "unknown question “fire:visits”" in faults(core_pack(), overlay(), curious)


def test_two_packs_with_one_name_are_refused():
    assert "There are 2 packs called “fire”" in faults(core_pack(), overlay(), overlay())


def test_only_the_core_can_come_first():
    assert "core pack cannot extend" in faults(overlay())
    assert "an added pack says what it extends" in faults(core_pack(), core_pack(key="other"))


def test_a_kind_that_no_plugin_brings_is_refused():
    odd = overlay(sections=(section("fire:a", question("fire:b", "fire:map")),))

    assert "unknown kind “fire:map”" in faults(core_pack(), odd)
    assert compose(core_pack(), [odd], kinds=("scale", "yes_no", "fire:map"))


def test_a_scale_that_a_plugin_brings_beside_its_pack_can_be_used():
    rated = overlay(sections=(section("fire:a", question("fire:b", scale="plug:rating")),))

    assert "unknown scale “plug:rating”" in faults(core_pack(), rated)
    questionnaire = compose(core_pack(), [rated], scales=[scale("plug:rating", "1", "2")])
    assert "plug:rating" in questionnaire.index.scale


def test_two_scales_with_one_key_are_refused():
    assert "There are 2 scales called “icf:status”" in faults(core_pack(), scales=[scale()])


def test_conditions_in_a_loop_are_refused_and_named():
    first = question("fire:a", "yes_no", show_if=Compare("fire:b", "=", "yes"))
    second = question("fire:b", "yes_no", show_if=Compare("fire:a", "=", "yes"))

    seen = faults(core_pack(), overlay(sections=(section("fire:s", first, second),)))

    assert "in a loop: a → b → a" in seen or "in a loop: b → a → b" in seen


def test_every_loop_is_named():
    loops = [
        question(f"fire:{one}", "yes_no", show_if=Compare(f"fire:{one}", "=", "yes"))
        for one in ("a", "b")
    ]

    seen = faults(core_pack(), overlay(sections=(section("fire:s", *loops),)))

    assert "a → a" in seen
    assert "b → b" in seen


def test_a_section_cannot_hang_on_its_own_question():
    own = section("fire:s", question("fire:a", "yes_no"), show_if=Answered("fire:a"))

    assert "in a loop: a → a" in faults(core_pack(), overlay(sections=(own,)))


def test_an_own_depth_has_to_ask_what_is_not_droppable():
    seen = faults(core_pack(), overlay(depths=(depth("icf:who", "icf:reply"),)))

    assert "“icf:listen” has to be asked" in seen
    assert "“icf:where”" not in seen


def test_an_own_depth_has_to_keep_every_approach():
    seen = faults(core_pack(), overlay(depths=(depth("icf:listen", "fire:visits"),)))

    assert "no question of “icf:connecting” is left" in seen


def test_an_overlay_cannot_bring_what_only_the_core_may():
    rules = (Suggest("quick", plain("Because")),)

    assert "`suggest` can stand only in a core pack" in faults(core_pack(), overlay(suggest=rules))
    assert "needs `suggest`" in faults(core_pack(suggest=()))


def test_an_action_can_wait_only_for_levels_that_there_are():
    action = SuggestedAction("fire:act", plain("Do it"), ("perhaps",))
    asked = question("fire:b", actions=(action,))

    seen = faults(core_pack(), overlay(sections=(section("fire:a", asked),)))

    assert "“perhaps” is not an answer to this question" in seen


def test_all_faults_come_at_once():
    broken = overlay(
        sections=(
            section("fire:a", question("fire:b", "chioce"), question("fire:b", depth="tiny")),
        )
    )

    seen = faults(core_pack(), broken)

    assert "did you mean choice?" in seen
    assert "unknown depth “tiny”" in seen
    assert "more than once" in seen


def test_the_digest_follows_the_content_alone():
    one, same = compose(core_pack()), compose(core_pack())
    other = compose(core_pack(version="1.0.1"))

    assert digest(one) == digest(same)
    assert digest(one) != digest(other)


def test_the_canonical_form_never_changes():
    asked = question(
        "fire:a", "yes_no", show_if=And((Answered("icf:who"), Not(Compare("fire:b", ">", "3"))))
    )

    text = canonical_json(section("fire:s", asked))

    assert text == (
        '{"instrument":"planning","key":"fire:s","layer":"fire","questions":[{"depth":"quick",'
        '"key":"fire:a","kind":"yes_no","layer":"fire","show_if":["And",[["Answered","icf:who"],'
        '["Not",["Compare","fire:b",">","3"]]]],"text":[["en","fire:a?"]]}],'
        '"title":[["en","fire:s"]]}'
    )


def test_what_has_its_default_is_not_written():
    text = canonical_json(compose(core_pack()))

    assert '"words_about"' not in text
    assert '"guidance"' not in text


def test_json_that_lacks_a_part_says_which():
    with pytest.raises(KeyError, match="Questionnaire lacks"):
        value_from_json(Questionnaire, "{}")
