"""The moves of an organisation, in words, for the pages that show them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from icf.accounts.models import Person
from icf.assessments.instruments import full_title
from icf.assessments.models import Assessment
from icf.assessments.moving.carry_out import as_selection
from icf.assessments.moving.models import Move, MovedAssessment
from icf.assessments.moving.words import done_label, listed
from icf.errors import NotFound
from icf.packs.models import OwnPack, OwnVersion
from icf.packs.service import add_ons
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _, ngettext
from icf.work.models import Work

MOVES_SHOWN = 100


@dataclass(frozen=True)
class MoveLine:
    """One move: what was switched, by whom, when, and what became of open checklists."""

    id: int
    what: str
    who: str
    at: datetime
    counts: str
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True)
class MovedLine:
    """What a move did with one checklist."""

    assessment_id: int
    reference: str
    title: str
    done: str
    has_changed: bool


def moves(session: Session, actor: Actor, plugins: Plugins) -> list[MoveLine]:
    """The newest moves of the actor's organisation, newest first."""
    found = _moves(session, actor).order_by(Move.id.desc()).limit(MOVES_SHOWN)
    return _lines(session, actor, plugins, session.execute(found).all())


def move_line(session: Session, actor: Actor, plugins: Plugins, move_id: int) -> MoveLine:
    """One move. Raises NotFound."""
    found = session.execute(_moves(session, actor).where(Move.id == move_id)).all()
    if not found:
        raise NotFound(_("There is no such change."))
    return _lines(session, actor, plugins, found)[0]


def moves_of(
    session: Session, actor: Actor, plugins: Plugins, assessment_id: int
) -> list[tuple[MoveLine, str]]:
    """The moves that changed one checklist, oldest first, each with what it did."""
    own = actor.organisation_id
    rows = session.execute(
        sa.select(MovedAssessment.move_id, MovedAssessment.choice)
        .where(
            MovedAssessment.organisation_id == own,
            MovedAssessment.assessment_id == assessment_id,
            MovedAssessment.from_digest != MovedAssessment.to_digest,
        )
        .order_by(MovedAssessment.move_id)
    ).all()
    done = {row.move_id: done_label(row.choice) for row in rows}
    found = session.execute(_moves(session, actor).where(Move.id.in_(done)).order_by(Move.id))
    return [(line, done[line.id]) for line in _lines(session, actor, plugins, found.all())]


def moved_lines(
    session: Session, actor: Actor, move_id: int, at_most: int
) -> tuple[list[MovedLine], int]:
    """The checklists that a move changed, and how many more there are than are given."""
    own = actor.organisation_id
    statement = (
        sa.select(
            MovedAssessment,
            Work.title,
            Assessment.deleted_at,
            Assessment.instrument,
            Assessment.period,
        )
        .join(Assessment, Assessment.id == MovedAssessment.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            MovedAssessment.organisation_id == own,
            Assessment.organisation_id == own,
            Work.organisation_id == own,
            MovedAssessment.move_id == move_id,
            MovedAssessment.choice != "stay",
        )
        .order_by(MovedAssessment.assessment_id.desc())
    )
    rows = session.execute(statement).all()
    lines = [
        MovedLine(
            row.assessment_id,
            f"P{row.assessment_id}",
            full_title(title, instrument, period),
            done_label(row.choice)
            if row.from_digest != row.to_digest
            else _("There was nothing to change"),
            row.from_digest != row.to_digest,
        )
        for row, title, _deleted, instrument, period in rows
    ]
    return lines[:at_most], max(0, len(lines) - at_most)


def _moves(_session: Session, actor: Actor) -> Any:
    undoer = aliased(Person)
    return (
        sa.select(Move, Person.name.label("who"), undoer.name.label("undoer"))
        .join(Person, Person.id == Move.made_by)
        .outerjoin(undoer, undoer.id == Move.undone_by)
        .where(Move.organisation_id == actor.organisation_id)
    )


def _lines(
    session: Session, actor: Actor, plugins: Plugins, found: Sequence[Any]
) -> list[MoveLine]:
    counts = _counts(session, actor, [row.Move.id for row in found])
    names = _Names(session, plugins)
    return [
        MoveLine(
            row.Move.id,
            names.sentence(row.Move),
            row.who,
            row.Move.made_at,
            _counted(counts.get(row.Move.id, Counter())),
            row.undoer or "",
            row.Move.undone_at,
        )
        for row in found
    ]


def _counts(session: Session, actor: Actor, ids: Sequence[int]) -> dict[int, Counter[str]]:
    rows = session.execute(
        sa.select(MovedAssessment.move_id, MovedAssessment.choice, sa.func.count().label("number"))
        .where(
            MovedAssessment.organisation_id == actor.organisation_id,
            MovedAssessment.move_id.in_(ids),
        )
        .group_by(MovedAssessment.move_id, MovedAssessment.choice)
    )
    found: dict[int, Counter[str]] = {}
    for row in rows:
        found.setdefault(row.move_id, Counter())[row.choice] = row.number
    return found


def _counted(counts: Counter[str]) -> str:
    if not counts:
        return _("No checklist was open.")
    parts = [
        ngettext("%(num)s moved", "%(num)s moved", counts["move"]) if counts["move"] else "",
        ngettext(
            "%(num)s took the new questions in", "%(num)s took the new questions in",
            counts["bring_in"],
        ) if counts["bring_in"] else "",
        ngettext("%(num)s stayed", "%(num)s stayed", counts["stay"]) if counts["stay"] else "",
    ]  # fmt: skip
    total = sum(counts.values())
    head = ngettext("%(num)s open checklist", "%(num)s open checklists", total)
    return f"{head}: {', '.join(filter(None, parts))}."


class _Names:
    """What was switched, by the names that people know."""

    def __init__(self, session: Session, plugins: Plugins) -> None:
        self._session = session
        self._add_ons = {one.name: one.title or one.name for one in add_ons(plugins)}

    def sentence(self, move: Move) -> str:
        """Such as “Fire checks” was switched on."""
        before, after = as_selection(move.before), as_selection(move.after)
        on = [
            *self._named(after.add_ons - before.add_ons), *self._own(after.own - before.own)
        ]  # fmt: skip
        # A version that another of the same questions takes the place of was not switched off.
        replaced = {name.rpartition(" ")[0] for name in on}
        off = [
            *self._named(before.add_ons - after.add_ons),
            *(
                name
                for name in self._own(before.own - after.own)
                if name.rpartition(" ")[0] not in replaced
            ),
        ]
        parts = [
            _("%(names)s switched on", names=listed(on)) if on else "",
            _("%(names)s switched off", names=listed(off)) if off else "",
        ]
        return ", ".join(filter(None, parts)) or _("Newer questions")

    def _named(self, names: frozenset[str]) -> list[str]:
        return sorted(self._add_ons.get(name, name) for name in names)

    def _own(self, ids: frozenset[int]) -> list[str]:
        if not ids:
            return []
        statement = (
            sa.select(OwnPack.title, OwnVersion.version)
            .join(OwnVersion, OwnVersion.pack_id == OwnPack.id)
            .where(OwnVersion.id.in_(ids))
            .order_by(OwnPack.title)
        )
        return [f"{title} {version}" for title, version in self._session.execute(statement)]
