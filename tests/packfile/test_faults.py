"""Each fault that a pack can have is found, placed, and said in words that tell the cure."""

import pytest

from icf.core.questionnaire import Pack
from icf.errors import PackError
from icf.packfile import read_pack_text
from tests.core.pieces import core_pack

PACK = """\
format: 1
pack: fire
version: 1.2.0
extends: icf
language: en
title: {en: Fire safety, cy: Diogelwch tân}
publisher: Hillside Fire and Rescue
aliases:
  visits: home-visits
scales:
  - key: readiness
    title: How ready are we?
    levels:
      - {key: 1, label: Not ready}
      - {key: 2, label: Ready}
sections:
  - key: at-home
    instrument: planning
    title: At home
    questions:
      - key: home-visits
        text: Will anybody visit people at home?
        kind: yes_no
        depth: quick
        sample: {value: yes, words: Two crews}
      - key: crew-ready
        text: How ready are they?
        kind: scale
        scale: readiness
        show_if: ${home-visits} = 'yes'
        words_about: 50
        actions:
          - key: shadow
            text: Pair each new visitor.
            when: [1]
      - key: households
        text: Which come first?
        kind: choices
        choices:
          - {key: alone, label: Living alone}
          - {key: carers, label: Carers}
        sample: {value: [alone, carers]}
      - key: since
        text: Since when?
        kind: date
        show_if: selected(${households}, 'alone') and ${icf:large} = 'yes'
add_to:
  - section: icf:connecting
    questions:
      - {key: alarm, text: Which languages?, kind: scale, scale: icf:status}
guidance:
  - {question: icf:who, hint: Ask the crews.}
depths:
  - key: visit
    title: One visit
    minutes: 5
    screening: false
    questions: [icf:who, icf:listen, home-visits]
"""


def faults(text: str, core: Pack | None = None) -> tuple[str, ...]:
    with pytest.raises(PackError) as refused:
        read_pack_text(text, "fire.yaml", core)
    return refused.value.faults


