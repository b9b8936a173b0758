"""The words of the ICF core pack: how they read, and whether everything promised is there.

The file is read as plain YAML, so that these tests speak of what an author wrote.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import pyphen
import pytest
from ruamel.yaml import YAML

from icf import paths

APPROACHES = ("connecting", "communicating", "equalising", "trusting", "celebrating")
ASKED_PER_APPROACH = {"quick": 2, "standard": 5, "full": 9}
ALWAYS_ASKED = {
    "connecting-who",
    "communicating-channels",
    "equalising-voice",
    "trusting-promise",
    "celebrating-credit",
}

HIGHEST_READING_AGE = 11.5  # the questions and hints of one approach, together
HIGHEST_READING_AGE_ELSEWHERE = 13.0  # guidance, actions, examples: a whole pack's worth of each
HIGHEST_QUESTION_READING_AGE = 14.0  # one question alone is a small sample, so it may stray further
MOST_WORDS_IN_A_QUESTION = 18
MOST_WORDS_IN_A_HINT = 22

JARGON = (
    "stakeholder|leverag|holistic|robust|going forward|hard[- ]to[- ]reach|empower|utilis|synerg|"
    "buy-in|service users?|upskill|capacity[- ]building|deep dive|touch ?point|seldom[- ]heard|"
    "facilitat|deliverable|outcomes?|outputs?|impactful|best practice|signpost|co-?design|"
    "in order to|key learnings?|roll[- ]?out|step change|win-win|bame|vulnerable groups?|"
    "marginali[sz]ed|disadvantaged|underserved|the disabled|the elderly"
)
AMERICAN = r"\w*(?:organiz|recogniz|realiz|equaliz)\w*|colors?|centers?|behaviors?|neighbors?\w*"

HYPHENS = pyphen.Pyphen(lang="en_GB", left=1, right=1)


def read(name: str) -> Any:
    loader = YAML(typ="safe", pure=True)
    loader.allow_duplicate_keys = False
    return loader.load((paths.builtin_folder() / name).read_text(encoding="utf-8"))


PACK = read("icf.yaml")
PLACES = read("places.yaml")
SECTIONS = {section["key"]: section for section in PACK["sections"]}
SCREENING = SECTIONS["screening"]["questions"]
PLANNING = [question for key in APPROACHES for question in SECTIONS[key]["questions"]]
LOOKING_BACK = [*(f"eval-{key}" for key in APPROACHES), "eval-changed", "eval-next"]
EVALUATION = [question for key in LOOKING_BACK for question in SECTIONS[key]["questions"]]
EVALUATION_ASKS = {"quick": 10, "standard": 19, "full": 27}


def syllables(word: str) -> int:
    """Syllables of an English word; the larger of two counts, because each misses some.

    Hyphenation never splits "idea" or "people" fully; counting groups of vowels takes "create" for
    one and so is used only as a floor.
    """
    letters = re.sub(r"[^a-z]", "", word.lower())
    vowels = len(re.findall(r"[aeiouy]+", letters))
    silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouyscxzgh]es$", letters)
    return max(1, len(HYPHENS.positions(word.lower())) + 1, vowels - bool(silent))


def reading_age(texts: Iterable[str]) -> float:
    """Flesch–Kincaid school grade plus five, in years. A colon or semicolon ends no sentence."""
    sentences, words = 0, []
    for text in texts:
        pieces = re.split(r"[.!?]+[\"”]?(?:\s+|$)", text)
        sentences += sum(1 for piece in pieces if re.search(r"\w", piece))
        words += re.findall(r"[A-Za-z0-9£’'-]+", text)
    grade = (
        0.39 * len(words) / sentences
        + 11.8 * sum(syllables(word) for word in words) / len(words)
        - 15.59
    )
    return grade + 5


def texts_in(value: Any) -> Iterator[str]:
    """Every string of a YAML document, keys of mappings left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_in(item)


