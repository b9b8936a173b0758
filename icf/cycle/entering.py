"""A partnership officer types what an organisation sent on paper or said on the telephone.

Allowed where a lead of the organisation asked for it, or where nobody of it has an account. The
officer writes and never reads: the form begins empty, or with what the partnership typed before.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Membership, Organisation, Person
from icf.assessments.blank import blank_sheet
from icf.assessments.models import Assessment
from icf.assessments.saving import add_answers, answer_row, same_answer
from icf.assessments.service import Start, begin, next_version
from icf.assessments.sheet import Sheet, load, stored_answers
from icf.assessments.stored_results import store_results
from icf.core.answer import Answer
from icf.core.canonical import digest_of
from icf.core.depth import depths_for
from icf.core.questionnaire import CORE, SELF_EVALUATION, Questionnaire
from icf.core.report_json import report_json
from icf.cycle.dates import day_of
from icf.cycle.models import PAPERS, Cycle, CyclePart, Submission
from icf.cycle.paper import submission_report
from icf.cycle.readiness import SIGNED, is_for
from icf.cycle.sending import store_sent
from icf.cycle.service import (
    REASON,
    changed_part,
    cycle_of,
    newest_number,
    note_for,
    own_part,
    part_in,
    version_of_core,
)
from icf.cycle.words import WAY_NAMES
from icf.db import across_organisations, db, in_organisation, lock_row, write
from icf.errors import Conflict, InvalidInput, NotAllowed
from icf.packs.selection import Selection, enabled_plugins
from icf.packs.service import keep_questionnaire
from icf.plans.action import make_action
from icf.plans.models import Action, PlanPaper
from icf.plans.signing import freeze
from icf.plans.status import STOPPED
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _, day
from icf.work.models import Work
from icf.work.subject import take_subject
from icf.years.questions import questions_of

NOT_ASKED, BEGUN, CLOSED, ASKED, NOBODY = "not_asked", "begun", "closed", "asked", "nobody"
LONGEST_NAME = 200


@dataclass(frozen=True)
class Opening:
    """Whether somebody of the partnership may type for an organisation.

    Args:
        why: ``asked`` or ``nobody`` (has an account) where they may; else ``not_asked``, ``begun``
            (they began themselves) or ``closed``.
        again: the self-evaluation that the partnership typed before; 0 for none.
    """

    why: str
    again: int = 0

    @property
    def is_open(self) -> bool:
        return self.why in (ASKED, NOBODY)


@dataclass(frozen=True)
class Typed:
    """What somebody of the partnership typed.

    Args:
        answers: by question.
        actions: the fields of what they will do, as ``icf.plans.action.make_action`` takes them.
        came_by: one of ``icf.cycle.models.WAYS``.
        reason: what is different, from the second copy on.
    """

    depth: str
    answers: Mapping[str, Answer]
    actions: Sequence[Mapping[str, Any]]
    answered_by: str
    signed_name: str
    signed_role: str
    came_by: str
    came_on: date
    reason: str = ""


def ask_for_help(
    session: Session, actor: Actor, now: datetime, cycle_id: int, wanted: bool
) -> None:
    """Let the partnership type for the actor's organisation in a year, or take that back.

    Raises:
        NotAllowed: the actor does not send for the organisation.
        NotFound: it takes no part, or the year is closed.
    """
    if not actor.may("sign_off"):
        raise NotAllowed(_("Only a lead asks for that."), _("Ask a lead."))
    with write() as session:
        cycle, part = own_part(session, actor, cycle_id)
        part.help_asked_at = now if wanted else None
        part.help_asked_by = actor.person_id if wanted else None
        what = "help_asked" if wanted else "help_not_asked"
        note_for(session, actor, now, part, what, title=cycle.title)


def opening(actor: Actor, cycle_id: int, organisation_id: int) -> Opening:
    """Whether the actor may type for an organisation now.

    Raises:
        NotAllowed: the actor does not run cycles.
        NotFound: they take no part.
    """
    with _looking(actor, cycle_id, organisation_id) as (session, cycle, part):
        return _opening(session, cycle, part)


def form_to_fill(
    actor: Actor, plugins: Plugins, cycle_id: int, organisation_id: int, depth: str = ""
) -> tuple[Opening, Sheet, list[tuple[str, str]]]:
    """The form to type into, and the sizes on offer as (key, title).

    It has the framework's questions of the year alone: none that are the organisation's own.

    Args:
        depth: a size; empty or unknown for the smallest.

    Raises:
        Conflict: it is not open to be typed.
    """
    with _looking(actor, cycle_id, organisation_id) as (session, cycle, part):
        found = _opening(session, cycle, part)
        _refuse_closed(found)
        if found.again:
            return found, load(session, _desk(session, actor, organisation_id), found.again), []
        digest, whole = _asked(session, plugins, cycle, organisation_id)
        sizes = [(one.key, _size(one)) for one in depths_for(whole, SELF_EVALUATION)]
        keys = [key for key, _title in sizes]
        chosen = depth if depth in keys else keys[-1]
        return found, blank_sheet(digest, whole, SELF_EVALUATION, chosen, cycle.title), sizes


def _size(depth: Any) -> str:
    return _("The whole form") if depth.layer == CORE else depth.title.original


def core_questions(sheet: Sheet) -> list[tuple[Any, list[Any]]]:
    """The sections of a form with the framework's own questions of each."""
    found = []
    for section in sheet.main_sections:
        own = [one for one in section.questions if one.layer == CORE]
        if own:
            found.append((section, own))
    return found


