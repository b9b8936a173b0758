"""The file of answers that somebody without an account keeps, and reading it as a stranger's."""

import json
from collections.abc import Iterable
from typing import Any

from icf.core.answer import Answer
from icf.errors import InvalidInput
from icf.offline.returned import Line, Problem, Returned
from icf.web.i18n import _

LONGEST = 1_000_000
MOST_ANSWERS = 1_000
PARTS = ("blank", "reason", "words", "strength")
BEGINS = (b"{", b"\xef\xbb\xbf{")


def write_answers(title: str, code: str, answers: Iterable[Answer]) -> bytes:
    """The file: plain JSON, readable by people too."""
    found = [_entry(answer) for answer in answers]
    whole = {"about": title, "code": code, "answers": found}
    return json.dumps(whole, ensure_ascii=False, indent=2).encode()


def read_answers(content: bytes) -> Returned:
    """What such a file says.

    Raises:
        InvalidInput: it is no such file, or larger than one can be.
    """
    if len(content) > LONGEST:
        raise _unusable()
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _unusable() from None
    if not isinstance(whole, dict) or not isinstance(whole.get("answers"), list):
        raise _unusable()
    entries = whole["answers"]
    if len(entries) > MOST_ANSWERS:
        raise _unusable()
    code = whole.get("code")
    lines: list[Line] = []
    problems: list[Problem] = []
    for number, entry in enumerate(entries, start=1):
        where = _("Answer %(number)s", number=number)
        line = _line(where, entry)
        if line is None:
            problems.append(Problem(where, _("It is not written as the toolkit writes it.")))
        elif any(line.key == other.key for other in lines):
            problems.append(Problem(where, _("“%(key)s” is there twice.", key=line.key[:80])))
        else:
            lines.append(line)
    text = code if isinstance(code, str) else ""
    return Returned(text, tuple(lines), tuple(problems), has_all=False)


def _entry(answer: Answer) -> dict[str, Any]:
    value = list(answer.value) if isinstance(answer.value, tuple) else answer.value
    entry = {"question": answer.question, "value": value}
    return entry | {part: getattr(answer, part) for part in PARTS if getattr(answer, part)}


def _line(where: str, entry: Any) -> Line | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("question"), str):
        return None
    parts = {part: entry.get(part, "") for part in PARTS}
    value = entry.get("value")
    values = value if isinstance(value, list) else [] if value is None else [value]
    if len(values) > 100 or not all(isinstance(text, str) for text in parts.values()):
        return None
    if any(isinstance(one, bool) or not isinstance(one, str | int | float) for one in values):
        return None
    texts = [str(one) for one in values if one != ""]
    return Line(
        where=where,
        key=entry["question"][:200],
        fields={"value": texts} if texts else {},
        is_keyed=True,
        **parts,
    )


def _unusable() -> InvalidInput:
    return InvalidInput(
        _("This file of answers cannot be read: it is damaged, or another program wrote it."),
        _("Choose the file as it was downloaded."),
        where="file",
    )
