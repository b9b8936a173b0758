"""A rehearsal in words: sentences that a lead reads before anything happens."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from icf.assessments.moving.carry_out import CHOICES, Choice
from icf.assessments.moving.rehearse import Judged, Pair, Rehearsal
from icf.core.change import CHANGE_KINDS, Change, ChangeKind
from icf.core.upgrade import Touched, Verdict
from icf.web.i18n import _, ngettext

ROWS_SHOWN = 60
"""Checklists that are listed one by one; the others follow the choice for all."""

QUESTIONS_SHOWN = 80


@dataclass(frozen=True)
class ChangedQuestion:
    """A question that differs: what it says now, and what it said where that is something else."""

    text: str
    was: str = ""


@dataclass(frozen=True)
class ChangeGroup:
    """Questions that something of one kind happens to."""

    title: str
    questions: tuple[ChangedQuestion, ...]
    more: int = 0


@dataclass(frozen=True)
class ChecklistRow:
    """A line of the table. ``looks`` are answers to look at: (question, why, its key)."""

    judged: Judged
    verdict: str
    why: str
    looks: tuple[tuple[str, str, str], ...]


def summary(rehearsal: Rehearsal) -> str:
    """Such as "12 open checklists: 9 unaffected, 2 compatible, 1 needs you."."""
    counts = rehearsal.counts
    total = len(rehearsal.checklists)
    if not total:
        return _("No checklist is open, so that nothing else changes.")
    parts = [
        ngettext("%(num)s unaffected", "%(num)s unaffected", counts["unaffected"])
        if counts["unaffected"] else "",
        ngettext("%(num)s compatible", "%(num)s compatible", counts["compatible"])
        if counts["compatible"] else "",
        ngettext("%(num)s needs you", "%(num)s need you", counts["needs_you"])
        if counts["needs_you"] else "",
    ]  # fmt: skip
    head = ngettext("%(num)s open checklist", "%(num)s open checklists", total)
    return f"{head}: {', '.join(filter(None, parts))}."


def verdict_label(verdict: Verdict) -> str:
    """A verdict in the words that screens use."""
    return {
        "unaffected": _("Unaffected"),
        "compatible": _("Compatible"),
        "needs_you": _("Needs you"),
    }[verdict]


def choice_label(choice: Choice) -> str:
    """What becomes of a checklist, in the words that screens use."""
    return {
        "stay": _("Stay as they are"),
        "bring_in": _("Bring in the new questions"),
        "move": _("Move to the questions of today"),
    }[choice]


def choice_for_one(choice: Choice) -> str:
    """The same for one checklist, in few words."""
    return {
        "stay": _("Stays as it is"),
        "bring_in": _("Brings the new in"),
        "move": _("Moves"),
    }[choice]


def choice_meanings(rehearsal: Rehearsal) -> dict[Choice, str]:
    """What each choice does, for those choices that make a difference."""
    meanings: dict[Choice, str] = {
        "stay": _("They keep the questions that they were started with. Nothing changes in them."),
        "bring_in": _("They keep every question as it is, and ask the new ones as well."),
        "move": _(
            "They ask exactly what new checklists ask. Answers to questions that are not asked any"
            " more are kept and can be read."
        ),
    }
    if not rehearsal.brings_any:
        del meanings["bring_in"]
    return meanings


def done_label(choice: str) -> str:
    """What became of a checklist, in the past."""
    labels = {
        "stay": _("Stayed as it was"),
        "bring_in": _("The new questions were brought in"),
        "move": _("Moved to the questions of that day"),
    }
    return labels[next(one for one in CHOICES if one == choice)]


def rows(rehearsal: Rehearsal) -> list[ChecklistRow]:
    """The checklists that something changes for, those that need somebody first."""
    touched = [one for one in rehearsal.checklists if one.verdict != "unaffected"]
    return [
        ChecklistRow(
            one,
            verdict_label(one.verdict),
            why(one, rehearsal.pairs[one.digest]),
            _looks(one, rehearsal.pairs[one.digest]),
        )
        for one in touched[:ROWS_SHOWN]
    ]


def why(one: Judged, pair: Pair) -> str:
    """What it would mean for one checklist to move, in a sentence or two."""
    found = one.upgrade
    if one.verdict == "unaffected":
        return _("Nothing that it asks or answers would change.")
    counted = [
        _counted(kind, found.count(kind)) for kind in CHANGE_KINDS
        if found.count(kind)
    ]  # fmt: skip
    sentences = [f"{', '.join(counted)}."] if counted else []
    if found.is_depth_gone:
        sentences.append(_depth_sentence(one, pair))
    needing = len(found.answers_touched)
    if needing:
        sentences.append(
            ngettext("%(num)s answer needs a look.", "%(num)s answers need a look.", needing)
        )
    elif not found.is_depth_gone:
        sentences.append(_("Every answer still counts."))
    return " ".join(sentences)


def changed_questions(rehearsal: Rehearsal) -> list[ChangeGroup]:
    """What changes in the questions themselves, gravest first."""
    found: dict[ChangeKind, dict[str, ChangedQuestion]] = {kind: {} for kind in CHANGE_KINDS}
    for pair in rehearsal.pairs.values():
        for change in pair.found:
            found[change.kinds[0]].setdefault(change.question, _texts(change, pair))
    return [
        ChangeGroup(
            _group_title(kind),
            tuple(questions.values())[:QUESTIONS_SHOWN],
            max(0, len(questions) - QUESTIONS_SHOWN),
        )
        for kind, questions in found.items()
        if questions
    ]


def _looks(one: Judged, pair: Pair) -> tuple[tuple[str, str, str], ...]:
    """The answers of a checklist that somebody has to look at: question, why, its key."""
    return tuple(
        (
            pair.old.index.question[touched.change.was].text.in_language(one.language),
            _look_reason(touched),
            touched.change.was,
        )
        for touched in one.upgrade.touched
        if touched.needs_you
    )


def _look_reason(touched: Touched) -> str:
    kinds = touched.change.kinds
    reasons: Sequence[tuple[ChangeKind, str]] = (
        ("retired", _("The question is not asked any more.")),
        ("rescaled", _("The question is answered in another way.")),
        ("reworded", _("The question is worded differently.")),
    )
    for kind, reason in reasons:
        if kind in kinds:
            return reason
    return _("The question would not be shown any more.")


def _depth_sentence(one: Judged, pair: Pair) -> str:
    old = pair.old.index.depth[one.depth].title.in_language(one.language)
    near = pair.new.index.depth[one.nearest_depth].title.in_language(one.language)
    return _(
        "Its size “%(old)s” is not on offer any more; “%(near)s” comes nearest.", old=old, near=near
    )


def _texts(change: Change, pair: Pair) -> ChangedQuestion:
    now = pair.new.index.question.get(change.question)
    was = pair.old.index.question.get(change.was)
    if now is None or (was is not None and "retired" in change.kinds):
        return ChangedQuestion(was.text.original if was else change.was)
    before = was.text.original if was and was.text.original != now.text.original else ""
    return ChangedQuestion(now.text.original, before)


def _group_title(kind: ChangeKind) -> str:
    return {
        "retired": _("Not asked any more"),
        "rescaled": _("Answered in another way"),
        "reworded": _("Worded differently"),
        "renamed": _("The same question under another name"),
        "new": _("New"),
        "widened": _("With more choices"),
        "condition": _("Shown at other times"),
        "asked": _("Asked by a size of checklist that did not ask it"),
        "not_asked": _("Not asked by a size of checklist that asked it"),
        "guidance": _("With other explanations"),
        "corrected": _("Corrected, with the same meaning"),
    }[kind]


def _counted(kind: ChangeKind, number: int) -> str:
    """Such as "2 new questions"."""
    plurals: dict[ChangeKind, Callable[[], str]] = {
        "retired": lambda: ngettext(
            "%(num)s question not asked any more", "%(num)s questions not asked any more", number
        ),
        "rescaled": lambda: ngettext(
            "%(num)s answered in another way", "%(num)s answered in another way", number
        ),
        "reworded": lambda: ngettext(
            "%(num)s worded differently", "%(num)s worded differently", number
        ),
        "renamed": lambda: ngettext("%(num)s renamed", "%(num)s renamed", number),
        "new": lambda: ngettext("%(num)s new question", "%(num)s new questions", number),
        "widened": lambda: ngettext(
            "%(num)s with more choices", "%(num)s with more choices", number
        ),
        "condition": lambda: ngettext(
            "%(num)s shown at other times", "%(num)s shown at other times", number
        ),
        "asked": lambda: ngettext("%(num)s asked as well", "%(num)s asked as well", number),
        "not_asked": lambda: ngettext(
            "%(num)s not asked at its size", "%(num)s not asked at its size", number
        ),
        "guidance": lambda: ngettext(
            "%(num)s with other explanations", "%(num)s with other explanations", number
        ),
        "corrected": lambda: ngettext("%(num)s corrected", "%(num)s corrected", number),
    }
    return plurals[kind]()


def listed(names: Iterable[str]) -> str:
    """Names in quotation marks, such as “Fire checks”, “Small groups”."""
    return ", ".join(f"“{name}”" for name in names)
