"""The save contract: many answers, one transaction; sound ones are kept, conflicts come back.

A save is checked first. Then, under the write lock, the assessment's row is taken, each answer's
version is compared with the one that the person saw, the answer and its history are written, and
the results of the sections that it touches are counted again. Only then is the reply given.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.draft import questions_changed, take_as_read
from icf.assessments.given import sections_to_answer
from icf.assessments.last_time import answers_that_fit
from icf.assessments.models import AnswerHistory, StoredAnswer
from icf.assessments.posted import Posted, answer_from
from icf.assessments.sheet import (
    Edited,
    Sheet,
    answer_of,
    assessment_record,
    stored_answers,
)
from icf.assessments.stored_results import store_results, upsert
from icf.core.answer import Answer, Value
from icf.core.index import QuestionnaireIndex
from icf.core.kinds import QuestionKind
from icf.db import write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.packs.service import questionnaire as stored_questionnaire
from icf.plugin.manager import Plugins
from icf.plugin.registry import NOTHING_STANDS_STILL, Standstill
from icf.web.actor import Actor
from icf.web.i18n import _

_ADD_TO_HISTORY = sa.insert(AnswerHistory.__table__)  # type: ignore[arg-type]


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
    where: str = ""


@dataclass(frozen=True)
class SaveOutcome:
    """What became of each answer that was sent. ``mine`` holds the sound ones as they were meant.

    ``where`` of a fault is ``words`` or ``reason``, or empty for the answer itself.
    """

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
    paused: Standstill = NOTHING_STANDS_STILL,
    sections: Collection[str] | None = None,
) -> SaveOutcome:
    """Save answers; see the module's description.

    Args:
        kinds: question kinds by name.
        paused: what add-ons that are paused ask; their answers stay as they are.
        save_key: the idempotency key; the same key with the same answer is the same save.
        sections: the only ones that may be answered; None leaves it to the actor's role and to
            what was given to them.

    Raises:
        NotFound: no such assessment for this organisation.
        NotAllowed: an answer is of a section that the actor may not answer.
        Conflict: it is signed off, so that it no longer changes.
    """
    if sections is None:
        sections = sections_to_answer(session, actor, assessment_id)
    while True:
        record = assessment_record(session, actor, assessment_id)
        questionnaire, index = stored_questionnaire(session, record.digest)
        refuse_others(index, sections, [post.key for post in posted])
        meant, faults = _checked(posted, index, kinds, record, paused)
        kept = [(post, answer) for post, answer in meant if post.keep != "theirs"]
        if not kept:
            return SaveOutcome(faults=tuple(faults), mine=tuple(answer for _post, answer in meant))
        with write() as session:
            if not take_as_read(session, actor, now, record):
                continue
            keeper = _Keeper(session, actor, now, record, save_key)
            asked = index.question
            outcome = keeper.keep(kept, {key for key in asked if asked[key].kind == "text"})
            if keeper.written:
                keys = [row["question"] for row in keeper.written]
                store_results(session, actor, kinds, record, questionnaire, keeper.answers, keys)
        mine = tuple(answer for _post, answer in meant)
        return replace(outcome, faults=tuple(faults), mine=mine)


def refuse_others(
    index: QuestionnaireIndex, sections: Collection[str] | None, keys: Iterable[str]
) -> None:
    """Refuse answers to questions of any section but these; None means every section."""
    if sections is None:
        return
    of = index.section_of
    if not sections or any(key in of and of[key].key not in sections for key in keys):
        raise NotAllowed(_("You can read this, but not change it."), _("Ask a lead."))


def copy_last_time(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    sheet: Sheet,
    question: str,
    checked: bool = True,
) -> None:
    """Put last time's answer to one question in the place of this one.

    Args:
        checked: whoever copied it has looked at it; otherwise it says "copied, not checked".

    Raises:
        NotFound: there is no answer of last time that can be given again.
        NotAllowed: the actor may not answer its section.
        Conflict: the assessment is signed off, or asks something else by now.
    """
    refuse_others(sheet.index, sections_to_answer(session, actor, sheet.id), [question])
    earlier = _answers_before(session, actor, plugins, sheet).get(question)
    if earlier is None:
        raise NotFound(_("There is no answer of last time to copy."), where=question)
    with write() as session:
        if not take_as_read(session, actor, now, sheet.record):
            raise questions_changed()
        keeper = _Keeper(session, actor, now, sheet.record, save_key="")
        current = keeper.edited.get(question)
        copied = replace(earlier, copied=not checked, later=False)
        keeper.keep([(Posted(question, current.version if current else 0), copied)])
        kinds = plugins.registry.kinds(None)
        store_results(
            session, actor, kinds, sheet.record, sheet.questionnaire, keeper.answers, [question]
        )


def copy_empty(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, sheet: Sheet
) -> int:
    """Copy last time's answer to every question that is still empty; each says "copied".

    Questions that the actor may not answer are left alone.

    Returns:
        How many were copied.

    Raises:
        Conflict: the assessment is signed off, or asks something else by now.
    """
    allowed = sections_to_answer(session, actor, sheet.id)
    earlier, kinds = _answers_before(session, actor, plugins, sheet), plugins.registry.kinds(None)
    wanted = [
        question.key
        for section in sheet.main_sections
        if allowed is None or section.key in allowed
        for question in section.questions
        if question.kind in kinds and (found := earlier.get(question.key)) and found.is_given
    ]
    with write() as session:
        if not take_as_read(session, actor, now, sheet.record):
            raise questions_changed()
        keeper = _Keeper(session, actor, now, sheet.record, save_key="")
        empty = [key for key in wanted if _is_empty(keeper.answers.get(key))]
        keeper.keep(
            (
                Posted(key, keeper.edited[key].version if key in keeper.edited else 0),
                replace(earlier[key], copied=True, later=False),
            )
            for key in empty
        )
        store_results(
            session, actor, kinds, sheet.record, sheet.questionnaire, keeper.answers, empty
        )
    return len(empty)


def _answers_before(
    session: Session, actor: Actor, plugins: Plugins, sheet: Sheet
) -> Mapping[str, Answer]:
    """Last time's answers that can be given again."""
    earlier = sheet.record.copied_from_id or sheet.record.previous_id
    if earlier is None:
        return {}
    new = sheet.questionnaire
    return answers_that_fit(session, actor, plugins, earlier, new, sheet.language)


