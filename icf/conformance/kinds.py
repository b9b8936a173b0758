"""What holds for every kind of question: read, show, count and export never surprise anybody."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from icf.core.answer import Value
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import Question
from icf.core.scale import Scale
from icf.errors import InvalidInput

LANGUAGES = ("en", "cy", "ur")
HOSTILE = (
    *("yes", "no", "0", "-1", "1e400", "nan", "2026-02-30", "0000-00-00", "through", "icf:status"),
    *("<b>", "</textarea><script>alert(1)</script>", "{{ 7 * 7 }}", "'; DROP TABLE answer; --"),
    *("\u202e" * 3, "\ufeff", "a\r\nb", "é" * 300, "🙂", "=1+1", "; ; ;", " " * 40),
)
"""Texts that no form of ours would send for most kinds, and that somebody will send one day.

Characters that stand for nothing never reach a kind: they are taken out before.
"""

VERY_LONG = ("x" * 2_000_000, "\u202e" * 50_000, "9" * 20_000)
OF_ANOTHER_DAY: tuple[Any, ...] = (
    *("no such level", "", 0, -3, 2.5, True, ("a", "b"), (), {}, {"rating": "99"}, {"other": "x"}),
    None,
)
"""Values that an older version of a plugin may have stored."""


@dataclass(frozen=True)
class AskedQuestion:
    """A question with its kind and scale."""

    question: Question
    kind: QuestionKind
    scale: Scale | None

    def __str__(self) -> str:
        return self.kind.name

    def parse(self, fields: Mapping[str, Sequence[str]]) -> Value:
        """What its kind reads from a form. Raises InvalidInput for the person."""
        return self.kind.parse(self.question, self.scale, fields)

    def display(self, value: Value, language: str = "en") -> Any:
        """What its kind shows."""
        return self.kind.display(self.question, self.scale, value, language)


def round_trip_faults(asked: AskedQuestion, fields: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong with reading, showing, storing, counting and exporting one sound answer."""
    try:
        value = asked.parse(fields)
    except InvalidInput as error:
        return [f"parse refuses what its own form sends, {_short(fields)}: {error}"]
    if value is None:
        return [f"parse reads no answer from what its own form sends, {_short(fields)}"]
    return [*_shown(asked, value), *_stored(value), *_counted(asked, value)]


def empty_faults(asked: AskedQuestion) -> list[str]:
    """What is wrong with how it takes a form that was sent empty."""
    found = []
    for fields in ({}, {part: [""] for part in asked.kind.fields}):
        try:
            value = asked.parse(fields)
        except InvalidInput as error:
            found.append(f"parse refuses an empty form; it should give None: {error}")
            continue
        if value is not None:
            found.append(f"parse reads {_short(value)} from an empty form; it should give None")
    if asked.display(None) != "":
        found.append(
            f"display shows {_short(asked.display(None))} for no answer; it should give “”"
        )
    if asked.kind.level(asked.question, None) is not None:
        found.append("level counts no answer at all; it should give None")
    if asked.kind.export(None) != "":
        found.append("export writes something for no answer; it should give “”")
    return list(dict.fromkeys(found))


def hostile_faults(asked: AskedQuestion, fields: Mapping[str, Sequence[str]]) -> list[str]:
    """What is wrong with how it takes fields that no form of its own would send.

    It may refuse them with a sentence for the person, or read them as a sound value.
    """
    try:
        value = asked.parse(fields)
    except InvalidInput:
        return []
    if value is None:
        return []
    return [f"{one} (from {_short(fields)})" for one in _kept_as_text(asked, value)]


def long_text_faults(asked: AskedQuestion, text: str) -> list[str]:
    """What is wrong where somebody sends far too much."""
    try:
        asked.parse({part: [text] for part in asked.kind.fields})
    except InvalidInput:
        return []
    return [f"parse takes a text of {len(text):,} characters; refuse it with InvalidInput"]


def other_day_faults(asked: AskedQuestion, value: Any) -> list[str]:
    """What is wrong with showing a value that it would not store today."""
    return list(_kept_as_text(asked, value, is_stored=False))


def _shown(asked: AskedQuestion, value: Value) -> Iterator[str]:
    for language in LANGUAGES:
        shown = asked.display(value, language)
        if not isinstance(shown, str) or not shown:
            yield f"display gives {_short(shown)} for {_short(value)} in “{language}”"
    exported: Any = asked.kind.export(value)
    if not isinstance(exported, str) or not exported:
        yield f"export gives {_short(exported)} for {_short(value)}"


def _stored(value: Any) -> Iterator[str]:
    try:
        again = json.loads(json.dumps(value))
    except (TypeError, ValueError) as error:
        yield f"the value {_short(value)} cannot be stored: {error}"
        return
    if again != (list(value) if isinstance(value, tuple) else value):
        yield f"the value {_short(value)} is another when it comes back from the database"


def _counted(asked: AskedQuestion, value: Value) -> Iterator[str]:
    level = asked.kind.level(asked.question, value)
    known = asked.scale.level_keys if asked.scale else ()
    if level is not None and level not in known:
        yield f"level gives “{level}”, which is no level of its scale"


def _kept_as_text(asked: AskedQuestion, value: Any, is_stored: bool = True) -> Iterator[str]:
    if not isinstance(asked.display(value), str):
        yield f"display gives {_short(asked.display(value))} for {_short(value)}"
    if not isinstance(asked.kind.export(value), str):
        yield f"export gives {_short(asked.kind.export(value))} for {_short(value)}"
    if is_stored:
        yield from _stored(value)


def _short(thing: object) -> str:
    return f"{thing!r:.80}"
