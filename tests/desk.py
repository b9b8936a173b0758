"""A checklist to work on, and short ways to save answers in it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from icf.assessments import service
from icf.assessments.posted import Posted
from icf.assessments.saving import SaveOutcome, save_answers
from icf.assessments.sheet import Sheet, load
from icf.db import db, in_organisation
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.service import start_work

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
WHO = "icf:connecting-who"
CHANNELS = "icf:communicating-channels"


@dataclass
class Desk:
    """One organisation's desk with one checklist on it; every call is its own request."""

    app: Flask
    actor: Actor
    assessment_id: int
    work_id: int

    @property
    def plugins(self) -> Plugins:
        found: Plugins = self.app.extensions["icf_plugins"]
        return found

    def run(self, work: Callable[[], Any]) -> Any:
        """Run something as a request would: with the database and the organisation in scope."""
        with self.app.test_request_context(), in_organisation(self.actor.organisation_id):
            return work()

    def save(
        self, *posted: Posted, actor: Actor | None = None, save_key: str = "", minutes: int = 0
    ) -> SaveOutcome:
        """Save answers, some minutes after NOW."""
        kinds = self.plugins.registry.kinds(None)
        now = NOW + timedelta(minutes=minutes)
        outcome: SaveOutcome = self.run(
            lambda: save_answers(
                db.session, actor or self.actor, now, kinds, self.assessment_id, posted, save_key
            )
        )
        return outcome

    def sheet(self, assessment_id: int | None = None) -> Sheet:
        """The checklist as a page reads it."""
        wanted = assessment_id or self.assessment_id
        found: Sheet = self.run(lambda: load(db.session, self.actor, wanted))
        return found

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a service with the session, the actor and NOW."""
        return self.run(lambda: function(db.session, self.actor, NOW, *args, **kwargs))


def posted(key: str = WHO, value: str = "", version: int = 0, **more: Any) -> Posted:
    """An answer as a form sends it."""
    return Posted(key, version, {"value": [value]} if value else {}, **more)


@pytest.fixture
def desk(app: Flask, signed_in: Any) -> Desk:
    """A quick checklist of a new piece of work, filled in by nobody yet."""
    actor = signed_in("lead").actor
    made = Desk(app, actor, 0, 0)
    made.work_id = made.call(start_work, {"title": "Millbrook garden"})
    made.assessment_id = made.call(service.start_assessment, made.plugins, made.work_id, "quick")
    return made


@pytest.fixture
def colleague(desk: Desk, signed_in: Any) -> Actor:
    """Somebody else of the same organisation."""
    from tests.support import Somewhere

    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    found: Actor = signed_in("contributor", organisation=here, name="Colleague").actor
    return found
