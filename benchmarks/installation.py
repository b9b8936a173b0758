"""An installation to measure: one organisation, somebody signed in, and long sections."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from icf.accounts.models import Membership, Organisation, Person
from icf.accounts.signin import open_sign_in
from icf.app import create_app
from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.service import start_assessment
from icf.assessments.sheet import load
from icf.db import db, in_organisation, write
from icf.db.engine import database_url
from icf.migrations import prepare_database
from icf.packs.service import switch_plugin
from icf.web.actor import Actor
from icf.work.service import start_work

SECRET_KEY = "only-for-benchmarks-" * 3
LENGTHS = (60, 120)
"""How many questions the long sections have."""

METADATA = """\
name = "long_sections"
title = "Long sections"
version = "1.0.0"
publisher = "benchmarks"
hook_api = ">=1,<2"
stores = "Nothing."
pack = "pack.yaml"
"""

PACK = """\
format: 1
pack: long-sections
version: 1.0.0
extends: icf
language: en
title: Long sections
publisher: benchmarks
sections:
"""

SECTION = """\
  - key: section-{length}
    instrument: planning
    title: A section of {length} questions
    questions:
"""

QUESTION = """\
      - key: q-{length}-{number}
        text: "{number}: whose lives does this touch, and who could you easily miss?"
        kind: scale
        scale: icf:status
        depth: full
        hint: "Name groups, not people: tenants of one block, carers, people new to the area."
        why: >-
          The people you meet first are rarely the only ones affected. Those who are not on the
          first list tend to stay off it until they complain.
        good: A list of six to ten groups that somebody outside the team has looked at.
        words_about: 50
"""


@dataclass(frozen=True)
class Installation:
    """Where it is, the secret of the one sign-in, and checklists with every second answer given.

    Args:
        ordinary: of size standard, with the framework's own questions; one for each client.
        long: of size full, with sections of 60 and 120 questions beside.
    """

    folder: Path
    secret: str
    ordinary: tuple[int, ...]
    long: int

    def app(self) -> Flask:
        """The application of this installation."""
        return create_app({"secret_key": SECRET_KEY}, instance=self.folder)

    def client(self, app: Flask) -> FlaskClient:
        """A browser in which the one person is signed in."""
        client = app.test_client()
        client.set_cookie("icf_sign_in", self.secret)
        return client


def set_up(folder: Path, clients: int = 8, database: str = "", owner: str = "") -> Installation:
    """Make an installation in an empty folder.

    Args:
        database, owner: the addresses that it is served from and that its tables are made with;
            empty for a SQLite file in the folder.
    """
    _write_long_sections(folder / "plugins" / "long_sections")
    own = f"sqlite:///{folder / 'icf.sqlite'}"
    prepare_database(database_url(owner or own), database_url(database or own), folder)
    app = create_app({"secret_key": SECRET_KEY, "database_url": database}, instance=folder)
    actor, secret = add_person(app)
    with app.app_context(), in_organisation(actor.organisation_id):
        ordinary = tuple(checklist(app, actor, "standard") for _ in range(clients))
        with write() as session:
            switch_plugin(
                session, actor, datetime.now(UTC), app.extensions["icf_plugins"], "long_sections",
                on=True,
            )  # fmt: skip
        long = checklist(app, actor, "full")
        db.engine.dispose()
    return Installation(folder, secret, ordinary, long)


def _write_long_sections(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text(METADATA, encoding="utf-8")
    lines = [PACK]
    for length in LENGTHS:
        lines.append(SECTION.format(length=length))
        lines += [QUESTION.format(length=length, number=n) for n in range(1, length + 1)]
    (folder / "pack.yaml").write_text("".join(lines), encoding="utf-8")


def add_person(app: Flask) -> tuple[Actor, str]:
    now = datetime.now(UTC)
    with app.app_context(), write() as session:
        organisation = Organisation(name="Brooktown Council", created_at=now)
        person = Person(name="Ada Example", email="ada@example.org", created_at=now)
        session.add_all([organisation, person])
        session.flush()
        ids = {"organisation_id": organisation.id, "person_id": person.id}
        session.add(Membership(**ids, role="lead", created_at=now))
        session.flush()
        _, secret = open_sign_in(session, now, person.id, organisation.id)
        actor = Actor(person.id, person.name, person.email, organisation.id, "Brooktown", "lead")
    return actor, secret


def checklist(app: Flask, actor: Actor, depth: str) -> int:
    now, plugins = datetime.now(UTC), app.extensions["icf_plugins"]
    work_id = start_work(db.session, actor, now, {"title": "Millbrook garden"})
    made = start_assessment(db.session, actor, now, plugins, work_id, depth)
    sections = load(db.session, actor, made).main_sections
    answers = [
        Posted(question.key, 0, {"value": ["partly"]}, words="We asked the walking group.")
        for section in sections
        for question in section.questions[::2]
    ]
    save_answers(db.session, actor, now, plugins.registry.kinds(None), made, answers)
    return made
