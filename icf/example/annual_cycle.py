"""Three years of the made-up partnership, made by the services that the pages use.

Each cycle is rolled forward from the one before. The last day for sending of the last one has just
gone, so that every state of an organisation can be seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from icf.assessments.service import reopen
from icf.assessments.sheet import load
from icf.cycle import readiness, sending, service
from icf.db import db, in_organisation
from icf.errors import InvalidInput
from icf.example import year_content
from icf.example.answers import changed
from icf.example.clock import Clock, working_day
from icf.example.content import Said
from icf.example.cycle_dates import YEARS, CycleDates, cycle_dates
from icf.example.own_questions import publish_own
from icf.example.typed import type_for
from icf.example.year_content import Again, CycleYear, Part, SelfEvaluation
from icf.example.yearly import YearMaker, add_will_do, save_all, write_plan
from icf.plans.signing import sign_off
from icf.plugin.manager import Plugins
from icf.selfeval.period import year_of
from icf.web.actor import Actor

CLOSED_DAYS = 7
"""A cycle is closed so many days after the Board met."""

ASKED_FOR_MORE_TIME_DAYS = 3
"""A later day is agreed so many days before everybody's."""

People = Mapping[str, Mapping[str, Actor]]


def add_years(plugins: Plugins, now: datetime, people: People, seed: int) -> None:
    """Add the years, in an application context and outside any organisation's scope.

    Args:
        people: everybody by organisation and name.
    """
    content = year_content.annual_cycles()
    officer = next(who[content.officer] for who in people.values() if content.officer in who)
    before: int | None = None
    for place, dates in enumerate(cycle_dates(now.date())):
        year = _Year(plugins, people, officer, dates, YEARS - 1 - place, seed)
        before = year.add(content.years[place], before)


