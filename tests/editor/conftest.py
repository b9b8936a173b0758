"""Somebody who leads an organisation, and questions of its own to work on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from icf.db import db, write
from icf.editor import service
from icf.editor.publishing import publish
from icf.editor.upload import named
from icf.packfile import read_pack_text
from icf.packs.models import OwnVersion
from icf.packs.own_switch import switch_own, versions_of
from icf.packs.selection import selection
from icf.packs.service import composed_with
from tests.desk import NOW, Desk
from tests.support import CheckedClient

TEXT = """
format: 1
pack: fire
version: 1.0.0
extends: icf
language: en
title: Fire safety at home
publisher: Hillside Fire and Rescue
sections:
  - key: home
    instrument: planning
    title: At home
    questions:
      - {key: visits, text: Will anybody visit?, kind: yes_no, hint: Count volunteers.}
      - {key: who, text: Who rings the bell?, kind: text, hint: A name.}
"""


@dataclass
class Author:
    """Somebody's browser, and short ways to what stands behind its pages."""

    browser: CheckedClient
    desk: Desk

    def brings_in(self, text: str = TEXT, seen: int = 0) -> int:
        """A file as a draft; gives the number of the questions."""

        def work() -> int:
            installed = service.installed(self.desk.plugins)
            pack = read_pack_text(text, "fire.yaml", installed.core)
            mine = named(pack, self.desk.actor.organisation_name, "fire.yaml", installed).pack
            taken = service.taken_names(self.desk.plugins, self.desk.actor.organisation_name)
            with write() as session:
                return service.take_in(session, self.desk.actor, NOW, mine, taken, seen).id

        return int(self.desk.run(work))

    def publishes(self, pack_id: int, step: str = "minor", note: str = "") -> int:
        """Gives the number of the version."""

        def work() -> int:
            installed = service.installed(self.desk.plugins)
            with write() as session:
                return publish(
                    session, self.desk.actor, NOW, self.desk.plugins, pack_id,
                    service.own_pack(session, self.desk.actor, pack_id).draft_version,
                    step, note, installed,
                ).id  # fmt: skip

        return int(self.desk.run(work))

    def switches(self, pack_id: int, version_id: int | None) -> None:
        def work() -> None:
            with write() as session:
                switch_own(session, self.desk.actor, NOW, self.desk.plugins, pack_id, version_id)

        self.desk.run(work)

    def asked(self) -> list[str]:
        """The keys of the organisation's own questions in a new checklist."""

        def work() -> list[str]:
            chosen = selection(db.session, self.desk.actor.organisation_id)
            whole = composed_with(db.session, self.desk.plugins, chosen).questionnaire
            return [key for key, one in whole.index.question.items() if one.layer != "icf"]

        found: list[str] = self.desk.run(work)
        return found

    def versions(self, pack_id: int) -> list[OwnVersion]:
        def work() -> list[OwnVersion]:
            found = versions_of(db.session, self.desk.actor, pack_id)
            assert all(one.text for one in found)
            return found

        versions: list[OwnVersion] = self.desk.run(work)
        return versions


@pytest.fixture
def make_author(app: Flask, signed_in: Callable[..., CheckedClient]) -> Callable[..., Author]:
    """`make_author(organisation=other)` is a lead at a browser."""

    def make(role: str = "lead", **who: Any) -> Author:
        browser = signed_in(role, **who)
        assert browser.actor is not None
        return Author(browser, Desk(app, browser.actor, 0, 0))

    return make


@pytest.fixture
def author(make_author: Callable[..., Author]) -> Author:
    return make_author()
