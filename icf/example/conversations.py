"""Loads the conversations of the made-up partnership into its register."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from icf.accounts.service import services
from icf.conversations.answering import add_point, set_thanks
from icf.conversations.service import add_conversation, write_down
from icf.core.questionnaire import CORE
from icf.db import db, in_organisation
from icf.example.clock import working_day
from icf.example.content import FOLDER, Strict
from icf.web.actor import Actor

MORNING = time(9, 30, tzinfo=UTC)
WRITTEN_AFTER = timedelta(days=45)


class SaidThere(Strict):
    """Something that people said, and the answer."""

    said: str
    answer: str = ""
    words: str = ""


class PlacesThere(Strict):
    """Where it was: the whole district, or streets."""

    district: bool = False
    neighbourhoods: tuple[str, ...] = ()


class Talk(Strict):
    """A conversation; ``months`` from today's month, ``entered`` so many days ago.

    What was heard is written down ``WRITTEN_AFTER`` the month began in which it was held.

    Args:
        by: somebody of the organisation; ``work`` is the key of a piece of work.
    """

    organisation: str
    by: str
    title: str
    state: str
    months: int
    entered: int
    places: PlacesThere
    groups: list[str]
    other_groups: tuple[str, ...] = ()
    topics: str
    approaches: list[str]
    tools: list[str]
    service: str = ""
    work: str = ""
    contact: str = ""
    only_us: bool = False
    results: str = ""
    results_link: str = ""
    thanks: str = ""
    ask_here: str = ""
    points: tuple[SaidThere, ...] = ()


@cache
def talks() -> list[Talk]:
    """What the file says, checked."""
    document = YAML(typ="safe").load(FOLDER / "conversations.yaml")
    return TypeAdapter(list[Talk]).validate_python(document)


def load_talks(
    people: Mapping[str, Mapping[str, Actor]], works: Mapping[str, int], today: date
) -> None:
    """Enter all of them.

    Args:
        people: everybody by name, by organisation.
        works: numbers of pieces of work by their keys in the example.
    """
    for one in talks():
        actor = people[one.organisation][one.by]
        lead = next(who for who in people[one.organisation].values() if who.role == "lead")
        with in_organisation(actor.organisation_id):
            _load(one, lead if one.only_us else actor, works, today)


def _load(one: Talk, actor: Actor, works: Mapping[str, int], today: date) -> None:
    then = _morning(today - timedelta(days=one.entered))
    number = add_conversation(db.session(), actor, then, _values(one, works, today))
    written = working_day(_month(one, today) + WRITTEN_AFTER)
    then = max(then, _morning(min(written, today - timedelta(days=1))))
    for point in one.points:
        add_point(db.session(), actor, then, number, point.model_dump())
    if one.results:
        write_down(db.session(), actor, then, number, 1, one.results, one.results_link)
    if one.thanks:
        set_thanks(db.session(), actor, then, number, 2, one.thanks, one.ask_here)


def _month(one: Talk, today: date) -> date:
    """The first day of the month in which it is held."""
    month = today.year * 12 + today.month - 1 + one.months
    return date(month // 12, month % 12 + 1, 1)


def _morning(day: date) -> datetime:
    return datetime.combine(day, MORNING)


def _values(one: Talk, works: Mapping[str, int], today: date) -> dict[str, object]:
    teams = {service.name: service.id for service in services(db.session())}
    return {
        "title": one.title,
        "state": one.state,
        "month": _month(one, today),
        "places": ["kirklees"] if one.places.district else [],
        "neighbourhoods": one.places.neighbourhoods,
        "groups": one.groups,
        "other_groups": list(one.other_groups),
        "topics": one.topics,
        "approaches": [f"{CORE}:{name}" for name in one.approaches],
        "tools": one.tools,
        "service_id": teams[one.service] if one.service else None,
        "work_id": works[one.work] if one.work else None,
        "contact": one.contact,
        "only_us": one.only_us,
    }