def _is_empty(answer: Answer | None) -> bool:
    return answer is None or not (answer.is_given or answer.words)


def restore_answer(
    session: Session,
    actor: Actor,
    now: datetime,
    kinds: Mapping[str, QuestionKind],
    sheet: Sheet,
    question: str,
    version: int,
    seen: int,
) -> None:
    """Put an earlier version of an answer back, as a new change; no version is ever lost.

    Args:
        version: the one to put back.
        seen: the version that stood there when the person chose it.

    Raises:
        NotFound: there is no such question or version.
        NotAllowed: the actor may not answer its section.
        Conflict: somebody changed the answer since, or the checklist is signed off.
    """
    refuse_others(sheet.index, sections_to_answer(session, actor, sheet.id), [question])
    found = sheet.index.question.get(question)
    if found is None or found.kind not in kinds:
        raise NotFound(_("This answer cannot be put back: its question is not in use."))
    with write() as session:
        if not take_as_read(session, actor, now, sheet.record):
            raise questions_changed()
        earlier = session.scalar(
            sa.select(AnswerHistory).where(
                AnswerHistory.assessment_id == sheet.id,
                AnswerHistory.organisation_id == actor.organisation_id,
                AnswerHistory.question == question,
                AnswerHistory.version == version,
            )
        )
        if earlier is None:
            raise NotFound(_("There is no such version of this answer."))
        keeper = _Keeper(session, actor, now, sheet.record, save_key="")
        current = keeper.edited.get(question)
        if current is None or current.version != seen:
            raise Conflict(_("Somebody changed this answer meanwhile, so nothing was put back."))
        keeper.keep([(Posted(question, seen), replace(answer_of(earlier), copied=False))])
        store_results(
            session, actor, kinds, sheet.record, sheet.questionnaire, keeper.answers, [question]
        )


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
        self.connection = session.connection()
        self.answers, self.edited = stored_answers(self.connection, actor, record.id)
        self.written: list[dict[str, Any]] = []

    def keep(
        self, meant: Iterable[tuple[Posted, Answer]], texts: Collection[str] = ()
    ) -> SaveOutcome:
        """Write what does not clash. ``texts`` are questions whose answers can be put together."""
        saved: list[Saved] = []
        clashes: list[Clash] = []
        for post, mine in meant:
            answer = self._joined(mine, texts) if post.keep == "both" else mine
            current = self.edited.get(post.key)
            if current is None or post.version == current.version:
                saved.append(self._keep_one(post, answer))
            elif known := self._known(post, answer, current):
                saved.append(known)
            else:
                theirs = self.answers[post.key]
                clashes.append(Clash(post.key, current.version, current.name, theirs, answer))
        self._write()
        return SaveOutcome(tuple(saved), tuple(clashes))

    def _joined(self, mine: Answer, texts: Collection[str]) -> Answer:
        """My answer with their words before mine, and with their text where the answer is one."""
        theirs = self.answers.get(mine.question, mine)
        both = replace(mine, words=_one_after_the_other(theirs.words, mine.words))
        if mine.question not in texts or mine.blank or theirs.blank:
            return both
        text = _one_after_the_other(theirs.value, mine.value)
        return replace(both, value=text, displayed=text)

    def _known(self, post: Posted, answer: Answer, current: Edited) -> Saved | None:
        """The version that this answer has already, though it is not the version that was seen.

        It is either a save that arrived before, or an answer that the person left alone: a form
        that shows a whole section sends every answer of it. Whoever goes on from the version that
        is given back still clashes with what somebody else wrote since.
        """
        if same_answer(answer, self.answers[post.key]):
            return Saved(post.key, current.version, current.at)
        known = AnswerHistory.version == post.version
        if self.save_key:
            known = sa.or_(known, AnswerHistory.save_key == self.save_key)
        earlier = self.session.scalars(
            sa.select(AnswerHistory)
            .where(
                AnswerHistory.assessment_id == self.record.id,
                AnswerHistory.organisation_id == self.actor.organisation_id,
                AnswerHistory.question == post.key,
                known,
            )
            .order_by(AnswerHistory.version.desc())
        )
        found = next((row for row in earlier if same_answer(answer, answer_of(row))), None)
        return Saved(post.key, found.version, found.edited_at) if found else None

    def _keep_one(self, post: Posted, answer: Answer) -> Saved:
        """Write an answer whose version is the one that was seen; nothing when it says the same."""
        current = self.edited.get(post.key)
        stored = self.answers.get(post.key)
        if current and stored and same_answer(answer, stored) and not stored.copied:
            return Saved(post.key, current.version, current.at)
        if current is None and not (
            answer.is_given or answer.words or answer.reason or answer.later
        ):
            return Saved(post.key, 0, self.now)
        version = current.version + 1 if current else 1
        self.answers[post.key] = answer
        self.edited[post.key] = Edited(version, self.actor.person_id, self.now, self.actor.name)
        self.written.append(answer_row(self.actor, self.now, self.record, answer, version))
        return Saved(post.key, version, self.now)

    def _write(self) -> None:
        if not self.written:
            return
        store = upsert(self.session, self.actor, StoredAnswer, "question")
        self.connection.execute(store, self.written)
        history = [{**row, "save_key": self.save_key} for row in self.written]
        self.connection.execute(_ADD_TO_HISTORY, history)


