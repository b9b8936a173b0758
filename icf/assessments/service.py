"""Starting, deepening, finishing, signing, reopening and deleting an assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.assessments.draft import questions_changed, take_draft
from icf.assessments.given import may_answer
from icf.assessments.last_time import answers_that_fit
from icf.assessments.models import AnswerHistory, Assessment, SectionState, StoredAnswer
from icf.assessments.posted import MAX_REASON_LENGTH
from icf.assessments.saving import answer_row
from icf.assessments.sheet import Sheet, load, stored_answers
from icf.assessments.stored_results import store_results
from icf.core.answer import Answer
from icf.core.depth import DepthSuggestion, is_lower, suggested_depth
from icf.core.questionnaire import PLANNING, Questionnaire, Suggest
from icf.db import deleted_rows, kept_row, lock_row, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.packs.selection import enabled_plugins
from icf.packs.service import current_questionnaire
from icf.packs.service import questionnaire as stored_questionnaire
from icf.plugin.choice import DepthChooser
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _, number
from icf.work.models import Work


def start_assessment(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    work_id: int,
    depth: str,
    copy_from: int | None = None,
) -> int:
    """Start a planning checklist for a piece of work, with the questions that are on today.

    Args:
        depth: the key of a depth that the organisation has.
        copy_from: an assessment whose answers to begin with; each says "copied, not checked".

    Returns:
        The new assessment's id.

    Raises:
        NotFound: no such piece of work or assessment in the organisation.
        InvalidInput: no such depth.
    """
    with write() as session:
        work = _own(session, actor, Work, work_id)
        start = Start(PLANNING, depth, earlier=copy_from, copies=copy_from is not None)
        return begin(session, actor, now, plugins, work, start)


@dataclass(frozen=True)
class Start:
    """What somebody starts.

    Args:
        instrument: which form.
        depth: the key of a depth that the organisation has.
        period: the year of a self-evaluation.
        earlier: the assessment to show beside it as "last time".
        copies: whether its answers are copied, each marked as "copied, not checked".
        digest: the questionnaire to fill in; empty for the one that is on today.
    """

    instrument: str
    depth: str
    period: str = ""
    earlier: int | None = None
    copies: bool = False
    digest: str = ""


def begin(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, work: Work, start: Start
) -> int:
    """Start filling a form in, inside the caller's ``write()``; see ``start_assessment``."""
    if start.earlier is not None:
        _own(session, actor, Assessment, start.earlier)
    digest, questionnaire = _asked_by(session, actor, now, plugins, start)
    _known_depth(questionnaire, start.depth)
    assessment = Assessment(
        organisation_id=actor.organisation_id,
        work_id=work.id,
        instrument=start.instrument,
        period=start.period,
        depth=start.depth,
        digest=digest,
        language=questionnaire_language(questionnaire),
        copied_from_id=start.earlier,
        created_by=actor.person_id,
        created_at=now,
        changed_at=now,
    )
    session.add(assessment)
    session.flush()
    answers = {}
    if start.copies and start.earlier:
        language, earlier = assessment.language, start.earlier
        found = answers_that_fit(session, actor, plugins, earlier, questionnaire, language)
        answers = {key: replace(one, copied=True) for key, one in found.items()}
    _fill(session, actor, now, plugins, assessment, questionnaire, answers)
    audit.record(
        session,
        "self-evaluation started" if start.period else "checklist started",
        actor,
        now,
        "assessment",
        assessment.reference,
        depth=start.depth,
        instrument=start.instrument,
    )
    return assessment.id


def _asked_by(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, start: Start
) -> tuple[str, Questionnaire]:
    if start.digest:
        return start.digest, stored_questionnaire(session, start.digest)[0]
    return current_questionnaire(session, now, plugins, actor.organisation_id)


def questionnaire_language(questionnaire: Questionnaire) -> str:
    """The language that the core pack was written in."""
    first = questionnaire.approaches[0].title if questionnaire.approaches else None
    return first.texts[0][0] if first and first.texts else "en"


@dataclass(frozen=True)
class DepthRules:
    """What the add-ons that are on say about how much to ask.

    Args:
        rules: their screening rules.
        choose: asks those that choose; None where there is nobody to ask.
    """

    rules: Sequence[Suggest] = ()
    choose: DepthChooser | None = None


NO_RULES = DepthRules()


