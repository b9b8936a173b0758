"""The save contract: many answers, one transaction; sound ones are kept, conflicts come back.

A save is checked first. Then, under the write lock, the assessment's row is taken, each answer's
version is compared with the one that the person saw, the answer and its history are written, and
the results of the sections that it touches are counted again. Only then is the reply given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from icf.assessments.models import AnswerHistory, Assessment, StoredAnswer, StoredSectionResult
from icf.assessments.posted import Posted, answer_from
from icf.assessments.sheet import (
    Edited,
    Sheet,
    answer_of,
    assessment_record,
    previous_answers,
    stored_answers,
)
from icf.core.answer import Answer
from icf.core.depth import visible_sections
from icf.core.index import QuestionnaireIndex
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import Questionnaire
from icf.core.results import SectionResult, section_result
from icf.core.touched import touched_sections
from icf.db import write
from icf.errors import Conflict, InvalidInput, NotFound
from icf.packs.service import questionnaire as stored_questionnaire
from icf.web.actor import Actor


@dataclass(frozen=True)
class Saved:
    """An answer that is safely stored."""

    key: str
    version: int
    at: datetime


@dataclass(frozen=True)
class Clash:
    """Somebody else changed this answer first; both are kept until a person decides."""

    key: str
    version: int
    who: str
    theirs: Answer
    mine: Answer


@dataclass(frozen=True)
class Fault:
    """An answer that could not be used, and why."""

    key: str
    message: str


@dataclass(frozen=True)
class SaveOutcome:
    """What became of each answer that was sent."""

    saved: tuple[Saved, ...] = ()
    clashes: tuple[Clash, ...] = ()
    faults: tuple[Fault, ...] = ()
    mine: tuple[Answer, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether everything that was sent is stored."""
        return not self.clashes and not self.faults


def save_answers(
    session: Session,
    actor: Actor,
    now: datetime,
    kinds: Mapping[str, QuestionKind],
    assessment_id: int,
    posted: Sequence[Posted],
    save_key: str = "",
) -> SaveOutcome:
    """Save answers; see the module's description.

    Args:
        kinds: question kinds by name.
        save_key: the idempotency key; the same key with the same answer is the same save.

    Raises:
        NotFound: no such assessment for this organisation.
        Conflict: it is signed off, so that it no longer changes.
    """
    record = assessment_record(session, actor, assessment_id)
    questionnaire, index = stored_questionnaire(session, record.digest)
    meant, faults = _checked(posted, index, kinds, record)
    kept = [(post, answer) for post, answer in meant if post.keep != "theirs"]
    if not kept:
        return SaveOutcome(faults=tuple(faults))
    with write() as session:
        take_draft(session, actor, now, assessment_id)
        keeper = _Keeper(session, actor, now, record, save_key)
        outcome = keeper.keep(kept)
        if keeper.written:
            keys = [row["question"] for row in keeper.written]
            store_results(session, actor, kinds, record, questionnaire, keeper.answers, keys)
    return replace(outcome, faults=tuple(faults), mine=tuple(answer for _, answer in meant))


def copy_last_time(
    session: Session,
    actor: Actor,
    now: datetime,
    kinds: Mapping[str, QuestionKind],
    sheet: Sheet,
    question: str,
) -> None:
    """Put last time's answer to one question in the place of this one; somebody has looked at it.

    Raises:
        NotFound: there is no answer of last time.
        Conflict: the assessment is signed off.
    """
    earlier = previous_answers(session, actor, sheet).get(question)
    if earlier is None:
        raise NotFound("There is no answer of last time to copy.", where=question)
    with write() as session:
        take_draft(session, actor, now, sheet.id)
        keeper = _Keeper(session, actor, now, sheet.record, save_key="")
        current = keeper.edited.get(question)
        keeper.keep([(Posted(question, current.version if current else 0), earlier)])
        store_results(
            session, actor, kinds, sheet.record, sheet.questionnaire, keeper.answers, [question]
        )


