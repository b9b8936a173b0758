"""What somebody finds on their first page: what to go on with, to sign off and not to forget.

The number of statements does not grow with the number of rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from icf.accounts.person import members
from icf.assessments.assignment import MySection, my_sections
from icf.assessments.instruments import Pages, full_title, pages_of
from icf.assessments.models import Assessment, SectionState, StoredAnswer, StoredSectionResult
from icf.assessments.sheet import stored_answers
from icf.core.answer import Answer
from icf.core.depth import visible_sections
from icf.core.questionnaire import EVALUATION, Section
from icf.core.results import progress
from icf.packs.service import questionnaire
from icf.plans.models import Action, PlanPaper
from icf.plans.status import OVER
from icf.talk.comments import ForYou, for_you
from icf.talk.reviews import Reviewed, waiting_for
from icf.web.actor import Actor
from icf.work.models import SELF, Work

ACTIONS_SHOWN = 10
DATES_SHOWN = 8
OVERDUE_DAYS = 60
"""How long something overdue stays on the first page; it stays in its plan for good."""
ASKED_LATE_DAYS = 30


@dataclass(frozen=True)
class Draft:
    """A checklist that is not signed off, counted from its stored results.

    Args:
        mine_at: when the person who is asking last changed something in it; None for never.
        sections: how many ask anything; ``finished`` says how many of those are marked finished.
        unanswered: questions with neither an answer nor a blank.
    """

    id: int
    version: int
    instrument: str
    depth: str
    digest: str
    language: str
    changed_at: datetime
    period: str
    work_id: int
    title: str
    kind: str
    mine_at: datetime | None
    sections: int
    finished: int
    asked: int
    answered: int
    unanswered: int

    @property
    def reference(self) -> str:
        """What people call it, such as P34."""
        return f"P{self.id}"

    @property
    def pages(self) -> Pages:
        """Where the pages are that only this kind of form has."""
        return pages_of(self.instrument)

    @property
    def is_ready(self) -> bool:
        """Whether it can be signed off: every section is finished, or every question answered."""
        return self.answered > 0 and (self.finished >= self.sections or self.unanswered == 0)


@dataclass(frozen=True)
class Unstarted:
    """A piece of work without any checklist."""

    id: int
    title: str


@dataclass(frozen=True)
class DueAction:
    """Something that we will do and its day. ``is_mine``: the person who is asking sees to it."""

    id: int
    what: str
    who: str
    due_on: date
    title: str
    is_mine: bool


@dataclass(frozen=True)
class ComingDate:
    """A day that belongs to a plan. ``what``: ``meeting`` (where it goes) or ``ask_again``."""

    on: date
    what: str
    assessment_id: int
    work_id: int
    title: str
    meeting: str = ""


@dataclass(frozen=True)
class NextStep:
    """Where to go on in a draft: a section with its counts, and its first open question."""

    section: str
    title: str
    question: str
    asked: int
    answered: int


@dataclass(frozen=True)
class OwnedAction:
    """An action with a day, and the numbers of the people who see to it."""

    id: int
    due_on: date
    title: str
    owners: frozenset[int]

    @property
    def reference(self) -> str:
        """What people call it, such as A12."""
        return f"A{self.id}"


@dataclass(frozen=True)
class Waiting:
    """What somebody is asked for: sections, reviews and comments, and drafts to sign off.

    Reviews and comments come with the title of their piece of work.
    """

    sections: Sequence[MySection]
    reviews: Sequence[tuple[Reviewed, str]]
    comments: Sequence[tuple[ForYou, str]]
    ready: Sequence[Draft]


def waiting(session: Session, actor: Actor, drafts: Sequence[Draft]) -> Waiting:
    """What waits for the actor.

    Args:
        drafts: those that ``open_work`` gives; what concerns a checklist that is closed waits no
            more.
    """
    titles = {draft.id: draft.title for draft in drafts}
    reviews = [
        (one, titles[one.assessment_id])
        for one in waiting_for(session, actor)
        if one.assessment_id in titles
    ]
    comments = [
        (one, titles[one.assessment_id])
        for one in for_you(session, actor)
        if one.assessment_id in titles
    ]
    return Waiting(
        sections=my_sections(session, actor) if actor.may("read") else [],
        reviews=reviews,
        comments=comments,
        ready=[draft for draft in drafts if draft.is_ready] if actor.may("sign_off") else [],
    )


def open_work(session: Session, actor: Actor) -> tuple[list[Draft], list[Unstarted]]:
    """The organisation's drafts and its work without a checklist, what changed last first."""
    drafts, unstarted = [], []
    for row in session.execute(_open_work(actor)):
        if row.id is not None:
            title = full_title(row.title, row.instrument, row.period)
            drafts.append(Draft(**{**row._mapping, "title": title}))
        elif row.kind != SELF:
            unstarted.append(Unstarted(row.work_id, row.title))
    return drafts, unstarted


