"""A post office: the service asks, time passes, and e-mails lie in people's boxes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.emails import choose_emails
from icf.accounts.models import Membership, Organisation, Person
from icf.assessments.assignment import assign
from icf.db import db, in_organisation, write
from icf.jobs.models import Job
from icf.jobs.rounds import begin_rounds
from icf.jobs.worker import run_due
from icf.plans.action import add_action
from icf.talk.comments import say
from icf.talk.reviews import answer_review, ask_for_review
from icf.web.actor import Actor
from tests.desk import WHO, Desk
from tests.mail.smtp import MailServer, mail_server
from tests.support import Somewhere

SUNDAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


def use(app: Flask, port: int) -> None:
    """Let the application send through the mail server on this port."""
    app.extensions["icf_settings"] = replace(
        app.extensions["icf_settings"],
        mail_server="127.0.0.1",
        mail_port=port,
        mail_security="none",
        mail_sender="toolkit@example.org",
        public_url="https://toolkit.example.org",
    )


class Post:
    """Asks for things as the desk's lead, and has the workers send what is due."""

    def __init__(self, desk: Desk, server: MailServer) -> None:
        self.desk = desk
        self.app = desk.app
        self.server = server

    def send(self, now: datetime = SUNDAY) -> list[EmailMessage]:
        """Do what is due at a moment; gives the e-mails that were sent."""
        before = len(self.server.inbox)
        run_due(self.app, now)
        return self.server.inbox[before:]

    def morning(self, now: datetime) -> list[EmailMessage]:
        """The same with the rounds of the day, as a worker does."""
        begin_rounds(self.app, now)
        return self.send(now)

    def write(self, function: Callable[..., Any], *args: Any, by: Actor | None = None) -> Any:
        def work() -> Any:
            with write() as session:
                return function(session, by or self.desk.actor, SUNDAY, *args)

        return self.desk.run(work)

    def comment(self, words: str, asked: Actor | None = None) -> int:
        asked_id = asked.person_id if asked else None
        number: int = self.write(say, self.desk.assessment_id, WHO, words, asked_id)
        return number

    def review(self, reviewer: Actor) -> int:
        number: int = self.write(
            ask_for_review, self.desk.assessment_id, reviewer.person_id, "Secret note"
        )
        return number

    def answer(self, number: int, reviewer: Actor, answer: str) -> None:
        self.write(answer_review, number, answer, "Secret words", by=reviewer)

    def give(self, to: Actor, section: str, due_on: date | None = None) -> None:
        self.desk.call(assign, self.desk.sheet(), to.person_id, [section], due_on)

    def action(self, due_on: date, who: str = "", what: str = "Secret plan") -> int:
        values = {"what": what, "who": who, "due_on": due_on}
        number: int = self.desk.call(add_action, self.desk.sheet(), values)
        return number

    def choose(self, actor: Actor, choice: str) -> None:
        self.write(choose_emails, choice, by=actor)

    def change(self, model: Any, key: int, **values: Any) -> None:
        with self.app.app_context(), write() as session:
            row = session.get_one(model, key)
            for name, value in values.items():
                setattr(row, name, value)

    def leave(self, actor: Actor) -> None:
        with self.app.app_context():
            found = sa.select(Membership.id).where(Membership.person_id == actor.person_id)
            number = db.session.scalar(found)
        self.change(Membership, number, ended_at=SUNDAY)  # type: ignore[arg-type]

    def disable(self, actor: Actor) -> None:
        self.change(Person, actor.person_id, disabled_at=SUNDAY)

    def close(self, actor: Actor) -> None:
        self.change(Organisation, actor.organisation_id, closed_at=SUNDAY)

    def mark(self, marking: str) -> None:
        self.change(Organisation, self.desk.actor.organisation_id, marking=marking)

    def states(self) -> list[str]:
        with self.app.app_context():
            return list(db.session.scalars(sa.select(Job.state).order_by(Job.id)))

    def rows(self, model: Any) -> int:
        with self.app.app_context(), in_organisation(self.desk.actor.organisation_id):
            return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture
def post(desk: Desk) -> Iterator[Post]:
    """The rounds have been seen before, on the Sunday, as on an installation that runs."""
    with mail_server() as server:
        use(desk.app, server.port)
        begin_rounds(desk.app, SUNDAY)
        yield Post(desk, server)


@pytest.fixture
def rae(desk: Desk, signed_in: Any) -> Actor:
    """A colleague of the desk's lead."""
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    found: Actor = signed_in("contributor", organisation=here, name="Rae Viewer").actor
    return found


def to(*mails: EmailMessage) -> list[str]:
    return sorted(str(one["To"]) for one in mails)
