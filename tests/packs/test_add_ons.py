"""Switching add-ons on and off, and the questionnaire that follows."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.db import db, in_organisation, write
from icf.errors import NotFound
from icf.packs.models import StoredQuestionnaire
from icf.packs.selection import enabled_plugins
from icf.packs.service import (
    Memory,
    approach_names,
    composed,
    confirm_names,
    current_questionnaire,
    questionnaire,
    switch_plugin,
)
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins
from tests.support import CheckedClient, Somewhere

MakeBrowser = Callable[..., CheckedClient]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

PLUGIN = """
name = "street_questions"
title = "Questions about streets"
version = "1.0"
publisher = "Airedale Neighbours"
description = "Two more questions about the street."
hook_api = ">=1,<2"
stores = "The answers to its two questions."
pack = "pack.yaml"
"""

PACK = """
format: 1
pack: street-questions
extends: icf
version: 1.0.0
title: Questions about streets
publisher: Airedale Neighbours
language: en
sections:
  - key: street
    instrument: planning
    title: The street
    visible_to: us
    questions:
      - {key: lights, text: Are the lights working?, kind: yes_no}
      - {key: crossing, text: Can everybody cross?, kind: yes_no}
"""


@pytest.fixture
def plugins(tmp_path: Path) -> Plugins:
    """The framework, a sound add-on and one that cannot be read."""
    sound = tmp_path / "plugins" / "street_questions"
    sound.mkdir(parents=True)
    (sound / "plugin.toml").write_text(PLUGIN, encoding="utf-8")
    (sound / "pack.yaml").write_text(PACK, encoding="utf-8")
    broken = tmp_path / "plugins" / "broken_thing"
    broken.mkdir()
    (broken / "plugin.toml").write_text("name = ", encoding="utf-8")
    return Plugins(Sources(builtin=("icf.builtin",), instance=tmp_path / "plugins"))


@pytest.fixture
def with_plugins(app: Flask, plugins: Plugins) -> Flask:
    app.extensions["icf_plugins"] = plugins
    return app


def keys(plugins: Plugins, *enabled: str) -> list[str]:
    return [section.key for section in composed(plugins, enabled).sections]


def test_every_add_on_is_off_at_first(app: Flask, organisation: Somewhere) -> None:
    with app.app_context(), in_organisation(organisation.id):
        assert enabled_plugins(db.session(), organisation.id) == frozenset()


def test_an_add_on_that_is_on_adds_its_questions(plugins: Plugins) -> None:
    assert "street-questions:street" not in keys(plugins)
    assert "street-questions:street" in keys(plugins, "street_questions")


def test_the_framework_is_the_same_with_and_without_add_ons(plugins: Plugins) -> None:
    own = list(composed(plugins, ()).sections)

    assert list(composed(plugins, ["street_questions"]).sections[: len(own)]) == own


def test_one_organisation_switching_on_changes_no_other(
    with_plugins: Flask, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    elsewhere = make_organisation("Airedale Neighbours")
    signed_in("lead").send("/add-ons/street_questions")

    with with_plugins.app_context(), in_organisation(elsewhere.id):
        assert enabled_plugins(db.session(), elsewhere.id) == frozenset()


def test_the_page_says_what_an_add_on_adds_and_stores(
    with_plugins: Flask, signed_in: MakeBrowser
) -> None:
    page = signed_in("lead").page("/add-ons").main.text  # type: ignore[union-attr]

    assert "Questions about streets" in page
    assert "2 questions, about 3 minutes" in page
    assert "Airedale Neighbours, version 1.0" in page
    assert "The answers to its two questions." in page
    assert "Only your organisation sees the answers in “The street”." in page


def test_the_page_speaks_of_add_ons_only(with_plugins: Flask, signed_in: MakeBrowser) -> None:
    page = signed_in("lead").page("/add-ons").text.lower()

    for word in ("plugin", "overlay", "digest", "instrument", "layer"):
        assert word not in page


def test_switching_asks_first_and_says_what_happens_to_answers(
    with_plugins: Flask, signed_in: MakeBrowser, organisation: Somewhere
) -> None:
    lead = signed_in("lead")
    lead.page("/add-ons/street_questions")
    with with_plugins.app_context(), in_organisation(organisation.id):
        assert not enabled_plugins(db.session(), organisation.id)

    lead.send("/add-ons/street_questions")

    page = lead.page("/add-ons/street_questions")
    assert "Checklists already started keep them" in page.text
    lead.send("/add-ons/street_questions")
    with with_plugins.app_context(), in_organisation(organisation.id):
        assert not enabled_plugins(db.session(), organisation.id)


def test_a_contributor_may_not_switch(with_plugins: Flask, signed_in: MakeBrowser) -> None:
    contributor = signed_in("contributor")

    contributor.page("/add-ons", 403)
    assert contributor.send("/add-ons/street_questions").status_code == 403


def test_an_add_on_that_is_not_there_is_not_found(signed_in: MakeBrowser) -> None:
    signed_in("lead").page("/add-ons/no_such_thing", 404)


def test_the_framework_itself_cannot_be_switched_off(signed_in: MakeBrowser) -> None:
    signed_in("lead").page("/add-ons/icf", 404)


def test_a_broken_add_on_is_named_and_cannot_be_switched_on(
    with_plugins: Flask, signed_in: MakeBrowser
) -> None:
    lead = signed_in("lead")

    assert "broken_thing" in lead.page("/add-ons").text
    page = lead.send("/add-ons/broken_thing")

    assert page.status_code == 400
    assert "cannot be used at present" in page.text


def test_an_administrator_sees_what_is_wrong_and_where(
    with_plugins: Flask, signed_in: MakeBrowser
) -> None:
    signed_in("lead").page("/add-ons/problems", 403)
    page = signed_in("administrator").page("/add-ons/problems").main.text  # type: ignore[union-attr]

    assert "broken_thing" in page
    assert "plugin.toml" in page
    assert "What to do" in page


def test_the_current_questionnaire_is_stored_once(
    app: Flask, plugins: Plugins, organisation: Somewhere
) -> None:
    for _time in range(2):
        with app.app_context(), in_organisation(organisation.id), write() as session:
            digest, _whole = current_questionnaire(session, NOW, plugins, organisation.id)

    with app.app_context():
        assert db.session.scalars(sa.select(StoredQuestionnaire.digest)).all() == [digest]


def test_what_was_stored_stays_readable_when_the_add_on_is_gone(
    app: Flask, plugins: Plugins, signed_in: MakeBrowser, organisation: Somewhere
) -> None:
    actor = signed_in("lead").actor
    assert actor is not None
    with app.app_context(), in_organisation(organisation.id), write() as session:
        switch_plugin(session, actor, NOW, plugins, "street_questions", True)
        digest, whole = current_questionnaire(session, NOW, plugins, organisation.id)
    without = Plugins(Sources(builtin=("icf.builtin",)))

    with app.app_context(), in_organisation(organisation.id), write() as session:
        found, index = questionnaire(session, digest)
        later, _now_without = current_questionnaire(session, NOW, without, organisation.id)

    assert found == whole
    assert "street-questions:lights" in index.question
    assert later != digest


def test_a_questionnaire_that_was_used_lately_needs_no_database(
    app: Flask, plugins: Plugins, organisation: Somewhere
) -> None:
    with app.app_context(), in_organisation(organisation.id), write() as session:
        digest, _whole = current_questionnaire(session, NOW, plugins, organisation.id)
        questionnaire(session, digest)
    statements: list[str] = []
    with app.app_context(), in_organisation(organisation.id):
        sa.event.listen(
            db.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
        )
        questionnaire(db.session(), digest)

    assert statements == []


def test_an_unknown_questionnaire_is_not_found(app: Flask) -> None:
    with app.app_context(), pytest.raises(NotFound):
        questionnaire(db.session(), "0" * 64)


def test_the_memory_keeps_what_was_used_last(plugins: Plugins) -> None:
    whole = composed(plugins, ())
    memory = Memory(2)
    memory.keep("a", whole)
    memory.keep("b", whole)
    memory.get("a")

    memory.keep("c", whole)

    assert memory.get("a") is whole
    assert memory.get("b") is None


def test_names_that_the_owner_confirmed_are_known(app: Flask) -> None:
    with app.app_context(), write() as session:
        assert approach_names(session) == {}
        confirm_names(session, None, NOW, {"icf:connecting": "Linking"})

    with app.app_context():
        assert approach_names(db.session()) == {"icf:connecting": "Linking"}
