"""An organisation that was taken out elsewhere, brought into this installation: all or nothing.

Numbers such as P12 stay what they were when they are free here, as they are in an empty
installation; otherwise all numbers of that sort move up together.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from icf.accounts.models import ROLES, Membership, Organisation, Person
from icf.accounts.person import RUNNING_ROLES
from icf.assessments.installed import kinds
from icf.audit import AuditEntry
from icf.core.questionnaire import Questionnaire
from icf.cycle.models import Cycle
from icf.db import in_organisation
from icf.errors import Conflict, InvalidInput
from icf.packs.models import OwnPack, StoredQuestionnaire
from icf.records.numbers import (
    Numbers,
    go_on_counting,
    number_rows,
    renumber,
    shift_of,
    subject_here,
)
from icf.records.packed import AGAIN, Packed
from icf.records.questions import sound_questionnaire
from icf.records.rows import cells, rows_of
from icf.records.rules import (
    is_address,
    refuse_impossible,
    refuse_impossible_person,
    refuse_impossible_year,
)
from icf.records.tables import travelling_tables
from icf.records.take_out import OF_A_PERSON, OF_A_YEAR, RECORDS
from icf.web.theme import accepted_colour

ROLES_HERE = {
    "administrator": "lead",
    "partnership_officer": "viewer",
    "board_member": "viewer",
}
"""Roles that reach beyond an organisation are never brought along: people here give them."""


@dataclass(frozen=True)
class Brought:
    """What became of it.

    Args:
        renumbered: the tables whose rows have other numbers here.
        roles: (address, role there, role here) of those whose role is not brought along.
        known: (address, role) of members who had an account here: they have to be invited.
        has_lead: whether anybody of the organisation can add people.
    """

    organisation_id: int
    name: str
    rows: int
    renumbered: tuple[str, ...]
    roles: tuple[tuple[str, str, str], ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    has_lead: bool = True


def bring_in(session: Session, now: datetime, packed: Packed, name: str = "") -> Brought:
    """Store all of it. Call it inside ``across_organisations`` and a write.

    Args:
        name: what the organisation is called here; empty keeps its name.

    Raises:
        Conflict: an organisation here has that name.
        InvalidInput: naming the table, the row and what is wrong.
    """
    try:
        return _bring_in(session, now, packed, name)
    except IntegrityError as error:
        raise InvalidInput(
            f"The rows of the file do not fit together, or not with what is here: {error.orig}.",
            AGAIN,
            RECORDS,
        ) from None


def _bring_in(session: Session, now: datetime, packed: Packed, name: str) -> Brought:
    document = packed.document
    name = _name_here(document["organisation"], name)
    _refuse_taken(session, name)
    numbers = Numbers()
    questionnaires = _questionnaires(session, now, document["questionnaires"])
    numbers.digests = frozenset(questionnaires)
    _years(session, document.get("cycles", []), numbers)
    people = _people(session, document["people"], numbers)
    organisation_id = _organisation(session, document["organisation"], name, packed.files)
    found = {table: rows_of(table, packed) for table in travelling_tables()}
    refuse_impossible({table.name: rows for table, rows in found.items()}, questionnaires, kinds())
    _refuse_own_twice(session, found)
    for table, rows in found.items():
        number_rows(session, table, rows, numbers)
    with in_organisation(organisation_id):
        for table, rows in found.items():
            _store(session, table, rows, numbers, organisation_id)
    count = sum(map(len, found.values()))
    roles, known, has_lead = _members(
        session, document["members"], numbers, organisation_id, people
    )
    _audit(session, document["audit"], numbers, organisation_id)
    go_on_counting(session)
    shifted = tuple(table for table, shift in numbers.shift.items() if shift)
    return Brought(organisation_id, name, count, shifted, roles, known, has_lead)


def _name_here(row: Mapping[str, Any], name: str) -> str:
    found = name or row.get("name")
    if not isinstance(found, str) or not found.strip() or not found.strip().isprintable():
        raise InvalidInput("The organisation has no name.", "Give it one with --as.", RECORDS)
    return found.strip()


def _refuse_taken(session: Session, name: str) -> None:
    names = session.scalars(sa.select(Organisation.name))
    if name.casefold() in {one.casefold() for one in names}:
        raise Conflict(
            f"There is an organisation “{name}” here already.",
            "Give it another name, or bring it into another installation.",
        )


def _refuse_own_twice(session: Session, found: Mapping[sa.Table, list[dict[str, Any]]]) -> None:
    """Answers name own questions by the key of their pack, so that nobody else may have it."""
    keys = {row["key"] for table, rows in found.items() if table.name == "own_pack" for row in rows}
    taken = session.scalars(sa.select(OwnPack.key).where(OwnPack.key.in_(keys))) if keys else ()
    if here := sorted(taken):
        raise Conflict(
            f"Own questions of the file are here already: {', '.join(here)}.",
            "Was the organisation brought in before? Bring it into another installation.",
        )


def _questionnaires(
    session: Session, now: datetime, found: Mapping[str, Any]
) -> dict[str, Questionnaire]:
    sound = {}
    for digest, content in found.items():
        document = json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        sound[digest] = sound_questionnaire(document, digest)
        if session.get(StoredQuestionnaire, digest) is None:
            table: Any = StoredQuestionnaire.__table__
            session.execute(
                sa.insert(table).values(digest=digest, document=document, stored_at=now)
            )
    return sound


def _years(session: Session, rows: Any, numbers: Numbers) -> None:
    """The years of the partnership; one that is here already is left as it is."""
    if not isinstance(rows, list):
        raise InvalidInput("“cycles” is broken.", AGAIN, RECORDS)
    table: Any = Cycle.__table__
    for place, row in enumerate(rows):
        values = cells(table, row, {}, OF_A_YEAR, place)
        refuse_impossible_year(values, f"cycles[{place}]")
        here = session.execute(sa.select(table.c.key, table.c.title))
        known = {row.key: row.title for row in here}
        if values["key"] in known:
            continue
        if values["digest"] not in numbers.digests:
            raise InvalidInput("A year lacks its questions.", AGAIN, f"cycles[{place}]")
        if values["title"] in known.values():
            values["title"] = f"{values['title'][:9]} ({values['key'][:8]})"
        session.execute(sa.insert(table).values(values))


def _people(
    session: Session, rows: Sequence[Mapping[str, Any]], numbers: Numbers
) -> dict[int, str]:
    """Those who have an account here, by e-mail address, keep it; the others get one.

    Returns:
        The addresses, by the numbers of the file.
    """
    table: Any = Person.__table__
    accounts = session.execute(sa.select(table.c.email, table.c.id))
    here = {email.casefold(): number for email, number in accounts}
    values = [_person(row, place) for place, row in enumerate(rows)]
    addresses = {one["id"]: one["email"] for one in values}
    if len(addresses) < len(values) or len(set(addresses.values())) < len(values):
        raise InvalidInput("The people do not fit together: one is there twice.", AGAIN, "person")
    new = [one for one in values if one["email"] not in here]
    shift = shift_of(session, table, [one["id"] for one in new])
    if new:
        session.execute(sa.insert(table), [one | {"id": one["id"] + shift} for one in new])
    numbers.people = {one["id"]: here.get(one["email"], one["id"] + shift) for one in values}
    numbers.known = frozenset(one["id"] for one in values if one["email"] in here)
    return addresses


def _person(row: Any, place: int) -> dict[str, Any]:
    table: Any = Person.__table__
    where = f"person[{place}]"
    values = cells(table, row, {}, OF_A_PERSON, place)
    values["email"] = values["email"].strip().casefold()
    if not is_address(values["email"]):
        raise InvalidInput(f"“{values['email']:.80}” is no e-mail address.", AGAIN, where)
    refuse_impossible_person(values, where)
    return values


def _organisation(
    session: Session, row: Mapping[str, Any], name: str, files: Mapping[str, bytes]
) -> int:
    table: Any = Organisation.__table__
    columns = [column.name for column in table.columns]
    values = cells(table, {**row, "name": name}, files, columns)
    _refuse_odd_look(values["look"])
    values["id"] += shift_of(session, table, [values["id"]])
    session.execute(sa.insert(table).values(values))
    return int(values["id"])


def _refuse_odd_look(look: Mapping[str, Any]) -> None:
    try:
        if not all(isinstance(one, str) for one in look.values()):
            raise InvalidInput("It cannot be read.")
        if look.get("brand"):
            accepted_colour(look["brand"])
    except InvalidInput as error:
        raise InvalidInput(error.message, AGAIN, "organisation.look") from None


def _store(
    session: Session,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    numbers: Numbers,
    organisation_id: int,
) -> None:
    for row in rows:
        renumber(table, row, numbers)
        row["organisation_id"] = organisation_id
    if rows:
        session.execute(sa.insert(table), rows)


def _members(
    session: Session,
    rows: Sequence[Any],
    numbers: Numbers,
    organisation_id: int,
    addresses: Mapping[int, str],
) -> tuple[tuple[tuple[str, str, str], ...], tuple[tuple[str, str], ...], bool]:
    """Who belongs to it, in a role that reaches no further; see ``Brought``.

    Somebody who had an account here joins only with an invitation: nobody is put into an
    organisation by a file, and nobody who leads one there may reset the password of an account.
    """
    table: Any = Membership.__table__
    columns = ["person_id", "role", "created_at", "ended_at"]
    roles, known, has_lead = [], [], False
    for place, row in enumerate(rows):
        values = cells(table, row, {}, columns, place)
        number, role = values["person_id"], values["role"]
        if role not in ROLES:
            raise InvalidInput(f"There is no role {role!r}.", AGAIN, f"membership[{place}]")
        values["person_id"] = numbers.here("person", number)
        values["role"] = ROLES_HERE.get(role, role)
        if number in numbers.known:
            if values["ended_at"] is None:
                known.append((addresses[number], values["role"]))
            continue
        if values["ended_at"] is None and values["role"] != role:
            roles.append((addresses[number], role, values["role"]))
        has_lead = has_lead or (values["ended_at"] is None and values["role"] in RUNNING_ROLES)
        session.execute(sa.insert(table).values(organisation_id=organisation_id, **values))
    return tuple(roles), tuple(known), has_lead


def _audit(session: Session, rows: Sequence[Any], numbers: Numbers, organisation_id: int) -> None:
    table: Any = AuditEntry.__table__
    columns = [one.name for one in table.columns if one.name not in {"id", "organisation_id"}]
    for place, row in enumerate(rows):
        values = cells(table, row, {}, columns, place)
        if values["person_id"] is not None:
            values["person_id"] = numbers.here("person", values["person_id"])
        values["subject_id"] = subject_here(values, numbers, f"audit[{place}]")
        session.execute(sa.insert(table).values(organisation_id=organisation_id, **values))
