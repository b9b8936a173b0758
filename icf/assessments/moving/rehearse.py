"""What other questions would mean for every open checklist, before anything happens.

Thousands of checklists are judged within seconds: two questionnaires are compared once, only the
answers that can make a difference are read, and checklists that answered those alike are judged
together.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.assessments.instruments import full_title
from icf.assessments.models import Assessment, StoredAnswer
from icf.assessments.moving.patches import patch_layers
from icf.core.answer import Answer
from icf.core.bring_in import bring_in
from icf.core.change import Change, changes
from icf.core.corrections import take_corrections
from icf.core.moving import both_ways, keys_that_matter, nearest_depth
from icf.core.questionnaire import SELF_EVALUATION, Questionnaire
from icf.core.upgrade import Upgrade, Verdict, upgrade
from icf.errors import InvalidInput
from icf.packs.selection import Selection, selection
from icf.packs.service import Composed, aliases_of, composed_with, questionnaire
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.models import Work
from icf.years.questions import held_years

VERDICTS: tuple[Verdict, ...] = ("needs_you", "compatible", "unaffected")
"""Gravest first."""

_answer: Any = StoredAnswer.__table__
_assessment: Any = Assessment.__table__


@dataclass(frozen=True)
class Pair:
    """Two questionnaires, compared once for all checklists that are pinned to the old one."""

    old: Questionnaire
    new: Questionnaire
    aliases: Mapping[str, str]
    found: tuple[Change, ...]

    @cached_property
    def matter(self) -> frozenset[str]:
        """The keys whose answers have to be read."""
        return keys_that_matter(self.old, self.new, self.found)

    @cached_property
    def brought_in(self) -> Questionnaire:
        """The old one with what only the new one has."""
        return bring_in(self.old, self.new, self.aliases)


@dataclass(frozen=True)
class Judged:
    """One open checklist, and what moving it would mean.

    Args:
        nearest_depth: the size that it would have; another than ``depth`` where that has gone.
    """

    id: int
    work_title: str
    version: int
    language: str
    instrument: str
    digest: str
    depth: str
    upgrade: Upgrade
    nearest_depth: str

    @property
    def reference(self) -> str:
        """What people call it, such as P34."""
        return f"P{self.id}"

    @property
    def verdict(self) -> Verdict:
        return self.upgrade.verdict


@dataclass(frozen=True)
class Rehearsal:
    """What a selection would mean for an organisation. ``pairs`` are by the old digest.

    Args:
        before: what is on now.
        checklists: all that are open, those that need somebody first.
    """

    before: Selection
    chosen: Selection
    target: Composed
    pairs: Mapping[str, Pair]
    checklists: tuple[Judged, ...]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many checklists there are of each verdict."""
        return Counter(one.verdict for one in self.checklists)

    @property
    def touches_any(self) -> bool:
        """Whether anybody has to be asked about an open checklist."""
        return any(one.verdict != "unaffected" for one in self.checklists)

    @property
    def brings_any(self) -> bool:
        """Whether there is anything to bring in."""
        return any(len(pair.brought_in.index.question) > len(pair.old.index.question)
                   for pair in self.pairs.values())  # fmt: skip


@dataclass(frozen=True)
class ToYear:
    """A self-evaluation that is to ask the questions of its year."""

    assessment_id: int
    target: Composed


def rehearse(
    session: Session,
    actor: Actor,
    plugins: Plugins,
    chosen: Selection,
    before: Selection | None = None,
    lock: bool = False,
    to_year: ToYear | None = None,
) -> Rehearsal:
    """Judge every open checklist of the actor's organisation; nothing is changed.

    Self-evaluations of a year of the partnership that is under way keep the framework's version
    of that year, so they are not among them.

    Args:
        before: what was on until now; None where nothing has been switched yet.
        lock: keep the checklists from other writers until the transaction ends.
        to_year: judge this self-evaluation alone, beside the questions of its year.

    Raises:
        InvalidInput: an add-on of the selection is paused, so that its questions cannot be asked.
    """
    _refuse_paused(plugins, chosen)
    before = before or selection(session, actor.organisation_id)
    target = to_year.target if to_year else composed_with(session, plugins, chosen)
    drafts = _drafts(session, actor, lock, _which(session, actor, plugins, to_year))
    comparing = _Comparing(session, plugins, before, chosen, target)
    pairs = {digest: comparing.pair(digest) for digest in {one.digest for one in drafts}}
    if to_year is not None:
        pairs = {digest: _of_self_evaluation(pair) for digest, pair in pairs.items()}
    judged = list(_judged(session, actor, drafts, pairs))
    order = {verdict: place for place, verdict in enumerate(VERDICTS)}
    judged.sort(key=lambda one: (order[one.verdict], -len(one.upgrade.answers_touched), -one.id))
    return Rehearsal(before, chosen, target, pairs, tuple(judged))


class _Comparing:
    """Compares stored questionnaires with the one to come."""

    def __init__(
        self,
        session: Session,
        plugins: Plugins,
        before: Selection,
        chosen: Selection,
        target: Composed,
    ) -> None:
        self._session = session
        self._target = target
        self._aliases = aliases_of(session, plugins, chosen)
        self._back = aliases_of(session, plugins, before)
        self._layers = patch_layers(session, chosen, target)

    def pair(self, digest: str) -> Pair:
        """The questionnaire as it will be once corrections are taken, beside the one to come."""
        stored, _index = questionnaire(self._session, digest)
        new = self._target.questionnaire
        old = take_corrections(stored, new, self._layers)
        aliases = both_ways(old, new, self._aliases, self._back)
        return Pair(old, new, aliases, changes(old, new, aliases))