def send_typed(
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    cycle_id: int,
    organisation_id: int,
    typed: Typed,
) -> int:
    """Keep what was typed as the organisation's own self-evaluation, and send it for them.

    Returns:
        The id of the copy.

    Raises:
        NotAllowed: the actor does not run cycles.
        NotFound: they take no part.
        Conflict: nobody asked for it, they began themselves meanwhile, or the year is closed.
        InvalidInput: no question is answered, or the day is still to come.
    """
    _refuse_unsound(typed, day_of(now))
    with changed_part(actor, cycle_id, organisation_id) as (session, cycle, part):
        desk = _desk(session, actor, organisation_id)
        # Two who type at the same moment meet here.
        lock_row(session, Organisation, organisation_id)
        found = _opening(session, cycle, part)
        _refuse_closed(found)
        kept = _keep(session, desk, actor, now, plugins, cycle, found, typed)
        note_for(session, actor, now, part, "papers_typed", title=cycle.title)
    return _send(actor, now, plugins, cycle_id, organisation_id, kept, typed)


def _keep(
    session: Session,
    desk: Actor,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    cycle: Cycle,
    found: Opening,
    typed: Typed,
) -> int:
    """Store the self-evaluation, its plan and its signature; gives its id."""
    if found.again:
        made = next_version(session, desk, now, plugins, found.again)
    else:
        digest, _whole = _asked(session, plugins, cycle, desk.organisation_id, now)
        subject = take_subject(session, desk, now)
        start = Start(SELF_EVALUATION, typed.depth, cycle.title, digest=digest)
        made = session.get_one(Assessment, begin(session, desk, now, plugins, subject, start))
    _answer(session, desk, now, plugins, made, typed.answers)
    for values in typed.actions:
        make_action(session, desk, now, made.work_id, values, assessment_id=made.id)
    said = f"{actor.name}, {actor.organisation_name}"[:LONGEST_NAME]
    paper = {"answered_by": typed.answered_by, "typed_by": said}
    promised = _typed_actions(session, desk.organisation_id, made)
    freeze(session, desk, now, made.id, typed.signed_name, typed.signed_role, paper, promised)
    return made.id


def _answer(
    session: Session,
    desk: Actor,
    now: datetime,
    plugins: Plugins,
    made: Assessment,
    answers: Mapping[str, Answer],
) -> None:
    before, edited = stored_answers(session, desk, made.id)
    changed = {
        key: answer
        for key, answer in answers.items()
        if not same_answer(answer, before.get(key, Answer(key)))
    }
    rows = [
        answer_row(desk, now, made, one, edited[key].version + 1 if key in edited else 1)
        for key, one in sorted(changed.items())
    ]
    add_answers(session, desk, rows)
    sheet = load(session, desk, made.id)
    if not any(one.is_given for one in sheet.answers.values()):
        raise InvalidInput(_("Answer at least one question."), where="answers")
    kinds = plugins.registry.kinds()
    store_results(session, desk, kinds, made, sheet.questionnaire, sheet.answers)


def _send(
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    cycle_id: int,
    organisation_id: int,
    assessment_id: int,
    typed: Typed,
) -> int:
    # Add-ons have a part in the report, so that it is made before anything is locked.
    with _looking(actor, cycle_id, organisation_id) as (session, cycle, part):
        desk = _desk(session, actor, organisation_id)
        made = load(session, desk, assessment_id)
        number = newest_number(session, part) + 1
        actions = [one.id for one in _typed_actions(session, organisation_id, made.record)]
        about = _about(actor, typed)
        report = submission_report(
            session, desk, now, plugins, cycle, assessment_id, number, (), about, actions
        )
        text, version = report_json(report), version_of_core(made.questionnaire.packs)
    with changed_part(actor, cycle_id, organisation_id) as (session, cycle, part):
        lock_row(session, Organisation, organisation_id)
        if newest_number(session, part) + 1 != number:
            raise Conflict(_("They sent something themselves at the same moment."))
        record = Submission(
            kind=PAPERS,
            reference=made.reference,
            core_version=version,
            came_by=typed.came_by,
            came_on=typed.came_on,
            report=text,
            sha256=digest_of(text),
            reason=typed.reason,
        )
        return store_sent(session, actor, now, cycle, part, record, number)