def depth_suggestion(sheet: Sheet, rules: DepthRules = NO_RULES) -> DepthSuggestion | None:
    """The suggested depth, once every screening question that is shown has an answer."""
    questions = [question for section in sheet.screening for question in section.questions]
    answered = [key.key for key in questions if key.key in sheet.answers]
    if not questions or len(answered) < len(questions):
        return None
    suggested = suggested_depth(sheet.questionnaire, sheet.answers, rules.rules)
    if rules.choose is None:
        return suggested
    return rules.choose(sheet.questionnaire, sheet.answers, suggested)


def screening_rules(session: Session, actor: Actor, plugins: Plugins) -> DepthRules:
    """What the add-ons that the organisation has on say about how much to ask."""
    enabled = enabled_plugins(session, actor.organisation_id)
    return DepthRules(plugins.registry.screening_rules(enabled), DepthChooser(plugins, enabled))


def change_depth(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    assessment_id: int,
    depth: str,
    reason: str = "",
) -> None:
    """Ask more or fewer questions. No answer is lost: those not asked now are kept aside.

    Raises:
        InvalidInput: no such depth, or lower than suggested without a reason.
        Conflict: it is signed off, or asks something else by now.
    """
    sheet = load(session, actor, assessment_id)
    _known_depth(sheet.questionnaire, depth)
    suggestion = depth_suggestion(sheet, screening_rules(session, actor, plugins))
    suggested = suggestion.depth if suggestion else ""
    if suggested and is_lower(sheet.questionnaire, depth, suggested) and not reason.strip():
        raise InvalidInput(
            _("Say why fewer questions are enough here; one sentence will do."), where="reason"
        )
    if len(reason) > MAX_REASON_LENGTH:
        raise InvalidInput(
            _("Shorten the reason to %(most)s characters.", most=number(MAX_REASON_LENGTH)),
            where="reason",
        )
    with write() as session:
        take_draft(session, actor, now, assessment_id)
        assessment = _own(session, actor, Assessment, assessment_id)
        if assessment.digest != sheet.record.digest:
            raise questions_changed()
        before = assessment.depth
        assessment.depth, assessment.depth_reason = depth, reason.strip()
        assessment.suggested_depth = suggested
        answers, _edited = stored_answers(session, actor, assessment_id)
        kinds = plugins.registry.kinds()
        store_results(session, actor, kinds, assessment, sheet.questionnaire, answers)
        audit.record(
            session, "depth changed", actor, now, "assessment", assessment.reference,
            old=before, new=depth, reason=reason.strip(),
        )  # fmt: skip


def finish_section(
    session: Session, actor: Actor, now: datetime, assessment_id: int, section: str, finished: bool
) -> None:
    """Note that a section is finished, or that somebody will come back to it.

    Raises:
        NotAllowed: the actor may not answer it.
        Conflict: the checklist is signed off.
    """
    if not may_answer(session, actor, assessment_id, section):
        raise NotAllowed(_("You can read this, but not change it."), _("Ask a lead."))
    with write() as session:
        take_draft(session, actor, now, assessment_id)
        state = session.get(SectionState, (assessment_id, section))
        if bool(state and state.finished) == finished:
            return
        if state is None:
            state = SectionState(
                organisation_id=actor.organisation_id, assessment_id=assessment_id, section=section
            )
            session.add(state)
        state.finished, state.changed_by, state.changed_at = finished, actor.person_id, now
        what = "section finished" if finished else "section taken up again"
        audit.record(session, what, actor, now, "assessment", f"P{assessment_id}", section=section)


def mark_signed(
    session: Session, actor: Actor, now: datetime, assessment_id: int, name: str, role: str
) -> Assessment:
    """Freeze an assessment under somebody's name. Runs inside the caller's ``write()``.

    Raises:
        NotAllowed: the actor may not sign off.
        Conflict: it is signed off already.
    """
    if not actor.may("sign_off"):
        raise NotAllowed(_("Only a lead can sign off."), _("Ask a lead of your organisation."))
    take_draft(session, actor, now, assessment_id)
    assessment = _own(session, actor, Assessment, assessment_id)
    assessment.state, assessment.signed_at, assessment.signed_by = "signed", now, actor.person_id
    assessment.signed_name, assessment.signed_role = name, role
    audit.record(session, "signed off", actor, now, "assessment", assessment.reference, name=name)
    return assessment


def reopen(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, assessment_id: int
) -> int:
    """Go on from a signed assessment as its next version; the signed one stays as it is.

    Returns:
        The id of the new version.

    Raises:
        Conflict: it is still a draft, or was reopened already.
    """
    with write() as session:
        return next_version(session, actor, now, plugins, assessment_id).id


