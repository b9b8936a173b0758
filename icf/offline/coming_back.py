"""What a file that came back would change, row by row. Nothing is stored here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.given import sections_to_answer
from icf.assessments.models import AnswerHistory
from icf.assessments.page import blank_label, strength_label
from icf.assessments.posted import Posted
from icf.assessments.saving import meant_answer
from icf.assessments.sheet import Sheet, answer_of
from icf.core.answer import Answer
from icf.core.change import changes
from icf.core.kinds import QuestionKind, plain_export
from icf.core.merge import RowState, row_state
from icf.core.questionnaire import Questionnaire
from icf.core.typed import clean
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
        sent: the answer of the file as its kind reads it, to be read once more when it is taken.
        notes: what has to be known before choosing.
        is_text: the answer itself is a text, or has some, so that both can be kept in it.
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
    sent: tuple[tuple[str, str], ...] = ()
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
    today: Mapping[str, Questionnaire],
) -> ComingBack:
    """Put a file beside its checklist.

    Args:
        today: the questions that empty forms are made of, by digest; no checklist may have them.

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
    comparer = _Comparer(session, actor, sheet, code, kinds, paused, today)
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
    met = {line.key for line in returned.lines} | {one.key for one in returned.problems}
    missing = comparer.missing(met) if returned.has_all else []
    warnings = [*returned.warnings, *_about_file(code, sheet), *comparer.reworded(), *missing]
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
    if code.reference and code.depth != sheet.record.depth:
        found.append(_("The size of this checklist changed since the file was taken out."))
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
        today: Mapping[str, Questionnaire],
    ) -> None:
        self._session, self._actor, self._sheet = session, actor, sheet
        self._kinds, self._paused, self._code = kinds, paused, code
        self.items = items_of(sheet, kinds)
        self._item = {item.key: item for item in self.items}
        whole = _questions_of(session, code, sheet, today)
        self._versions = versions_seen(code, whole) if code.sealed else {}
        self._past = self._answers_then()
        self._allowed = sections_to_answer(session, actor, sheet.id)
        self._is_known = whole is not None
        self._changed: frozenset[str] = frozenset()
        if whole is not None and code.digest != sheet.record.digest:
            found = changes(whole, sheet.questionnaire)
            self._changed = frozenset(one.question for one in found if not one.is_meaning_kept)

    def reworded(self) -> list[str]:
        """Whether an empty form asks the same as the checklist that it is brought to."""
        if self._code.reference or self._code.digest == self._sheet.record.digest:
            return []
        if not self._is_known:
            return [
                _(
                    "This form was made of another version of the questions, which is not here any"
                    " more. Look whether each answer still fits its question."
                )
            ]
        numbers = [item.number for item in self.items if item.key in self._changed]
        if not numbers:
            return []
        return [
            ngettext(
                "%(num)s question of this checklist reads otherwise than in the form: %(which)s.",
                "%(num)s questions of this checklist read otherwise than in the form: %(which)s.",
                len(numbers),
                which=", ".join(numbers[:60]),
            )
        ]

    def missing(self, met: set[str]) -> list[str]:
        """What the file ought to have and has not."""
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
        item = self._known(line)
        ours, seen = item.answer, self._seen(line.key, item)
        # What nobody touched is what stood there, also where it is not on offer any more.
        untouched = next((one for one in (ours, seen) if one and _says(line, item, one)), None)
        post = Posted(item.key, item.version)
        if untouched is None:
            post = self._posted(line, item)
            theirs = meant_answer(
                post, self._sheet.index, self._kinds, self._sheet.record, self._paused
            )
            theirs = _with_what_it_cannot_carry(theirs, ours, line, item)
        else:
            theirs = untouched
        return Row(
            key=item.key,
            number=item.number,
            text=item.text,
            where=line.where,
            state=row_state(ours if item.version else None, seen, theirs),
            version=item.version,
            ours=ours,
            theirs=theirs,
            is_text=_has_text(item),
            sent=tuple((part, text) for part, texts in post.fields.items() for text in texts),
            notes=tuple(self._notes(item)),
        )

    def _known(self, line: Line) -> Item:
        item = self._item.get(line.key)
        if item is None:
            raise InvalidInput(
                _("This checklist does not ask “%(key)s”.", key=line.key[:80]),
                _("The name was changed, or the question is not asked any more."),
            )
        if self._allowed is not None and item.section not in self._allowed:
            raise InvalidInput(_("This section was not given to you."), _("Ask a lead."))
        if item.only_here and (line.fields or line.blank):
            raise InvalidInput(_("This one can only be answered in the toolkit itself."))
        return item

    def _posted(self, line: Line, item: Item) -> Posted:
        return Posted(
            key=item.key,
            version=item.version,
            fields=_read_fields(line, item),
            blank=_by_label(line.blank, item.blanks, line.is_keyed) if line.blank else "",
            reason=line.reason,
            words=line.words,
            strength=_by_label(line.strength, strength_options(), line.is_keyed)
            if line.strength
            else "",
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


def _questions_of(
    session: Session, code: FileCode, sheet: Sheet, today: Mapping[str, Questionnaire]
) -> Questionnaire | None:
    """The questions that the file was made of; None where they are not here."""
    if code.digest == sheet.record.digest:
        return sheet.questionnaire
    if code.digest in today:
        return today[code.digest]
    known = session.scalar(
        sa.select(StoredQuestionnaire.digest).where(StoredQuestionnaire.digest == code.digest)
    )
    try:
        return stored_questionnaire(session, code.digest)[0] if known else None
    except NotFound:
        return None


def _has_text(item: Item) -> bool:
    return item.is_long or any(not one.options for one in item.fields)


def _says(line: Line, item: Item, stood: Answer) -> bool:
    """Whether a line says no more and no less than an answer that stood in the file."""
    if item.fields or not (stood.is_given or stood.words or stood.reason):
        return False
    beside = (
        ("words", line.words, {stood.words}),
        ("reason", line.reason, {stood.reason}),
        ("strength", line.strength, {stood.strength or "", strength_label(stood.strength)}),
    )
    if any(
        name in line.carries and clean(text) not in {clean(one) for one in known}
        for name, text, known in beside
    ):
        return False
    values = [clean(text) for text in line.fields.get("value", ())]
    open_as = {clean(line.blank)} - {""}
    if stood.blank:
        names = {stood.blank, blank_label(stood.blank), f"{BLANK}{stood.blank}"}
        return len(said := {*values, *open_as}) == 1 and said <= names
    if open_as:
        return False
    labels = dict(item.pairs)
    held = stood.value if isinstance(stood.value, tuple) else (_text_of(item, stood),)
    named = [clean(labels.get(one, one)) for one in held if one]
    keyed = [clean(one) for one in held if one]
    return values in (keyed, named, ["; ".join(named)], [clean(stood.displayed)])


def _text_of(item: Item, answer: Answer) -> str:
    """An answer as the one field of its question holds it."""
    return item.held if answer == item.answer else plain_export(answer.value)


def _read_fields(line: Line, item: Item) -> dict[str, list[str]]:
    """What was picked or written, as the question's kind reads it."""
    if not item.fields:
        values = list(line.fields.get("value", ()))
        return {item.part: _values(values, item, line.is_keyed)} if values else {}
    found = {}
    for one in item.fields:
        text = "".join(line.fields.get(one.part, ())[:1])
        if line.parts is not None and one.part not in line.parts:
            text = one.text
        elif text and one.options:
            text = _by_label(text, one.options, line.is_keyed)
        found[one.part] = [text]
    return found if any(map(any, found.values())) else {}


def _values(values: Sequence[str], item: Item, is_keyed: bool) -> list[str]:
    labels = (*item.pairs, *((f"{BLANK}{kind}", label) for kind, label in item.blanks))
    if item.kind == "choices":
        found = [one for value in values for one in _several(value, labels)]
        return [_by_label(one, labels, is_keyed) for one in found]
    text = values[0]
    if item.is_picked:
        return [_by_label(text, labels, is_keyed)]
    known = {label.casefold(): value for value, label in labels}
    if item.kind == "date" and (found_day := DAY_FIRST.fullmatch(text.strip())):
        year, month, day = (found_day[part] for part in ("year", "month", "day"))
        text = f"{year}-{month.zfill(2)}-{day.zfill(2)}"
    return [known.get(text.strip().casefold(), text)]


def _several(text: str, pairs: Sequence[tuple[str, str]]) -> list[str]:
    """What stands in one cell, parted by semicolons; a label may have some in it."""
    known = {clean(one).casefold() for pair in pairs for one in pair}
    parts = [part for part in text.split(";") if part.strip()]
    found = []
    while parts:
        lengths = range(len(parts), 0, -1)
        wanted = (n for n in lengths if clean(";".join(parts[:n])).casefold() in known)
        taken = next(wanted, 1)
        found.append(";".join(parts[:taken]).strip())
        parts = parts[taken:]
    return found


def _folded(text: str) -> str:
    return clean(text).replace("\u00a0", " ").casefold()


def _by_label(text: str, pairs: Sequence[tuple[str, str]], is_keyed: bool) -> str:
    """The value behind a label, or the value itself.

    Args:
        is_keyed: look at the values first, as PDF fields have them.

    Raises:
        InvalidInput: it is none of them.
    """
    wanted = _folded(text)
    by_value = {_folded(value): value for value, _label in pairs}
    by_label = {_folded(label).removeprefix(f"{value} – "): value for value, label in pairs}
    by_label |= {_folded(label): value for value, label in pairs}
    first, second = (by_value, by_label) if is_keyed else (by_label, by_value)
    if wanted in first or wanted in second:
        return first.get(wanted) or second[wanted]
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
