"""Kinds of question: how an answer is read from a form, shown, counted and exported.

A plugin adds a kind by making a ``QuestionKind`` of its own. Messages of ``InvalidInput`` are for
the person who answers; they are fixed sentences, so that they can be translated.
"""

# ruff: noqa: ARG001 – the functions of every kind share one signature, whatever they need of it.

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from icf.core.answer import Value
from icf.core.on_paper import OnPaper
from icf.core.questionnaire import Question
from icf.core.scale import Scale
from icf.core.wording import Wording
from icf.errors import InvalidInput

Fields = Mapping[str, Sequence[str]]
"""What was submitted, by part: ``{"value": ["yes"]}``, ``{"day": ["1"], "month": ["5"], …}``."""

TEXT_LIMIT = 10_000
YES_NO: dict[str, Wording] = {
    "yes": Wording((("en", "Yes"), ("cy", "Ie"), ("pl", "Tak"), ("ur", "ہاں"))),
    "no": Wording((("en", "No"), ("cy", "Nage"), ("pl", "Nie"), ("ur", "نہیں"))),
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def N_(text: str) -> str:  # noqa: N802
    """Marks a text that the web translates when it shows it."""
    return text


def plain_export(value: Value) -> str:
    """A value as one cell of a table: several keys or parts are separated by semicolons.

    >>> plain_export(("alone", "carers"))
    'alone; carers'
    """
    if isinstance(value, dict):
        return "; ".join(f"{part}: {text}" for part, text in value.items() if text)
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)


def no_level(question: Question, value: Value) -> str | None:
    """For kinds that count in no scale."""
    return None


@dataclass(frozen=True)
class QuestionKind:
    """A kind of question, made of pure functions.

    Args:
        name: ``text``, or ``<plugin>:<name>`` for a plugin's own.
        parse: ``(question, scale, fields) -> value``; the value is None when nothing was
            answered. Raises ``InvalidInput`` with a sentence for the person.
        display: ``(question, scale, value, language) -> text``, the answer in words; an empty
            text for None. A value that the question no longer offers is shown as it is stored.
        level: ``(question, value) -> level key or None``: what counts in results.
        template: empty for the core's own macro, else ``<plugin>/<file>.html``, which defines the
            macro ``answer(q)``.
        fields: the parts of the form, without prefix; none called as a part of every question is:
            ``version``, ``blank``, ``reason``, ``words``, ``strength``, ``later``, ``keep``.
        export: ``value -> text`` for spreadsheets.
        on_paper: how it is asked in a PDF, in a workbook and on paper, and read back. A kind of
            one field needs none: it is one text, or picked from its levels or choices. Without
            any, a kind of several fields is printed with room to write.
    """

    name: str
    parse: Callable[[Question, Scale | None, Fields], Value]
    display: Callable[[Question, Scale | None, Value, str], str]
    level: Callable[[Question, Value], str | None] = no_level
    template: str = ""
    fields: tuple[str, ...] = ("value",)
    export: Callable[[Value], str] = plain_export
    on_paper: OnPaper | None = None


def submitted(fields: Fields, name: str = "value") -> str:
    """The first text submitted for one part, without outer spaces; empty when there is none."""
    texts = fields.get(name) or [""]
    return texts[0].replace("\r\n", "\n").strip()


def parse_text(question: Question, scale: Scale | None, fields: Fields) -> Value:
    """Any text up to 10,000 characters.

    Raises:
        InvalidInput: it is longer.
    """
    text = submitted(fields)
    if len(text) > TEXT_LIMIT:
        raise InvalidInput(N_("Shorten your answer to 10,000 characters or fewer."))
    return text or None


def parse_yes_no(question: Question, scale: Scale | None, fields: Fields) -> Value:
    """``yes`` or ``no``.

    Raises:
        InvalidInput: anything else.
    """
    return _one_of(submitted(fields), YES_NO, N_("Select yes or no."))