def last_changed_by_me(drafts: Sequence[Draft]) -> Draft | None:
    """The draft that the person who is asking changed last."""
    touched = [draft for draft in drafts if draft.mine_at is not None]
    return max(touched, key=lambda draft: (draft.mine_at, draft.id), default=None)


def next_step(session: Session, actor: Actor, draft: Draft) -> NextStep | None:
    """The first section that still wants something; None when all are finished or answered."""
    whole, _index = questionnaire(session, draft.digest)
    answers, _edited = stored_answers(session, actor, draft.id)
    finished = _finished_sections(session, actor, draft.id)
    shown = visible_sections(whole, draft.instrument, draft.depth, answers)
    for section in shown:
        counts = progress((section,), answers)
        if section.key not in finished and counts.unanswered:
            return NextStep(
                section=section.key,
                title=section.title.in_language(draft.language),
                question=_first_open(section, answers),
                asked=counts.asked,
                answered=counts.answered,
            )
    return None


def due_actions(session: Session, actor: Actor, today: date) -> list[DueAction]:
    """What we will do next over all work that goes on, soonest first, overdue ones included."""
    own = actor.organisation_id
    named = (Action.id, Action.what, Action.who, Action.due_on, Work.title)
    since = today - timedelta(days=OVERDUE_DAYS)
    due: Any = _actions_since(own, since, Action.due_on, *named, Action.owner_id)
    me = actor.name.casefold()
    return [
        DueAction(
            row.id, row.what, row.who, row.due_on, row.title,
            is_mine=row.owner_id == actor.person_id or row.who.strip().casefold() == me,
        )
        for row in session.execute(due.limit(ACTIONS_SHOWN))
    ]  # fmt: skip


def owned_actions(
    session: Session, organisation_id: int, first: date, last: date, by: Any = Action.due_on
) -> list[OwnedAction]:
    """What we will do between two days, with who sees to it.

    That is the colleague who was chosen; else whoever goes by the name in it; where nobody here
    does, whoever wrote it down. What is done or stopped is left out.

    Args:
        by: the column whose day counts: when it is due, or when it is looked at again.
    """
    people = members(session, organisation_id)
    by_name: dict[str, set[int]] = {}
    for one in people:
        by_name.setdefault(one.name.casefold(), set()).add(one.person_id)
    here = {one.person_id for one in people}
    named = (Action.id, by.label("on"), Work.title, Action.who, Action.owner_id, Action.created_by)
    wanted = _actions_since(organisation_id, first, by, *named)
    return [
        OwnedAction(
            row.id,
            row.on,
            row.title,
            frozenset(
                {row.owner_id} & here
                or by_name.get(row.who.strip().casefold())
                or {row.created_by} & here
            ),
        )
        for row in session.execute(wanted.where(by <= last))
    ]


def coming_dates(
    session: Session, actor: Actor, today: date, most: int | None = DATES_SHOWN
) -> list[ComingDate]:
    """When plans go to their meetings and when to ask how it went, soonest first.

    Args:
        most: how many at most; None for all.
    """
    found = []
    for row in session.execute(_papers(actor, today)):
        if row.meets_on and row.meets_on >= today:
            found.append(
                ComingDate(row.meets_on, "meeting", row.id, row.work_id, row.title, row.meeting)
            )
        is_asked = row.state == "signed" and not row.is_evaluated and row.ask_again_on
        if is_asked and row.ask_again_on >= _asked_from(today):
            found.append(ComingDate(row.ask_again_on, "ask_again", row.id, row.work_id, row.title))
    return sorted(found, key=lambda one: (one.on, one.assessment_id))[:most]


