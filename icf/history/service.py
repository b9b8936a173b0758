"""The history of a checklist, a piece of work or an organisation, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from icf.accounts.models import Person
from icf.assessments.models import AnswerHistory, Assessment
from icf.assessments.moving.retired import digests_before
from icf.assessments.page import answer_text
from icf.assessments.section_title import section_title
from icf.assessments.sheet import answer_of
from icf.audit import AuditEntry
from icf.core.index import QuestionnaireIndex
from icf.history.sentences import old_and_new, sentence
from icf.packs.service import questionnaire
from icf.plans.action import FIELDS, STATE
from icf.plans.models import Action, ActionHistory
from icf.plans.status import PRIORITIES, STATUSES
from icf.web.actor import Actor
from icf.web.i18n import _, day
from icf.work.models import Work

PAGE = 50

SUBJECTS = {
    "answers": (),
    "actions": ("action", "proposal"),
    "checklists": ("assessment",),
    "work": ("work",),
    "conversations": ("conversation",),
    "people": ("membership", "one_time_link", "person"),
    "settings": ("organisation", "service", "plugin", "", "setting"),
}
"""What somebody can look for, and what the audit calls it; answers have a history of their own."""

DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}


@dataclass(frozen=True)
class Part:
    """Which part of an organisation's history: a checklist's, a piece of work's, or all of it."""

    assessment_ids: tuple[int, ...] | None = None
    subjects: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Filters:
    """What somebody wants to see: all empty for everything.

    Args:
        person_id: who did it; 0 for anybody.
        what: a key of ``SUBJECTS``.
        since: a key of ``DAYS``.
        section: the key of a section; ``questions`` are its questions.
    """

    person_id: int = 0
    what: str = ""
    since: str = ""
    section: str = ""
    questions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did.

    Args:
        old, new: what it was and what it became; empty where that is said already.
        reference: the checklist it belongs to, such as P34; may be empty.
        question, version: of an answer; the version that this entry made.
    """

    at: datetime
    sentence: str
    old: str = ""
    new: str = ""
    section: str = ""
    reference: str = ""
    assessment_id: int = 0
    question: str = ""
    version: int = 0


@dataclass(frozen=True)
class HistoryPage:
    """A page of the history, newest first; ``people`` are all who did anything in this part."""

    entries: Sequence[Entry]
    total: int
    people: Sequence[tuple[int, str]]


def part_of_checklist(session: Session, actor: Actor, assessment: Any) -> Part:
    """One checklist, with what we will do because of it."""
    subjects = [("assessment", f"P{assessment.id}")]
    actions = session.scalars(
        sa.select(Action.id).where(
            Action.assessment_id == assessment.id,
            Action.organisation_id == actor.organisation_id,
        )
    )
    return Part((assessment.id,), (*subjects, *(("action", f"A{one}") for one in actions)))


def part_of_work(session: Session, actor: Actor, work: Work) -> Part:
    """A piece of work with all its checklists and actions, those that are deleted too."""
    own = actor.organisation_id
    checklists = session.scalars(
        sa.select(Assessment.id).where(
            Assessment.work_id == work.id, Assessment.organisation_id == own
        )
    ).all()
    actions = session.scalars(
        sa.select(Action.id).where(Action.work_id == work.id, Action.organisation_id == own)
    )
    return Part(
        tuple(checklists),
        (
            ("work", work.reference),
            *(("assessment", f"P{one}") for one in checklists),
            *(("action", f"A{one}") for one in actions),
        ),
    )


def part_of_conversation(reference: str) -> Part:
    """One conversation of the register, by its reference."""
    return Part((), (("conversation", reference),))


def history_page(
    session: Session, actor: Actor, now: datetime, part: Part, filters: Filters, number: int = 1
) -> HistoryPage:
    """A page of ``PAGE`` entries. The number of statements does not grow with the rows."""
    every = _rows(actor, now, part, Filters())
    wanted = _rows(actor, now, part, filters)
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted)) or 0
    rows = session.execute(
        sa.select(wanted)
        .order_by(wanted.c.at.desc(), wanted.c.kind, wanted.c.id.desc())
        .limit(PAGE)
        .offset((max(number, 1) - 1) * PAGE)
    ).all()
    people = session.execute(
        sa.select(Person.id, Person.name)
        .where(Person.id.in_(sa.select(every.c.person_id)))
        .order_by(sa.func.lower(Person.name))
    ).all()
    names = {row.id: row.name for row in people}
    answers = _answers(session, actor, [row.id for row in rows if row.kind == "answer"], names)
    audit = _audit(session, actor, [row.id for row in rows if row.kind == "audit"], names)
    entries = [(answers if row.kind == "answer" else audit)[row.id] for row in rows]
    return HistoryPage(entries, total, [(row.id, row.name) for row in people])


def _rows(actor: Actor, now: datetime, part: Part, filters: Filters) -> Any:
    """(kind, id, at, person_id) of everything that is wanted, as a subquery."""
    found = []
    if filters.what in ("", "answers"):
        found.append(_answer_rows(actor, now, part, filters))
    if filters.what != "answers":
        found.append(_audit_rows(actor, now, part, filters))
    return sa.union_all(*found).subquery("history")


def _answer_rows(actor: Actor, now: datetime, part: Part, filters: Filters) -> Any:
    one = AnswerHistory
    statement = (
        sa.select(
            sa.literal("answer").label("kind"),
            one.id.label("id"),
            one.edited_at.label("at"),
            one.edited_by.label("person_id"),
        )
        .join(Assessment, Assessment.id == one.assessment_id)
        .where(
            one.organisation_id == actor.organisation_id,
            Assessment.organisation_id == actor.organisation_id,
            # What a copy or a new version began with was written by nobody just then.
            one.edited_at > Assessment.created_at,
        )
    )
    if part.assessment_ids is not None:
        statement = statement.where(one.assessment_id.in_(part.assessment_ids))
    if filters.section:
        statement = statement.where(one.question.in_(filters.questions))
    return _narrowed(statement, one.edited_by, one.edited_at, now, filters)


def _audit_rows(actor: Actor, now: datetime, part: Part, filters: Filters) -> Any:
    one = AuditEntry
    statement = sa.select(
        sa.literal("audit").label("kind"),
        one.id.label("id"),
        one.at.label("at"),
        one.person_id.label("person_id"),
    ).where(one.organisation_id == actor.organisation_id, one.what != "across_organisations")
    if part.assessment_ids is not None:
        ids: dict[str, list[str]] = {}
        for subject, subject_id in part.subjects:
            ids.setdefault(subject, []).append(subject_id)
        chosen = [
            sa.and_(one.subject == key, one.subject_id.in_(known)) for key, known in ids.items()
        ]
        statement = statement.where(sa.or_(*chosen))
    if filters.what:
        statement = statement.where(one.subject.in_(SUBJECTS.get(filters.what, ())))
    if filters.section:
        statement = statement.where(one.details["section"].as_string() == filters.section)
    return _narrowed(statement, one.person_id, one.at, now, filters)


def _narrowed(statement: Any, person: Any, at: Any, now: datetime, filters: Filters) -> Any:
    if filters.person_id:
        statement = statement.where(person == filters.person_id)
    if filters.since in DAYS:
        statement = statement.where(at >= now - timedelta(days=DAYS[filters.since]))
    return statement


def _answers(
    session: Session, actor: Actor, ids: Sequence[int], names: dict[int, str]
) -> dict[int, Entry]:
    """Answers that were written, each with what stood there before."""
    before, own = aliased(AnswerHistory), actor.organisation_id
    rows: Any = session.execute(
        sa.select(AnswerHistory, before, Assessment.digest, Assessment.language)
        .join(Assessment, Assessment.id == AnswerHistory.assessment_id)
        .outerjoin(
            before,
            sa.and_(
                before.organisation_id == own,
                before.assessment_id == AnswerHistory.assessment_id,
                before.question == AnswerHistory.question,
                before.version == AnswerHistory.version - 1,
            ),
        )
        .where(
            AnswerHistory.id.in_(ids),
            AnswerHistory.organisation_id == own,
            Assessment.organisation_id == own,
        )
    ).all()
    asking = _asking(session, actor, [(row, digest) for row, _one, digest, _two in rows])
    found = {}
    for row, earlier, _digest, language in rows:
        index = asking[row.id]
        question = index.question.get(row.question)
        words = question.text.in_language(language) if question else row.question
        who = names.get(row.edited_by, _("Somebody"))
        said = (
            _("%(who)s answered “%(question)s”.")
            if earlier is None
            else _("%(who)s changed the answer to “%(question)s”.")
        )
        found[row.id] = Entry(
            at=row.edited_at,
            sentence=said % {"who": who, "question": words},
            old=answer_text(answer_of(earlier)) if earlier else "",
            new=answer_text(answer_of(row)),
            section=_section_title(index, row.question, language),
            reference=f"P{row.assessment_id}",
            assessment_id=row.assessment_id,
            question=row.question,
            version=row.version,
        )
    return found


def _asking(
    session: Session, actor: Actor, rows: Sequence[tuple[AnswerHistory, str]]
) -> dict[int, QuestionnaireIndex]:
    """By row what asks its question: what the checklist asks now, or what it asked once."""
    found = {row.id: questionnaire(session, digest)[1] for row, digest in rows}
    gone = [row for row, _digest in rows if row.question not in found[row.id].question]
    before = digests_before(session, actor, {row.assessment_id for row in gone})
    for row in gone:
        older = (questionnaire(session, one)[1] for one in before.get(row.assessment_id, ()))
        now = found[row.id]
        found[row.id] = next((index for index in older if row.question in index.question), now)
    return found


def _section_title(index: QuestionnaireIndex, question: str, language: str) -> str:
    section = index.section_of.get(question)
    return section.title.in_language(language) if section else ""


def _audit(
    session: Session, actor: Actor, ids: Sequence[int], names: dict[int, str]
) -> dict[int, Entry]:
    rows = session.scalars(
        sa.select(AuditEntry).where(
            AuditEntry.id.in_(ids), AuditEntry.organisation_id == actor.organisation_id
        )
    ).all()
    changed = _action_changes(session, actor, [row for row in rows if row.subject == "action"])
    titles = _titles(session, actor, rows)
    found = {}
    for row in rows:
        who = names.get(row.person_id or 0, _("The toolkit"))
        old, new = changed.get(row.id) or old_and_new(row.details)
        number = int(row.subject_id[1:]) if row.subject == "assessment" else 0
        found[row.id] = Entry(
            at=row.at,
            sentence=sentence(row.what, who, row.details),
            old=old,
            new=new,
            section=titles.get((number, str(row.details.get("section") or "")), ""),
            reference=row.subject_id if row.subject in ("assessment", "work") else "",
            assessment_id=number,
        )
    return found


def _titles(
    session: Session, actor: Actor, rows: Sequence[AuditEntry]
) -> dict[tuple[int, str], str]:
    """The titles of the sections that lines of the audit name, by checklist and key."""
    named = {
        (int(row.subject_id[1:]), str(row.details["section"]))
        for row in rows
        if row.subject == "assessment" and row.details.get("section")
    }
    checklists = session.execute(
        sa.select(Assessment.id, Assessment.digest, Assessment.language).where(
            Assessment.id.in_({number for number, _key in named}),
            Assessment.organisation_id == actor.organisation_id,
        )
    )
    titles = {}
    for row in checklists:
        _whole, index = questionnaire(session, row.digest)
        for number, key in named:
            if number == row.id:
                titles[number, key] = section_title(index, key, row.language)
    return titles


def _action_changes(
    session: Session, actor: Actor, rows: Sequence[AuditEntry]
) -> dict[int, tuple[str, str]]:
    """What changed in an action: it and its history were written in the same moment."""
    numbers = {int(row.subject_id[1:]) for row in rows}
    versions = session.scalars(
        sa.select(ActionHistory).where(
            ActionHistory.action_id.in_(numbers),
            ActionHistory.organisation_id == actor.organisation_id,
        )
    )
    known = {(one.action_id, one.version): one for one in versions}
    found = {}
    for row in rows:
        for (action_id, version), one in known.items():
            earlier = known.get((action_id, version - 1))
            same = action_id == int(row.subject_id[1:]) and one.edited_at == row.at
            if same and earlier and row.what in ("action changed", "action change undone"):
                found[row.id] = _difference(earlier, one)
    return found


def _difference(earlier: ActionHistory, one: ActionHistory) -> tuple[str, str]:
    fields = [name for name in (*FIELDS, *STATE) if name != "owner_id"]
    changed = [name for name in fields if getattr(earlier, name) != getattr(one, name)]
    return (
        "\n".join(_plain(name, getattr(earlier, name)) for name in changed),
        "\n".join(_plain(name, getattr(one, name)) for name in changed),
    )


def _plain(name: str, value: Any) -> str:
    if name in ("status", "priority"):
        return str({**STATUSES, **PRIORITIES}[value])
    if value in (None, ""):
        return _("Nothing")
    return value if isinstance(value, str) else day(value)