def take_draft(session: Session, actor: Actor, now: datetime, assessment_id: int) -> None:
    """Lock the assessment's row and note the change; only a draft can be taken.

    Raises:
        Conflict: it was signed off or deleted meanwhile.
    """
    taken: Any = session.execute(
        sa.update(Assessment)
        .where(
            Assessment.id == assessment_id,
            Assessment.organisation_id == actor.organisation_id,
            Assessment.state == "draft",
            Assessment.deleted_at.is_(None),
        )
        .values(changed_at=now)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        raise Conflict(
            "This checklist is signed off, so it no longer changes.",
            "Reopen it as a new version to go on; what you typed is still on this page.",
        )


def store_results(
    session: Session,
    actor: Actor,
    kinds: Mapping[str, QuestionKind],
    record: Any,
    questionnaire: Questionnaire,
    answers: Mapping[str, Answer],
    changed: Iterable[str] | None = None,
) -> None:
    """Count sections again and store what was counted.

    Args:
        changed: the questions whose answers changed; None counts every section.
    """
    results = section_results(questionnaire, record.instrument, record.depth, answers, kinds)
    if changed is not None:
        touched = touched_sections(questionnaire, tuple(changed))
        results = [result for result in results if result.section in touched]
    rows = [_result_row(actor, record.id, result) for result in results]
    if rows:
        keys = ("assessment_id", "section")
        session.execute(_upsert(session, actor, StoredSectionResult, keys), rows)


def section_results(
    questionnaire: Questionnaire,
    instrument: str,
    depth: str,
    answers: Mapping[str, Answer],
    kinds: Mapping[str, QuestionKind],
) -> list[SectionResult]:
    """The counts of every section of an instrument; a hidden section counts nothing."""
    scales = {scale.key: scale for scale in questionnaire.scales}
    shown = {s.key: s for s in visible_sections(questionnaire, instrument, depth, answers)}
    return [
        section_result(
            shown.get(section.key, replace(section, questions=())), answers, scales, kinds
        )
        for section in questionnaire.sections
        if section.instrument == instrument
    ]


class _Keeper:
    """Writes answers and their history, and tells what clashed. Lives for one transaction."""

    def __init__(
        self, session: Session, actor: Actor, now: datetime, record: Any, save_key: str
    ) -> None:
        self.session = session
        self.actor = actor
        self.now = now
        self.record = record
        self.save_key = save_key[:80]
        self.answers, self.edited = stored_answers(session, actor, record.id)
        self.written: list[dict[str, Any]] = []

    def keep(self, meant: Iterable[tuple[Posted, Answer]]) -> SaveOutcome:
        saved: list[Saved] = []
        clashes: list[Clash] = []
        for post, mine in meant:
            answer = self._joined(mine) if post.keep == "both" else mine
            clash = self._clash(post, answer)
            if clash:
                clashes.append(clash)
            else:
                saved.append(self._keep_one(post, answer))
        self._write()
        return SaveOutcome(tuple(saved), tuple(clashes))

    def _joined(self, mine: Answer) -> Answer:
        """My answer with their words before mine."""
        theirs = self.answers.get(mine.question, mine).words
        return replace(mine, words="\n\n".join(filter(None, [theirs, mine.words])))

    def _clash(self, post: Posted, answer: Answer) -> Clash | None:
        """A clash, unless the versions agree or the person changed nothing.

        Leaving somebody else's newer answer alone is not a clash: a form that shows a whole
        section sends every answer of it, also those that the person never touched.
        """
        current = self.edited.get(post.key)
        if current is None or post.version == current.version:
            return None
        if _same(answer, self.answers[post.key]) or self._was_already_so(post, answer):
            return None
        return Clash(post.key, current.version, current.name, self.answers[post.key], answer)

    def _was_already_so(self, post: Posted, answer: Answer) -> bool:
        """Whether this is a save sent again, or what the person saw and left alone."""
        known = AnswerHistory.version == post.version
        if self.save_key:
            known = sa.or_(known, AnswerHistory.save_key == self.save_key)
        earlier = self.session.scalars(
            sa.select(AnswerHistory).where(
                AnswerHistory.assessment_id == self.record.id,
                AnswerHistory.organisation_id == self.actor.organisation_id,
                AnswerHistory.question == post.key,
                known,
            )
        )
        return any(_same(answer, answer_of(row)) for row in earlier)

    def _keep_one(self, post: Posted, answer: Answer) -> Saved:
        current = self.edited.get(post.key)
        stored = self.answers.get(post.key)
        untouched = current is not None and post.version != current.version
        if current and stored and (untouched or (_same(answer, stored) and not stored.copied)):
            return Saved(post.key, current.version, current.at)
        if current is None and not (answer.is_given or answer.words or answer.later):
            return Saved(post.key, 0, self.now)
        version = current.version + 1 if current else 1
        self.answers[post.key] = answer
        self.edited[post.key] = Edited(version, self.actor.person_id, self.now, self.actor.name)
        self.written.append(answer_row(self.actor, self.now, self.record, answer, version))
        return Saved(post.key, version, self.now)

    def _write(self) -> None:
        if not self.written:
            return
        keys = ("assessment_id", "question")
        self.session.execute(_upsert(self.session, self.actor, StoredAnswer, keys), self.written)
        history = [{**row, "save_key": self.save_key} for row in self.written]
        self.session.execute(sa.insert(AnswerHistory), history)


def answer_row(
    actor: Actor, now: datetime, record: Any, answer: Answer, version: int
) -> dict[str, Any]:
    """The columns of one stored answer."""
    value = list(answer.value) if isinstance(answer.value, tuple) else answer.value
    return {
        "organisation_id": actor.organisation_id,
        "assessment_id": record.id,
        "question": answer.question,
        "value": value,
        "blank": answer.blank,
        "reason": answer.reason,
        "words": answer.words,
        "strength": answer.strength,
        "displayed": answer.displayed,
        "language": record.language,
        "copied": answer.copied,
        "later": answer.later,
        "version": version,
        "edited_by": actor.person_id,
        "edited_at": now,
    }


def _checked(
    posted: Iterable[Posted],
    index: QuestionnaireIndex,
    kinds: Mapping[str, QuestionKind],
    record: Any,
) -> tuple[list[tuple[Posted, Answer]], list[Fault]]:
    """Each posted answer as it was meant, or why it cannot be used."""
    sound: list[tuple[Posted, Answer]] = []
    faults: list[Fault] = []
    for post in posted:
        try:
            sound.append((post, _meant(post, index, kinds, record)))
        except InvalidInput as error:
            faults.append(Fault(post.key, " ".join(filter(None, (error.message, error.hint)))))
    return sound, faults


def _meant(
    post: Posted, index: QuestionnaireIndex, kinds: Mapping[str, QuestionKind], record: Any
) -> Answer:
    question = index.question.get(post.key)
    if question is None:
        raise InvalidInput(f"This checklist has no question “{post.key[:80]}”.")
    kind = kinds.get(question.kind)
    if kind is None:
        raise InvalidInput(
            "The add-on that this question comes from is not installed, so it cannot be changed.",
            "Its answer is kept as it is. Ask your administrator.",
        )
    instrument = index.instrument[index.section_of[post.key].instrument]
    scale = index.scale.get(question.scale)
    return answer_from(post, question, kind, scale, instrument.blanks, record.language)


def _same(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same, whatever words they were displayed in."""
    return _content(one) == _content(other)


def _content(answer: Answer) -> tuple[Any, ...]:
    value = None if answer.value in (None, "", ()) else answer.value
    return (value, answer.blank, answer.reason, answer.words, answer.strength, answer.later)


def _result_row(actor: Actor, assessment_id: int, result: SectionResult) -> dict[str, Any]:
    return {
        "organisation_id": actor.organisation_id,
        "assessment_id": assessment_id,
        "section": result.section,
        "asked": result.asked,
        "answered": result.answered,
        "unanswered": result.unanswered,
        "blanks": dict(result.blanks),
        "levels": {scale: dict(counts) for scale, counts in result.levels.items()},
    }


def _upsert(session: Session, actor: Actor, model: Any, keys: tuple[str, ...]) -> Any:
    """The statement that inserts a row or, where its key is there, replaces what it says."""
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(model)
    changed = {
        column.name: statement.excluded[column.name]
        for column in model.__table__.c
        if column.name not in keys
    }
    return statement.on_conflict_do_update(
        index_elements=list(keys),
        set_=changed,
        where=model.organisation_id == actor.organisation_id,
    )
