"""Whatever anybody changes leaves a line in the same transaction: found from the map of addresses.

Every route that takes a form is sent one, by somebody who may; every transaction that changes rows
is looked at. Answers leave their line in their own history, everything else in the audit.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from icf.accounts.models import Organisation
from icf.db import db, write
from icf.web.actor import GUEST
from icf.web.guards import PUBLIC
from tests.desk import WHO
from tests.security.conftest import make_place, ours  # noqa: F401 fixtures
from tests.security.world import SECTION, Place, address, audience_of, methods_of, rules

TRAILS = {"audit", "answer_history"}
NO_TRAIL_NEEDED = {
    "parked_form",
    "presence",
    "tries",
    "job",
    "pending",
    "sign_in",
    "questionnaire",
    "plugin_failure",
    "plugin_pause",
    "workshop_vote",
}
"""Rows that say nothing about anybody's work: what was typed when a session ended, when a browser
was last seen, a composed questionnaire (which an audited start points at), failures of add-ons, a
private vote that is counted and forgotten."""

TAKING_A_DRAFT = "UPDATE assessment SET changed_at="
"""Locks its row and notes the moment; what is then written has a line of its own."""

FORM = {
    "title": "Ours now", "kind": "project", "is_new": "yes", "stage": "planning", "what": "Ours",
    "name": "Ours", "role": "viewer", "depth": "standard", "share": "yes", "version": "1",
    "sure": "yes", "do": "keep", "position": "Here", "email": "us@example.org", "another": "yes",
    "who_to_ask": "Us", "marking": "none", "colour": "12436d", "layout": "section",
    "assessment": "{assessment_id}", "section": SECTION, "sections": SECTION, "person": "{person}",
    "label": "Guests", "days": "7", "successor": "{successor}", "finished": "yes",
    "question": WHO, "seen": "1", "reason": "Enough", "organisation": "New one",
    f"a-{WHO}-version": "1", f"a-{WHO}-value": "todo", f"a-{WHO}-words": "Ours now",
    "current": "four quiet words", "password": "four quiet words together",
}  # fmt: skip


@dataclass
class Watched:
    """Transactions that changed rows, each as the tables that it wrote to."""

    done: list[set[str]] = field(default_factory=list)

    @property
    def without_trail(self) -> list[set[str]]:
        changed = [one - NO_TRAIL_NEEDED for one in self.done]
        return [one for one in changed if one and not one & TRAILS]


@contextmanager
def watching(app: Flask) -> Iterator[Watched]:
    """Note what is written until the block ends."""
    seen, open_now = Watched(), {}
    with app.app_context():
        engine = db.engine

    def note(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        words = statement.replace('"', "").split()
        if statement.startswith(TAKING_A_DRAFT):
            return
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            table = words[1] if words[0] == "UPDATE" else words[2]
            open_now.setdefault(id(connection), set()).add(table)

    def done(connection: Any) -> None:
        if id(connection) in open_now:
            seen.done.append(open_now.pop(id(connection)))

    def undone(connection: Any) -> None:
        open_now.pop(id(connection), None)

    listening = {"after_cursor_execute": note, "commit": done, "rollback": undone}
    for name, call in listening.items():
        event.listen(engine, name, call)
    yield seen
    for name, call in listening.items():
        event.remove(engine, name, call)


def test_every_route_that_changes_something_leaves_a_line(
    app: Flask,
    ours: Place,  # noqa: F811 the fixture
    signed_in: Callable[..., Any],
) -> None:
    writing, people = set(), (ours.browsers["lead"], ours.browsers["contributor"])
    ids = {
        **ours.ids,
        "person": people[1].actor.person_id,  # type: ignore[union-attr]
        "successor": people[0].actor.person_id,  # type: ignore[union-attr]
    }
    form = {name: text.format(**ids) for name, text in FORM.items()}
    last = ("close", "remove", "delete", "sign-out", "withdraw", "password", "/end", "take-back")
    routes = [
        rule
        for rule in rules(app)
        if "POST" in methods_of(rule) and audience_of(app, rule) not in {PUBLIC, GUEST}
    ]
    client = ours.browsers["administrator"]
    client.look_at_pages = False

    for rule in sorted(routes, key=lambda one: any(word in str(one) for word in last)):
        with watching(app) as seen:
            client.send(address(app, rule, ids), form)
        assert seen.without_trail == [], f"{rule}: {seen.without_trail}"
        if any(one - NO_TRAIL_NEEDED for one in seen.done):
            writing.add(rule.endpoint)

    print(f"{len(writing)} of {len(routes)} routes wrote, each with its line")
    assert len(writing) > 25, sorted(writing)


def test_a_change_without_a_line_is_seen(app: Flask, ours: Place) -> None:  # noqa: F811
    with watching(app) as seen, app.app_context(), write() as session:
        session.execute(sa.update(Organisation).values(who_to_ask="Nobody wrote this down"))

    assert seen.without_trail == [{"organisation"}]


@pytest.mark.parametrize("how", ["form", "json"])
def test_answers_leave_their_line_in_their_own_history(
    app: Flask,
    ours: Place,  # noqa: F811 the fixture
    how: str,
) -> None:
    client, number = ours.browsers["contributor"], ours.ids["assessment_id"]
    client.look_at_pages = False

    with watching(app) as seen:
        if how == "form":
            fields = {f"a-{WHO}-version": "1", f"a-{WHO}-value": "todo"}
            client.send(f"/checklists/{number}/sections/{SECTION}", fields)
        else:
            answer = {"key": WHO, "version": 1, "value": "todo"}
            client.send_json(f"/assessments/{number}/answers", {"answers": [answer]})

    assert seen.without_trail == []
    assert any("answer_history" in one for one in seen.done)
