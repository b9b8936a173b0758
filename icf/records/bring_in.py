"""An organisation that was taken out elsewhere, brought into this installation: all or nothing.

Numbers such as P12 stay what they were when they are free here, as they are in an empty
installation; otherwise all numbers of that sort move up together.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from icf.accounts.models import Membership, Organisation, Person
from icf.audit import AuditEntry
from icf.core.canonical import canonical_json, digest_of
from icf.core.canonical import from_json as questionnaire_from_json
from icf.db import in_organisation
from icf.errors import Conflict, InvalidInput
from icf.packs.models import StoredQuestionnaire
from icf.records.cell import from_json
from icf.records.tables import target_of, travelling_tables
from icf.records.take_out import FORMAT, FORMAT_VERSION, OF_A_PERSON, RECORDS

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
)

_AGAIN = "Take the organisation out again where it came from; do not change the file by hand."


@dataclass
class Numbers:
    """What rows that came with one number are called here, by table."""

    people: dict[int, int] = field(default_factory=dict)
    shift: dict[str, int] = field(default_factory=dict)
    named: dict[str, frozenset[int]] = field(default_factory=dict)

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
    """What became of it. ``renumbered``: the tables whose rows have other numbers here."""

    organisation_id: int
    name: str
    rows: int
    renumbered: tuple[str, ...]


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
        document = json.loads(files.pop(RECORDS))
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        RecursionError,
        NotImplementedError,
    ):
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
    name = name.strip() or str(document["organisation"].get("name", "")).strip()
    _refuse_taken(session, name)
    numbers = Numbers()
    _questionnaires(session, now, document["questionnaires"])
    numbers.people = _people(session, document["people"])
    organisation_id = _organisation(session, document["organisation"], name, packed.files)
    found = {table: _read_rows(table, packed) for table in travelling_tables()}
    for table, rows in found.items():
        _number(session, table, rows, numbers)
    with in_organisation(organisation_id):
        for table, rows in found.items():
            _store(session, table, rows, numbers, organisation_id)
    count = sum(map(len, found.values()))
    _members(session, document["members"], numbers, organisation_id)
    _audit(session, document["audit"], numbers, organisation_id)
    _go_on_counting(session)
    shifted = tuple(table for table, shift in numbers.shift.items() if shift)
    return Brought(organisation_id, name, count, shifted)


def _refuse_taken(session: Session, name: str) -> None:
    if session.scalar(sa.select(Organisation.id).where(Organisation.name == name)):
        raise Conflict(
            f"There is an organisation “{name}” here already.",
            "Give it another name, or bring it into another installation.",
        )


def _questionnaires(session: Session, now: datetime, found: Mapping[str, Any]) -> None:
    for digest, content in found.items():
        document = json.dumps(
            content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        if digest_of(document) != digest or not _is_questionnaire(document):
            raise InvalidInput("A questionnaire was changed.", _AGAIN, f"questionnaires.{digest}")
        if session.get(StoredQuestionnaire, digest) is None:
            table: Any = StoredQuestionnaire.__table__
            session.execute(
                sa.insert(table).values(digest=digest, document=document, stored_at=now)
            )


def _is_questionnaire(document: str) -> bool:
    try:
        return canonical_json(questionnaire_from_json(document)) == document
    except (TypeError, KeyError, ValueError, AttributeError, RecursionError):
        return False


def _people(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Those who have an account here, by e-mail address, keep it; the others get one."""
    table: Any = Person.__table__
    known = session.execute(sa.select(table.c.email, table.c.id))
    here = {email.casefold(): number for email, number in known}
    values = [_cells(table, row, {}, OF_A_PERSON, place) for place, row in enumerate(rows)]
    new = [one for one in values if one["email"].casefold() not in here]
    shift = _shift(session, table, [one["id"] for one in new])
    if new:
        session.execute(sa.insert(table), [one | {"id": one["id"] + shift} for one in new])
    return {one["id"]: here.get(one["email"].casefold(), one["id"] + shift) for one in values}


def _organisation(
    session: Session, row: Mapping[str, Any], name: str, files: Mapping[str, bytes]
) -> int:
    table: Any = Organisation.__table__
    columns = [column.name for column in table.columns]
    values = _cells(table, {**row, "name": name}, files, columns)
    values["id"] += _shift(session, table, [values["id"]])
    session.execute(sa.insert(table).values(values))
    return int(values["id"])


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
        target = target_of(column)
        if target in {"", "organisation", "questionnaire"} or values.get(column.name) is None:
            continue
        values[column.name] = numbers.here(target, values[column.name])


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


def _members(session: Session, rows: Sequence[Any], numbers: Numbers, organisation_id: int) -> None:
    table: Any = Membership.__table__
    columns = ["person_id", "role", "created_at", "ended_at"]
    for place, row in enumerate(rows):
        values = _cells(table, row, {}, columns, place)
        values["person_id"] = numbers.here("person", values["person_id"])
        session.execute(sa.insert(table).values(organisation_id=organisation_id, **values))


def _audit(session: Session, rows: Sequence[Any], numbers: Numbers, organisation_id: int) -> None:
    table: Any = AuditEntry.__table__
    columns = [one.name for one in table.columns if one.name not in {"id", "organisation_id"}]
    for place, row in enumerate(rows):
        values = _cells(table, row, {}, columns, place)
        if values["person_id"] is not None:
            values["person_id"] = numbers.here("person", values["person_id"])
        session.execute(sa.insert(table).values(organisation_id=organisation_id, **values))


def _has_number(table: sa.Table) -> bool:
    return [column.name for column in table.primary_key.columns] == ["id"]


def _shift(session: Session, table: sa.Table, wanted: Sequence[int]) -> int:
    """0 when all these numbers are free here; otherwise what has to be added to each."""
    if not wanted:
        return 0
    taken = set(session.scalars(sa.select(table.c.id)))
    if taken.isdisjoint(wanted):
        return 0
    return int(max(taken)) - min(wanted) + 1


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