def asked_at(depth: str, approach: str) -> set[str]:
    depths = list(ASKED_PER_APPROACH)
    small_enough = depths[: depths.index(depth) + 1]
    return {q["key"] for q in SECTIONS[approach]["questions"] if q["depth"] in small_enough}


def by_key(question: dict[str, Any]) -> str:
    return str(question["key"])


# How it reads


def test_the_reading_age_of_a_known_sentence_is_the_one_worked_out_by_hand() -> None:
    six_words_of_one_syllable = "The cat sat on the mat."

    age = reading_age([six_words_of_one_syllable])

    assert age == pytest.approx(0.39 * 6 + 11.8 - 15.59 + 5)


def test_officialese_is_older_than_plain_words() -> None:
    plain = "Ask people what they need, and tell them what you did."
    officialese = "Facilitate community participation to ascertain identified requirements."

    assert reading_age([officialese]) > reading_age([plain]) + 5


@pytest.mark.parametrize("section", ["screening", *APPROACHES, *LOOKING_BACK])
def test_questions_and_hints_read_at_eleven_and_a_half_or_younger(section: str) -> None:
    questions = SECTIONS[section]["questions"]

    age = reading_age(text for q in questions for text in (q["text"], q["hint"]))

    assert age <= HIGHEST_READING_AGE


@pytest.mark.parametrize("question", [*SCREENING, *PLANNING, *EVALUATION], ids=by_key)
def test_no_single_question_is_hard_or_long(question: dict[str, Any]) -> None:
    words = len(question["text"].split())
    hint_words = len(question["hint"].split())

    assert reading_age([question["text"]]) <= HIGHEST_QUESTION_READING_AGE
    assert words <= MOST_WORDS_IN_A_QUESTION
    assert hint_words <= MOST_WORDS_IN_A_HINT


@pytest.mark.parametrize("part", ["why", "good"])
def test_guidance_reads_easily(part: str) -> None:
    age = reading_age(q[part] for q in [*PLANNING, *EVALUATION])

    assert age <= HIGHEST_READING_AGE_ELSEWHERE


def test_suggested_actions_read_easily() -> None:
    age = reading_age(action["text"] for q in PLANNING for action in q["actions"])

    assert age <= HIGHEST_READING_AGE_ELSEWHERE


@pytest.mark.parametrize("part", ["explanation", "statements", "examples"])
def test_what_is_said_of_the_approaches_reads_easily(part: str) -> None:
    age = reading_age(text for approach in PACK["approaches"] for text in texts_in(approach[part]))

    assert age <= HIGHEST_READING_AGE_ELSEWHERE


@pytest.mark.parametrize("words", [JARGON, AMERICAN], ids=["jargon", "American spelling"])
@pytest.mark.parametrize("document", [PACK, PLACES], ids=["icf.yaml", "places.yaml"])
def test_banned_words_appear_nowhere(document: Any, words: str) -> None:
    found = [
        match.group()
        for text in texts_in(document)
        for match in re.finditer(rf"\b(?:{words})\b", text, re.IGNORECASE)
    ]

    assert found == []


@pytest.mark.parametrize(
    ("part", "most"), [("text", 3), ("hint", 2), ("why", 2), ("good", 2)], ids=lambda v: str(v)
)
def test_no_template_is_repeated(part: str, most: int) -> None:
    asked = (PLANNING, EVALUATION)

    openings = [Counter(" ".join(q[part].lower().split()[:3]) for q in form) for form in asked]

    for [(worst, times)] in (one.most_common(1) for one in openings):
        assert times <= most, worst


# What is there


def test_the_approaches_are_the_five_in_the_framework_order() -> None:
    keys = [approach["key"] for approach in PACK["approaches"]]

    assert keys == list(APPROACHES)
    assert [a["confirmed"] for a in PACK["approaches"]] == [False, True, True, True, True]


