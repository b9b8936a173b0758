"""A year of a small partnership: an officer who runs it, and organisations that take part."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.service import Start, begin, mark_signed
from icf.assessments.sheet import Sheet, load
from icf.core.questionnaire import SELF_EVALUATION
from icf.core.wording import Wording
from icf.cycle import sending, service
from icf.cycle.models import Cycle
from icf.db import db, in_organisation, write
from icf.packs.selection import Selection
from icf.packs.service import Composed, composed_of, composed_with, keep_questionnaire
from icf.plans.action import add_action
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.subject import take_subject
from tests.support import CheckedClient

NOW = datetime(2026, 9, 28, 10, 0, tzinfo=UTC)
MEETS_ON = date(2027, 1, 14)
DUE_ON = date(2026, 12, 18)
YEAR = "2026/27"
DID, MEASURED = "icf:self-connecting-actions", "icf:self-connecting-measures"
WORDED_THEN = "What did you do about connecting, in those days?"


def self_evaluation(
    plugins: Plugins,
    actor: Actor,
    now: datetime,
    words: str,
    signed: bool = True,
    year: str = YEAR,
    depth: str = "quick",
) -> int:
    """A self-evaluation of the actor's whole organisation with one answer; in its scope."""
    with write() as session:
        subject = take_subject(session, actor, now)
        start = Start(SELF_EVALUATION, depth, period=year)
        made = begin(session, actor, now, plugins, subject, start)
    answer(plugins, actor, now, made, words)
    if signed:
        with write() as session:
            mark_signed(session, actor, now, made, actor.name, "Manager")
    return made


def answer(plugins: Plugins, actor: Actor, now: datetime, assessment_id: int, words: str) -> None:
    """Answer what was done about connecting."""
    sheet = load(db.session, actor, assessment_id)
    seen = sheet.edited[DID].version if DID in sheet.edited else 0
    kinds = plugins.registry.kinds(None)
    posted = [Posted(DID, seen, {"value": [words]})]
    outcome = save_answers(db.session, actor, now, kinds, assessment_id, posted)
    assert outcome.is_complete, outcome


def asks_older_questions(
    plugins: Plugins, now: datetime, cycle_id: int, version: str, **changes: Any
) -> str:
    """See ``PartnershipYear.asks_older_questions``; in somebody's scope."""
    with write() as session:
        made = _older(composed_with(session, plugins, Selection()), version, changes)
        keep_questionnaire(session, now, made)
        cycle = service.cycle_of(session, cycle_id)
        cycle.digest, cycle.core_version = made.digest, version
        return made.digest


def _older(made: Composed, version: str, changes: dict[str, Any]) -> Composed:
    """The framework's questions as they might have been."""
    whole = made.questionnaire
    words = {"text": Wording((("en", WORDED_THEN),)), **changes}
    sections = [
        replace(
            section,
            questions=tuple(
                replace(one, **words) if one.key == DID else one
                for one in section.questions
                if one.key != MEASURED
            ),
        )
        for section in whole.sections
    ]
    packs = tuple((key, version, title) for key, _version, title in whole.packs)
    return composed_of(replace(whole, packs=packs, sections=tuple(sections)))


@dataclass
class Member:
    """An organisation that takes part, with the browser of its lead."""

    year: "PartnershipYear"
    client: CheckedClient
    id: int
    name: str

    @property
    def actor(self) -> Actor:
        assert self.client.actor is not None
        return self.client.actor

    def run(self, work: Callable[[], Any]) -> Any:
        """Run something as a request of its lead would."""
        with self.year.app.test_request_context(), in_organisation(self.id):
            return work()

    def evaluates(
        self, words: str = "We met everybody", signed: bool = True, depth: str = "quick"
    ) -> int:
        """A self-evaluation for the year; gives its id."""
        now, plugins = self.year.now, self.year.plugins
        made: int = self.run(
            lambda: self_evaluation(plugins, self.actor, now, words, signed, depth=depth)
        )
        return made

    def plans(self, assessment_id: int, what: str, **values: Any) -> int:
        """Something in the support and action plan, written while it is a draft."""

        def add() -> int:
            sheet: Sheet = load(db.session, self.actor, assessment_id)
            return add_action(
                db.session, self.actor, self.year.now, sheet, {"what": what, **values}
            )

        return int(self.run(add))

    def sends(self, reason: str = "") -> int:
        """Look at what would be sent and send it; gives the number of the copy."""

        def go() -> int:
            year = self.year
            paper = sending.would_send(
                db.session, self.actor, year.now, year.plugins, year.cycle_id
            )
            return sending.send(
                db.session, self.actor, year.now, year.plugins, year.cycle_id, paper.sha256,
                reason,
)  # fmt: skip

        return int(self.run(go))


@dataclass
class PartnershipYear:
    """The year as its officer runs it. ``now`` is what the services are told."""

    app: Flask
    officer: CheckedClient
    make_member: Callable[[str], Member] = field(repr=False)
    now: datetime = NOW
    cycle_id: int = 0

    @property
    def plugins(self) -> Plugins:
        found: Plugins = self.app.extensions["icf_plugins"]
        return found

    @property
    def actor(self) -> Actor:
        assert self.officer.actor is not None
        return self.officer.actor

    def run(self, work: Callable[[], Any]) -> Any:
        """Run something as a request of the officer would."""
        with self.app.test_request_context(), in_organisation(self.actor.organisation_id):
            return work()

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a service of the partnership with the session, the officer and now."""
        return self.run(lambda: function(db.session, self.actor, self.now, *args, **kwargs))

    def open(self, *members: Member, meets_on: date = MEETS_ON, title: str = YEAR) -> int:
        """Open a year for these organisations."""
        wanted = service.Wanted(title, meets_on)
        numbers = [one.id for one in members]
        self.cycle_id = self.call(service.open_cycle, self.plugins, wanted, numbers)
        return self.cycle_id

    def asks_older_questions(self, version: str = "0.9.0", **changes: Any) -> str:
        """The year was opened when the framework was older; gives the digest of that.

        It worded what was done about connecting otherwise, and asked nothing about its measures.

        Args:
            changes: of the question about what was done.
        """
        found: str = self.run(
            lambda: asks_older_questions(self.plugins, self.now, self.cycle_id, version, **changes)
        )
        return found

    def member(self, name: str) -> Member:
        """An organisation with a lead."""
        found = self.make_member(name)
        found.year = self
        return found

    def cycle(self) -> Cycle:
        """The year as it is stored."""
        found: Cycle = self.run(lambda: service.cycle_of(db.session, self.cycle_id))
        return found

    def later(self, days: int) -> None:
        """Some days go by."""
        self.now += timedelta(days=days)


@pytest.fixture
def year(app: Flask, signed_in: Any, make_organisation: Any) -> PartnershipYear:
    """A partnership whose officer has opened nothing yet."""

    def make_member(name: str) -> Member:
        place = make_organisation(name)
        client = signed_in("lead", organisation=place, name=f"Lead of {name}")
        return Member(made, client, place.id, name)

    made = PartnershipYear(app, signed_in("partnership_officer", name="Olu Officer"), make_member)
    return made
