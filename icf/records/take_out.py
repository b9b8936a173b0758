"""Everything that an organisation has here, as one open file: JSON, with its documents beside it.

The same rows give the same bytes, wherever they are: rows stand in the order of their keys, and
what refers to another organisation is left out (the names of partners stay).
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Membership, Organisation, Person
from icf.audit import AuditEntry
from icf.cycle.models import Cycle
from icf.errors import NotFound
from icf.packs.models import StoredQuestionnaire
from icf.records.cell import Files, to_json
from icf.records.tables import in_order, target_of, travelling_tables

FORMAT = "icf-organisation"
FORMAT_VERSION = 1
RECORDS = "organisation.json"
_EPOCH = (1980, 1, 1, 0, 0, 0)

OF_A_PERSON = ("id", "email", "name", "layout", "emails", "created_at", "disabled_at")
"""What travels of a person: never a password or anything else to sign in with."""


OF_A_YEAR = tuple(
    column.name for column in Cycle.__table__.columns if column.name not in ("id", "opened_by")
)
"""What travels of a year of the partnership."""


@dataclass
class Taken:
    """What was taken out: the document that becomes JSON, and the files beside it."""

    document: dict[str, Any]
    files: Files = field(default_factory=dict)

    @property
    def json(self) -> str:
        """The document as canonical JSON."""
        return json.dumps(
            self.document, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False
        )

    def as_zip(self) -> bytes:
        """One file with all of it. The same content gives the same bytes."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in {RECORDS: self.json.encode(), **self.files}.items():
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
        return packed.getvalue()


def take_out(session: Session, organisation_id: int) -> Taken:
    """Everything of the organisation in scope.

    Raises:
        NotFound: there is no such organisation.
    """
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound("There is no such organisation.")
    taken = Taken({"format": FORMAT, "format_version": FORMAT_VERSION})
    rows = {
        table.name: _rows_of(session, table, organisation_id, taken.files)
        for table in travelling_tables()
    }
    audit = _audit(session, organisation_id)
    members = _members(session, organisation_id)
    years = _years(session, rows)
    people = _people_in(rows) | {one["person_id"] for one in [*members, *audit]}
    taken.document |= {
        "organisation": _row(Organisation.__table__, organisation, taken.files),
        "people": _people(session, people - {None}),
        "members": members,
        "questionnaires": _questionnaires(session, rows, {one["digest"] for one in years}),
        "tables": {name: found for name, found in rows.items() if found},
        "audit": audit,
    }
    if years:
        taken.document["cycles"] = years
    return taken


def _rows_of(
    session: Session, table: sa.Table, organisation_id: int, files: Files
) -> list[dict[str, Any]]:
    statement = (
        sa.select(table)
        .where(table.c.organisation_id == organisation_id)
        .order_by(*in_order(table))
    )
    return [_row(table, row, files) for row in session.execute(statement)]


def _row(table: Any, row: Any, files: Files) -> dict[str, Any]:
    """The cells of a row by column, without what belongs to other organisations."""
    kept = [one for one in table.columns if target_of(one) != "organisation"]
    key = "-".join(str(getattr(row, one.name)) for one in in_order(table))
    return {
        one.name: to_json(getattr(row, one.name), f"documents/{table.name}-{key}.bin", files)
        for one in kept
    }


def _people_in(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> set[int | None]:
    """Everybody whom a row refers to."""
    return {
        row[column.name]
        for table in travelling_tables()
        for column in table.columns
        if target_of(column) == "person"
        for row in rows[table.name]
    }


def _people(session: Session, ids: set[Any]) -> list[dict[str, Any]]:
    table: Any = Person.__table__
    statement = sa.select(table).where(table.c.id.in_(ids)).order_by(table.c.id)
    return [
        {name: cell for name, cell in _row(table, row, {}).items() if name in OF_A_PERSON}
        for row in session.execute(statement)
    ]


def _members(session: Session, organisation_id: int) -> list[dict[str, Any]]:
    table: Any = Membership.__table__
    statement = sa.select(table).where(table.c.organisation_id == organisation_id)
    rows = session.execute(statement.order_by(table.c.person_id))
    return [
        {name: cell for name, cell in _row(table, row, {}).items() if name != "id"} for row in rows
    ]


def _years(
    session: Session, rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """The years of the partnership that the rows are about, without who opened them."""
    table: Any = Cycle.__table__
    keys = {row["cycle_key"] for name in ("cycle_part", "submission") for row in rows[name]}
    statement = sa.select(table).where(table.c.key.in_(keys)).order_by(table.c.key)
    return [
        {name: cell for name, cell in _row(table, row, {}).items() if name in OF_A_YEAR}
        for row in session.execute(statement)
    ]


def _questionnaires(
    session: Session, rows: Mapping[str, Sequence[Mapping[str, Any]]], asked: set[str]
) -> dict[str, Any]:
    used = asked | {
        row[column.name]
        for table in travelling_tables()
        for column in table.columns
        if target_of(column) == "questionnaire"
        for row in rows[table.name]
    }
    found = session.scalars(
        sa.select(StoredQuestionnaire).where(StoredQuestionnaire.digest.in_(used - {None}))
    )
    return {one.digest: json.loads(one.document) for one in found}


def _audit(session: Session, organisation_id: int) -> list[dict[str, Any]]:
    table: Any = AuditEntry.__table__
    statement = sa.select(table).where(table.c.organisation_id == organisation_id)
    left = {"id", "organisation_id"}
    return [
        {name: cell for name, cell in _row(table, row, {}).items() if name not in left}
        for row in session.execute(statement.order_by(table.c.id))
    ]
