"""An organisation that was taken out elsewhere, brought into this installation: all or nothing.

Numbers such as P12 stay what they were when they are free here, as they are in an empty
installation; otherwise all numbers of that sort move up together.
"""

import io
import json
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from icf.records.cell import from_json
from icf.records.questions import sound_questionnaire
from icf.records.rules import (
    is_address,
    refuse_impossible,
    refuse_impossible_person,
    refuse_impossible_year,
)
from icf.records.tables import target_of, travelling_tables
from icf.records.take_out import FORMAT, FORMAT_VERSION, OF_A_PERSON, OF_A_YEAR, RECORDS
from icf.web.theme import accepted_colour

LARGEST = 500_000_000
"""How many bytes a file may have when it is unpacked."""

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    EOFError,
    RecursionError,
    NotImplementedError,
    RuntimeError,
    OSError,
)

HIGHEST = 50_000_000
"""The largest number that a row may have in a file; numbers here go on from the largest one."""

_NUMBERED = {
    "assessment": ("assessment", "P"),
    "work": ("work", "W"),
    "action": ("action", "A"),
    "conversation": ("conversation", "C"),
    "panel": ("voice_panel", "V"),
    "proposal": ("action_proposal", ""),
    "submission": ("submission", "S"),
}
"""What the audit calls rows by: their table, and the letter before their number. What is not named
here is called after its table, without a letter."""

ROLES_HERE = {
    "administrator": "lead",
    "partnership_officer": "viewer",
    "board_member": "viewer",
}
"""Roles that reach beyond an organisation are never brought along: people here give them."""

_AGAIN = "Take the organisation out again where it came from; do not change the file by hand."


@dataclass
class Numbers:
    """What rows that came with one number are called here, by table.

    ``digests``: the questionnaires of the file. ``known``: the numbers, in the file, of people who
    had an account here before.
    """

    people: dict[int, int] = field(default_factory=dict)
    shift: dict[str, int] = field(default_factory=dict)
    named: dict[str, frozenset[int]] = field(default_factory=dict)
    digests: frozenset[str] = frozenset()
    known: frozenset[int] = frozenset()

    def here(self, table: str, number: int) -> int:
        """The number that a row of a table has here.

        Raises:
            InvalidInput: the file has no such row, so that it could only be somebody else's.
        """
        known = self.people if table == "person" else self.named.get(table, frozenset())
        if number not in known:
            raise InvalidInput(f"The file has no {table} {number}.", _AGAIN, RECORDS)
        return self.people[number] if table == "person" else number + self.shift[table]


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


@dataclass(frozen=True)
class Packed:
    """A file that was read and looks like one of ours."""

    document: Mapping[str, Any]
    files: Mapping[str, bytes]