def _about(actor: Actor, typed: Typed) -> list[tuple[str, str]]:
    came = f"{WAY_NAMES[typed.came_by]}, {day(typed.came_on)}"
    return [
        (_("Who answered"), typed.answered_by),
        (_("Typed for them by"), f"{actor.name}, {actor.organisation_name}"),
        (_("How it came"), came),
    ]


def _refuse_unsound(typed: Typed, today: date) -> None:
    if typed.came_on > today:
        raise InvalidInput(_("This day is still to come."), where="came_on")
    if not typed.signed_name.strip():
        raise InvalidInput(_("Enter who answers for it."), where="signed_name")


def _refuse_closed(found: Opening) -> None:
    if not found.is_open:
        raise Conflict(why_not(found))


def why_not(found: Opening) -> str:
    """Why nothing can be typed for an organisation, in words."""
    if found.why == CLOSED:
        return _("This annual cycle is closed.")
    if found.why == BEGUN:
        return _("They have begun with it themselves, so you cannot type it for them.")
    return _("A lead of theirs has to ask for it first, under “What is due this year”.")


def _opening(session: Session, cycle: Cycle, part: CyclePart) -> Opening:
    """Of the organisation in scope."""
    newest = _newest(session, part.organisation_id, cycle.title)
    again = newest.id if newest and _is_ours(session, newest) else 0
    if cycle.closed_at is not None:
        return Opening(CLOSED)
    if newest and not again:
        return Opening(BEGUN)
    if part.help_asked_at is not None:
        return Opening(ASKED, again)
    if _has_people(session, part.organisation_id):
        return Opening(NOT_ASKED)
    return Opening(NOBODY, again)


def _newest(session: Session, organisation_id: int, year: str) -> Assessment | None:
    return session.scalar(
        sa.select(Assessment)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assessment.organisation_id == organisation_id,
            Work.organisation_id == organisation_id,
            *is_for(year),
        )
        .order_by(Assessment.id.desc())
        .limit(1)
    )


def _is_ours(session: Session, newest: Assessment) -> bool:
    """Whether somebody of the partnership typed it: no member of the organisation signed it."""
    paper = session.get(PlanPaper, newest.id)
    if newest.state != SIGNED or paper is None or not paper.typed_by:
        return False
    known = sa.select(Membership.id).where(
        Membership.organisation_id == newest.organisation_id,
        Membership.person_id.in_([newest.created_by, newest.signed_by]),
    )
    return session.scalar(known.limit(1)) is None


def _has_people(session: Session, organisation_id: int) -> bool:
    found = session.scalar(
        sa.select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
            Person.disabled_at.is_(None),
        )
        .limit(1)
    )
    return found is not None


def _typed_actions(session: Session, organisation_id: int, made: Any) -> list[Action]:
    """What was typed with this self-evaluation and its earlier versions; nothing else of theirs."""
    versions = sa.select(Assessment.id).where(
        Assessment.organisation_id == organisation_id,
        Assessment.work_id == made.work_id,
        Assessment.instrument == SELF_EVALUATION,
        Assessment.period == made.period,
    )
    found = session.scalars(
        sa.select(Action)
        .where(
            Action.organisation_id == organisation_id,
            Action.assessment_id.in_(versions),
            Action.deleted_at.is_(None),
            Action.status != STOPPED,
        )
        .order_by(Action.id)
    )
    return list(found)


def _asked(
    session: Session,
    plugins: Plugins,
    cycle: Cycle,
    organisation_id: int,
    now: datetime | None = None,
) -> tuple[str, Questionnaire]:
    """The questions of the year with the sizes that add-ons of the organisation offer.

    Args:
        now: stores them; None stores nothing.
    """
    chosen = Selection(enabled_plugins(session, organisation_id))
    made = questions_of(session, plugins, cycle, chosen).made
    if made is None:
        raise Conflict(
            _("This toolkit cannot ask version %(version)s any more.", version=cycle.core_version)
        )
    if now is not None:
        keep_questionnaire(session, now, made)
    return made.digest, made.questionnaire


def _desk(session: Session, actor: Actor, organisation_id: int) -> Actor:
    """The officer, writing for the organisation. Lives in this module and never leaves it."""
    name = session.scalar(sa.select(Organisation.name).where(Organisation.id == organisation_id))
    return replace(
        actor, organisation_id=organisation_id, organisation_name=name or "", role="lead"
    )


@contextmanager
def _looking(
    actor: Actor, cycle_id: int, organisation_id: int
) -> Iterator[tuple[Session, Cycle, CyclePart]]:
    if not actor.may("run_cycle"):
        raise NotAllowed(_("Only a partnership officer runs the annual cycle."))
    with across_organisations(REASON), in_organisation(organisation_id):
        session = db.session
        cycle = cycle_of(session, cycle_id)
        yield session, cycle, part_in(session, organisation_id, cycle.key)