def changed(old: str, new: str) -> str:
    assert old in PACK
    return PACK.replace(old, new, 1)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("format: 1\n", "", "1:1: `format` is missing"),
        ("format: 1", "format: 2", "1:1: format: “2” is not on offer here: write 1"),
        ("pack: fire", "pack: Fire", "2:1: pack: “Fire” does not fit: use lower-case"),
        ("version: 1.2.0", "version: 1.2", "3:1: version: “1.2” does not fit: write three"),
        ("extends: icf", "extends: ifc", "4:1: extends: a pack can extend icf only"),
        ("extends: icf\n", "", "2:1: pack: only the core pack, icf, extends nothing"),
        ("{en: Fire safety, cy:", "{pl: Ogień, cy:", "6:1: title: the text lacks the pack's own"),
        ("{en: Fire safety, cy:", "{en: Fire safety, Welsh:", "title.Welsh: “Welsh” does not fit"),
        ("title: At home", "title:", "sections.at-home.title: there is no value"),
        ("title: At home", "title: [At, home]", "title: this should be a text; it is a list"),
        ("visits: home-visits", "visits: home-visit", "9:3: aliases.visits: the alias leads to"),
        ("visits: home-visits", "since: home-visits", "9:3: aliases.since: “since” is still a key"),
        ("key: 2, label: Ready", "key: 1, label: Ready", "levels: two levels have the same key"),
        ("      - {key: 2, label: Ready}\n", "", "2 or more are needed; there are 1"),
        ("instrument: planning", "instrument: plan", "unknown instrument “plan” (did you mean"),
        ("instrument: planning", "instrumnt: planning", "(did you mean instrument?)"),
        ("instrument: planning", "approach: icf:connecting\n    instrument: planning", "leave it"),
        ("kind: yes_no", "kind: yes-no", "unknown kind “yes-no” (did you mean yes_no?)"),
        ("depth: quick", "depth: quik", "unknown depth “quik”: write one of quick, standard, full"),
        ("depth: quick", "droppable: true", "only questions of the core pack can be droppable"),
        ("{value: yes,", "{value: maybe,", "25:18: sections.at-home.questions.home-visits.sample"),
        ("[alone, carers]", "[alone, carer]", "(did you mean carers?)"),
        ("key: crew-ready", "key: home-visits", "26:9: sections.at-home.questions.home-visits.key"),
        ("scale: readiness", "scale: readyness", "unknown scale “readyness” (did you mean"),
        ("scale: readiness\n", "\n", "a scale question needs `scale`"),
        ("${home-visits} =", "${home-visit} =", "unknown question “home-visit” (did you mean home"),
        ("= 'yes'\n        words", "= 'yep'\n        words", "“yep” is not an answer to"),
        (
            "= 'yes'\n        words",
            "= yes\n        words",
            "cannot be read from character 18, “yes”",
        ),
        ("= 'yes'\n        words", "= 'yes' and\n        words", "stops before it is complete"),
        ("= 'yes'\n        words", "> 'yes'\n        words", "use = or != instead of >"),
        ("words_about: 50", "words_about: fifty", "31:9: sections.at-home.questions.crew-ready.w"),
        ("when: [1]", "when: [3]", "“3” is not an answer to this question, which offers 1, 2"),
        ("kind: choices", "kind: text", "a text question has no choices"),
        ("key: carers", "key: alone", "the choice “alone” is there more than once"),
        ("selected(${households}, 'alone')", "${households} = 'alone'", "write selected(${house"),
        ("'alone')", "'alon')", "“alon” is not an answer to “households”"),
        ("icf:large} = 'yes'", "icf:larg} = 'yes'", "(did you mean icf:large?)"),
        ("selected(${households}, 'alone')", "${since} > '2026-01-01'", "in a loop: since → since"),
        ("section: icf:connecting", "section: connecting", "(did you mean icf:connecting?)"),
        ("question: icf:who", "question: icf:why", "unknown core question “icf:why”"),
        ("[icf:who,", "[", "“icf:who” has to be asked: it is not droppable"),
        ("[icf:who,", "[icf:who, icf:whoo,", "unknown question “icf:whoo” (did you mean icf:who?)"),
        ("screening: false", "screening: no", "screening: “no” is not on offer here: write true"),
        ("minutes: 5", "minutes: five", "minutes: “five” does not fit: write a whole number"),
        ("depths:", "suggest: []\ndepths: {}\ndepth:", "depths: this should be a list"),
        ("guidance:", "glossary: [{term: a, meaning: b}]\nguidance:", "only in a core pack"),
    ],
)
def test_a_fault_is_placed_and_said(old: str, new: str, expected: str):
    found = faults(changed(old, new), core_pack())

    assert any(expected in fault for fault in found), "\n".join(found)
    assert all(fault.startswith("fire.yaml:") for fault in found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- key: since\n        text", "- text"),
        ("kind: yes_no", "kind: [yes_no]"),
        ("scale: readiness", "scale: [readiness]"),
        ("minutes: 5", "minutes: five"),
        ("words_about: 50", "words_abuot: 50"),
        ("kind: yes_no", "kind: yes_no\n        kind: text"),
        ("hint: Ask the crews.", "hint: *other"),
        ("title: At home", "title: &home At home"),
    ],
)
def test_one_slip_gives_one_fault(old: str, new: str):
    assert len(faults(changed(old, new), core_pack())) == 1


def test_every_fault_comes_at_once_in_the_order_of_the_lines():
    text = PACK
    for old, new in [
        ("format: 1", "format: one"),
        ("kind: yes_no", "kind: yes"),
        ("${home-visits}", "${home-visit}"),
        ("minutes: 5", "minuets: 5"),
        ("hint: Ask", "hnt: Ask"),
        ("title: At home", "title: &a At home"),
    ]:
        text = text.replace(old, new, 1)

    found = faults(text, core_pack())

    lines = [int(fault.split(":")[1]) for fault in found]
    assert len(found) == 7
    assert lines == sorted(lines)


def test_a_sound_pack_has_no_fault():
    assert read_pack_text(PACK, "fire.yaml", core_pack()).key == "fire"


def test_without_the_core_references_into_it_pass_and_others_do_not():
    lost = PACK.replace("icf:large", "icf:lage").replace("icf:who", "icf:woh")

    assert read_pack_text(lost, "fire.yaml").extends == "icf"
    assert "unknown question “flood:large”" in faults(PACK.replace("icf:large", "flood:large"))[0]


def test_a_pack_that_was_sound_without_the_core_is_checked_against_it():
    lost = PACK.replace("icf:large", "icf:larg")
    read_pack_text(lost, "fire.yaml")

    assert "did you mean icf:large?" in faults(lost, core_pack())[0]


def test_more_faults_than_anybody_reads_are_counted():
    many = "\n".join(f"key-{n}: x" for n in range(300))

    found = faults(PACK + many)

    assert len(found) == 101
    assert found[-1] == "fire.yaml: and 200 more"


def test_too_many_questions_are_refused():
    question = "      - {{key: q{n}, text: Why?, kind: text}}\n"
    many = "".join(question.format(n=n) for n in range(2_000))

    found = faults(PACK.replace("add_to:\n", f"{many}add_to:\n"))

    assert found == ("fire.yaml:1:1: 2005 questions are too many: 2000 is the limit",)
