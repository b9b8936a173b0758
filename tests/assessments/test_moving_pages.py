"""The pages of the rehearsal, what is no longer asked, and what is typed into old pages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from icf.assessments import service
from icf.assessments.posted import Posted
from icf.db import write
from icf.packs.selection import enabled_plugins
from icf.packs.service import set_switch
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins
from icf.work.service import edit_work, share_work
from tests.desk import WHO, Desk, posted
from tests.own_questions import BENCHES, CROSSING, KEY, LAMPS, LIGHTS, MINE, publish, switch_own
from tests.support import CheckedClient, Somewhere

LAMPS_KEY = f"{KEY}:lamps"
STREET = f"{KEY}:street"


@pytest.fixture
def lead(desk: Desk, signed_in: Callable[..., CheckedClient]) -> CheckedClient:
    return signed_in("lead", organisation=Somewhere(desk.actor.organisation_id, "Brooktown"))


@pytest.fixture
def first(desk: Desk) -> int:
    """The first version of our own questions is on, and the checklist asks and answers it."""
    version = publish(desk, "1.0.0", [LIGHTS, CROSSING])
    switch_own(desk, version)
    desk.assessment_id = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    desk.save(posted(MINE, "yes", words="All of them"))
    return version


def text(page: BeautifulSoup) -> str:
    return " ".join(page.main.text.split())  # type: ignore[union-attr]


def on(desk: Desk) -> frozenset[str]:
    found: frozenset[str] = desk.call(
        lambda session, actor, _now: enabled_plugins(session, actor.organisation_id)
    )
    return found


def fields(key: str, version: int, value: str = "", words: str = "") -> dict[str, str]:
    """A form of one question as a page of the past sends it."""
    return {
        f"a-{key}-version": str(version), f"a-{key}-value": value, f"a-{key}-words": words,
    }  # fmt: skip


def test_switching_asks_nothing_more_where_no_checklist_is_touched(
    organisation: Somewhere, signed_in: Callable[..., CheckedClient], app: Flask
) -> None:
    browser = signed_in("lead")

    reply = browser.send("/add-ons/place_standard")

    assert reply.headers["Location"] == "/add-ons"
    assert "is on." in browser.page("/add-ons").text


def test_switching_leads_through_the_rehearsal_where_a_checklist_is_touched(
    desk: Desk, lead: CheckedClient
) -> None:
    reply = lead.send("/add-ons/small_groups")

    assert reply.headers["Location"] == "/question-changes/new?add_on=small_groups&on=1"
    assert on(desk) == frozenset()
    page = lead.page(reply.headers["Location"])
    assert "1 open checklist: 1 compatible." in text(page)
    assert "Nothing has changed yet." in text(page)


def test_the_choice_is_carried_out_shown_and_undone(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    newest = publish(desk, "2.0.0", [CROSSING, BENCHES])
    path = f"/question-changes/new?own={newest}&on=1"
    page = lead.page(path)
    assert "1 answer needs a look." in text(page)
    seen = page.find("input", {"name": "seen"})["value"]  # type: ignore[index]

    reply = lead.send(path, {"choice": "move", "seen": seen})

    assert f"{KEY}:benches" in desk.sheet().index.question
    result = lead.page(reply.headers["Location"])
    assert "2 open checklists: 2 moved." in text(result)
    lead.send(f"{reply.headers['Location']}/undo")
    assert MINE in desk.sheet().index.question
    assert "Undone" in text(lead.page("/question-changes"))


def test_single_checklists_are_chosen_for_on_the_same_page(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    newest = publish(desk, "2.0.0", [CROSSING, BENCHES])

    lead.send(
        f"/question-changes/new?own={newest}&on=1",
        {"choice": "move", f"for-{desk.assessment_id}": "bring_in", "for-99999": "move"},
    )

    own = [key for key in desk.sheet().index.question if key.startswith(KEY)]
    assert own == [MINE, f"{KEY}:crossing", f"{KEY}:benches"]


def test_a_missing_choice_is_asked_for_again(desk: Desk, lead: CheckedClient, first: int) -> None:
    newest = publish(desk, "2.0.0", [BENCHES])

    reply = lead.send(f"/question-changes/new?own={newest}&on=1", {"choice": ""})

    assert reply.status_code == 422
    assert "Choose what happens to the checklists that are open." in reply.text


def test_a_page_from_before_somebody_else_switched_is_a_conflict(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    newest = publish(desk, "2.0.0", [BENCHES])

    reply = lead.send(
        f"/question-changes/new?own={newest}&on=1", {"choice": "move", "seen": "0" * 64}
    )

    assert reply.status_code == 409
    assert MINE in desk.sheet().index.question


def test_contributors_cannot_rehearse_or_undo(
    desk: Desk, signed_in: Callable[..., CheckedClient], first: int
) -> None:
    here = Somewhere(desk.actor.organisation_id, "Brooktown")
    contributor = signed_in("contributor", organisation=here)

    contributor.page("/question-changes", 403)
    contributor.page("/question-changes/new", 403)
    assert contributor.send("/question-changes/1/undo").status_code == 403


def test_another_organisations_changes_are_not_found(
    desk: Desk,
    signed_in: Callable[..., CheckedClient],
    make_organisation: Callable[..., Somewhere],
    first: int,
) -> None:
    stranger = signed_in("lead", organisation=make_organisation("Elsewhere"))

    stranger.page("/question-changes/1", 404)
    stranger.page(f"/question-changes/new?own={first}&on=1", 404)
    stranger.page(f"/checklists/{desk.assessment_id}/changed-questions", 404)
    assert stranger.send("/question-changes/1/undo").status_code == 404


def test_leads_are_told_of_newer_questions_until_they_have_chosen(
    desk: Desk, lead: CheckedClient, signed_in: Callable[..., CheckedClient]
) -> None:
    def upgraded(session: Any, actor: Any, now: Any) -> None:
        with write() as session:
            set_switch(session, actor.organisation_id, now, "place_standard", True)

    desk.call(upgraded)
    sentence = "There are newer questions for 1 open checklist."
    here = Somewhere(desk.actor.organisation_id, "Brooktown")

    assert sentence in lead.page("/").text
    assert sentence in lead.page("/add-ons").text
    assert sentence not in signed_in("contributor", organisation=here).page("/").text
    lead.send("/question-changes/new", {"choice": "stay"})

    assert sentence not in lead.page("/").text


def test_no_screen_of_a_rehearsal_speaks_of_packs(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    newest = publish(desk, "2.0.0", [LAMPS, BENCHES])
    move = switch_own(desk, newest, "move")
    for path in (
        f"/question-changes/new?own={first}&on=1",
        f"/question-changes/{move}",
        "/question-changes",
        f"/checklists/{desk.assessment_id}/changed-questions",
    ):
        words = text(lead.page(path)).lower()
        for word in ("pack", "layer", "overlay", "digest", "instrument", "hash", "plugin"):
            assert word not in words, (path, word)


def test_what_is_no_longer_asked_is_on_the_checklist_and_in_the_plan(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    desk.save(posted(MINE, "no", 1, words="All but one"))
    switch_own(desk, publish(desk, "2.0.0", [CROSSING]), "move")
    tasks = f"/checklists/{desk.assessment_id}"

    assert "1 answer to a question that is no longer asked" in text(lead.page(tasks))
    page = text(lead.page(f"{tasks}/changed-questions"))
    assert "Are the lights working?" in page
    assert "All but one" in page
    assert "All of them" in page
    assert "Moved to the questions of that day, as" in page
    plan = text(lead.page(f"{tasks}/plan"))
    assert "answers to questions that are no longer asked" in plan
    assert "All but one" in plan


def test_partners_do_not_see_what_is_no_longer_asked_of_us_alone(
    desk: Desk,
    signed_in: Callable[..., CheckedClient],
    make_organisation: Callable[..., Somewhere],
    first: int,
) -> None:
    partner = make_organisation("Hillside Group")
    values = {"title": "Millbrook garden", "partners": ["Hillside Group"]}
    desk.call(edit_work, desk.work_id, values)
    desk.call(share_work, desk.work_id, True)
    switch_own(desk, publish(desk, "2.0.0", [CROSSING]), "move")

    page = signed_in("lead", organisation=partner).page(f"/work/shared/{desk.work_id}").text

    assert "All of them" not in page


def test_an_answer_to_a_renamed_question_typed_before_the_move_is_saved_under_its_new_name(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    address = f"/checklists/{desk.assessment_id}/questions/{MINE}"
    lead.page(address)
    switch_own(desk, publish(desk, "2.0.0", [LAMPS], aliases="{lights: lamps}"), "move")

    reply = lead.send(address, fields(MINE, 1, "no", "One is broken"))

    assert reply.status_code == 302
    answer = desk.sheet().answers[LAMPS_KEY]
    assert (answer.value, answer.words) == ("no", "One is broken")
    assert "What you typed is kept." in text(lead.page(reply.headers["Location"]))


def test_it_clashes_with_what_somebody_wrote_under_the_new_name(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    switch_own(desk, publish(desk, "2.0.0", [LAMPS], aliases="{lights: lamps}"), "move")
    desk.save(posted(LAMPS_KEY, "yes", 1, words="Mended since"))

    reply = lead.send(
        f"/checklists/{desk.assessment_id}/questions/{MINE}", fields(MINE, 1, "no", "One broken")
    )

    assert reply.status_code == 409
    assert "Mended since" in reply.text
    assert "One broken" in reply.text
    assert desk.sheet().answers[LAMPS_KEY].words == "Mended since"


def test_an_answer_to_a_question_that_has_gone_meanwhile_is_kept(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    switch_own(desk, publish(desk, "2.0.0", [CROSSING]), "move")

    reply = lead.send(
        f"/checklists/{desk.assessment_id}/questions/{MINE}", fields(MINE, 1, "no", "One broken")
    )

    page = text(lead.page(reply.headers["Location"]))
    assert "One broken" in page
    assert "All of them" in page


def test_a_whole_section_of_which_one_question_has_gone_is_kept(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    switch_own(desk, publish(desk, "2.0.0", [CROSSING]), "move")

    lead.send(
        f"/checklists/{desk.assessment_id}/sections/{STREET}",
        fields(MINE, 1, "no", "One broken") | fields(f"{KEY}:crossing", 0, "yes", ""),
    )

    answers = desk.sheet().answers
    assert answers[f"{KEY}:crossing"].value == "yes"
    assert answers[MINE].words == "One broken"


def test_a_number_that_is_none_is_kept_as_words_when_its_question_has_gone(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    benches = publish(desk, "2.0.0", [CROSSING, BENCHES])
    switch_own(desk, benches, "move")
    switch_own(desk, publish(desk, "3.0.0", [CROSSING]), "move")
    key = f"{KEY}:benches"

    lead.send(f"/checklists/{desk.assessment_id}/questions/{key}", fields(key, 0, "about four"))

    assert desk.sheet().answers[key].words == "about four"


def test_a_key_that_was_never_asked_is_not_kept(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    reply = lead.send(
        f"/checklists/{desk.assessment_id}/questions/icf:nothing", fields("icf:nothing", 0, "yes")
    )

    assert reply.status_code == 404
    assert "icf:nothing" not in desk.sheet().answers


def test_a_plugin_that_is_removed_leaves_its_questions_in_drafts_in_their_own_words(
    desk: Desk, lead: CheckedClient
) -> None:
    desk.call(service.change_depth, desk.plugins, desk.assessment_id, "standard")
    lead.send("/question-changes/new?add_on=place_standard&on=1", {"choice": "move"})
    key = "place-standard:feeling-safe"
    parts = {"rating": ["3"], "good": ["The benches"], "better": [""]}
    on_a_day = {"year": ["2026"], "month": ["3"], "day": ["9"]}
    desk.save(
        posted("place-standard:held", "yes"),
        Posted("place-standard:held-on", 0, on_a_day),
        posted("place-standard:held-where", "Mill Street"),
        posted("place-standard:how-many", "14"),
    )
    assert desk.save(Posted(key, 0, parts)).is_complete
    shown = desk.sheet().answers[key].displayed
    desk.app.extensions["icf_plugins"] = Plugins(Sources(builtin=("icf.builtin",)))

    page = lead.page(f"/checklists/{desk.assessment_id}/questions/{key}")

    assert "not in use at present" in text(page)
    assert " ".join(shown.split()) in text(page)
    assert "There are newer questions" not in lead.page("/").text
    assert desk.sheet().answers[key].displayed == shown
    assert "The benches" in lead.page(f"/checklists/{desk.assessment_id}/plan").text


def test_answers_of_a_plugin_that_is_removed_are_readable_after_moving_on(
    desk: Desk, lead: CheckedClient
) -> None:
    lead.send("/question-changes/new?add_on=place_standard&on=1", {"choice": "move"})
    desk.save(posted("place-standard:held", "yes", words="In the hall"))
    desk.app.extensions["icf_plugins"] = Plugins(Sources(builtin=("icf.builtin",)))

    lead.send("/question-changes/new", {"choice": "move"})

    page = text(lead.page(f"/checklists/{desk.assessment_id}/changed-questions"))
    assert "In the hall" in page
    assert "Added by Place Standard" in page


PACK = """
format: 1
pack: street-questions
extends: icf
version: {version}
title: Questions about streets
publisher: Airedale Neighbours
language: en
sections:
  - key: street
    instrument: planning
    title: The street
    questions:
      - {{key: lights, text: "{words}", kind: yes_no}}
