"""Loads the made-up partnership into an empty installation."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Organisation
from icf.accounts.service import (
    add_membership,
    add_service,
    create_organisation,
    create_person,
    services,
    set_look,
    set_setting,
)
from icf.accounts.setting import SETUP_FINISHED
from icf.assessments.models import Assessment
from icf.db import across_organisations, db, in_organisation, write
from icf.errors import InvalidInput
from icf.example import content
from icf.example.annual_cycle import add_years
from icf.example.answers import Deck
from icf.example.checklist import ChecklistMaker
from icf.example.clock import Clock
from icf.example.content import OrganisationContent, PieceOfWork
from icf.example.conversations import load_talks
from icf.example.cycle_dates import cycle_dates
from icf.example.follow_up import FollowUp
from icf.example.loaded import EXAMPLE, Loaded
from icf.example.looking_back import look_back
from icf.example.panels import load_panels
from icf.packs.service import switch_plugin
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.places import Place, current_lists, place_lists
from icf.work.service import delete_work, share_work, start_work

FLAGSHIP = "bowling-green"
"""The key of the work whose plan is the example of a plan."""

OLDER_DAYS = 30
"""How much older an organisation is than its first piece of work and its first annual cycle."""

MARKING = "Made-up example"
"""On every page and every plan, so that nobody takes the example for real."""


def load(plugins: Plugins, now: datetime, seed: int = 1) -> Loaded:
    """Load the example, in an application context and outside any organisation's scope.

    The same seed and the same day give the same rows. Set-up counts as finished afterwards.

    Raises:
        InvalidInput: there is an organisation already, so the example would be among real work.
    """
    _refuse_when_in_use(db.session())
    loader = _Loader(plugins, now, seed)
    found = content.organisations()
    with write() as session:
        for organisation in found:
            loader.add_organisation(session, organisation)
    whose = [(one, work) for one in found for work in one.work]
    # What began since the newest cycle was opened asks the questions that came with it.
    opened = cycle_dates(now.date())[-1].opens
    in_order = sorted(whose, key=lambda pair: pair[1].first_day(now.date()))
    recent = [pair for pair in in_order if pair[1].first_day(now.date()) >= opened]
    for organisation, work in in_order[: len(in_order) - len(recent)]:
        loader.add_work(organisation, work)
    add_years(plugins, now, loader.people, seed)
    for organisation, work in recent:
        loader.add_work(organisation, work)
    loader.add_talks()
    loader.follow_up(found)
    result = loader.result(found)
    with write() as session:
        set_setting(session, SETUP_FINISHED, True)
        set_setting(session, EXAMPLE, asdict(result))
        audit.record(session, "example_loaded", None, now, seed=seed)
    return result


def _refuse_when_in_use(session: Session) -> None:
    if session.scalar(sa.select(Organisation.id).limit(1)) is not None:
        raise InvalidInput(
            "There are organisations in this installation, and the example is for an empty one.",
            "Set ICF_INSTANCE to another folder that is empty, then run icf init and icf example.",
        )


class _Loader:
    def __init__(self, plugins: Plugins, now: datetime, seed: int) -> None:
        self._plugins = plugins
        self._today = now.date()
        self._seed = seed
        self._deck = Deck(content.phrases(), seed)
        self.people: dict[str, dict[str, Actor]] = {}
        self._plans: dict[str, int] = {}
        self._works: dict[str, int] = {}
        self._evaluations: dict[str, int] = {}

    def add_organisation(self, session: Session, one: OrganisationContent) -> None:
        """The organisation, its people, services and add-ons. They are older than any work."""
        began = [work.first_day(self._today) for work in one.work]
        first = min(cycle_dates(self._today)[0].opens, *began)
        random = Random(f"{self._seed} {one.name}")  # noqa: S311 no secret
        then = Clock(first - timedelta(days=OLDER_DAYS), random).now
        row = create_organisation(session, then, one.name, one.kind, one.size)
        row.marking, row.who_to_ask = MARKING, one.who_to_ask
        if one.colour:
            set_look(session, None, then, row, one.colour)
        self.people[one.name] = people = _add_people(session, then, one, row)
        lead = people[_lead(one)]
        with in_organisation(row.id):
            for name in one.services:
                add_service(session, lead, then, name)
            for name in one.add_ons:
                switch_plugin(session, lead, then, self._plugins, name, on=True)

    def add_work(self, organisation: OrganisationContent, one: PieceOfWork) -> None:
        """A piece of work with all its checklists."""
        people = self.people[organisation.name]
        random = Random(f"{self._seed} {one.key}")  # noqa: S311 no secret
        clock = Clock(one.first_day(self._today), random)
        lead = people[_lead(organisation)]
        actor = people[one.lead]
        with in_organisation(actor.organisation_id):
            values = self._values(one, clock)
            work_id = start_work(db.session(), actor, clock.tick(), values)
            self._works[one.key] = work_id
            if one.shared:
                share_work(db.session(), lead, clock.tick(), work_id, shared=True)
            self._add_checklists(one, work_id, people, clock, random)
            self._add_evaluations(one, work_id, people, clock)
            if one.deleted_after is not None:
                clock.day(one.deleted_after)
                delete_work(db.session(), lead, clock.tick(), work_id)

    def follow_up(self, found: list[OrganisationContent]) -> None:
        """How the actions go, and those that no checklist brought."""
        leads = {one.name: self.people[one.name][_lead(one)] for one in found}
        FollowUp(self.people, leads, self._today, self._seed).add()

    def add_talks(self) -> None:
        """The register of conversations, and panels."""
        load_talks(self.people, self._works, self._today)
        load_panels(self.people, self._works, self._today)

    def result(self, found: list[OrganisationContent]) -> Loaded:
        kept = [work for one in found for work in one.work if work.deleted_after is None]
        leads = [self.people[one.name][_lead(one)] for one in found]
        return Loaded(
            reference=f"P{self._plans[FLAGSHIP]}",
            lead_id=leads[0].person_id,
            works=len(kept),
            checklists=_checklists(),
            leads=[[one.organisation_name, one.name, one.email] for one in leads],
            evaluation=f"P{self._evaluations[FLAGSHIP]}",
        )

    def _add_checklists(
        self,
        one: PieceOfWork,
        work_id: int,
        people: Mapping[str, Actor],
        clock: Clock,
        random: Random,
    ) -> None:
        maker = ChecklistMaker(self._plugins, people, self._deck, one, clock, random)
        for checklist in one.checklists:
            earlier = self._plans[checklist.copied_from] if checklist.copied_from else None
            self._plans[one.key] = maker.make(checklist, work_id, earlier)

    def _add_evaluations(
        self, one: PieceOfWork, work_id: int, people: Mapping[str, Actor], clock: Clock
    ) -> None:
        for look in one.evaluations:
            made = look_back(self._plugins, people, look, work_id, clock)
            self._evaluations[one.key] = made

    def _values(self, one: PieceOfWork, clock: Clock) -> dict[str, object]:
        teams = {service.name: service.id for service in services(db.session())}
        starts = None if one.starts_after is None else clock.date(one.starts_after)
        return {
            **one.model_dump(include={"title", "summary", "kind", "is_new", "stage", "marking"}),
            "lead_name": one.lead,
            "service_id": teams[one.service] if one.service else None,
            "starts_on": starts,
            "places": _places(one, clock.now.date()),
            "neighbourhoods": one.neighbourhoods,
            "partners": one.partners,
        }


def _add_people(
    session: Session, then: datetime, one: OrganisationContent, row: Organisation
) -> dict[str, Actor]:
    """Everybody of an organisation by name. Nobody has a password."""
    people = {}
    for somebody in one.people:
        person = create_person(session, then, somebody.name, somebody.email)
        person.layout = somebody.layout
        person.emails = "none"  # nobody reads at these addresses
        add_membership(session, then, row.id, person.id, somebody.role)
        people[somebody.name] = Actor(
            person.id, somebody.name, somebody.email, row.id, one.name, somebody.role
        )
    return people


def _checklists() -> int:
    with across_organisations("the example is loaded"):
        return db.session.scalar(sa.select(sa.func.count(Assessment.id))) or 0


def _lead(one: OrganisationContent) -> str:
    return next(person.name for person in one.people if person.role == "lead")


def _places(one: PieceOfWork, on: date) -> list[str]:
    """The keys of the places that it names, from the lists of its day where they have them."""
    named = [("ward", name) for name in one.wards]
    named += [("place_partnership", name) for name in one.partnerships]
    keys = [_place_key(kind, name, on) for kind, name in named]
    return [*keys, "kirklees"] if one.district else keys


def _place_key(kind: str, name: str, on: date) -> str:
    def found(places: list[Place]) -> list[str]:
        return [place.key for place in places if (place.kind, place.name) == (kind, name)]

    current = [place for one in current_lists(on) for place in one.places]
    every = [place for one in place_lists() for place in one.places]
    keys = found(current) or found(every)
    if not keys:
        raise InvalidInput(f"The example names “{name}”, which is no {kind} on any list.")
    return keys[0]
