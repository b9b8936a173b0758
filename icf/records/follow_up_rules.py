"""What rows cannot say about what came after a checklist: actions that go on, years of the
partnership, what was sent, conversations, panels and votes.

Each rule gives what is wrong with a row, or nothing; ``icf.records.rules`` asks them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from icf.conversations.models import ANSWERS as POINT_ANSWERS
from icf.conversations.models import STATES as CONVERSATION_STATES
from icf.conversations.words import GROUPS
from icf.core.canonical import digest_of
from icf.core.countback import MEETING, STEPS, CycleDays
from icf.core.evaluation import PROMISE_ANSWERS
from icf.core.report_json import report_from_json
from icf.cycle.dates import MOST_DAYS, too_far
from icf.cycle.models import NIL, PAPERS
from icf.errors import InvalidInput
from icf.evaluation.promises import STRENGTHS
from icf.plans.action import BUDGETS
from icf.plans.links import APPROACH, FINDING, PROMISE, QUESTION
from icf.plans.status import PRIORITIES, STATUSES
from icf.selfeval.period import checked_period
from icf.voices.items import from_json as panel_from_json
from icf.voices.models import WAYS

Row = Mapping[str, Any]

_STATUS, _PRIORITY = tuple(STATUSES), tuple(PRIORITIES)

ONE_OF: dict[str, tuple[Any, ...]] = {
    "action.budget": BUDGETS,
    "action.priority": _PRIORITY,
    "action.status": _STATUS,
    "action_history.budget": BUDGETS,
    "action_history.priority": _PRIORITY,
    "action_history.status": _STATUS,
    "promise.budget": BUDGETS,
    "promise.priority": _PRIORITY,
    "action_note.status": _STATUS,
    "action_link.kind": (APPROACH, QUESTION, PROMISE, FINDING),
    "action_proposal.state": ("proposed", "accepted", "declined", "withdrawn"),
    "action_proposal.status": _STATUS,
    "promise_review.answer": ("", *PROMISE_ANSWERS),
    "promise_review.strength": STRENGTHS,
    "promise_review_history.answer": ("", *PROMISE_ANSWERS),
    "promise_review_history.strength": STRENGTHS,
    "submission.kind": (PAPERS, NIL),
    "conversation.state": CONVERSATION_STATES,
    "conversation_point.answer": POINT_ANSWERS,
    "voice_sheet.way": WAYS,
}


def _texts(*names: str) -> Callable[[Row], str]:
    def rule(row: Row) -> str:
        if not all(isinstance(one, str) for name in names for one in row[name]):
            return f"{', '.join(names)}: these are not texts."
        return ""

    return rule


def from_one(name: str) -> Callable[[Row], str]:
    """A rule: what counts from 1 does."""
    return lambda row: "" if row[name] >= 1 else f"“{name}” begins with 1."


def file_is_the_one(row: Row) -> str:
    """A rule: the file is the one that its hash is of."""
    same = sha256(row["content"]).hexdigest() == row["sha256"]
    return "" if same else "The document is not the one that was issued."


def _link(row: Row) -> str:
    if (row["kind"] == PROMISE) is bool(row["key"]):
        return "It says what it links with twice, or not at all."
    return (
        "" if row["kind"] == PROMISE or row["promise_id"] is None else "It links with two things."
    )


def _sent(row: Row) -> str:
    if row["kind"] == NIL:
        return "There is nothing to send, and yet papers." if row["report"] else ""
    if digest_of(row["report"]) != row["sha256"]:
        return "The copy is not the one that was sent."
    try:
        report_from_json(row["report"])
    except Exception as error:  # noqa: BLE001 hostile reports can fail anywhere
        return f"The copy cannot be read: {error!s:.100}."
    return ""


def _places(row: Row) -> str:
    names = {"kind", "key", "name", "list_name"}
    for one in row["places"]:
        is_place = isinstance(one, dict) and set(one) == names
        if not is_place or not all(isinstance(text, str) for text in one.values()):
            return "Its places cannot be read."
    return ""


def _groups(row: Row) -> str:
    known = all(isinstance(one, str) and one in GROUPS for one in row["groups"])
    return "" if known else "It names groups that there are not."


def _link_to_results(row: Row) -> str:
    link = row["results_link"]
    is_web = link == "" or link.startswith(("https://", "http://"))
    return "" if is_web else "The link to its results is no web address."


def _panel(row: Row) -> str:
    try:
        asked = panel_from_json(row["asked"])
        said = [text for pair in asked.levels for text in pair]
        said += [text for one in asked.items for text in (one.key, one.approach, one.text)]
    except (KeyError, TypeError, ValueError):
        return "What it was asked cannot be read."
    said += row["staff"].values()
    return "" if all(isinstance(one, str) for one in said) else "What it was asked is no text."


def _heard(row: Row) -> str:
    if not all(isinstance(one, dict) for one in row["counts"].values()):
        return "Its counts cannot be read."
    return _counts([count for levels in row["counts"].values() for count in levels.values()])


def _vote(row: Row) -> str:
    asked = row["asked"]
    try:
        said = [asked["text"], *(text for key, label in asked["levels"] for text in (key, label))]
    except (KeyError, TypeError, ValueError):
        return "What was asked cannot be read."
    if not all(isinstance(one, str) for one in said):
        return "What was asked is no text."
    return _counts([row["voters"], row["expected"] or 0, *row["counts"].values()])


def _counts(found: Sequence[Any]) -> str:
    sound = all(type(one) is int and one >= 0 for one in found)
    return "" if sound else "Its counts cannot be read."


RULES: dict[str, Sequence[Callable[[Row], str]]] = {
    "action": (from_one("version"),),
    "action_history": (from_one("version"),),
    "action_link": (_link,),
    "promise": (from_one("number"),),
    "promise_review": (from_one("version"),),
    "implementation_plan": (from_one("version"),),
    "submission": (from_one("number"), _texts("services"), _sent),
    "submission_pdf": (file_is_the_one,),
    "conversation": (
        from_one("version"),
        _texts("groups", "other_groups", "approaches", "tools"),
        _groups,
        _places,
        _link_to_results,
    ),
    "voice_panel": (from_one("version"), _panel),
    "voice_sheet": (_heard,),
    "workshop": (_vote,),
}


def fault_of_year(row: Row) -> str:
    """What no year of the partnership can say: everybody who takes part would see pages fail."""
    days = row["days"]
    if set(days) != set(CycleDays.__dataclass_fields__) or not all(
        type(count) is int and 0 <= count <= MOST_DAYS for count in days.values()
    ):
        return "Its days cannot be counted."
    try:
        by_hand = {name: date.fromisoformat(on) for name, on in row["by_hand"].items()}
        checked_period(row["title"])
    except (TypeError, ValueError, InvalidInput):
        return "Its dates or its title cannot be read."
    if not set(by_hand) <= set(STEPS) - {MEETING} or too_far(row["meets_on"], by_hand):
        return "Its dates cannot be counted."
    return _counts([row["version"]])