"""

PLUGIN = """
name = "street_questions"
title = "Questions about streets"
version = "1.0"
publisher = "Airedale Neighbours"
hook_api = ">=1,<2"
stores = "The answers."
pack = "pack.yaml"
"""


def installed(folder: Path, version: str, words: str) -> Plugins:
    """The framework, and an add-on in one of its versions."""
    at = folder / "street_questions"
    at.mkdir(exist_ok=True, parents=True)
    (at / "plugin.toml").write_text(PLUGIN, encoding="utf-8")
    (at / "pack.yaml").write_text(PACK.format(version=version, words=words), encoding="utf-8")
    return Plugins(Sources(builtin=("icf.builtin",), instance=folder))


def test_a_correction_that_is_installed_is_taken_when_somebody_comes_in(
    desk: Desk, lead: CheckedClient, tmp_path: Path
) -> None:
    desk.app.extensions["icf_plugins"] = installed(tmp_path / "plugins", "1.0.0", "Lights on?")
    lead.send("/question-changes/new?add_on=street_questions&on=1", {"choice": "move"})
    desk.app.extensions["icf_plugins"] = installed(tmp_path / "plugins", "1.0.1", "All lights on?")

    page = lead.page("/")

    question = desk.sheet().index.question["street-questions:lights"]
    assert question.text.original == "All lights on?"
    assert "There are newer questions" not in page.text


def test_an_installed_version_that_means_something_else_asks_first(
    desk: Desk, lead: CheckedClient, tmp_path: Path
) -> None:
    desk.app.extensions["icf_plugins"] = installed(tmp_path / "plugins", "1.0.0", "Lights on?")
    lead.send("/question-changes/new?add_on=street_questions&on=1", {"choice": "move"})
    desk.save(posted("street-questions:lights", "yes"))
    desk.app.extensions["icf_plugins"] = installed(tmp_path / "plugins", "2.0.0", "Lights off?")

    assert "There are newer questions for 1 open checklist." in lead.page("/").text
    page = lead.page("/question-changes/new")

    assert "1 open checklist: 1 needs you." in text(page)
    assert "Until now: Lights on?" in text(page)
    question = desk.sheet().index.question["street-questions:lights"]
    assert question.text.original == "Lights on?"


def test_a_paused_add_on_keeps_checklists_from_changing(
    desk: Desk, lead: CheckedClient, app: Flask
) -> None:
    lead.send("/question-changes/new?add_on=place_standard&on=1", {"choice": "move"})
    for _time in range(3):
        desk.plugins.watch.fail("place_standard", "test", RuntimeError("It burst."))

    reply = lead.get("/question-changes/new")

    assert reply.status_code == 400
    assert "is paused" in reply.text


def test_answers_that_still_count_are_left_where_they_are(
    desk: Desk, lead: CheckedClient, first: int
) -> None:
    desk.save(posted(WHO, "partly"))
    before = desk.sheet().edited[WHO]

    switch_own(desk, publish(desk, "2.0.0", [BENCHES]), "move")

    assert desk.sheet().edited[WHO] == before
