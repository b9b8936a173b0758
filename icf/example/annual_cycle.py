"""A year of the made-up partnership, made by the services that the pages use.

Its last day for sending has just gone, so that every state of an organisation can be seen.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Literal

import sqlalchemy as sa
from pydantic import Field
from ruamel.yaml import YAML

from icf.assessments.models import Assessment
from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.service import reopen
from icf.assessments.sheet import Sheet, load
from icf.core.countback import DUE, CycleDays, is_working_day
from icf.core.depth import depths_for
from icf.core.questionnaire import SELF_EVALUATION
from icf.cycle import sending, service
from icf.cycle.bank_holidays import bank_holidays
from icf.cycle.dates import steps_for
from icf.db import across_organisations, db, in_organisation
from icf.example.clock import working_day
from icf.example.content import FOLDER, Strict
from icf.packs.selection import selection
from icf.packs.service import composed_with
from icf.plans.action import add_action
from icf.plans.signing import sign_off
from icf.plugin.manager import Plugins
from icf.selfeval.period import year_of
from icf.selfeval.service import start_self_evaluation
from icf.web.actor import Actor

SOONEST_DAYS, LATEST_DAYS = 5, 60
"""Between which days from now the Board meets."""


class Planned(Strict):
    """One thing of a support and action plan; ``due_after`` is in days after the cycle's last."""

    what: str
    question: str
    who: str
    due_after: int
    how_we_know: str = ""
    support_needed: str = ""
    support_offered: str = ""


class Part(Strict):
    """What becomes of an organisation's year.

    ``state`` is ``sent``, ``amended`` (sent twice), ``late``, ``extended`` (by ``days``) or
    ``nil``. ``answers`` are of those that have no self-evaluation for the year yet; ``plan`` is
    added by them, or with the amended copy.
    """

    name: str
    state: Literal["sent", "amended", "late", "extended", "nil"]
    reason: str = ""
    days: int = 0
    answers: dict[str, str] = Field(default_factory=dict)
    amended: dict[str, str] = Field(default_factory=dict)
    plan: list[Planned] = Field(default_factory=list)


class Year(Strict):
    """The whole year."""

    officer: str
    note: str
    organisations: list[Part]


@cache
def content() -> Year:
    """What the file says, checked."""
    text = (FOLDER / "annual_cycle.yaml").read_text(encoding="utf-8")
    return Year.model_validate(YAML(typ="safe", pure=True).load(text))


def add_year(plugins: Plugins, now: datetime, people: Mapping[str, Mapping[str, Actor]]) -> None:
    """Add the year, in an application context and outside any organisation's scope.

    Args:
        people: everybody by organisation and name.
    """
    year = content()
    meets_on, due = _meeting(now.date())
    opened = _morning(working_day(due - timedelta(days=80)))
    officer = next(who[year.officer] for who in people.values() if year.officer in who)
    wanted = service.Wanted(_title(now.date()), meets_on, note=year.note)
    numbers = {one.name: _lead(people[one.name]).organisation_id for one in year.organisations}
    with in_organisation(officer.organisation_id):
        cycle_id = service.open_cycle(
            db.session, officer, opened, plugins, wanted, list(numbers.values())
        )
        for part in year.organisations:
            if part.state == "extended":
                until = working_day(due + timedelta(days=part.days))
                service.extend(
                    db.session, officer, _morning(_before(due, 3)), cycle_id,
                    numbers[part.name], until, part.reason,
                )  # fmt: skip
    for place, part in enumerate(year.organisations):
        lead = _lead(people[part.name])
        with in_organisation(lead.organisation_id):
            _take_part(plugins, lead, due, place, cycle_id, part)


