"""Whether there are newer questions than those that open checklists ask."""

from collections.abc import Hashable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.models import Assessment
from icf.assessments.moving.models import Move, MovedAssessment
from icf.assessments.moving.rehearse import follows_today
from icf.core.change import changes
from icf.packs.selection import selection
from icf.packs.service import Composed, Memory, composed_with, questionnaire
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.models import Work

_newer: Memory[bool] = Memory(256)


def newer_questions(session: Session, actor: Actor, plugins: Plugins) -> int:
    """How many open checklists could have newer questions, and nobody has decided about them.

    Those for which somebody chose, even to stay as they are, are not counted until there are other
    questions again. Nothing is newer while an add-on is paused or where questions only went.
    """
    chosen = selection(session, actor.organisation_id)
    if any(plugins.watch.is_paused(name) for name in chosen.add_ons):
        return 0
    target = composed_with(session, plugins, chosen)
    return sum(
        count
        for digest, count in _undecided(session, actor, plugins, target.digest)
        if _is_newer(session, digest, target)
    )


def _undecided(
    session: Session, actor: Actor, plugins: Plugins, current: str
) -> list[tuple[str, int]]:
    own = actor.organisation_id
    decided = (
        sa.select(MovedAssessment.assessment_id)
        .join(Move, Move.id == MovedAssessment.move_id)
        .where(
            MovedAssessment.organisation_id == own,
            Move.organisation_id == own,
            Move.digest == current,
            Move.undone_at.is_(None),
        )
    )
    statement = (
        sa.select(Assessment.digest, sa.func.count())
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assessment.organisation_id == own,
            Work.organisation_id == own,
            Assessment.state == "draft",
            Assessment.digest != current,
            Assessment.deleted_at.is_(None),
            Work.deleted_at.is_(None),
            Assessment.id.not_in(decided),
            follows_today(session, actor, plugins),
        )
        .group_by(Assessment.digest)
    )
    return [(digest, count) for digest, count in session.execute(statement)]


def _is_newer(session: Session, digest: str, target: Composed) -> bool:
    key: Hashable = (digest, target.digest)
    known = _newer.get(key)
    if known is None:
        old, _index = questionnaire(session, digest)
        found = changes(old, target.questionnaire)
        known = any(change.kinds != ("retired",) for change in found)
        _newer.keep(key, known)
    return known
