"""What a file that came back would change, row by row. Nothing is stored here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.given import sections_to_answer
from icf.assessments.models import AnswerHistory
from icf.assessments.posted import Posted
from icf.assessments.saving import meant_answer
from icf.assessments.sheet import Sheet, answer_of
from icf.core.answer import Answer
from icf.core.change import changes
from icf.core.kinds import QuestionKind
from icf.core.merge import RowState, row_state
from icf.core.questionnaire import Question, Questionnaire
from icf.errors import InvalidInput, NotFound
from icf.offline.code import FileCode, read_code
from icf.offline.form import BLANK, Item, items_of, strength_options, versions_seen
from icf.offline.returned import Line, Problem, Returned
from icf.packs.models import StoredQuestionnaire
from icf.packs.service import questionnaire as stored_questionnaire
from icf.plugin.registry import Standstill
from icf.web.actor import Actor
from icf.web.i18n import _, moment, ngettext

DAY_FIRST = re.compile(r"(?P<day>\d{1,2})[ ./-](?P<month>\d{1,2})[ ./-](?P<year>\d{4})")
"""How people here write a day."""


@dataclass(frozen=True)
class Row:
    """One answer of the file beside the one that stands here.

    Args:
        state: see ``icf.core.merge``.
        version: of the answer that stands here now.
        notes: what has to be known before choosing.
        is_text: the answer itself is a text, so that both can be kept in it.
    """

    key: str
    number: str
    text: str
    where: str
    state: RowState
    version: int
    ours: Answer
    theirs: Answer
    is_text: bool
    notes: tuple[str, ...] = ()

    @property
    def can_join(self) -> bool:
        """Whether there are two texts that both could be kept."""
        if self.ours.words and self.theirs.words and self.ours.words != self.theirs.words:
            return True
        return self.is_text and bool(self.ours.value and self.theirs.value)

    @property
    def wants_choice(self) -> bool:
        return self.state in ("new", "differs", "both")


@dataclass(frozen=True)
class ComingBack:
    """A file beside a checklist.

    Args:
        warnings: about the whole file.
        problems: rows that cannot be used.
    """

    rows: tuple[Row, ...]
    warnings: tuple[str, ...]
    problems: tuple[Problem, ...]

    def of(self, *states: RowState) -> tuple[Row, ...]:
        """The rows in one of these states."""
        return tuple(row for row in self.rows if row.state in states)

    @property
    def to_choose(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.wants_choice)


def coming_back(
    session: Session,
    actor: Actor,
    sheet: Sheet,
    returned: Returned,
    kinds: Mapping[str, QuestionKind],
    paused: Standstill,
    secret: str,
) -> ComingBack:
    """Put a file beside its checklist.

    Raises:
        InvalidInput: it is of another checklist, or does not say of which.
    """
    code = read_code(returned.code, secret, actor.organisation_id)
    if code.reference not in ("", sheet.reference) or code.instrument != sheet.record.instrument:
        raise InvalidInput(
            _(
                "This file belongs to %(theirs)s, and this is %(ours)s.",
                theirs=code.reference or _("another kind of form"),
                ours=sheet.reference,
            ),
            _("Open the checklist that it belongs to, and bring it back there."),
            where="file",
        )
    comparer = _Comparer(session, actor, sheet, code, kinds, paused)
    problems = list(returned.problems)
    rows = []
    for line in returned.lines:
        try:
            rows.append(comparer.row(line))
        except InvalidInput as error:
            words = " ".join(_(text) for text in (error.message, error.hint) if text)
            problems.append(Problem(line.where, words))
    order = {item.key: place for place, item in enumerate(comparer.items)}
    rows.sort(key=lambda row: order.get(row.key, len(order)))
    met = {line.key for line in returned.lines}
    warnings = [*_about_file(code, sheet), *comparer.missing(met)]
    return ComingBack(tuple(rows), tuple(warnings), tuple(problems))


def _about_file(code: FileCode, sheet: Sheet) -> list[str]:
    found = []
    if not code.sealed:
        found.append(
            _(
                "The code of this file was changed, or the file comes from another organisation or"
                " installation. Look at every row before you take it."
            )
        )
    if code.reference and code.digest != sheet.record.digest:
        found.append(_("The questions of this checklist changed since the file was taken out."))
    return found


class _Comparer:
    """Compares lines of one file with one checklist."""

    def __init__(
        self,
        session: Session,
        actor: Actor,
        sheet: Sheet,
        code: FileCode,
        kinds: Mapping[str, QuestionKind],
        paused: Standstill,
    ) -> None:
        self._session, self._actor, self._sheet = session, actor, sheet
        self._kinds, self._paused, self._code = kinds, paused, code
        self.items = items_of(sheet)
        self._item = {item.key: item for item in self.items}
        whole = _questions_of(session, code, sheet)
        self._versions = versions_seen(code, whole) if code.sealed else {}
        self._past = self._answers_then()
        self._allowed = sections_to_answer(session, actor, sheet.id)
        self._changed: frozenset[str] = frozenset()
        if whole is not None and code.digest != sheet.record.digest:
            found = changes(whole, sheet.questionnaire)
            self._changed = frozenset(one.question for one in found if not one.is_meaning_kept)

    def missing(self, met: set[str]) -> list[str]:
        """What the file ought to have and has not."""
        if not self._code.reference:
            return []
        numbers = [item.number for item in self.items if item.key not in met and not item.only_here]
        if not numbers:
            return []
        return [
            ngettext(
                "%(num)s question is not in the file: %(which)s. Its answer stays as it is.",
                "%(num)s questions are not in the file: %(which)s. Their answers stay as they are.",
                len(numbers),
                which=", ".join(numbers[:60]),
            )
        ]

    def row(self, line: Line) -> Row:
        """The row of a line. Raises InvalidInput where the line cannot be used."""
        item, question = self._known(line)
        ours = item.answer
        post = self._posted(line, item)
        theirs = meant_answer(
            post, self._sheet.index, self._kinds, self._sheet.record, self._paused
        )
        theirs = _with_what_it_cannot_carry(theirs, ours, line, item)
        seen = self._seen(line.key, item)
        state = row_state(ours if item.version else None, seen, theirs)
        return Row(
            key=item.key,
            number=item.number,
            text=item.text,
            where=line.where,
            state=state,
            version=item.version,
            ours=ours,
            theirs=theirs,
            is_text=question.kind == "text",
            notes=tuple(self._notes(item)),
        )

    def _known(self, line: Line) -> tuple[Item, Question]:
        item = self._item.get(line.key)
        if item is None:
            raise InvalidInput(
                _("This checklist does not ask “%(key)s”.", key=line.key[:80]),
                _("The name was changed, or the question is not asked any more."),
            )
        if self._allowed is not None and item.section not in self._allowed:
            raise InvalidInput(_("This section was not given to you."), _("Ask a lead."))
        return item, self._sheet.index.question[line.key]

    def _posted(self, line: Line, item: Item) -> Posted:
        values = list(line.fields.get("value", ()))
        return Posted(
            key=item.key,
            version=item.version,
            fields={"value": _values(values, item)} if values else {},
            blank=_by_label(line.blank, item.blanks) if line.blank else "",
            reason=line.reason,
            words=line.words,
            strength=_by_label(line.strength, strength_options()) if line.strength else "",
        )

    def _notes(self, item: Item) -> list[str]:
        notes = []
        edited = self._sheet.edited.get(item.key)
        if edited and item.key in self._versions and self._versions[item.key] < edited.version:
            notes.append(
                _(
                    "Changed here by %(who)s on %(when)s, after the file was taken out.",
                    who=edited.name,
                    when=moment(edited.at),
                )
            )
        if item.key in self._changed:
            notes.append(_("The question reads otherwise now than it did in the file."))
        return notes

    def _seen(self, key: str, item: Item) -> Answer | None:
        """The answer that the file was made with; ours where nothing changed since."""
        version = self._versions.get(key)
        if version is None:
            return None
        return item.answer if version == item.version else self._past.get((key, version))

    def _answers_then(self) -> Mapping[tuple[str, int], Answer]:
        """The answers as they were in the file, of those that changed since."""
        wanted = [
            key
            for key, version in self._versions.items()
            if key in self._item and 0 < version < self._item[key].version
        ]
        if not wanted:
            return {}
        rows = self._session.scalars(
            sa.select(AnswerHistory).where(
                AnswerHistory.assessment_id == self._sheet.id,
                AnswerHistory.organisation_id == self._actor.organisation_id,
                AnswerHistory.question.in_(wanted),
            )
        )
        return {(row.question, row.version): answer_of(row) for row in rows}


def _questions_of(session: Session, code: FileCode, sheet: Sheet) -> Questionnaire | None:
    """The questions that the file was made of; None where they are not here."""
    if code.digest == sheet.record.digest:
        return sheet.questionnaire
    known = session.scalar(
        sa.select(StoredQuestionnaire.digest).where(StoredQuestionnaire.digest == code.digest)
    )
    try:
        return stored_questionnaire(session, code.digest)[0] if known else None
    except NotFound:
        return None


def _values(values: Sequence[str], item: Item) -> list[str]:
    """What was picked or written, as the question's kind reads it."""
    labels = (*item.pairs, *((f"{BLANK}{kind}", label) for kind, label in item.blanks))
    if item.kind == "choices":
        single = [part for value in values for part in value.split(";") if part.strip()]
        return [_by_label(one, labels) for one in single]
    text = values[0]
    if item.is_picked:
        return [_by_label(text, labels)]
    known = {label.casefold(): value for value, label in labels}
    if item.kind == "date" and (found := DAY_FIRST.fullmatch(text.strip())):
        text = f"{found['year']}-{found['month'].zfill(2)}-{found['day'].zfill(2)}"
    return [known.get(text.strip().casefold(), text)]


def _by_label(text: str, pairs: Sequence[tuple[str, str]]) -> str:
    """The value behind a label, or the value itself.

    Raises:
        InvalidInput: it is none of them.
    """
    wanted = text.strip().casefold()
    for value, label in pairs:
        if wanted in (value.casefold(), label.strip().casefold()):
            return value
    offered = "; ".join(label for _value, label in pairs)
    raise InvalidInput(_("“%(text)s” is not one of: %(offered)s.", text=text[:80], offered=offered))


def _with_what_it_cannot_carry(theirs: Answer, ours: Answer, line: Line, item: Item) -> Answer:
    """Parts that the file has no place for stay as they are here."""
    kept: dict[str, Any] = {}
    if "words" not in line.carries or not item.asks_words:
        kept["words"] = ours.words
    if "strength" not in line.carries or not item.asks_words:
        kept["strength"] = ours.strength
    if "reason" not in line.carries or not item.asks_reason:
        kept["reason"] = ours.reason
    if theirs.is_given or theirs.words or theirs.reason:
        return replace(theirs, later=ours.later, **kept)
    return theirs
