"""Switching something on or off and moving open checklists, in one transaction; and undoing it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.assessments.models import Assessment
from icf.assessments.moving.models import Move, MovedAssessment
from icf.assessments.moving.patches import take_patches
from icf.assessments.moving.rehearse import Judged, Pair, Rehearsal, rehearse
from icf.assessments.moving.step import Step, Taken, mark_sections, take_steps
from icf.assessments.moving.switching import put_in_place
from icf.core.moving import renamed_keys
from icf.db import lock_row, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.packs.models import OwnPack, OwnVersion
from icf.packs.selection import Selection, selection
from icf.packs.service import (
    Composed,
    composed_of,
    keep_questionnaire,
    questionnaire,
    set_switch,
)
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _

Choice = Literal["stay", "bring_in", "move"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
"""What can become of an open checklist; the first is what happens when nobody says anything."""


@dataclass(frozen=True)
class Undone:
    """What undoing did: checklists that are as before, and those that were left as they are."""

    back: int
    left: int


def carry_out(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    chosen: Selection,
    choice: Choice = "stay",
    exceptions: Mapping[int, Choice] | None = None,
    seen: str = "",
) -> int:
    """Put a selection in place and move the open checklists, all of it or nothing.

    Signed checklists never change, and no answer is deleted.

    Args:
        choice: for all open checklists.
        exceptions: another choice for some, by their ids.
        seen: the digest of the rehearsal that the choice was made from; empty asks nothing.

    Returns:
        The id of the move.

    Raises:
        NotAllowed: the actor may not switch anything.
        InvalidInput: no such choice, or the selection cannot be used.
        Conflict: what would be asked is not what was seen any more.
    """
    if not actor.may("addons"):
        raise NotAllowed(_("Only a lead can change what is asked."))
    chosen_for = {key: _known(one) for key, one in (exceptions or {}).items()}
    _known(choice)
    with write() as session:
        before = selection(session, actor.organisation_id)
        put_in_place(session, actor, now, plugins, before, chosen)
        take_patches(session, now, plugins, actor.organisation_id, actor)
        rehearsal = rehearse(session, actor, plugins, chosen, before, lock=True)
        if seen and seen != rehearsal.target.digest:
            raise Conflict(
                _("The questions changed since you opened this page."),
                _("Open it again and look at what it says now."),
            )
        keep_questionnaire(session, now, rehearsal.target)
        mover = Mover(session, actor, now, plugins, rehearsal)
        move = mover.record(before, choice)
        mover.move(move, {one.id: chosen_for.get(one.id, choice) for one in rehearsal.checklists})
        return move.id


def undo(session: Session, actor: Actor, now: datetime, plugins: Plugins, move_id: int) -> Undone:
    """Put the switches and the checklists back as they were before a move.

    What was typed since stays: answers to renamed questions go back under their old names, and
    those to questions that have gone again can be read. A checklist that was signed, or moved once
    more, since is left as it is.

    Raises:
        NotAllowed: the actor may not switch anything.
        NotFound: there is no such move.
        Conflict: it was undone already.
    """
    if not actor.may("addons"):
        raise NotAllowed(_("Only a lead can change what is asked."))
    with write() as session:
        move = lock_row(session, Move, move_id)
        if move is None or move.organisation_id != actor.organisation_id:
            raise NotFound(_("There is no such change."))
        if move.undone_at is not None:
            raise Conflict(_("This change was undone already."))
        move.undone_by, move.undone_at = actor.person_id, now
        _switch_back(session, actor, now, move)
        moved = _moved_elsewhere(session, move.id)
        rows = _still_there(session, moved)
        steps = [_step_back(session, row, one) for one, row in rows]
        take_steps(session, actor, now, plugins.registry.kinds(), steps)
        again = [(one.assessment_id, section) for one, _row in rows for section in one.reopened]
        mark_sections(session, actor, now, again, finished=True)
        done = Undone(len(rows), len(moved) - len(rows))
        audit.record(
            session, "move undone", actor, now, "move", str(move.id), back=done.back, left=done.left
        )
        return done


class Mover:
    """Moves the checklists of one rehearsal. Lives for one transaction."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        now: datetime,
        plugins: Plugins,
        rehearsal: Rehearsal,
    ) -> None:
        self._session, self._actor, self._now = session, actor, now
        self._plugins = plugins
        self._rehearsal = rehearsal
        self._ends: dict[tuple[str, Choice], Composed] = {}
        self._renamed: dict[str, Mapping[str, str]] = {}

    def record(self, before: Selection, choice: Choice) -> Move:
        """The row of the move itself."""
        move = Move(
            organisation_id=self._actor.organisation_id,
            choice=choice,
            before=_as_json(before),
            after=_as_json(self._rehearsal.chosen),
            digest=self._rehearsal.target.digest,
            made_by=self._actor.person_id,
            made_at=self._now,
        )
        self._session.add(move)
        self._session.flush()
        return move

    def move(self, move: Move, choices: Mapping[int, Choice]) -> None:
        """Move each checklist as it was chosen, and write down what became of it."""
        judged = self._rehearsal.checklists
        steps = {one.id: self._step(one, choices[one.id]) for one in judged}
        going = [step for one in judged if (step := steps[one.id]) and step.digest != one.digest]
        kinds = self._plugins.registry.kinds()
        taken = {
            one.id: one for one in take_steps(self._session, self._actor, self._now, kinds, going)
        }
        rows = [
            self._row(move, one, choices[one.id], steps[one.id], taken.get(one.id))
            for one in judged
        ]
        if rows:
            self._session.execute(sa.insert(MovedAssessment), rows)
        audit.record(
            self._session, "questions moved", self._actor, self._now, "move", str(move.id),
            choice=move.choice, moved=len(going), stayed=len(judged) - len(going),
        )  # fmt: skip

    def _step(self, one: Judged, choice: Choice) -> Step | None:
        if choice == "stay":
            return None
        pair = self._rehearsal.pairs[one.digest]
        end = self._end(one.digest, pair, choice)
        is_move = choice == "move"
        return Step(
            id=one.id,
            instrument=one.instrument,
            old=pair.old,
            new=end.questionnaire,
            old_depth=one.depth,
            depth=one.nearest_depth if is_move else one.depth,
            digest=end.digest,
            renamed=self._renames(one.digest, pair) if is_move else {},
        )

    def _end(self, digest: str, pair: Pair, choice: Choice) -> Composed:
        """Where checklists of one questionnaire go to."""
        if choice == "move":
            return self._rehearsal.target
        if (digest, choice) not in self._ends:
            made = composed_of(pair.brought_in)
            keep_questionnaire(self._session, self._now, made)
            self._ends[digest, choice] = made
        return self._ends[digest, choice]

    def _renames(self, digest: str, pair: Pair) -> Mapping[str, str]:
        if digest not in self._renamed:
            self._renamed[digest] = renamed_keys(pair.old, pair.new, pair.aliases)
        return self._renamed[digest]

    def _row(
        self, move: Move, one: Judged, choice: Choice, step: Step | None, taken: Taken | None
    ) -> dict[str, Any]:
        return {
            "organisation_id": self._actor.organisation_id,
            "move_id": move.id,
            "assessment_id": one.id,
            "choice": choice,
            "verdict": one.verdict,
            "from_digest": one.digest,
            "to_digest": step.digest if step else one.digest,
            "from_depth": one.depth,
            "to_depth": step.depth if step else one.depth,
            "renamed": dict(step.renamed) if step else {},
            "reopened": list(taken.reopened) if taken else [],
        }


