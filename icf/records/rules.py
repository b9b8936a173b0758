"""What rows of a file cannot say, whoever wrote it: states that no page of ours could have made.

A row that breaks a rule is refused with its table and place, and nothing is stored.
"""

import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from icf.accounts.emails import CHOICES as EMAILS
from icf.accounts.forms import EMAIL
from icf.accounts.person import LAYOUTS
from icf.assessments.moving.carry_out import CHOICES
from icf.assessments.sheet import Sheet, answer_of
from icf.core.answer import BLANK_KINDS, STRENGTHS
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import PLANNING, Questionnaire
from icf.cycle.models import WAYS
from icf.errors import IcfError, InvalidInput, PackError
from icf.packfile import read_pack_text
from icf.plans.sense_check import sense_check, standing_label
from icf.plugin.store import MOST_TOTAL_BYTES, MOST_VALUE_BYTES, checked_key
from icf.records.follow_up_rules import ONE_OF as FOLLOW_UP_ONE_OF
from icf.records.follow_up_rules import RULES as FOLLOW_UP_RULES
from icf.records.follow_up_rules import fault_of_year, file_is_the_one, from_one
from icf.records.questions import counts
from icf.talk.reviews import ANSWERS
from icf.work.models import STAGES

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

_ONE_OF: dict[str, tuple[Any, ...]] = {
    "work.stage": STAGES,
    "assessment.state": ("draft", "signed"),
    "answer.blank": (None, *BLANK_KINDS),
    "answer.strength": (None, *STRENGTHS),
    "answer_history.blank": (None, *BLANK_KINDS),
    "answer_history.strength": (None, *STRENGTHS),
    "review.answer": ("", *ANSWERS),
    "move.choice": CHOICES,
    "moved_assessment.choice": CHOICES,
    "moved_assessment.verdict": ("unaffected", "compatible", "needs_you"),
    "submission.came_by": ("", *WAYS),
    "person.layout": LAYOUTS,
    "person.emails": EMAILS,
    **FOLLOW_UP_ONE_OF,
}


def refuse_impossible(
    tables: Tables, questionnaires: Mapping[str, Questionnaire], kinds: Mapping[str, QuestionKind]
) -> None:
    """Refuse what cannot be. Rows are as they came, with the numbers of the file.

    Args:
        tables: by name; rows by column.
        questionnaires: those of the file, by digest.
        kinds: all kinds of question that are installed here.

    Raises:
        InvalidInput: with the table and the place of the first such row.
    """
    for table, rows in tables.items():
        for place, row in enumerate(rows):
            _check(f"{table}[{place}]", _one_of(table, row))
            for rule in _RULES.get(table, ()):
                _check(f"{table}[{place}]", rule(row))
    _references(tables)
    _stores(tables)
    answers = _by_checklist(tables)
    for place, row in enumerate(tables.get("assessment", ())):
        found = answers.get(row["id"], ())
        _countable(f"assessment[{place}]", row, found, questionnaires, kinds)


def refuse_impossible_person(row: Row, where: str) -> None:
    """Refuse a person whose account no page of ours could have made."""
    _check(where, _one_of("person", row))


def refuse_impossible_year(row: Row, where: str) -> None:
    """Refuse a year of the partnership that no page of ours could have made."""
    _check(where, fault_of_year(row))


def refused(what: str, where: str) -> InvalidInput:
    """The error for something that cannot be."""
    return InvalidInput(
        what,
        "Take the organisation out again where it came from; do not change the file by hand.",
        where,
    )


def is_address(text: str) -> bool:
    """Whether it can be an e-mail address, or what stands for one that was erased."""
    erased = re.fullmatch(r"erased-\d+@invalid", text)
    return bool(erased or re.fullmatch(EMAIL, text)) and text.isprintable()


def _check(where: str, fault: str) -> None:
    if fault:
        raise refused(fault, where)


def _one_of(table: str, row: Row) -> str:
    for name, value in row.items():
        known = _ONE_OF.get(f"{table}.{name}")
        if known is not None and value not in known:
            return f"“{name}” cannot be {value!r:.60}."
    return ""


def _signed(row: Row) -> str:
    said = (row["signed_by"] is not None, row["signed_at"] is not None, bool(row["signed_name"]))
    if set(said) != {row["state"] == "signed"}:
        return "It is signed without a signer, or has a signer and is not signed."
    return ""


def _earlier(row: Row) -> str:
    links = (row["previous_id"], row["copied_from_id"])
    if any(one is not None and one >= row["id"] for one in links):
        return "It goes on from a checklist that came later."
    return ""


def _together(*names: str) -> Callable[[Row], str]:
    def rule(row: Row) -> str:
        if len({bool(row[name]) for name in names}) > 1:
            return f"Only some of {', '.join(names)} are there."
        return ""

    return rule


def _counted(row: Row) -> str:
    numbers = [row["asked"], row["answered"], row["unanswered"], *row["blanks"].values()]
    scales = row["levels"].values()
    if not all(isinstance(one, dict) for one in scales):
        return "Its levels cannot be read."
    numbers += [count for counted in scales for count in counted.values()]
    if not all(type(one) is int and one >= 0 for one in numbers):
        return "Its counts cannot be read."
    return ""


def _value(row: Row) -> str:
    value = row["value"]
    if isinstance(value, list | dict):
        texts = value.values() if isinstance(value, dict) else value
        return "" if all(isinstance(one, str) for one in texts) else "Its value cannot be read."
    if isinstance(value, float) and not math.isfinite(value):
        return "Its value is no number."
    return ""