def _actions_since(own: int, first: date, by: Any, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """What we will do from a day on, over all work that goes on, soonest first."""
    return (
        sa.select(*columns)
        .join_from(Action, Work, Work.id == Action.work_id)
        .outerjoin(Assessment, _and_own(own, Assessment, Assessment.id == Action.assessment_id))
        .where(
            Action.organisation_id == own,
            Work.organisation_id == own,
            Action.deleted_at.is_(None),
            Work.deleted_at.is_(None),
            Assessment.deleted_at.is_(None),
            Work.stage != "finished",
            Action.status.not_in(OVER),
            by >= first,
        )
        .order_by(by, Action.id)
    )


def _open_work(actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    own = actor.organisation_id
    result, state, mine = StoredSectionResult, SectionState, _my_last_changes(actor)
    named = (
        *(Assessment.id, Assessment.version, Assessment.instrument, Assessment.depth),
        *(Assessment.digest, Assessment.language, Assessment.changed_at, Assessment.period),
        *(Work.id.label("work_id"), Work.title, Work.kind, mine.c.mine_at),
    )
    asks = result.asked > 0
    counted = {
        "sections": sa.case((asks, 1), else_=0),
        "finished": sa.case((sa.and_(asks, state.finished), 1), else_=0),
        "asked": result.asked,
        "answered": result.answered,
        "unanswered": result.unanswered,
    }
    sums = (sa.func.coalesce(sa.func.sum(one), 0).label(name) for name, one in counted.items())
    return (
        sa.select(*named, *sums)
        .select_from(Work)
        .outerjoin(
            Assessment,
            _and_own(
                own, Assessment, Assessment.work_id == Work.id, Assessment.deleted_at.is_(None)
            ),
        )
        .outerjoin(result, _and_own(own, result, result.assessment_id == Assessment.id))
        .outerjoin(
            state,
            _and_own(
                own,
                state,
                state.assessment_id == result.assessment_id,
                state.section == result.section,
            ),
        )
        .outerjoin(mine, mine.c.assessment_id == Assessment.id)
        .where(Work.organisation_id == own, Work.deleted_at.is_(None))
        .where(sa.or_(Assessment.id.is_(None), Assessment.state == "draft"))
        .group_by(*named)
        .order_by(Assessment.changed_at.desc(), Work.id.desc())
    )


def _and_own(organisation_id: int, model: Any, *conditions: Any) -> Any:
    return sa.and_(model.organisation_id == organisation_id, *conditions)


def _my_last_changes(actor: Actor) -> sa.Subquery:
    """When the actor last changed an answer, a section or an action, by checklist."""
    changes = (
        (StoredAnswer, StoredAnswer.assessment_id, StoredAnswer.edited_by, StoredAnswer.edited_at),
        (
            SectionState,
            SectionState.assessment_id,
            SectionState.changed_by,
            SectionState.changed_at,
        ),
        (Action, Action.assessment_id, Action.edited_by, Action.edited_at),
        (Assessment, Assessment.id, Assessment.created_by, Assessment.created_at),
    )
    every = sa.union_all(
        *(
            sa.select(where.label("assessment_id"), at.label("at")).where(
                model.organisation_id == actor.organisation_id, by == actor.person_id
            )
            for model, where, by, at in changes
        )
    ).subquery()
    last = sa.func.max(every.c.at).label("mine_at")
    return sa.select(every.c.assessment_id, last).group_by(every.c.assessment_id).subquery()


def _finished_sections(session: Session, actor: Actor, assessment_id: int) -> frozenset[str]:
    return frozenset(
        session.scalars(
            sa.select(SectionState.section).where(
                SectionState.assessment_id == assessment_id,
                SectionState.organisation_id == actor.organisation_id,
                SectionState.finished,
            )
        )
    )


def _first_open(section: Section, answers: dict[str, Answer]) -> str:
    return next(
        one.key
        for one in section.questions
        if not (answers.get(one.key) or Answer(one.key)).is_given
    )


def _papers(actor: Actor, today: date) -> sa.Select[*tuple[Any, ...]]:
    """The papers with a day to come, of plans that no newer signed version has replaced."""
    own = actor.organisation_id
    newer = aliased(Assessment)
    replaced = sa.select(newer.previous_id).where(
        newer.organisation_id == own,
        newer.previous_id.is_not(None),
        newer.state == "signed",
        newer.deleted_at.is_(None),
    )
    return (
        sa.select(
            *(PlanPaper.meets_on, PlanPaper.ask_again_on, PlanPaper.meeting),
            *(Assessment.id, Assessment.state, Assessment.work_id, Work.title),
            _is_evaluated(own).label("is_evaluated"),
        )
        .join(Assessment, Assessment.id == PlanPaper.assessment_id)
        .join(Work, Work.id == Assessment.work_id)
        .where(
            PlanPaper.organisation_id == own,
            Assessment.organisation_id == own,
            Work.organisation_id == own,
            Assessment.deleted_at.is_(None),
            Work.deleted_at.is_(None),
            Assessment.id.not_in(replaced),
            sa.or_(PlanPaper.meets_on >= today, PlanPaper.ask_again_on >= _asked_from(today)),
        )
    )


def _is_evaluated(own: int) -> sa.ColumnElement[bool]:
    """Whether it was said since how it went: nobody is asked twice about that."""
    later = aliased(Assessment)
    return sa.exists().where(
        later.organisation_id == own,
        later.work_id == Assessment.work_id,
        later.instrument == EVALUATION,
        later.state == "signed",
        later.deleted_at.is_(None),
        later.id > Assessment.id,
    )


def _asked_from(today: date) -> date:
    return today - timedelta(days=ASKED_LATE_DAYS)
