"""Moving one open self-evaluation to the questions of its year."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from icf.assessments.moving.carry_out import Mover
from icf.assessments.moving.rehearse import Rehearsal, ToYear, rehearse
from icf.assessments.sheet import Sheet, load
from icf.core.questionnaire import SELF_EVALUATION
from icf.db import write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.packs.core_version import same_questions, version_of_core
from icf.packs.selection import selection
from icf.packs.service import keep_questionnaire
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.years.questions import YearQuestions, questions_of, year_here


@dataclass(frozen=True)
class OtherQuestions:
    """That a self-evaluation asks another version of the framework than its year does."""

    sheet: Sheet
    version: str
    year: YearQuestions

    @property
    def can_move(self) -> bool:
        """Whether it is open, and this toolkit can ask the questions of the year."""
        return self.sheet.is_draft and self.year.made is not None


def other_questions(
    session: Session, actor: Actor, plugins: Plugins, sheet: Sheet
) -> OtherQuestions | None:
    """What a self-evaluation asks instead of its year's questions; None where it asks those."""
    if sheet.record.instrument != SELF_EVALUATION:
        return None
    cycle = year_here(session, actor.organisation_id, sheet.record.period)
    version = version_of_core(sheet.questionnaire.packs)
    if cycle is None or same_questions(version, cycle.core_version):
        return None
    chosen = selection(session, actor.organisation_id)
    return OtherQuestions(sheet, version, questions_of(session, plugins, cycle, chosen))


def rehearse_year(
    session: Session, actor: Actor, plugins: Plugins, assessment_id: int, lock: bool = False
) -> tuple[OtherQuestions, Rehearsal]:
    """What moving would mean for it; nothing is changed.

    Raises:
        NotFound: there is no such open self-evaluation, or it asks its year's questions already.
        InvalidInput: this toolkit cannot ask those questions any more, or an add-on is paused.
    """
    found = other_questions(session, actor, plugins, load(session, actor, assessment_id))
    if found is None or not found.sheet.is_draft:
        raise NotFound(_("It asks the questions of its year already, or is signed off."))
    if found.year.made is None:
        raise InvalidInput(
            _("This toolkit cannot ask version %(version)s any more.", version=found.year.version)
        )
    chosen = selection(session, actor.organisation_id)
    to_year = ToYear(assessment_id, found.year.made)
    return found, rehearse(session, actor, plugins, chosen, lock=lock, to_year=to_year)


def move_to_year(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    assessment_id: int,
    seen: str = "",
) -> int:
    """Let an open self-evaluation ask the questions of its year; no answer is deleted.

    Args:
        seen: the digest of what the person looked at; empty asks nothing.

    Returns:
        The id of the move, which can be undone like any other.

    Raises:
        NotAllowed: the actor may not change what is asked.
        NotFound, InvalidInput: as above.
        Conflict: the questions are not those that were seen any more.
    """
    if not actor.may("addons"):
        raise NotAllowed(_("Only a lead can change what is asked."))
    with write() as session:
        _found, rehearsal = rehearse_year(session, actor, plugins, assessment_id, lock=True)
        if seen and seen != rehearsal.target.digest:
            raise Conflict(
                _("The questions changed since you opened this page."),
                _("Open it again and look at what it says now."),
            )
        keep_questionnaire(session, now, rehearsal.target)
        mover = Mover(session, actor, now, plugins, rehearsal)
        move = mover.record(rehearsal.before, "move")
        mover.move(move, {assessment_id: "move"})
        return move.id
