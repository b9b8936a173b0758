"""What was sent to be saved, from a form or from JSON, in one shape."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from icf.core.answer import STRENGTHS, Answer
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import BLANK_KINDS, BlankKind, Question
from icf.core.scale import Scale
from icf.errors import InvalidInput

MAX_WORDS_LENGTH = 20_000
MAX_REASON_LENGTH = 2_000
BLANK_PREFIX = "blank:"
_OWN_PARTS = ("version", "blank", "reason", "words", "strength", "later", "keep")


@dataclass(frozen=True)
class Posted:
    """One answer as it was sent.

    Args:
        key: the question's key.
        version: the version that the person saw; 0 when there was no answer yet.
        fields: the parts that the question's kind reads, such as ``{"value": ["partly"]}``.
        keep: in a conflict, ``mine``, ``theirs`` or ``both``; empty otherwise.
    """

    key: str
    version: int
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    blank: str = ""
    reason: str = ""
    words: str = ""
    strength: str = ""
    later: bool = False
    keep: str = ""


def posted_form(form: Mapping[str, Sequence[str]]) -> tuple[Posted, ...]:
    """The answers in a form whose fields are named ``a-<question key>-<part>``.

    Every question of a form has a hidden ``-version`` field; it says which keys there are.

    Args:
        form: field name to all values sent under it.
    """
    keys = [name[2 : -len("-version")] for name in form if _is_version_field(name)]
    parts: dict[str, dict[str, Sequence[str]]] = {key: {} for key in keys}
    for name, values in form.items():
        key = _longest_key(name, keys)
        if key:
            part = name[len(f"a-{key}-") :]
            parts[key][part.removeprefix("value-")] = values
    return tuple(_posted(key, found) for key, found in parts.items())


def posted_json(body: Any) -> tuple[Posted, ...]:
    """The answers in a JSON body ``{"answers": [{"key", "version", "value", …}]}``.

    Raises:
        InvalidInput: the body is not of that shape.
    """
    if not isinstance(body, dict) or not isinstance(body.get("answers"), list):
        raise InvalidInput('The save needs a JSON object with a list under "answers".')
    return tuple(_posted_from_json(entry) for entry in body["answers"])


def answer_from(
    posted: Posted,
    question: Question,
    kind: QuestionKind,
    scale: Scale | None,
    blanks: Iterable[str],
    language: str,
) -> Answer:
    """The answer that was meant, checked.

    Raises:
        InvalidInput: something in it cannot be used; the message says what.
    """
    blank = _blank_of(posted, blanks)
    value = None if blank else kind.parse(question, scale, posted.fields)
    strength = next((one for one in STRENGTHS if one == posted.strength), None)
    if posted.strength and strength is None:
        raise InvalidInput(f"“{posted.strength}” is not one of the ways to say how sure you are.")
    shown = "" if value in (None, "", ()) else kind.display(question, scale, value, language)
    return Answer(
        question=question.key,
        value=value,
        blank=blank,
        reason=_within(posted.reason, MAX_REASON_LENGTH, "The reason") if blank else "",
        words=_within(posted.words, MAX_WORDS_LENGTH, "What you wrote"),
        strength=strength,
        displayed=shown,
        later=posted.later,
    )


def _is_version_field(name: str) -> bool:
    return name.startswith("a-") and name.endswith("-version")


def _longest_key(name: str, keys: Iterable[str]) -> str:
    found = [key for key in keys if name.startswith(f"a-{key}-")]
    return max(found, key=len, default="")


def _posted(key: str, parts: Mapping[str, Sequence[str]]) -> Posted:
    def one(part: str) -> str:
        values = parts.get(part) or [""]
        return values[0].replace("\r\n", "\n").strip()

    keep, _, kept_version = one("keep").partition(":")
    chosen_blanks = [value for value in parts.get("blank", ()) if value]
    if len(chosen_blanks) > 1:
        raise InvalidInput("Choose only one reason for leaving it blank.", where=key)
    return Posted(
        key=key,
        version=_version(kept_version or one("version"), key),
        fields={part: values for part, values in parts.items() if part not in _OWN_PARTS},
        blank=chosen_blanks[0] if chosen_blanks else "",
        reason=one("reason"),
        words=one("words"),
        strength=one("strength"),
        later=bool(one("later")),
        keep=keep,
    )


def _posted_from_json(entry: Any) -> Posted:
    if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
        raise InvalidInput('Each answer needs a "key".')
    parts: dict[str, list[str]] = {
        part: [_text(entry[part], entry["key"])]
        for part in ("version", "blank", "reason", "words", "strength", "keep")
        if entry.get(part) is not None
    }
    parts["later"] = ["1"] if entry.get("later") is True else []
    value = entry.get("value")
    if isinstance(value, dict):
        parts |= {str(part): [_text(text, entry["key"])] for part, text in value.items()}
    elif isinstance(value, list):
        parts["value"] = [_text(item, entry["key"]) for item in value]
    elif value is not None:
        parts["value"] = [_text(value, entry["key"])]
    return _posted(entry["key"], parts)


def _text(value: Any, where: str) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise InvalidInput(f"Texts and numbers only; this was {value!r:.60}.", where=where)
    return str(value)


def _version(text: str, key: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InvalidInput(
            f"The version has to be a whole number; it was “{text[:20]}”.", where=key
        )
    return int(text)


def _blank_of(posted: Posted, offered: Iterable[str]) -> BlankKind | None:
    """The kind of blank: its own field, or the radio that stands among the levels."""
    chosen = next(iter(posted.fields.get("value", ())), "")
    blank = posted.blank or (
        chosen.removeprefix(BLANK_PREFIX) if chosen.startswith(BLANK_PREFIX) else ""
    )
    meant = next((kind for kind in BLANK_KINDS if kind == blank and kind in offered), None)
    if blank and meant is None:
        raise InvalidInput(f"“{blank}” is not offered here as a way to leave it blank.")
    return meant


def _within(text: str, limit: int, what: str) -> str:
    if len(text) > limit:
        raise InvalidInput(
            f"{what} is {len(text):,} characters long; {limit:,} is the most that fits.",
            "Shorten it, or put the long version in a document and name it here.",
        )
    return text
