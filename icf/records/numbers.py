"""What rows that came with one number are called here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Organisation, Person
from icf.errors import InvalidInput
from icf.records.packed import AGAIN
from icf.records.tables import target_of, travelling_tables
from icf.records.take_out import RECORDS

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
            raise InvalidInput(f"The file has no {table} {number}.", AGAIN, RECORDS)
        return self.people[number] if table == "person" else number + self.shift[table]


def number_rows(
    session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]], numbers: Numbers
) -> None:
    """Find numbers for the rows; they have to be free in every organisation."""
    if _has_number(table):
        ids = [row["id"] for row in rows]
        numbers.named[table.name] = frozenset(ids)
        numbers.shift[table.name] = shift_of(session, table, ids)


def renumber(table: sa.Table, values: dict[str, Any], numbers: Numbers) -> None:
    if _has_number(table):
        values["id"] = numbers.here(table.name, values["id"])
    for column in table.columns:
        target, value = target_of(column), values.get(column.name)
        if target in {"", "organisation"} or value is None:
            continue
        if target == "questionnaire":
            # Stored once for all: the words of others must not be had by naming their digest.
            if value not in numbers.digests:
                raise InvalidInput(f"The file has no questionnaire {value}.", AGAIN, RECORDS)
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
        raise InvalidInput(f"{number!r:.60} is no number of a {table}.", AGAIN, RECORDS)
    return numbers.here(table, number)


def subject_here(values: Mapping[str, Any], numbers: Numbers, where: str) -> str:
    """What a line of the audit is about, under the number that it has here."""
    said = values["subject_id"]
    table, letter = _NUMBERED.get(values["subject"], (values["subject"], ""))
    found = re.fullmatch(rf"{letter}([0-9]{{1,9}})", said)
    if letter and found is None:
        raise InvalidInput(f"“{said:.40}” is no number of a {table}.", AGAIN, where)
    if found is None:
        return str(said)
    number = int(found[1])
    if table == "person":
        return str(numbers.people.get(number, 0))
    return f"{letter}{number + numbers.shift.get(table, 0)}"


def _has_number(table: sa.Table) -> bool:
    return [column.name for column in table.primary_key.columns] == ["id"]


def shift_of(session: Session, table: sa.Table, wanted: Sequence[int]) -> int:
    """0 when all these numbers are free here; otherwise what has to be added to each."""
    if not wanted:
        return 0
    if min(wanted) < 1 or max(wanted) > HIGHEST:
        raise InvalidInput(
            f"A row has a number below 1 or above {HIGHEST}.", AGAIN, str(table.name)
        )
    taken = set(session.scalars(sa.select(table.c.id)))
    if taken.isdisjoint(wanted):
        return 0
    shift = int(max(taken)) - min(wanted) + 1
    if max(wanted) + shift >= 2**31:
        raise InvalidInput("There are no numbers left for its rows here.", "", str(table.name))
    return shift


def go_on_counting(session: Session) -> None:
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
