"""Work with checklists, answers and dates, made through the services as a request would."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.service import finish_section, start_assessment
from icf.assessments.sheet import Sheet, load
from icf.db import db, in_organisation
from icf.plans.action import add_action
from icf.plans.signing import save_paper, sign_off
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.service import start_work

NOW = datetime.now(UTC)
TODAY = NOW.date()


@dataclass
class Office:
    """Does things for people; every call is its own request, some minutes after the last."""

    app: Flask
    minutes: int = 0

    @property
    def plugins(self) -> Plugins:
        found: Plugins = self.app.extensions["icf_plugins"]
        return found

    def call(self, actor: Actor, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a service with the session, the actor and a moment later than the last one."""
        self.minutes += 1
        now = NOW - timedelta(days=1) + timedelta(minutes=self.minutes)
        with self.app.test_request_context(), in_organisation(actor.organisation_id):
            return function(db.session, actor, now, *args, **kwargs)

    def work(self, actor: Actor, title: str, **values: Any) -> int:
        """A piece of work without a checklist."""
        return int(self.call(actor, start_work, {"title": title, **values}))

    def checklist(self, actor: Actor, title: str, depth: str = "quick", **values: Any) -> int:
        """A new piece of work with an empty checklist; the checklist's id."""
        work_id = self.work(actor, title, **values)
        return int(self.call(actor, start_assessment, self.plugins, work_id, depth))

    def sheet(self, actor: Actor, checklist: int) -> Sheet:
        with self.app.test_request_context(), in_organisation(actor.organisation_id):
            return load(db.session, actor, checklist)

    def answer(self, actor: Actor, checklist: int, number: int = 100) -> None:
        """Answer the first questions that have no answer yet; by default all of them."""
        sheet = self.sheet(actor, checklist)
        open_keys = [
            question.key
            for section in sheet.main_sections
            for question in section.questions
            if question.key not in sheet.answers
        ]
        posted = [Posted(key, 0, {"value": ["partly"]}) for key in open_keys[:number]]
        kinds = self.plugins.registry.kinds(None)
        self.call(actor, save_answers, kinds, checklist, posted)

    def finish(self, actor: Actor, checklist: int, number: int = 100) -> None:
        """Mark the first sections as finished; by default all of them."""
        for section in self.sheet(actor, checklist).main_sections[:number]:
            self.call(actor, finish_section, checklist, section.key, True)

    def action(self, actor: Actor, checklist: int, what: str, due_on: date, who: str = "") -> int:
        values = {"what": what, "who": who, "due_on": due_on}
        sheet = self.sheet(actor, checklist)
        return int(self.call(actor, add_action, sheet, values))

    def paper(self, actor: Actor, checklist: int, **values: Any) -> None:
        self.call(actor, save_paper, self.sheet(actor, checklist), values)

    def sign(self, actor: Actor, checklist: int, **paper: Any) -> None:
        self.call(actor, sign_off, self.sheet(actor, checklist), actor.name, "Lead", paper)


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)
