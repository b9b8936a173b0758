"""What was sent to be saved, from a form or from JSON, in one shape."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from icf.core.answer import STRENGTHS, Answer, Value
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import BLANK_KINDS, BlankKind, Question
from icf.core.scale import Scale
from icf.core.typed import clean
from icf.errors import InvalidInput
from icf.web.i18n import _, number

MAX_WORDS_LENGTH = 20_000
MAX_REASON_LENGTH = 2_000
MAX_NAME_LENGTH = 300
MAX_ANSWERS = 1_000
"""In one save; no checklist has as many questions."""

BLANK_PREFIX = "blank:"
SEVERAL = " "
"""Between the kinds of blank where somebody ticked more than one."""

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
        key = _longest_key(name, parts)
        if key:
            part = name[len(f"a-{key}-") :]
            parts[key][part.removeprefix("value-")] = values
    return tuple(_posted(key, found) for key, found in parts.items())


def posted_json(body: Any) -> tuple[Posted, ...]:
    """The answers in a JSON body ``{"answers": [{"key", "version", "value", …}]}``.

    Raises:
        InvalidInput: the body is not of that shape, or has a question twice.
    """
    if not isinstance(body, dict) or not isinstance(body.get("answers"), list):
        raise InvalidInput(_('The save needs a JSON object with a list under "answers".'))
    if len(body["answers"]) > MAX_ANSWERS:
        raise InvalidInput(
            _("Send at most %(number)s answers at once.", number=number(MAX_ANSWERS))
        )
    found = tuple(_posted_from_json(entry) for entry in body["answers"])
    if len({post.key for post in found}) < len(found):
        raise InvalidInput(_("The same question was sent twice in one save."))
    return found


def save_key_of(body: Any) -> str:
    """The idempotency key of a JSON body; empty where it has none.

    Raises:
        InvalidInput: it is no text of up to 80 characters.
    """
    key = body.get("idempotency_key") if isinstance(body, dict) else None
    if key is None:
        return ""
    if not isinstance(key, str) or len(key) > 80 or not key.isascii() or not key.isprintable():
        raise InvalidInput(_('The "idempotency_key" has to be a text of up to 80 characters.'))
    return key


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
        raise InvalidInput(_("Choose one of the ways shown to say how sure you are."))
    shown = "" if value in (None, "", ()) else kind.display(question, scale, value, language)
    return Answer(
        question=question.key,
        value=value,
        blank=blank,
        reason=_within(posted.reason, MAX_REASON_LENGTH, "reason"),
        words=_within(posted.words, MAX_WORDS_LENGTH, "words"),
        strength=strength,
        displayed=shown,
        later=posted.later,
    )


def answer_as_typed(posted: Posted, question: Question, kind: QuestionKind | None) -> Answer:
    """What was typed, unchecked, to show it once more on a page; never to be stored."""
    chosen = next(iter(posted.fields.get("value", ())), "")
    blank = posted.blank or _blank_chosen(chosen)
    return Answer(
        question=question.key,
        value=None if _blank_chosen(chosen) else _value_as_typed(posted, kind),
        blank=next((one for one in BLANK_KINDS if one == blank), None),
        reason=posted.reason,
        words=posted.words,
        strength=next((one for one in STRENGTHS if one == posted.strength), None),
        later=posted.later,
    )


def _value_as_typed(posted: Posted, kind: QuestionKind | None) -> Value:
    if kind and kind.fields != ("value",):
        return {part: "".join(posted.fields.get(part, ())[:1]) for part in kind.fields}
    values = tuple(posted.fields.get("value", ()))
    return values if kind and kind.name == "choices" else "".join(values[:1])


def _is_version_field(name: str) -> bool:
    return name.startswith("a-") and name.endswith("-version")


def _longest_key(name: str, keys: Container[str]) -> str:
    """The question that a field belongs to, found by taking parts off the end of its name."""
    key = name[2:] if name.startswith("a-") and len(name) <= MAX_NAME_LENGTH else ""
    while key and key not in keys:
        key = key.rpartition("-")[0]
    return key


def _posted(key: str, parts: Mapping[str, Sequence[str]]) -> Posted:
    def one(part: str) -> str:
        return clean("".join((parts.get(part) or ())[:1]))

    keep, _, kept_version = one("keep").partition(":")
    return Posted(
        key=key,
        version=_version(kept_version or one("version"), key),
        fields={
            part: [clean(text) for text in values]
            for part, values in parts.items()
            if part not in _OWN_PARTS
        },
        blank=SEVERAL.join(filter(None, parts.get("blank", ()))),
        reason=one("reason"),
        words=one("words"),
        strength=one("strength"),
        later=bool(one("later")),
        keep=keep,
    )


def _posted_from_json(entry: Any) -> Posted:
    if not isinstance(entry, dict) or not isinstance(entry.get("key"), str):
        raise InvalidInput(_('Each answer needs a "key".'))
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
        raise InvalidInput(
            _("Texts and numbers only; this was %(value)s.", value=f"{value!r:.60}"), where=where
        )
    return str(value)


def _version(text: str, key: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise InvalidInput(
            _("The version has to be a whole number; it was “%(text)s”.", text=text[:20]), where=key
        )
    return int(text)


def _blank_of(posted: Posted, offered: Iterable[str]) -> BlankKind | None:
    """The kind of blank: its own field, or the radio that stands among the levels."""
    chosen = next(iter(posted.fields.get("value", ())), "")
    blank = posted.blank or _blank_chosen(chosen)
    if SEVERAL in blank:
        raise InvalidInput(_("Choose only one reason for leaving it blank."))
    meant = next((kind for kind in BLANK_KINDS if kind == blank and kind in offered), None)
    if blank and meant is None:
        raise InvalidInput(_("Choose one of the ways shown to leave it blank."))
    if meant and not _blank_chosen(chosen) and any(map(any, posted.fields.values())):
        raise InvalidInput(_("Give an answer or leave it blank: keep one of the two."))
    return meant


def _blank_chosen(value: str) -> str:
    """The kind of blank that a radio among the levels stands for; empty for a level."""
    return value.removeprefix(BLANK_PREFIX) if value.startswith(BLANK_PREFIX) else ""


def _within(text: str, limit: int, where: str) -> str:
    if len(text) > limit:
        raise InvalidInput(
            _(
                "This is %(long)s characters long; %(limit)s is the most that fits.",
                long=number(len(text)),
                limit=number(limit),
            ),
            _("Shorten it, or put the long version in a document and name it here."),
            where,
        )
    return text