def next_version(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, assessment_id: int
) -> Assessment:
    """The same inside the caller's ``write()``."""
    signed = _own(session, actor, Assessment, assessment_id)
    lock_row(session, Assessment, signed.id)
    if signed.state != "signed":
        raise Conflict(_("This checklist is still open; there is nothing to reopen."))
    if _has_next(session, actor, signed.id):
        raise Conflict(_("A newer version exists already."), _("Open the newest one instead."))
    questionnaire, _index = stored_questionnaire(session, signed.digest)
    draft = Assessment(
        organisation_id=actor.organisation_id,
        work_id=signed.work_id,
        instrument=signed.instrument,
        period=signed.period,
        depth=signed.depth,
        suggested_depth=signed.suggested_depth,
        depth_reason=signed.depth_reason,
        digest=signed.digest,
        language=signed.language,
        version=signed.version + 1,
        previous_id=signed.id,
        # A self-evaluation still has last year's beside it; of others the signed one counts.
        copied_from_id=signed.copied_from_id if signed.period else None,
        created_by=actor.person_id,
        created_at=now,
        changed_at=now,
    )
    session.add(draft)
    session.flush()
    answers, _edited = stored_answers(session, actor, signed.id)
    _fill(session, actor, now, plugins, draft, questionnaire, answers)
    audit.record(
        session, "reopened", actor, now, "assessment", draft.reference, signed=signed.reference
    )
    return draft


def delete_assessment(session: Session, actor: Actor, now: datetime, assessment_id: int) -> None:
    """Put a draft aside; it can be brought back for 30 days. A signed one stays.

    Raises:
        Conflict: it is signed off.
    """
    with write() as session:
        take_draft(session, actor, now, assessment_id)
        assessment = _own(session, actor, Assessment, assessment_id)
        assessment.deleted_at = now
        audit.record(session, "checklist deleted", actor, now, "assessment", assessment.reference)


def restore_assessment(session: Session, actor: Actor, now: datetime, assessment_id: int) -> None:
    """Bring a deleted draft back.

    Raises:
        NotFound: it is not among those that can still be brought back.
        Conflict: it is a self-evaluation, and another one was started for its year since.
    """
    with write() as session:
        found = deleted_rows(session, Assessment, now, Assessment.id == assessment_id)
        if not found:
            raise NotFound(_("There is no deleted checklist to bring back."))
        _still_has_room(session, actor, found[0])
        found[0].deleted_at = None
        audit.record(session, "checklist restored", actor, now, "assessment", found[0].reference)


def _still_has_room(session: Session, actor: Actor, deleted: Assessment) -> None:
    """There is one self-evaluation for each subject and year, in its versions."""
    if not deleted.period:
        return
    others = session.scalars(
        sa.select(Assessment.previous_id).where(
            Assessment.organisation_id == actor.organisation_id,
            Assessment.work_id == deleted.work_id,
            Assessment.instrument == deleted.instrument,
            Assessment.period == deleted.period,
            Assessment.deleted_at.is_(None),
        )
    ).all()
    if deleted.previous_id in others:
        raise Conflict(
            _("Another one was started for %(period)s since.", period=deleted.period),
            _("Delete that one first, or go on with it."),
        )


def _own(session: Session, actor: Actor, model: Any, row_id: int) -> Any:
    found = kept_row(session, actor.organisation_id, model, row_id)
    if found is None:
        raise NotFound(_("There is no such thing here."), _("It may have been deleted."))
    return found


def _known_depth(questionnaire: Questionnaire, depth: str) -> None:
    known = [one.key for one in questionnaire.depths]
    if depth not in known:
        raise InvalidInput(
            _("“%(size)s” is not one of the sizes on offer.", size=depth[:40]),
            _("Choose one of: %(sizes)s.", sizes=", ".join(known)),
            where="depth",
        )


def _has_next(session: Session, actor: Actor, assessment_id: int) -> bool:
    found = session.scalar(
        sa.select(Assessment.id).where(
            Assessment.previous_id == assessment_id,
            Assessment.organisation_id == actor.organisation_id,
            Assessment.deleted_at.is_(None),
        )
    )
    return found is not None


def _fill(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    assessment: Assessment,
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
) -> None:
    rows: list[Any] = [
        answer_row(actor, now, assessment, answer, version=1)
        # In one order, so that rows are numbered alike whatever order the database gave them in.
        for answer in sorted(answers.values(), key=lambda one: one.question)
    ]
    if rows:
        session.execute(sa.insert(StoredAnswer), rows)
        session.execute(sa.insert(AnswerHistory), rows)
    store_results(session, actor, plugins.registry.kinds(), assessment, questionnaire, answers)
