"""One person's checklist, through the services or through the save address of our script."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from icf.assessments.service import start_assessment
from icf.assessments.sheet import Sheet, load
from icf.db import db, in_organisation
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.service import start_work
from tests.support import CheckedClient

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


@dataclass
class Desk:
    """A browser, who is signed in there, and a checklist of size standard to fill in."""

    app: Flask
    browser: CheckedClient
    actor: Actor
    work_id: int = 0
    assessment_id: int = 0
    questions: list[str] = field(default_factory=list)
    _headers: dict[str, str] = field(default_factory=dict)

    @property
    def plugins(self) -> Plugins:
        found: Plugins = self.app.extensions["icf_plugins"]
        return found

    def call(self, service: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a service as a request would, with the session, the actor and NOW."""
        with self.app.test_request_context(), in_organisation(self.actor.organisation_id):
            return service(db.session, self.actor, NOW, *args, **kwargs)

    def sheet(self, assessment_id: int) -> Sheet:
        """A checklist with its answers."""
        found: Sheet = self.call(lambda session, actor, _now: load(session, actor, assessment_id))
        return found

    def autosave(self, body: dict[str, Any]) -> tuple[int, Any]:
        """Send a save as the script does. Status and what was said."""
        if not self._headers:
            self._headers = {"X-CSRFToken": self.browser.csrf_token(), "Accept": "application/json"}
        address = f"/assessments/{self.assessment_id}/answers"
        reply = self.browser.post(address, json=body, headers=self._headers)
        return reply.status_code, reply.json


def new_desk(app: Flask, browser: CheckedClient) -> Desk:
    """A desk with a new checklist on it."""
    assert browser.actor is not None
    desk = Desk(app, browser, browser.actor)
    desk.work_id = desk.call(start_work, {"title": "Millbrook garden"})
    desk.assessment_id = desk.call(start_assessment, desk.plugins, desk.work_id, "standard")
    sections = desk.sheet(desk.assessment_id).main_sections
    desk.questions = [one.key for section in sections for one in section.questions]
    return desk