def _take_part(
    plugins: Plugins, lead: Actor, due: date, place: int, cycle_id: int, part: Part
) -> None:
    """What one organisation does; each sends some days before the next."""
    sent = _morning(_before(due, 8 - place))
    if part.state == "nil":
        sending.send_nil(db.session, lead, sent, cycle_id, part.reason)
    if part.state not in ("sent", "amended"):
        return
    cycle = service.cycle_of(db.session, cycle_id)
    signed = sending.ready(db.session, lead, cycle).signed
    if signed is None:
        made = _evaluate(plugins, lead, due, place, cycle.title, part)
        _sign(lead, sent - timedelta(minutes=20), made)
    else:
        made, sent = signed.id, max(sent, signed.record.signed_at + timedelta(hours=1))
    _send(plugins, lead, sent, cycle_id)
    if part.amended:
        again = sent + timedelta(hours=3)
        newer = reopen(db.session, lead, again, plugins, made)
        _answer(plugins, lead, again, newer, part.amended)
        _plan(lead, again, due, newer, part.plan)
        _sign(lead, again + timedelta(minutes=10), newer)
        _send(plugins, lead, again + timedelta(minutes=20), cycle_id, part.reason)


def _evaluate(plugins: Plugins, lead: Actor, due: date, place: int, title: str, part: Part) -> int:
    """The self-evaluation of an organisation that has none for the year yet."""
    began, size = _morning(_before(due, 30 - place)), _size(plugins, lead)
    made = start_self_evaluation(db.session, lead, began, plugins, None, title, size)
    _answer(plugins, lead, began, made, part.answers)
    _plan(lead, began, due, made, part.plan)
    return made


def _answer(
    plugins: Plugins, lead: Actor, at: datetime, assessment_id: int, answers: Mapping[str, str]
) -> None:
    sheet = load(db.session, lead, assessment_id)
    posted = [
        Posted(f"icf:{key}", _version(sheet, f"icf:{key}"), {"value": [text.strip()]})
        for key, text in answers.items()
    ]
    kinds = plugins.registry.kinds()
    save_answers(db.session, lead, at, kinds, assessment_id, posted)


def _version(sheet: Sheet, key: str) -> int:
    return sheet.edited[key].version if key in sheet.edited else 0


def _plan(
    lead: Actor, at: datetime, due: date, assessment_id: int, plan: Sequence[Planned]
) -> None:
    for one in plan:
        sheet = load(db.session, lead, assessment_id)
        values = one.model_dump(exclude={"question", "due_after"}) | {
            "question": f"icf:{one.question}",
            "due_on": working_day(due + timedelta(days=one.due_after)),
        }
        add_action(db.session, lead, at, sheet, values, source="question")


def _sign(lead: Actor, at: datetime, assessment_id: int) -> None:
    sheet = load(db.session, lead, assessment_id)
    sign_off(db.session, lead, at, sheet, lead.name, "Lead for communities", {})


def _send(plugins: Plugins, lead: Actor, at: datetime, cycle_id: int, reason: str = "") -> None:
    shown = sending.would_send(db.session, lead, at, plugins, cycle_id)
    sending.send(db.session, lead, at, plugins, cycle_id, shown.sha256, reason)


def _size(plugins: Plugins, lead: Actor) -> str:
    chosen = selection(db.session, lead.organisation_id)
    whole = composed_with(db.session, plugins, chosen).questionnaire
    return depths_for(whole, SELF_EVALUATION)[0].key


def _lead(people: Mapping[str, Actor]) -> Actor:
    return next(one for one in people.values() if one.role == "lead")


def _meeting(today: date) -> tuple[date, date]:
    """(meeting, last day for sending): the latest meeting whose last day has gone."""
    found: list[tuple[date, date]] = []
    for days in range(SOONEST_DAYS, LATEST_DAYS):
        meets_on = today + timedelta(days=days)
        if is_working_day(meets_on, bank_holidays(meets_on)):
            steps = steps_for(meets_on, CycleDays(), {})
            due = next(step.on for step in steps if step.name == DUE)
            if due < today:
                found.append((meets_on, due))
    return found[-1]


def _before(day: date, days: int) -> date:
    """A working day at least so many days before another."""
    found = day - timedelta(days=days)
    while working_day(found) != found:
        found -= timedelta(days=1)
    return found


def _title(today: date) -> str:
    """The newest year that anybody has a self-evaluation for; the present one where nobody has."""
    with across_organisations("the example is loaded"):
        newest = db.session.scalar(
            sa.select(sa.func.max(Assessment.period)).where(
                Assessment.instrument == SELF_EVALUATION
            )
        )
    return newest or year_of(today)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 40), tzinfo=UTC)
