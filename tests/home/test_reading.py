"""Reading the framework, its questions and its example; no account is needed for any of it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from icf.core.depth import asked_keys
from icf.core.questionnaire import PLANNING, Questionnaire
from icf.db import in_organisation, write
from icf.packs.service import composed, confirm_names, set_switch
from tests.home.conftest import NOW
from tests.support import CheckedClient

PUBLIC = (
    "/",
    "/framework",
    "/framework/connecting",
    "/framework/questions/quick",
    "/framework/questions/standard",
    "/framework/questions/full",
    "/framework/example",
    "/framework/words",
    "/about",
    "/help",
    "/accessibility",
    "/privacy",
)
NOT_FOR_SCREENS = ("pack", "plugin", "layer", "instrument", "digest", "overlay", "hash")


@pytest.fixture
def core(app: Flask) -> Questionnaire:
    return composed(app.extensions["icf_plugins"], ())


def switch_on(app: Flask, organisation_id: int, name: str) -> None:
    with app.app_context(), in_organisation(organisation_id), write() as session:
        set_switch(session, organisation_id, NOW, name, True)


def words_of(page: Any) -> str:
    return " ".join(page.get_text(" ").split())


@pytest.mark.parametrize("path", PUBLIC)
def test_anybody_may_read_it_in_an_empty_installation(client: CheckedClient, path: str) -> None:
    page = client.page(path)

    assert page.h1


@pytest.mark.parametrize("path", PUBLIC)
def test_the_words_of_programmers_are_not_on_screen(client: CheckedClient, path: str) -> None:
    words = words_of(client.page(path)).lower().split()

    assert [word for word in words if word.strip("s.,:;“”()") in NOT_FOR_SCREENS] == []


@pytest.mark.parametrize("path", PUBLIC)
def test_every_link_on_it_leads_somewhere(client: CheckedClient, path: str) -> None:
    page = client.page(path)
    ids = {tag["id"] for tag in page.find_all(id=True)}

    for address in {link["href"] for link in page.find_all("a")}:
        name, _hash, anchor = address.partition("#")
        if name:
            assert client.get(name).status_code == 200, address
        else:
            assert anchor in ids


def test_the_framework_page_has_principles_approaches_and_statements(
    client: CheckedClient, core: Questionnaire
) -> None:
    text = words_of(client.page("/framework"))

    for thing in (*core.principles, *core.approaches):
        assert thing.title.original in text
    for approach in core.approaches:
        assert all(line.original in text for line in approach.statements)
    assert text.count("Statements you could adopt") == len(core.approaches)


def test_examples_that_are_made_up_say_so(client: CheckedClient, core: Questionnaire) -> None:
    page = client.page("/framework")

    fictional = [one for each in core.approaches for one in each.examples if one.fictional]
    assert [tag.get_text() for tag in page.select(".icf-tag")].count("Made up") == len(fictional)


def test_both_ratings_are_tables_from_0_to_5(client: CheckedClient) -> None:
    page = client.page("/framework")

    for name in ("How far we match", "How sure we feel"):
        caption = page.find("caption", string=name)
        rows = caption.find_parent("table").select("tbody th")
        assert [row.get_text() for row in rows] == ["0", "1", "2", "3", "4", "5"]


def test_a_name_is_unconfirmed_until_the_owner_confirms_it(
    app: Flask, client: CheckedClient, core: Questionnaire
) -> None:
    open_names = [one.key for one in core.approaches if not one.confirmed]
    before = words_of(client.page("/framework"))
    with app.app_context(), write() as session:
        confirm_names(session, None, NOW, dict.fromkeys(open_names, "Linking"))
    after = words_of(client.page("/framework"))

    assert before.count("Name unconfirmed") == len(open_names) == 1
    assert "Name unconfirmed" not in after
    assert "1. Linking" in after
    assert "Linking" in words_of(client.page("/framework/questions/quick"))
    assert client.page("/framework/connecting").h1.get_text() == "Linking"


def test_an_approach_has_all_its_questions_and_its_neighbours(
    client: CheckedClient, core: Questionnaire
) -> None:
    page = client.page("/framework/communicating")

    asked = [
        question.text.original
        for section in core.sections
        if section.approach == "icf:communicating" and section.instrument == "planning"
        for question in section.questions
    ]
    assert all(text in words_of(page) for text in asked)
    assert page.find("a", rel="prev")["href"] == "/framework/connecting"
    assert page.find("a", rel="next")["href"] == "/framework/equalising"


def test_an_approach_is_found_under_its_full_key_too(client: CheckedClient) -> None:
    page = client.page("/framework/icf:trusting")

    assert page.h1.get_text() == "Trusting"


@pytest.mark.parametrize("depth", ["quick", "standard", "full"])
def test_all_questions_of_a_size_are_there_with_hint_and_guidance(
    client: CheckedClient, core: Questionnaire, depth: str
) -> None:
    text = words_of(client.page(f"/framework/questions/{depth}"))

    for key in asked_keys(core, PLANNING, depth):
        question = core.index.question[key]
        assert question.text.original in text
        assert " ".join(question.hint.original.split()) in text
        assert " ".join(question.good.original.split()) in text


def test_screening_questions_are_there_with_their_choices(
    client: CheckedClient, core: Questionnaire
) -> None:
    text = words_of(client.page("/framework/questions/quick"))

    for question in core.index.section["icf:screening"].questions:
        assert question.text.original in text
        assert all(choice.label.original in text for choice in question.choices)


def test_on_paper_each_question_has_boxes_to_tick_and_room_to_write(
    client: CheckedClient, core: Questionnaire
) -> None:
    page = client.page("/framework/questions/quick")

    rooms = page.select(".icf-writing-room")
    assert len(rooms) == len(asked_keys(core, PLANNING, "quick"))
    ticks = [item.get_text(strip=True) for item in rooms[0].parent.find_all("li")]
    assert ticks == [
        "Thought through",
        "Partly",
        "Still to do",
        "Not relevant here",
        "We don’t know",
    ]


def test_the_guidance_can_be_shown_all_at_once_without_a_script(client: CheckedClient) -> None:
    folded = client.page("/framework/questions/quick")
    unfolded = client.page("/framework/questions/quick?guidance=open")

    assert folded.select("details[open]") == []
    assert len(unfolded.select("details[open]")) == len(unfolded.select("details"))


def test_a_size_or_approach_that_is_not_there_is_not_found(client: CheckedClient) -> None:
    client.page("/framework/questions/enormous", 404)
    client.page("/framework/shouting", 404)


def test_signed_in_people_read_their_own_add_on_questions_too_marked(
    app: Flask, client: CheckedClient, signed_in: Callable[..., CheckedClient]
) -> None:
    browser = signed_in("contributor")
    switch_on(app, browser.actor.organisation_id, "place_standard")

    theirs = words_of(browser.page("/framework/questions/quick"))
    public = words_of(client.page("/framework/questions/quick"))

    assert "Added by Place Standard" in theirs
    assert "Have you held a conversation about this place" in theirs
    assert "19 questions more" in theirs
    assert theirs.count("1 – Almost everything could be better") == 1 + 14
    assert "Place Standard" not in public


def test_a_size_that_an_add_on_brings_can_be_read_and_has_an_example(
    app: Flask, client: CheckedClient, signed_in: Callable[..., CheckedClient]
) -> None:
    browser = signed_in("contributor")
    switch_on(app, browser.actor.organisation_id, "small_groups")

    questions = words_of(browser.page("/framework/questions/small-groups:micro"))
    example = words_of(browser.page("/framework/example?depth=small-groups:micro"))

    assert "7 questions" in questions
    assert "Ask the postman" not in questions
    assert "of 7 questions of the framework are thought through" in example
    client.page("/framework/questions/small-groups:micro", 404)


@pytest.mark.parametrize(("depth", "asked"), [("quick", 10), ("standard", 25), ("full", 45)])
def test_the_example_answers_every_question_of_a_size(
    client: CheckedClient, core: Questionnaire, depth: str, asked: int
) -> None:
    page = client.page(f"/framework/example?depth={depth}")

    text = words_of(page)
    for key in asked_keys(core, PLANNING, depth):
        sample = core.index.question[key].sample
        assert sample is not None
        assert " ".join(sample.words.original.split()) in text
    assert f"of {asked} questions of the framework are thought through" in text


def test_the_example_says_that_it_is_made_up_and_what_its_sense_check_says(
    client: CheckedClient, core: Questionnaire
) -> None:
    page = client.page("/framework/example?depth=quick")

    assert page.select_one(".icf-tag").get_text() == "Made up"
    rows = page.select(".icf-bars tbody tr")
    assert [row.th.get_text() for row in rows] == [one.title.original for one in core.approaches]
    assert "What to change first" in words_of(page)


def test_an_example_at_a_size_that_is_not_there_is_the_smallest(client: CheckedClient) -> None:
    page = client.page("/framework/example?depth=other:micro")

    assert "Quick, shown here" in words_of(page)


def test_the_glossary_has_every_word_in_order(client: CheckedClient, core: Questionnaire) -> None:
    page = client.page("/framework/words")

    terms = [term.get_text() for term in page.find_all("dt")]
    assert terms == sorted((one.term.original for one in core.glossary), key=str.casefold)