def as_selection(stored: Mapping[str, Any]) -> Selection:
    """The selection that a move's row holds."""
    return Selection(frozenset(stored["add_ons"]), frozenset(stored["own"]))


def _as_json(chosen: Selection) -> dict[str, Any]:
    return {"add_ons": sorted(chosen.add_ons), "own": sorted(chosen.own)}


def _known(choice: str) -> Choice:
    for known in CHOICES:
        if choice == known:
            return known
    raise InvalidInput(_("Choose what happens to the checklists that are open."), where="choice")


def _switch_back(session: Session, actor: Actor, now: datetime, move: Move) -> None:
    """Put back what this move switched; what others switched since stays."""
    before, after = as_selection(move.before), as_selection(move.after)
    for name in sorted(before.add_ons ^ after.add_ons):
        on = name in before.add_ons
        # Without asking whether it can be used: it was on, and may be again when it is put right.
        set_switch(session, actor.organisation_id, now, name, on, actor.person_id)
        audit.record(session, "add_on_switched", actor, now, "plugin", name, on=on)
    _own_back(session, actor, now, before.own, after.own)


def _own_back(
    session: Session, actor: Actor, now: datetime, before: Iterable[int], after: Iterable[int]
) -> None:
    changed = set(before) ^ set(after)
    statement = (
        sa.select(OwnVersion)
        .join(OwnPack, OwnPack.id == OwnVersion.pack_id)
        .where(OwnVersion.id.in_(changed), OwnPack.deleted_at.is_(None))
        .order_by(OwnVersion.id)
    )
    versions = list(session.scalars(statement))
    for one in versions:
        one.is_on = False
    session.flush()
    for one in versions:
        # Another version that somebody switched on since stays on: one of each pack at most.
        one.is_on = one.id in set(before) and not _has_one_on(session, one.pack_id)
        session.flush()
        audit.record(
            session, "own_questions_switched", actor, now, "own_version", str(one.id), on=one.is_on
        )


def _has_one_on(session: Session, pack_id: int) -> bool:
    statement = sa.select(OwnVersion.id).where(
        OwnVersion.pack_id == pack_id, OwnVersion.is_on.is_(True)
    )
    return session.scalar(statement) is not None


def _moved_elsewhere(session: Session, move_id: int) -> Sequence[MovedAssessment]:
    statement = (
        sa.select(MovedAssessment)
        .where(
            MovedAssessment.move_id == move_id,
            MovedAssessment.to_digest != MovedAssessment.from_digest,
        )
        .order_by(MovedAssessment.assessment_id)
    )
    return list(session.scalars(statement))


def _still_there(
    session: Session, moved: Sequence[MovedAssessment]
) -> list[tuple[MovedAssessment, Any]]:
    """The checklists that are as the move left them, locked; deleted ones too: they come back."""
    of_row = {one.assessment_id: one for one in moved}
    statement = (
        sa.select(Assessment)
        .where(Assessment.id.in_(list(of_row)), Assessment.state == "draft")
        .order_by(Assessment.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [
        (of_row[row.id], row)
        for row in session.scalars(statement)
        if row.digest == of_row[row.id].to_digest
    ]


def _step_back(session: Session, row: Any, one: MovedAssessment) -> Step:
    """The way back, with the size that somebody chose since where there is such a size."""
    now, _index = questionnaire(session, row.digest)
    before, index = questionnaire(session, one.from_digest)
    keeps = row.depth != one.to_depth and row.depth in index.depth
    return Step(
        id=row.id,
        instrument=row.instrument,
        old=now,
        new=before,
        old_depth=row.depth,
        depth=row.depth if keeps else one.from_depth,
        digest=one.from_digest,
        renamed={key: was for was, key in one.renamed.items()},
    )
