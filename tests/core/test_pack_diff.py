"""What differs between two versions of a pack, and the number that has to go up for it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from icf.core.pack_diff import Difference, Step, pack_diff
from icf.core.questionnaire import AddTo, Choice, Depth, Guidance, Pack, Section
from icf.core.wording import Wording, plain
from icf.errors import PackError
from tests.core.pieces import core_pack, overlay, question, scale, section
from tests.core.strategies import packs

VISITS = question("fire:visits", "yes_no", depth="")
HEAT = question("fire:heat", "choice", choices=(Choice("gas", plain("Gas")),))
READY = question("fire:ready", scale="fire:readiness")
HOME = section("fire:home", VISITS, HEAT, visible_to="us")
YARD = section("fire:yard", READY, visible_to="us")
SCALE = scale("fire:readiness", "1", "2", "3")
MICRO = Depth("fire:micro", "fire", plain("Tiny"), 5, questions=("icf:who", "icf:listen"))
HINT = Guidance("fire", "icf:who", plain("Ask."))
OLD = overlay(sections=(HOME, YARD), scales=(SCALE,), depths=(MICRO,), guidance=(HINT,))


def differences(new: Pack) -> set[tuple[str, str, str, Step]]:
    found = pack_diff(OLD, new, core_pack()).differences
    return {(one.part, one.key.partition(":")[2], one.how, one.step) for one in found}


def with_home(*questions: object, **more: object) -> Pack:
    return replace(OLD, sections=(replace(HOME, questions=questions, **more), YARD))


MORE = replace(HEAT, choices=(*HEAT.choices, Choice("wood", plain("Wood"))))
WELSH = replace(VISITS, text=Wording((*VISITS.text.texts, ("cy", "Ymweld?"))))
RENAMED = replace(VISITS, key="fire:home-visits")
ALIAS = (("fire:visits", "fire:home-visits"),)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (with_home(VISITS, HEAT, question("fire:more")), ("question", "more", "new", "minor")),
        (with_home(VISITS), ("question", "heat", "retired", "major")),
        (with_home(replace(VISITS, text=plain("Else?")), HEAT),
         ("question", "visits", "reworded", "patch")),
        (with_home(WELSH, HEAT), ("question", "visits", "corrected", "patch")),
        (with_home(VISITS, MORE), ("question", "heat", "widened", "minor")),
        (with_home(replace(VISITS, kind="text"), HEAT),
         ("question", "visits", "rescaled", "major")),
        (with_home(replace(VISITS, depth="full"), HEAT),
         ("question", "visits", "condition", "minor")),
        (with_home(replace(VISITS, why=plain("It matters.")), HEAT),
         ("question", "visits", "guidance", "minor")),
        (replace(with_home(RENAMED, HEAT), aliases=ALIAS),
         ("question", "home-visits", "renamed", "minor")),
        (with_home(VISITS, HEAT, title=plain("Indoors")), ("section", "home", "changed", "patch")),
        (with_home(VISITS, HEAT, visible_to="submitted"), ("section", "home", "opened", "major")),
        (with_home(VISITS, HEAT, instrument="screening"), ("section", "home", "remade", "major")),
        (replace(OLD, guidance=()), ("guidance", "who", "gone", "minor")),
        (replace(OLD, guidance=(HINT, replace(HINT, question="icf:where"))),
         ("guidance", "where", "new", "minor")),
        (replace(OLD, guidance=(replace(HINT, hint=plain("Do ask.")),)),
         ("guidance", "who", "changed", "patch")),
        (replace(OLD, depths=()), ("depth", "micro", "gone", "major")),
        (replace(OLD, depths=(replace(MICRO, questions=("icf:who",)),)),
         ("depth", "micro", "remade", "minor")),
        (replace(OLD, depths=(replace(MICRO, minutes=6),)), ("depth", "micro", "changed", "patch")),
        (replace(OLD, scales=(SCALE, scale("fire:other"))), ("scale", "other", "new", "minor")),
        (replace(OLD, publisher="Us"), ("pack", "", "changed", "patch")),
        (replace(OLD, sections=(YARD, HOME)), ("pack", "", "changed", "patch")),
    ],
)  # fmt: skip
def test_each_difference_has_its_step(new: Pack, expected: tuple[str, str, str, Step]):
    assert differences(new) == {expected}


def test_other_levels_are_told_for_the_scale_and_for_its_questions():
    new = replace(OLD, scales=(scale("fire:readiness", "1", "2"),))

    assert differences(new) == {
        ("scale", "readiness", "remade", "major"),
        ("question", "ready", "rescaled", "major"),
    }


def test_a_question_may_move_and_keep_its_key():
    home = replace(HOME, questions=(VISITS,))
    new = replace(OLD, sections=(home, YARD), add_to=(AddTo("icf:connecting", (HEAT,)),))

    assert differences(new) == {("question", "heat", "moved", "minor")}


def test_a_section_may_be_renamed_and_its_questions_do_not_move():
    renamed: Section = replace(HOME, key="fire:indoors")
    new = replace(OLD, sections=(renamed, YARD), aliases=(("fire:home", "fire:indoors"),))

    found = pack_diff(OLD, new).differences

    assert found == (Difference("section", "fire:indoors", "renamed", "minor", "fire:home"),)


@pytest.mark.parametrize(
    ("version", "taken", "is_enough"),
    [
        ("1.0.0", "none", False),
        ("1.0.9", "patch", False),
        ("1.1.0", "minor", True),
        ("2.0.0", "major", True),
        ("0.9.9", None, False),
    ],
)
def test_a_new_question_needs_a_step_of_the_second_number(
    version: str, taken: Step | None, is_enough: bool
):
    new = replace(with_home(VISITS, HEAT, question("fire:more")), version=version)

    found = pack_diff(OLD, new)

    assert (found.needed, found.taken, found.is_enough) == ("minor", taken, is_enough)


def test_two_packs_are_no_two_versions():
    with pytest.raises(PackError, match="two different packs, “fire” and “police”"):
        pack_diff(overlay(), overlay("police"))


@settings(max_examples=30)
@given(packs())
def test_a_pack_does_not_differ_from_itself_and_every_other_change_is_told(
    made: tuple[Pack, tuple[Pack, ...]],
):
    core, overlays = made

    for pack in (core, *overlays):
        assert pack_diff(pack, pack, core).differences == ()
        assert pack_diff(pack, replace(pack, publisher="Others"), core).needed == "patch"