def _texts(*names: str) -> Callable[[Row], str]:
    def rule(row: Row) -> str:
        if not all(isinstance(one, str) for name in names for one in row[name]):
            return f"{', '.join(names)}: these are not texts."
        return ""

    return rule


def _renamed(row: Row) -> str:
    is_text = all(isinstance(one, str) for one in row["renamed"].values())
    return "" if is_text else "The new names of questions cannot be read."


def _own_text(row: Row) -> str:
    try:
        pack = read_pack_text(row["text"], "text")
    except PackError as error:
        return f"These questions cannot be used: {'; '.join(error.faults[:3]) or error.message}"
    except IcfError as error:
        return f"These questions cannot be used: {error.message}"
    return "" if pack.version == row["version"] else f"It says that it is version {pack.version}."


def _selections(row: Row) -> str:
    for name in ("before", "after"):
        found = row[name]
        if not isinstance(found, dict) or set(found) != {"add_ons", "own"}:
            return f"“{name}” cannot be read."
        if not all(isinstance(one, list) for one in found.values()):
            return f"“{name}” cannot be read."
        if not all(isinstance(one, str) for one in found["add_ons"]):
            return f"“{name}” names add-ons that are no texts."
    return ""


def _kept_value(row: Row) -> str:
    try:
        checked_key(row["plugin"], row["key"])
        json.loads(row["value"], parse_constant=_no_number)
    except (IcfError, ValueError, RecursionError):
        return "What the add-on keeps cannot be read."
    size = len(row["value"].encode())
    if size != row["size"] or size > MOST_VALUE_BYTES:
        return "What the add-on keeps has another size than it says, or is too large."
    return ""


def _no_number(text: str) -> None:
    raise ValueError(text)


_RULES: dict[str, Sequence[Callable[[Row], str]]] = {
    **FOLLOW_UP_RULES,
    "assessment": (_signed, _earlier, from_one("version")),
    "section_result": (_counted,),
    "answer": (_value, from_one("version")),
    "answer_history": (_value, from_one("version")),
    "plan_paper": (_texts("decisions", "risks"),),
    "comment": (_together("settled_by", "settled_at"),),
    "review": (_together("answer", "answered_at"),),
    "move": (_together("undone_by", "undone_at"), _selections),
    "moved_assessment": (_texts("reopened"), _renamed),
    "issued_document": (file_is_the_one,),
    "own_version": (_own_text,),
    "plugin_stored": (_kept_value, from_one("version")),
}


def _references(tables: Tables) -> None:
    """What refers to a row of the file has to belong to the same things as that row."""
    work_of = {row["id"]: row["work_id"] for row in tables.get("assessment", ())}
    for place, row in enumerate(tables.get("action", ())):
        if work_of.get(row["assessment_id"], row["work_id"]) != row["work_id"]:
            raise refused("Its checklist is of another piece of work.", f"action[{place}]")
    comments = {row["id"]: row for row in tables.get("comment", ())}
    for place, row in enumerate(tables.get("comment", ())):
        first = comments.get(row["reply_to"])
        about = ("assessment_id", "question")
        if first is not None and (
            first["reply_to"] is not None or any(first[name] != row[name] for name in about)
        ):
            raise refused("It answers a comment about something else.", f"comment[{place}]")
    keys = {row["id"]: row["key"] for row in tables.get("own_pack", ())}
    on: set[int] = set()
    for place, row in enumerate(tables.get("own_version", ())):
        where = f"own_version[{place}]"
        if read_pack_text(row["text"], "text").key != keys.get(row["pack_id"]):
            raise refused("These are questions of another name.", where)
        if row["is_on"] and row["pack_id"] in on:
            raise refused("Two versions of the same questions are on.", where)
        on |= {row["pack_id"]} if row["is_on"] else set()


def _stores(tables: Tables) -> None:
    sizes: dict[str, int] = defaultdict(int)
    for row in tables.get("plugin_stored", ()):
        sizes[row["plugin"]] += row["size"]
    for plugin, size in sizes.items():
        if size > MOST_TOTAL_BYTES:
            raise refused(f"“{plugin}” keeps {size} bytes, which is too much.", "plugin_stored")


def _countable(
    where: str,
    row: Row,
    found: Iterable[Row],
    questionnaires: Mapping[str, Questionnaire],
    kinds: Mapping[str, QuestionKind],
) -> None:
    """Count a checklist as pages will, so that none of them fails over it later."""
    whole = questionnaires.get(row["digest"])
    if whole is None:
        raise refused("The file does not have its questions.", where)
    if row["depth"] not in whole.index.depth or row["instrument"] not in whole.index.instrument:
        raise refused("Its questions have no such size or form.", where)
    try:
        answers = {one["question"]: answer_of(_Columns(one)) for one in found}
        counts(whole, row["instrument"], row["depth"], answers, kinds)
        _look_at(Sheet(_Columns(row), whole, whole.index, answers, {}), kinds)
    except Exception as error:  # noqa: BLE001 hostile answers can fail anywhere
        raise refused(f"Its answers cannot be counted: {error!s:.200}.", where) from None


def _look_at(sheet: Sheet, kinds: Mapping[str, QuestionKind]) -> None:
    """Say of a plan what its pages say."""
    if sheet.record.instrument == PLANNING:
        for bar in sense_check(sheet, kinds).bars:
            for standing in bar.behind:
                standing_label(sheet, standing)


def _by_checklist(tables: Tables) -> Mapping[int, Iterable[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in tables.get("answer", ()):
        found[row["assessment_id"]].append(row)
    return found


class _Columns:
    """The columns of a row as attributes."""

    def __init__(self, row: Row) -> None:
        self.__dict__.update(row)