def read_file(content: bytes) -> Packed:
    """What a file holds; nothing is stored.

    Raises:
        InvalidInput: it is not such a file, or was made by a later version.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                raise InvalidInput("The file is larger than 500 MB.", "", RECORDS)
            files = {one.filename: archive.read(one) for one in archive.infolist()}
        document = json.loads(files.pop(RECORDS), parse_constant=_no_number)
    except _UNREADABLE:
        raise InvalidInput(
            "This is not the file of an organisation.",
            "Choose the .zip file as it was downloaded.",
        ) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InvalidInput("This is not the file of an organisation.", "", RECORDS)
    if document.get("format_version") != FORMAT_VERSION:
        raise InvalidInput(
            f"The file has the format {document.get('format_version')!r}; this version of the"
            f" toolkit reads {FORMAT_VERSION}.",
            "Upgrade the toolkit first.",
            RECORDS,
        )
    _check_shape(document)
    return Packed(document, files)


def _no_number(text: str) -> None:
    raise ValueError(text)


def _check_shape(document: Mapping[str, Any]) -> None:
    wanted = {
        "organisation": dict,
        "people": list,
        "members": list,
        "questionnaires": dict,
        "tables": dict,
        "audit": list,
    }
    for name, kind in wanted.items():
        if not isinstance(document.get(name), kind):
            raise InvalidInput(f"“{name}” is missing or broken.", _AGAIN, RECORDS)
    known = {table.name for table in travelling_tables()}
    unknown = sorted(set(document["tables"]) - known)
    if unknown:
        raise InvalidInput(
            f"This version of the toolkit does not know {', '.join(unknown)}.",
            "Upgrade the toolkit first.",
            RECORDS,
        )


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
            _AGAIN,
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
    found = {table: _read_rows(table, packed) for table in travelling_tables()}
    refuse_impossible({table.name: rows for table, rows in found.items()}, questionnaires, kinds())
    _refuse_own_twice(session, found)
    for table, rows in found.items():
        _number(session, table, rows, numbers)
    with in_organisation(organisation_id):
        for table, rows in found.items():
            _store(session, table, rows, numbers, organisation_id)
    count = sum(map(len, found.values()))
    roles, known, has_lead = _members(
        session, document["members"], numbers, organisation_id, people
    )
    _audit(session, document["audit"], numbers, organisation_id)
    _go_on_counting(session)
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
        raise InvalidInput("“cycles” is broken.", _AGAIN, RECORDS)
    table: Any = Cycle.__table__
    for place, row in enumerate(rows):
        values = _cells(table, row, {}, OF_A_YEAR, place)
        refuse_impossible_year(values, f"cycles[{place}]")
        here = session.execute(sa.select(table.c.key, table.c.title))
        known = {row.key: row.title for row in here}
        if values["key"] in known:
            continue
        if values["digest"] not in numbers.digests:
            raise InvalidInput("A year lacks its questions.", _AGAIN, f"cycles[{place}]")
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
        raise InvalidInput("The people do not fit together: one is there twice.", _AGAIN, "person")
    new = [one for one in values if one["email"] not in here]
    shift = _shift(session, table, [one["id"] for one in new])
    if new:
        session.execute(sa.insert(table), [one | {"id": one["id"] + shift} for one in new])
    numbers.people = {one["id"]: here.get(one["email"], one["id"] + shift) for one in values}
    numbers.known = frozenset(one["id"] for one in values if one["email"] in here)
    return addresses


def _person(row: Any, place: int) -> dict[str, Any]:
    table: Any = Person.__table__
    where = f"person[{place}]"
    values = _cells(table, row, {}, OF_A_PERSON, place)
    values["email"] = values["email"].strip().casefold()
    if not is_address(values["email"]):
        raise InvalidInput(f"“{values['email']:.80}” is no e-mail address.", _AGAIN, where)
    refuse_impossible_person(values, where)
    return values


def _organisation(
    session: Session, row: Mapping[str, Any], name: str, files: Mapping[str, bytes]
) -> int:
    table: Any = Organisation.__table__
    columns = [column.name for column in table.columns]
    values = _cells(table, {**row, "name": name}, files, columns)
    _refuse_odd_look(values["look"])
    values["id"] += _shift(session, table, [values["id"]])
    session.execute(sa.insert(table).values(values))
    return int(values["id"])


def _refuse_odd_look(look: Mapping[str, Any]) -> None:
    try:
        if not all(isinstance(one, str) for one in look.values()):
            raise InvalidInput("It cannot be read.")
        if look.get("brand"):
            accepted_colour(look["brand"])
    except InvalidInput as error:
        raise InvalidInput(error.message, _AGAIN, "organisation.look") from None


def _read_rows(table: sa.Table, packed: Packed) -> list[dict[str, Any]]:
    rows = packed.document["tables"].get(table.name, [])
    if not isinstance(rows, list):
        raise InvalidInput(f"“{table.name}” is broken.", _AGAIN, RECORDS)
    columns = [column.name for column in table.columns if target_of(column) != "organisation"]
    return [_cells(table, row, packed.files, columns, place) for place, row in enumerate(rows)]


def _number(
    session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]], numbers: Numbers
) -> None:
    """Find numbers for the rows; they have to be free in every organisation."""
    if _has_number(table):
        ids = [row["id"] for row in rows]
        numbers.named[table.name] = frozenset(ids)
        numbers.shift[table.name] = _shift(session, table, ids)


def _store(
    session: Session,
    table: sa.Table,
    rows: Sequence[dict[str, Any]],
    numbers: Numbers,
    organisation_id: int,
) -> None:
    for row in rows:
        _renumber(table, row, numbers)
        row["organisation_id"] = organisation_id
    if rows:
        session.execute(sa.insert(table), rows)


def _renumber(table: sa.Table, values: dict[str, Any], numbers: Numbers) -> None:
    if _has_number(table):
        values["id"] = numbers.here(table.name, values["id"])
    for column in table.columns:
        target, value = target_of(column), values.get(column.name)
        if target in {"", "organisation"} or value is None:
            continue
        if target == "questionnaire":
            # Stored once for all: the words of others must not be had by naming their digest.
            if value not in numbers.digests:
                raise InvalidInput(f"The file has no questionnaire {value}.", _AGAIN, RECORDS)
            continue
        values[column.name] = numbers.here(target, value)
    _renumber_within(table, values, numbers)


def _renumber_within(table: sa.Table, values: dict[str, Any], numbers: Numbers) -> None:
    """Numbers that stand within JSON."""
    if table.name == "comment":
        values["named"] = [_whole(numbers, "person", one) for one in values["named"]]
    if table.name == "move":
        for name in ("before", "after"):
            own = [_whole(numbers, "own_version", one) for one in values[name]["own"]]
            values[name] = {**values[name], "own": own}


def _whole(numbers: Numbers, table: str, number: Any) -> int:
    if type(number) is not int:
        raise InvalidInput(f"{number!r:.60} is no number of a {table}.", _AGAIN, RECORDS)
    return numbers.here(table, number)


def _cells(
    table: sa.Table,
    row: Any,
    files: Mapping[str, bytes],
    columns: Sequence[str],
    place: int | None = None,
) -> dict[str, Any]:
    where = table.name if place is None else f"{table.name}[{place}]"
    if not isinstance(row, dict) or not set(row) <= set(columns):
        unknown = sorted(set(row) - set(columns)) if isinstance(row, dict) else []
        raise InvalidInput(f"A row has {', '.join(unknown) or 'no columns'}.", _AGAIN, where)
    missing = [name for name in columns if name not in row and _is_needed(table.c[name])]
    if missing:
        raise InvalidInput(f"A row lacks {', '.join(missing)}.", _AGAIN, where)
    return {
        name: from_json(table.c[name], row[name], files) if name in row else _default(table.c[name])
        for name in columns
    }


def _is_needed(column: sa.Column[Any]) -> bool:
    """A column that a later version added, and that has a default, may be missing in a file."""
    return not column.nullable and column.default is None


def _default(column: sa.Column[Any]) -> Any:
    default: Any = column.default
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg


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
        values = _cells(table, row, {}, columns, place)
        number, role = values["person_id"], values["role"]
        if role not in ROLES:
            raise InvalidInput(f"There is no role {role!r}.", _AGAIN, f"membership[{place}]")
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
        values = _cells(table, row, {}, columns, place)
        if values["person_id"] is not None:
            values["person_id"] = numbers.here("person", values["person_id"])
        values["subject_id"] = _subject_here(values, numbers, f"audit[{place}]")
        session.execute(sa.insert(table).values(organisation_id=organisation_id, **values))


def _subject_here(values: Mapping[str, Any], numbers: Numbers, where: str) -> str:
    """What a line of the audit is about, under the number that it has here."""
    said = values["subject_id"]
    table, letter = _NUMBERED.get(values["subject"], (values["subject"], ""))
    found = re.fullmatch(rf"{letter}([0-9]{{1,9}})", said)
    if letter and found is None:
        raise InvalidInput(f"“{said:.40}” is no number of a {table}.", _AGAIN, where)
    if found is None:
        return str(said)
    number = int(found[1])
    if table == "person":
        return str(numbers.people.get(number, 0))
    return f"{letter}{number + numbers.shift.get(table, 0)}"


def _has_number(table: sa.Table) -> bool:
    return [column.name for column in table.primary_key.columns] == ["id"]


def _shift(session: Session, table: sa.Table, wanted: Sequence[int]) -> int:
    """0 when all these numbers are free here; otherwise what has to be added to each."""
    if not wanted:
        return 0
    if min(wanted) < 1 or max(wanted) > HIGHEST:
        raise InvalidInput(
            f"A row has a number below 1 or above {HIGHEST}.", _AGAIN, str(table.name)
        )
    taken = set(session.scalars(sa.select(table.c.id)))
    if taken.isdisjoint(wanted):
        return 0
    shift = int(max(taken)) - min(wanted) + 1
    if max(wanted) + shift >= 2**31:
        raise InvalidInput("There are no numbers left for its rows here.", "", str(table.name))
    return shift


def _go_on_counting(session: Session) -> None:
    """PostgreSQL counts apart from the rows: let it count past them. SQLite looks at the rows.

    The role that serves may take the next number of a sequence, and not set it.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    for table in [*travelling_tables(), Organisation.__table__, Person.__table__]:
        if _has_number(table):  # type: ignore[arg-type]
            highest = session.scalar(sa.select(sa.func.max(table.c.id)))
            if highest is not None:
                name = sa.func.pg_get_serial_sequence(table.name, "id")  # type: ignore[attr-defined]
                _count_past(session, sa.func.nextval(sa.cast(name, sa.Text)), highest)


def _count_past(session: Session, following: Any, highest: int) -> None:
    behind = highest - int(session.scalar(sa.select(following)) or 0)
    if behind > 0:
        numbers = sa.func.generate_series(1, behind).table_valued("number")
        session.execute(sa.select(sa.func.max(following)).select_from(numbers))