def _refuse_paused(plugins: Plugins, chosen: Selection) -> None:
    for name in sorted(chosen.add_ons):
        if plugins.watch.is_paused(name):
            raise InvalidInput(
                _("The add-on “%(name)s” is paused, because it failed several times.", name=name),
                _("Open checklists cannot change their questions until it goes on."),
            )


def _of_self_evaluation(pair: Pair) -> Pair:
    """Without what changes in the questions of other forms, which are composed with it."""
    asked = {
        question.key
        for whole in (pair.old, pair.new)
        for section in whole.sections
        if section.instrument == SELF_EVALUATION
        for question in section.questions
    }
    found = tuple(one for one in pair.found if {one.question, one.was} & asked)
    return replace(pair, found=found)


def _which(
    session: Session, actor: Actor, plugins: Plugins, to_year: ToYear | None
) -> sa.ColumnElement[bool]:
    if to_year is not None:
        return Assessment.id == to_year.assessment_id
    return follows_today(session, actor, plugins)


def follows_today(session: Session, actor: Actor, plugins: Plugins) -> sa.ColumnElement[bool]:
    """Whether an open checklist follows what is asked today: not those of a year's version."""
    held = held_years(session, plugins, actor.organisation_id)
    return sa.not_(sa.and_(Assessment.instrument == SELF_EVALUATION, Assessment.period.in_(held)))


def _drafts(
    session: Session, actor: Actor, lock: bool, which: sa.ColumnElement[bool]
) -> Sequence[Any]:
    statement = (
        sa.select(
            Assessment.id, Assessment.version, Assessment.language, Assessment.instrument,
            Assessment.digest, Assessment.depth, Work.title.label("work_title"), Assessment.period,
        )
        .join(Work, Work.id == Assessment.work_id)
        .where(
            Assessment.organisation_id == actor.organisation_id,
            Work.organisation_id == actor.organisation_id,
            Assessment.state == "draft",
            Assessment.deleted_at.is_(None),
            Work.deleted_at.is_(None),
            which,
        )
        .order_by(Assessment.id)
    )  # fmt: skip
    if lock:
        statement = statement.with_for_update(of=Assessment)
    return session.execute(statement).all()


def _judged(
    session: Session,
    actor: Actor,
    drafts: Sequence[Any],
    pairs: Mapping[str, Pair],
) -> Iterator[Judged]:
    by_digest = defaultdict(list)
    for draft in drafts:
        by_digest[draft.digest].append(draft)
    for digest, group in by_digest.items():
        pair = pairs[digest]
        answers = _answers(session, actor, digest, pair.matter) if pair.matter else {}
        judge = _Judge(pair)
        for draft in group:
            yield judge.judged(draft, answers.get(draft.id, {}))


class _Judge:
    """Judges checklists of one questionnaire; those that are alike only once."""

    def __init__(self, pair: Pair) -> None:
        self._pair = pair
        self._known: dict[Hashable, tuple[Upgrade, str]] = {}

    def judged(self, draft: Any, answers: Mapping[str, Answer]) -> Judged:
        alike = (draft.depth, tuple((key, repr(one.value), one.blank, one.words)
                                    for key, one in answers.items()))  # fmt: skip
        if alike not in self._known:
            self._known[alike] = self._look(draft.depth, answers)
        found, depth = self._known[alike]
        title = full_title(draft.work_title, draft.instrument, draft.period)
        return Judged(
            draft.id, title, draft.version, draft.language, draft.instrument,
            draft.digest, draft.depth, found, depth,
        )  # fmt: skip

    def _look(self, depth: str, answers: Mapping[str, Answer]) -> tuple[Upgrade, str]:
        pair = self._pair
        found = upgrade(pair.old, pair.new, depth, answers, pair.aliases, pair.found)
        return found, nearest_depth(pair.old, pair.new, depth, pair.aliases)


def _answers(
    session: Session, actor: Actor, digest: str, keys: frozenset[str]
) -> dict[int, dict[str, Answer]]:
    """The answers to some questions, of all drafts of one questionnaire, by checklist."""
    own = actor.organisation_id
    rows = session.execute(
        sa.select(
            _answer.c.assessment_id, _answer.c.question, _answer.c.value, _answer.c.blank,
            sa.case((_answer.c.words != "", "said"), else_="").label("words"),
        )
        .join_from(_assessment, _answer, _answer.c.assessment_id == _assessment.c.id)
        .where(
            _assessment.c.organisation_id == own,
            _answer.c.organisation_id == own,
            _assessment.c.state == "draft",
            _assessment.c.digest == digest,
            _answer.c.question.in_(sorted(keys)),
        )
        .order_by(_answer.c.assessment_id, _answer.c.question)
    )  # fmt: skip
    return {
        assessment_id: {row.question: _judged_answer(row) for row in group}
        for assessment_id, group in groupby(rows, key=lambda row: row.assessment_id)
    }


def _judged_answer(row: Any) -> Answer:
    """As much of an answer as judging reads."""
    value = tuple(row.value) if isinstance(row.value, list) else row.value
    return Answer(row.question, value, row.blank, words=row.words)
