"""The words of bundled packs that ask questions, held to the measures of the framework's own."""

import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from icf import paths
from tests.builtin.test_words import (
    AMERICAN,
    HIGHEST_QUESTION_READING_AGE,
    HIGHEST_READING_AGE,
    HIGHEST_READING_AGE_ELSEWHERE,
    JARGON,
    MOST_WORDS_IN_A_HINT,
    MOST_WORDS_IN_A_QUESTION,
    by_key,
    reading_age,
    texts_in,
)

NAMES = ("shaped_by_people", "impact_assessment", "evidence_strength")


def read(name: str) -> Any:
    loader = YAML(typ="safe", pure=True)
    return loader.load((paths.plugins_folder() / name / "pack.yaml").read_text(encoding="utf-8"))


PACKS = {name: read(name) for name in NAMES}
GROUPS = PACKS["impact_assessment"]["sections"][0]["questions"][0]["choices"]
QUESTIONS = [q for pack in PACKS.values() for one in pack["sections"] for q in one["questions"]]


@pytest.fixture(params=NAMES)
def pack(request: pytest.FixtureRequest) -> Any:
    return PACKS[request.param]


def our_own(text: str) -> str:
    """A question without the law's name of a group before it, which is not ours to make easier."""
    name, colon, rest = text.partition(": ")
    return rest if colon and name in [choice["label"] for choice in GROUPS] else text


def test_questions_and_hints_of_each_section_read_easily(pack: Any) -> None:
    for section in pack["sections"]:
        questions = section["questions"]
        texts = (text for q in questions for text in (our_own(q["text"]), q["hint"]))

        assert reading_age(texts) <= HIGHEST_READING_AGE, section["key"]


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_no_single_question_is_hard_or_long(question: dict[str, Any]) -> None:
    assert question["text"].endswith("?")
    assert reading_age([our_own(question["text"])]) <= HIGHEST_QUESTION_READING_AGE
    assert len(question["text"].split()) <= MOST_WORDS_IN_A_QUESTION
    assert len(question["hint"].split()) <= MOST_WORDS_IN_A_HINT


def test_guidance_levels_introductions_and_actions_read_easily(pack: Any) -> None:
    questions = [q for section in pack["sections"] for q in section["questions"]]
    parts = {
        "guidance": [q[part] for q in questions for part in ("why", "good") if part in q],
        "levels": [level["text"] for scale in pack["scales"] for level in scale["levels"]],
        "introductions": [section["intro"] for section in pack["sections"]],
        "actions": [action["text"] for q in questions for action in q.get("actions", ())],
    }

    for part, texts in parts.items():
        assert reading_age(texts) <= HIGHEST_READING_AGE_ELSEWHERE, part


@pytest.mark.parametrize("words", [JARGON, AMERICAN], ids=["jargon", "American spelling"])
def test_banned_words_appear_nowhere(pack: Any, words: str) -> None:
    found = [
        match.group()
        for text in texts_in(pack)
        for match in re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE)
    ]

    assert found == []


def test_texts_are_said_once(pack: Any) -> None:
    questions = [q for section in pack["sections"] for q in section["questions"]]
    actions = [action["text"] for q in questions for action in q.get("actions", ())]

    assert len({q["text"] for q in questions}) == len(questions)
    assert len(set(actions)) == len(actions)


@pytest.mark.parametrize("question", QUESTIONS, ids=by_key)
def test_an_action_begins_with_what_we_will_do(question: dict[str, Any]) -> None:
    not_verbs = {"We", "The", "A", "An", "Our", "To", "People", "There", "If", "When", "Be"}

    for action in question.get("actions", ()):
        assert action["text"].split()[0] not in not_verbs
        assert action["text"].endswith(".")
