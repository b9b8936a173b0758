"""A checklist as a PDF with fields to fill in, and what one says that came back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import render_template

from icf.errors import InvalidInput
from icf.offline.form import Item, strength_options
from icf.offline.pdf_fields import Field
from icf.offline.returned import Line, Problem, Returned
from icf.reports.html import css_string
from icf.web.i18n import _, ngettext

CODE = "icf-code"
REASON, WORDS, SURE, OPEN, TICK = "#reason", "#words", "#sure", "#open", "#tick#"
PART = "#part#"
"""What stands after the name of a question in the name of a field."""

LINE = 80
"""Letters in a line of a field, more or less."""


def form_html(about: Mapping[str, Any], items: Sequence[Item], code: str, language: str) -> str:
    """The document that becomes the PDF.

    Args:
        about: title, subtitle, organisation, reference, marking, seen_by, and ``steps``: how it
            is filled in and where it goes.
    """
    return render_template(
        "report/form_pdf.html",
        about=about,
        items=items,
        code=code,
        code_field=CODE,
        language=language,
        strengths=strength_options(),
        parts={
            "reason": REASON,
            "words": WORDS,
            "sure": SURE,
            "open": OPEN,
            "tick": TICK,
            "part": PART,
        },
        value_of=_value,
        rows_of=_rows,
        css_string=css_string,
    )


def read_pdf(content: bytes, fields_of: Callable[[bytes], list[Field]]) -> Returned:
    """What a filled PDF says.

    Args:
        fields_of: opens the file where it can do no harm.

    Raises:
        InvalidInput: it cannot be read at all.
    """
    if b"%PDF-" not in content[:1024]:
        raise InvalidInput(
            _("This is neither a PDF, nor a workbook, nor a file of answers."),
            _("Choose a file that was taken out of the toolkit and filled in."),
            where="file",
        )
    fields = fields_of(content)
    problems = list(_twice(fields))
    texts = dict(fields)
    twice = {problem.where for problem in problems}
    keys = [name for name in _keys(texts) if _("Field %(name)s", name=name) not in twice]
    lines = tuple(_line(key, texts) for key in keys)
    return Returned("".join(texts.get(CODE, ())), lines, tuple(problems))


def _keys(texts: Mapping[str, Sequence[str]]) -> list[str]:
    """The questions that have fields, in the order of the file."""
    names = (name.partition("#")[0] for name in texts if name != CODE)
    return list(dict.fromkeys(name for name in names if name))


def _line(key: str, texts: Mapping[str, Sequence[str]]) -> Line:
    def one(part: str) -> str:
        return "".join(texts.get(f"{key}{part}", ())[:1]).strip()

    ticked = [
        name[len(key) + len(TICK) :]
        for name, values in texts.items()
        if name.startswith(f"{key}{TICK}") and values and values[0] not in ("/Off", "Off")
    ]
    typed = one("")
    value = ticked or ([typed] if typed else [])
    begin = f"{key}{PART}"
    own = {name[len(begin) :]: one(name[len(key) :]) for name in texts if name.startswith(begin)}
    carries = {
        name for name, part in (("words", WORDS), ("reason", REASON), ("strength", SURE))
        if f"{key}{part}" in texts
    }  # fmt: skip
    return Line(
        where=_("Field %(name)s", name=key[:80]),
        key=key[:200],
        fields={"value": value} if value else {part: [text] for part, text in own.items() if text},
        blank=one(OPEN),
        reason=one(REASON),
        words=one(WORDS),
        strength=one(SURE),
        carries=frozenset(carries),
        parts=frozenset(own) if own else None,
        is_keyed=True,
    )


def _twice(fields: Sequence[Field]) -> list[Problem]:
    said: dict[str, set[tuple[str, ...]]] = {}
    for name, values in fields:
        said.setdefault(name, set()).add(values)
    by_key: dict[str, int] = {}
    for name, different in said.items():
        if len(different) > 1:
            by_key[name.partition("#")[0]] = len(different)
    return [
        Problem(
            _("Field %(name)s", name=key[:80]),
            ngettext(
                "It is there %(num)s time, with another answer each time.",
                "It is there %(num)s times, with another answer each time.",
                count,
            ),
            key,
        )
        for key, count in by_key.items()
    ]


def _value(item: Item) -> str:
    """The answer so far, as its field holds it."""
    answer = item.answer
    if answer.blank:
        return f"blank:{answer.blank}" if item.is_picked else ""
    return item.held


def _rows(text: str, least: int) -> int:
    """How many lines a field needs for what stands in it."""
    lines = sum(1 + len(line) // LINE for line in text.split("\n"))
    return min(max(least, lines + 1), 30)