def test_there_are_three_principles_each_with_a_question_to_think_about() -> None:
    principles = {p["key"]: p["reflection"] for p in PACK["principles"]}

    assert list(principles) == ["belief", "belonging", "trust"]
    assert all(reflection.endswith("?") for reflection in principles.values())


@pytest.mark.parametrize("approach", PACK["approaches"], ids=by_key)
def test_each_approach_has_its_explanation_statements_and_examples(
    approach: dict[str, Any],
) -> None:
    paragraphs = approach["explanation"].split("\n\n")

    assert 2 <= len(paragraphs) <= 4
    assert len(approach["statements"]) >= 4
    assert all(s.startswith("We will ") and s.endswith(".") for s in approach["statements"])
    assert [example["fictional"] for example in approach["examples"]] == [True, True, True]


@pytest.mark.parametrize("approach", APPROACHES)
@pytest.mark.parametrize(("depth", "count"), ASKED_PER_APPROACH.items())
def test_each_depth_asks_as_many_questions_as_promised(
    approach: str, depth: str, count: int
) -> None:
    assert len(asked_at(depth, approach)) == count


@pytest.mark.parametrize("approach", APPROACHES)
def test_each_depth_contains_the_one_before(approach: str) -> None:
    quick, standard, full = (asked_at(depth, approach) for depth in ASKED_PER_APPROACH)

    assert quick < standard < full


def test_there_are_forty_five_planning_questions_and_seven_to_begin_with() -> None:
    assert len(PLANNING) == 45
    assert len(SCREENING) == 7


def test_the_depths_are_listed_smallest_first() -> None:
    assert [(d["key"], d["minutes"]) for d in PACK["depths"]] == [
        ("quick", 15),
        ("standard", 40),
        ("full", 90),
    ]


@pytest.mark.parametrize("question", PLANNING, ids=by_key)
def test_every_prompt_is_complete(question: dict[str, Any]) -> None:
    levels = ("todo", "partly", "through")

    assert question["text"].endswith("?")
    assert question["kind"] == "scale"
    assert question["scale"] == "status"
    assert all(question[part].strip() for part in ("hint", "why", "good"))
    assert question["sample"]["value"] in levels
    assert len(question["sample"]["words"].split()) <= question["words_about"]
    assert question["words_about"] <= 120
    assert question["actions"]
    assert all(set(action.get("when", levels)) <= set(levels) for action in question["actions"])


@pytest.mark.parametrize("question", EVALUATION, ids=by_key)
def test_every_question_that_looks_back_is_complete(question: dict[str, Any]) -> None:
    levels = ("no", "little", "mostly", "fully")
    is_rated = question["kind"] == "scale"

    assert question["text"].endswith("?")
    assert all(question[part].strip() for part in ("hint", "why", "good"))
    assert is_rated == bool(question.get("actions")) == (question.get("scale") == "happened")
    assert (question["sample"]["value"] in levels) == is_rated
    said = question["sample"]["words" if is_rated else "value"]
    assert len(said.split()) <= question["words_about"]
    assert all(set(one.get("when", levels)) <= set(levels) for one in question.get("actions", []))


@pytest.mark.parametrize(("depth", "count"), EVALUATION_ASKS.items())
def test_each_depth_looks_back_with_as_many_questions_as_promised(depth: str, count: int) -> None:
    depths = list(EVALUATION_ASKS)
    small_enough = depths[: depths.index(depth) + 1]

    assert sum(q["depth"] in small_enough for q in EVALUATION) == count


@pytest.mark.parametrize("approach", APPROACHES)
def test_every_approach_is_looked_back_on_and_a_small_group_cannot_leave_it_out(
    approach: str,
) -> None:
    kept = [q for q in SECTIONS[f"eval-{approach}"]["questions"] if not q.get("droppable")]

    assert [(q["depth"], q["kind"]) for q in kept] == [("quick", "scale")]


