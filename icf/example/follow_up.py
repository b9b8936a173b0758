"""What became of the actions of the example, and what organisations propose to each other."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Literal

import sqlalchemy as sa

from icf.assessments.models import Assessment
from icf.db import db, in_organisation
from icf.example.clock import Clock, working_day
from icf.example.content import Strict, read
from icf.plans import proposals
from icf.plans.action import action
from icf.plans.follow_up import Place, list_action, say_how_it_goes
from icf.plans.links import APPROACH, Link
from icf.plans.models import Action
from icf.plans.status import AT_RISK, DONE, NOT_RATED, OFF_TRACK, ON_TRACK, STOPPED
from icf.web.actor import Actor

LEAD = "lead"
LONG_AGO_DAYS = 45
"""What was due longer ago than this is mostly done by now."""

People = Mapping[str, Mapping[str, Actor]]


class SaidOf(Strict):
    """How an action stood so many days ago, and what was said about it."""

    days_ago: int
    status: str
    words: str


class Proposed(Strict):
    """To whom an action was proposed, and the answer; without one it still waits.

    Args:
        until: of the answer ``redate``, in days from today.
        who: does it there; ``said`` is how it went there.
    """

    to: str
    words: str
    days_ago: int
    by: str = LEAD
    answer: Literal["", "accept", "redate", "decline"] = ""
    answered_days_ago: int = 0
    until: int = 0
    reason: str = ""
    who: str = ""
    said: tuple[SaidOf, ...] = ()


class ListedToDo(Strict):
    """An action that no checklist brought. ``due`` and ``review`` are in days from today."""

    organisation: str
    by: str
    days_ago: int
    what: str
    approaches: tuple[str, ...] = ()
    who: str = ""
    due: int | None = None
    review: int | None = None
    no_date_reason: str = ""
    how_we_know: str = ""
    support_needed: str = ""
    support_offered: str = ""
    budget: str = ""
    resources: str = ""
    priority: str = ""
    said: tuple[SaidOf, ...] = ()
    proposed: Proposed | None = None


class FollowUpContent(Strict):
    """What ``content/actions.yaml`` says: notes by status, and actions without a checklist."""

    notes: dict[str, list[str]]
    listed: list[ListedToDo]


class FollowUp:
    """Says how the actions of the example go. Everything happens before today."""

    def __init__(self, people: People, leads: Mapping[str, Actor], today: date, seed: int) -> None:
        self._people = people
        self._leads = leads
        self._today = today
        self._random = Random(f"{seed} follow up")  # noqa: S311 no secret
        self._content = FollowUpContent.model_validate(read("actions"))
        self._dealt: dict[str, int] = {}

    def add(self) -> None:
        """Actions without a checklist first, so that proposals find both sides."""
        for one in self._content.listed:
            self._list(one)
        for name, lead in self._leads.items():
            with in_organisation(lead.organisation_id):
                for one in self._unrated(lead):
                    self._say(self._people[name].get(one.who, lead), one)

    def _list(self, one: ListedToDo) -> None:
        actor = self._person(one.organisation, one.by)
        names = [
            *("what", "who", "no_date_reason", "how_we_know", "support_needed"),
            *("support_offered", "budget", "resources", "priority"),
        ]
        values = {
            **{name: getattr(one, name) for name in names},
            "due_on": self._on(one.due),
            "review_on": self._on(one.review),
            "links": [Link(APPROACH, f"icf:{key}") for key in one.approaches],
        }
        with in_organisation(actor.organisation_id):
            at = self._at(one.days_ago)
            number = list_action(db.session(), actor, at.tick(), Place(), values)
        if one.proposed:
            self._propose(one.proposed, self._person(one.organisation, one.proposed.by), number)
        with in_organisation(actor.organisation_id):
            self._say_each(actor, number, one.said)

    def _say_each(self, actor: Actor, number: int, notes: Sequence[SaidOf]) -> None:
        for said in notes:
            version = action(db.session(), actor, number).version
            now = self._at(said.days_ago).tick()
            reason, note = (said.words, "") if said.status == STOPPED else ("", said.words)
            say_how_it_goes(db.session(), actor, now, number, version, said.status, note, reason)

    def _propose(self, one: Proposed, actor: Actor, number: int) -> None:
        answering = self._leads[one.to]
        with in_organisation(actor.organisation_id):
            now, other = self._at(one.days_ago).tick(), answering.organisation_id
            proposals.propose(db.session(), actor, now, number, other, one.words)
        if not one.answer:
            return
        with in_organisation(other):
            now = self._at(one.answered_days_ago).tick()
            asked = proposals.proposals(db.session(), answering)[0]
            if one.answer == "decline":
                proposals.decline(db.session(), answering, now, asked.id, one.reason)
                return
            until = self._on(one.until) if one.answer == "redate" else asked.due_on
            made = proposals.accept(
                db.session(), answering, now, asked.id, Place(), until, one.reason, one.who
            )
            self._say_each(answering, made, one.said)

    def _unrated(self, lead: Actor) -> Sequence[Any]:
        """The actions of signed plans of which nobody has said anything."""
        rows = db.session.execute(
            sa.select(*(Action.id, Action.version), Action.edited_at, Action.due_on, Action.who)
            .join(Assessment, Assessment.id == Action.assessment_id)
            .where(
                Action.organisation_id == lead.organisation_id,
                Assessment.organisation_id == lead.organisation_id,
                Action.status == NOT_RATED,
                Action.deleted_at.is_(None),
                Assessment.state == "signed",
            )
            .order_by(Action.id)
        )
        return rows.all()

    def _say(self, actor: Actor, one: Any) -> None:
        created, due = one.edited_at.date(), one.due_on
        status = self._status(due)
        latest = min(due or self._today, self._today) - timedelta(days=3)
        span = (latest - created).days
        if status == NOT_RATED or span < LONG_AGO_DAYS // 2:
            return
        # A weekend or a holiday moves it on by some days, so it keeps well before today.
        day = created + timedelta(days=self._random.randrange(span // 2, span - 4))
        now, words = Clock(day, self._random).tick(), self._deal(status)
        reason, note = (words, "") if status == STOPPED else ("", words)
        say_how_it_goes(db.session(), actor, now, one.id, one.version, status, note, reason)

    def _status(self, due: date | None) -> str:
        chance = self._random.random()
        if due is None:
            return NOT_RATED if chance < 0.5 else ON_TRACK
        if due < self._today - timedelta(days=LONG_AGO_DAYS):
            return DONE if chance < 0.85 else STOPPED if chance < 0.93 else OFF_TRACK
        if due < self._today:
            return DONE if chance < 0.4 else OFF_TRACK if chance < 0.7 else AT_RISK
        return ON_TRACK if chance < 0.5 else AT_RISK if chance < 0.65 else NOT_RATED

    def _deal(self, status: str) -> str:
        """One sentence after the other, so that none comes twice before all have come."""
        pile = self._content.notes[status]
        place = self._dealt.get(status, 0)
        self._dealt[status] = place + 1
        return pile[place % len(pile)]

    def _person(self, organisation: str, name: str) -> Actor:
        return self._leads[organisation] if name == LEAD else self._people[organisation][name]

    def _on(self, days: int | None) -> date | None:
        return None if days is None else working_day(self._today + timedelta(days=days))

    def _at(self, days_ago: int) -> Clock:
        return Clock(self._today - timedelta(days=days_ago), self._random)