def _one_after_the_other(theirs: Value, mine: Value) -> str:
    return "\n\n".join(dict.fromkeys(str(text) for text in (theirs, mine) if text))


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


def add_answers(session: Session, actor: Actor, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store answers, made with ``answer_row``, and their history. Runs inside ``write()``."""
    if rows:
        session.execute(upsert(session, actor, StoredAnswer, "question"), rows)
        session.execute(_ADD_TO_HISTORY, [{"save_key": "", **row} for row in rows])


def _checked(
    posted: Iterable[Posted],
    index: QuestionnaireIndex,
    kinds: Mapping[str, QuestionKind],
    record: Any,
    paused: Standstill,
) -> tuple[list[tuple[Posted, Answer]], list[Fault]]:
    """Each posted answer as it was meant, or why it cannot be used."""
    sound: list[tuple[Posted, Answer]] = []
    faults: list[Fault] = []
    for post in posted:
        try:
            sound.append((post, meant_answer(post, index, kinds, record, paused)))
        except InvalidInput as error:
            # Add-ons and the core give fixed sentences, which are translated here.
            message = " ".join(_(text) for text in (error.message, error.hint) if text)
            faults.append(Fault(post.key, message, error.where))
    return sound, faults


def meant_answer(
    post: Posted,
    index: QuestionnaireIndex,
    kinds: Mapping[str, QuestionKind],
    record: Any,
    paused: Standstill,
) -> Answer:
    """What was meant by a posted answer.

    Raises:
        InvalidInput: it cannot be used, or the question cannot be answered now.
    """
    question = index.question.get(post.key)
    if question is None:
        raise InvalidInput(_("This checklist has no question “%(key)s”.", key=post.key[:80]))
    kind = kinds.get(question.kind)
    if kind is None:
        raise InvalidInput(
            _("The add-on that this question comes from is not installed: it cannot be changed."),
            _("Its answer is kept as it is. Ask your administrator."),
        )
    if paused.stops(question):
        raise InvalidInput(
            _("The add-on that this question comes from is paused: it cannot be changed."),
            _("Its answer is kept as it is. Ask your administrator."),
        )
    instrument = index.instrument[index.section_of[post.key].instrument]
    scale = index.scale.get(question.scale)
    return answer_from(post, question, kind, scale, instrument.blanks, record.language)


def same_answer(one: Answer, other: Answer) -> bool:
    """Whether two answers say the same, whatever words they were displayed in."""
    return _content(one) == _content(other)


def _content(answer: Answer) -> tuple[Any, ...]:
    value = None if answer.value in (None, "", ()) else answer.value
    return (value, answer.blank, answer.reason, answer.words, answer.strength, answer.later)