def parse_choice(question: Question, scale: Scale | None, fields: Fields) -> Value:
    """The key of one choice.

    Raises:
        InvalidInput: not a choice of this question.
    """
    keys = [choice.key for choice in question.choices]
    return _one_of(submitted(fields), keys, N_("Select one of the choices shown."))


def parse_choices(question: Question, scale: Scale | None, fields: Fields) -> Value:
    """The keys of the choices ticked, in the question's order.

    Raises:
        InvalidInput: one of them is not a choice of this question.
    """
    ticked = {text.strip() for text in fields.get("value", ()) if text.strip()}
    keys = tuple(choice.key for choice in question.choices if choice.key in ticked)
    if len(keys) < len(ticked):
        raise InvalidInput(N_("Select from the choices shown."))
    return keys or None


def parse_scale(question: Question, scale: Scale | None, fields: Fields) -> Value:
    """The key of a level.

    Raises:
        InvalidInput: not a level of the scale.
    """
    keys = scale.level_keys if scale else ()
    return _one_of(submitted(fields), keys, N_("Select one of the levels shown."))


def parse_number(question: Question, scale: Scale | None, fields: Fields) -> Value:
    """A whole or decimal number below a million million; thousands may be parted by commas.

    Raises:
        InvalidInput: anything else.
    """
    text = submitted(fields).replace(",", "")
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not abs(number) < 1e12:
        raise InvalidInput(N_("Enter a number, such as 12 or 3.5."))
    return int(number) if number.is_integer() else number


def parse_date(question: Question, scale: Scale | None, fields: Fields) -> Value:
    """A date, from ``day``, ``month`` and ``year``, or as ISO from ``value``; kept as ISO.

    Raises:
        InvalidInput: not a real date, or a part is missing.
    """
    text = submitted(fields)
    if not text:
        parts = [submitted(fields, name) for name in ("year", "month", "day")]
        if not any(parts):
            return None
        text = "-".join(part.zfill(2) for part in parts)
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        message = N_("Enter a real date with day, month and year, such as 27 3 2026.")
        raise InvalidInput(message) from None


def show_plain(question: Question, scale: Scale | None, value: Value, language: str) -> str:
    """Texts and numbers, as they are."""
    return plain_export(value)


def show_yes_no(question: Question, scale: Scale | None, value: Value, language: str) -> str:
    """“Yes” or “No”."""
    wording = YES_NO.get(str(value))
    return wording.in_language(language) if wording else plain_export(value)


def show_choices(question: Question, scale: Scale | None, value: Value, language: str) -> str:
    """The labels of what was chosen, separated by semicolons."""
    labels = {choice.key: choice.label.in_language(language) for choice in question.choices}
    keys = value if isinstance(value, tuple) else () if value is None else (str(value),)
    return "; ".join(labels.get(key, key) for key in keys)


def show_scale(question: Question, scale: Scale | None, value: Value, language: str) -> str:
    """The label of the level."""
    level = scale.level(str(value)) if scale else None
    return level.label.in_language(language) if level else plain_export(value)


def show_date(question: Question, scale: Scale | None, value: Value, language: str) -> str:
    """“27 March 2026” in English, “27/3/2026” in other languages."""
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return plain_export(value)
    if language.split("-")[0] == "en":
        return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{day.day}/{day.month}/{day.year}"


def level_of_scale(question: Question, value: Value) -> str | None:
    """The level key itself."""
    return value if isinstance(value, str) else None


def _one_of(text: str, keys: Sequence[str] | Mapping[str, object], message: str) -> Value:
    if text and text not in keys:
        raise InvalidInput(message)
    return text or None


CORE_KINDS: Mapping[str, QuestionKind] = {
    kind.name: kind
    for kind in (
        QuestionKind("text", parse_text, show_plain),
        QuestionKind("yes_no", parse_yes_no, show_yes_no),
        QuestionKind("choice", parse_choice, show_choices),
        QuestionKind("choices", parse_choices, show_choices),
        QuestionKind("scale", parse_scale, show_scale, level_of_scale),
        QuestionKind("number", parse_number, show_plain),
        QuestionKind("date", parse_date, show_date, fields=("day", "month", "year")),
    )
}