@pytest.mark.parametrize("question", [*PLANNING, *EVALUATION], ids=by_key)
def test_an_action_begins_with_what_we_will_do(question: dict[str, Any]) -> None:
    not_verbs = {"We", "The", "A", "An", "Our", "To", "People", "There", "If", "When", "Be"}

    for action in question.get("actions", []):
        first_word = action["text"].split()[0]

        assert first_word[0].isupper()
        assert first_word not in not_verbs
        assert action["text"].endswith(".")


def test_keys_are_used_once() -> None:
    questions = Counter(q["key"] for section in SECTIONS.values() for q in section["questions"])
    actions = Counter(a["key"] for q in [*PLANNING, *EVALUATION] for a in q.get("actions", []))

    assert max(questions.values()) == 1
    assert max(actions.values()) == 1


def test_a_planning_key_begins_with_its_approach() -> None:
    strays = [
        q["key"]
        for approach in APPROACHES
        for q in SECTIONS[approach]["questions"]
        if not q["key"].startswith(f"{approach}-")
    ]

    assert strays == []


def test_one_quick_question_of_each_approach_can_never_be_left_out() -> None:
    kept = {q["key"]: q["depth"] for q in PLANNING if not q.get("droppable", False)}

    assert kept == dict.fromkeys(ALWAYS_ASKED, "quick")


def test_the_example_has_honest_gaps() -> None:
    levels = Counter(q["sample"]["value"] for q in PLANNING)

    assert min(levels[level] for level in ("todo", "partly", "through")) >= 5


def test_four_first_questions_wait_until_an_answer_is_large() -> None:
    always = [q["key"] for q in SCREENING if "show_if" not in q]
    conditions = {q["show_if"] for q in SCREENING if "show_if" in q}

    assert always == ["people-affected", "left-out", "sensitivity"]
    assert conditions == {" or ".join(f"${{{key}}} = 'large'" for key in always)}


@pytest.mark.parametrize("question", SCREENING, ids=by_key)
def test_a_first_question_offers_small_medium_and_large(question: dict[str, Any]) -> None:
    assert [choice["key"] for choice in question["choices"]] == ["small", "medium", "large"]
    assert question["sample"]["value"] in ("small", "medium", "large")


def test_every_depth_can_be_suggested_and_the_last_rule_always_holds() -> None:
    rules = PACK["suggest"]
    read_keys = {k for rule in rules for k in re.findall(r"\$\{([^}]+)}", rule.get("when", ""))}

    assert [rule["depth"] for rule in rules if "when" not in rule] == ["quick"]
    assert "when" not in rules[-1]
    assert {rule["depth"] for rule in rules} == {"quick", "standard", "full"}
    assert read_keys <= {q["key"] for q in SCREENING}


def test_ratings_run_from_nought_to_five_and_status_has_three_levels() -> None:
    scales = {scale["key"]: [level["key"] for level in scale["levels"]] for scale in PACK["scales"]}

    assert scales == {
        "status": ["todo", "partly", "through"],
        "happened": ["no", "little", "mostly", "fully"],
        "alignment": list("012345"),
        "confidence": list("012345"),
    }
    assert all(level["text"] for scale in PACK["scales"] for level in scale["levels"])


def test_the_glossary_is_in_alphabetical_order_without_doubles() -> None:
    terms = [entry["term"].lower() for entry in PACK["glossary"]]

    assert len(terms) >= 25
    assert terms == sorted(set(terms))


# Places


def test_the_place_lists_are_dated_and_say_what_is_unconfirmed() -> None:
    lists = {entry["key"]: entry for entry in PLACES["lists"]}

    assert len(lists["wards-to-2026"]["places"]) == 23
    assert len(lists["place-partnerships-2019"]["places"]) == 7
    assert lists["wards-to-2026"]["valid_until"] < lists["wards-2026"]["valid_from"]
    assert not any(entry["confirmed"] for key, entry in lists.items() if key != "district")


def test_a_place_key_stands_for_one_place() -> None:
    keys = Counter(place["key"] for entry in PLACES["lists"] for place in entry["places"])

    assert max(keys.values()) == 1