class _Year:
    """One cycle with everything that organisations do for it."""

    def __init__(
        self,
        plugins: Plugins,
        people: People,
        officer: Actor,
        dates: CycleDates,
        years_ago: int,
        seed: int,
    ) -> None:
        self._plugins = plugins
        self._people = people
        self._officer = officer
        self._dates = dates
        self._years_ago = years_ago
        self._seed = seed
        self._title = ""
        self._cycle_id = 0

    def add(self, content: CycleYear, before: int | None) -> int:
        """The id of its cycle, which follows the one of the year ``before``."""
        with in_organisation(self._officer.organisation_id):
            self._open(content, before)
        self._write_plans_and_questions()
        makers = list(self._self_evaluations())
        for one in makers:
            one.make()
        with in_organisation(self._officer.organisation_id):
            self._agree_later_days(content)
        for part in sorted(content.organisations, key=lambda one: -(one.sends or 0)):
            self._part(part)
        if self._years_ago:
            closed = _morning(working_day(self._dates.meets_on + timedelta(days=CLOSED_DAYS)))
            with in_organisation(self._officer.organisation_id):
                service.close_cycle(db.session(), self._officer, closed, self._cycle_id, True)
        for one in makers:
            one.follow()
        return self._cycle_id

    def _open(self, content: CycleYear, before: int | None) -> None:
        opened = _morning(self._dates.opens)
        wanted = service.Wanted(year_of(self._dates.opens), self._dates.meets_on)
        follows = ""
        if before is not None:
            earlier = service.cycle_of(db.session(), before)
            wanted, follows = service.next_year(earlier, self._dates.opens), earlier.key
        wanted = replace(wanted, note=content.note)
        self._title = wanted.title
        joins = {self._lead(one).organisation_id: one.joins for one in content.organisations}
        at_once = [number for number, days in joins.items() if not days]
        self._cycle_id = service.open_cycle(
            db.session(), self._officer, opened, self._plugins, wanted, at_once, follows
        )
        for number, days in joins.items():
            if days:
                at = _morning(working_day(self._dates.opens + timedelta(days=days)))
                service.add_organisations(db.session(), self._officer, at, self._cycle_id, [number])

    def _write_plans_and_questions(self) -> None:
        asked_from = _morning(self._dates.opens) + timedelta(hours=2)
        for asked in year_content.own_questions():
            if asked.year == self._years_ago:
                actor = self._people[asked.organisation][asked.by]
                publish_own(self._plugins, actor, asked_from, asked)
        for name, every in year_content.implementation_plans().items():
            for plan in every:
                if plan.year == self._years_ago:
                    actor, random = self._people[name][plan.by], self._random(name, "plan")
                    write_plan(actor, plan, self._dates.due, self._title, random)

    def _self_evaluations(self) -> Iterator[YearMaker]:
        """Those of the year, in the order in which they were started."""
        found = [(name, one) for name, one in self._written() if not one.came]
        for name, one in sorted(found, key=lambda pair: -pair[1].before):
            random, people = self._random(name, one.service), self._people[name]
            yield YearMaker(self._plugins, people, one, self._dates.due, self._title, random)

    def _written(self) -> Iterator[tuple[str, SelfEvaluation]]:
        for name, every in year_content.self_evaluations().items():
            yield from ((name, one) for one in every if one.year == self._years_ago)

    def _agree_later_days(self, content: CycleYear) -> None:
        at = _morning(_from_due(self._dates.due, ASKED_FOR_MORE_TIME_DAYS))
        for part in content.organisations:
            if part.later:
                until = working_day(self._dates.due + timedelta(days=part.later.days))
                number = self._lead(part).organisation_id
                service.extend(
                    db.session(), self._officer, at, self._cycle_id, number, until, part.later.why
                )

    def _part(self, part: Part) -> None:
        """What one organisation does in the year, or the partnership officer for it."""
        if part.sends is None:
            return
        lead, sent = self._lead(part), _morning(_from_due(self._dates.due, part.sends))
        typed = [one for name, one in self._written() if name == part.name and one.came]
        if typed:
            type_for(
                self._plugins, self._officer, lead, self._cycle_id, sent, self._dates.due, typed[0]
            )
        elif part.told:
            with in_organisation(self._officer.organisation_id):
                place = lead.organisation_id
                sending.nil_for(self._officer, sent, self._cycle_id, place, part.nil)
        else:
            with in_organisation(lead.organisation_id):
                self._take_part(lead, sent, part)

    def _take_part(self, lead: Actor, sent: datetime, part: Part) -> None:
        if part.nil:
            sending.send_nil(db.session(), lead, sent, self._cycle_id, part.nil)
            return
        cycle = service.cycle_of(db.session(), self._cycle_id)
        ready = readiness.ready(db.session(), lead, cycle)
        signed, of_services = ready.signed, [one.signed_id for one in ready.signed_services]
        if signed is None or signed.record.signed_at is None:
            raise InvalidInput(f"{part.name} has signed nothing off for {cycle.title}.")
        sent = max(sent, signed.record.signed_at + timedelta(hours=1))
        self._send(lead, sent, "", of_services if part.with_services else None)
        if part.again:
            self._send_again(lead, sent, signed.id, part.again)

    def _send_again(self, lead: Actor, sent: datetime, signed: int, again: Again) -> None:
        clock = Clock(sent.date(), self._random(lead.name, "again"))
        clock.day(again.after)
        newer = reopen(db.session(), lead, max(clock.tick(), sent), self._plugins, signed)
        sheet = load(db.session(), lead, newer)
        said = {f"self-{name}": Said(value=text) for name, text in again.answers.items()}
        save_all(self._plugins, lead, clock, newer, changed(said, sheet))
        add_will_do(lead, clock, newer, again.plan)
        sheet, role = (
            load(db.session(), lead, newer),
            load(db.session(), lead, signed).record.signed_role,
        )
        sign_off(db.session(), lead, clock.tick(), sheet, lead.name, role, {})
        self._send(lead, clock.tick(), again.why)

    def _send(
        self, lead: Actor, at: datetime, reason: str, services: list[int] | None = None
    ) -> None:
        shown = sending.would_send(
            db.session(), lead, at, self._plugins, self._cycle_id, services
        ).sha256
        sending.send(db.session(), lead, at, self._plugins, self._cycle_id, shown, reason, services)

    def _lead(self, part: Part) -> Actor:
        return next(one for one in self._people[part.name].values() if one.role == "lead")

    def _random(self, *about: str) -> Random:
        return Random(" ".join([str(self._seed), str(self._years_ago), *about]))  # noqa: S311 no secret


def _from_due(due: date, days: int) -> date:
    """A working day at least so many days before another, or at most so many after it."""
    found = due - timedelta(days=days)
    while working_day(found) != found:
        found += timedelta(days=-1 if days >= 0 else 1)
    return found


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 40), tzinfo=UTC)
