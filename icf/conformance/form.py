"""The form of one question as its page draws it: what it holds, and how to fill it in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from icf.conformance.markup import Element, read_html

Parts = dict[str, list[str]]
"""What the form holds, by part: ``{"value": ["3"]}``, ``{"rating": ["3"], "good": ["Trees"]}``."""

TEXTS = ("Some words", "3", "2026-03-27", "14:30", "ada@example.org", "https://example.org")
"""What is typed into a box, one after the other, until something is accepted."""

TYPED = {
    "number": "3",
    "range": "3",
    "date": "2026-03-27",
    "time": "14:30",
    "month": "2026-03",
    "email": "ada@example.org",
    "url": "https://example.org",
    "tel": "01484 000000",
}
DATE = {"day": "27", "month": "3", "year": "2026"}
BLANK = "blank:"


@dataclass(frozen=True)
class Field:
    """One field, or the radios or checkboxes that share a name.

    Args:
        part: which part of the answer it is; ``value`` for the only one.
        kind: ``radio``, ``checkbox``, ``select`` or ``text``.
        options: the values on offer, without the ways to leave it blank.
        holds: what is chosen or typed now.
        input_type: of a text field, such as ``number``.
    """

    part: str
    kind: str
    options: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    input_type: str = ""


@dataclass(frozen=True)
class Wish:
    """Which options to choose in one question where they are on offer, and which not to."""

    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


NO_WISH = Wish()


@dataclass(frozen=True)
class QuestionForm:
    """The form of one question.

    Args:
        version: of the answer that it shows.
        fields: those of the answer itself, in order.
    """

    key: str
    version: int
    fields: tuple[Field, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that the form sends."""
        return tuple(field.part for field in self.fields)

    @property
    def holds(self) -> Parts:
        """What it holds now, without empty parts."""
        held = {field.part: [text for text in field.holds if text] for field in self.fields}
        return {part: texts for part, texts in held.items() if texts}

    def filled(self, text: str, wish: Wish = NO_WISH) -> Parts:
        """Filled in: the wanted options where they are on offer, else the first; text in boxes."""
        made = {field.part: _filled(field, text, wish) for field in self.fields}
        return {part: texts for part, texts in made.items() if texts}

    def varied(self) -> list[Parts]:
        """Other answers than the one it holds, one field after the other."""
        found: list[Parts] = []
        texts = [field.part for field in self.fields if field.kind == "text"]
        for field in self.fields:
            found += [{**self.holds, field.part: [one]} for one in field.options if one]
            if field.kind == "text":
                found.append({**self.holds, **{part: ["3"] for part in texts}, field.part: ["9"]})
        return found

    def as_fields(self, parts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """The names and values that a browser would send."""
        name = f"a-{self.key}-value"
        sent = {f"a-{self.key}-version": [str(self.version)]}
        for part, texts in parts.items():
            sent[name if part == "value" else f"{name}-{part}"] = list(texts)
        return sent

    def as_json(self, parts: Mapping[str, Sequence[str]], words: str = "") -> dict[str, object]:
        """The same as the script of the page sends it, with what makes people say that."""
        value: object
        if set(parts) <= {"value"}:
            texts = list(parts.get("value", ()))
            several = any(field.kind == "checkbox" for field in self.fields)
            value = texts if several else "".join(texts[:1])
        else:
            value = {part: "".join(texts[:1]) for part, texts in parts.items()}
        made = {"key": self.key, "version": self.version, "value": value}
        return made | ({"words": words} if words else {})


def question_forms(html: str) -> dict[str, QuestionForm]:
    """The forms of all questions on a page that can be answered, by question key."""
    boxes = (one for one in read_html(html).all() if "data-question" in one.attributes)
    return {box.get("data-question"): _form(box) for box in boxes}


def _form(box: Element) -> QuestionForm:
    key = box.get("data-question")
    version = next(
        (one.get("value") for one in box.all("input") if one.get("name") == f"a-{key}-version"), "0"
    )
    return QuestionForm(key, int(version), tuple(_fields(box, key)))


def _fields(box: Element, key: str) -> Iterator[Field]:
    groups: dict[tuple[str, str], list[Element]] = {}
    for one in box.all("input", "select", "textarea"):
        part = _part(one.get("name"), key)
        if part and one.get("type") not in ("hidden", "submit", "button"):
            groups.setdefault((part, _kind(one)), []).append(one)
    for (part, kind), elements in groups.items():
        yield _field(part, kind, elements)


def _part(name: str, key: str) -> str:
    begin = f"a-{key}-value"
    if name == begin:
        return "value"
    return name.removeprefix(f"{begin}-") if name.startswith(f"{begin}-") else ""


def _kind(element: Element) -> str:
    if element.tag == "select":
        return "select"
    if element.tag == "input" and element.get("type") in ("radio", "checkbox"):
        return element.get("type")
    return "text"


def _field(part: str, kind: str, elements: list[Element]) -> Field:
    first = elements[0]
    if kind == "text":
        held = first.text if first.tag == "textarea" else first.get("value")
        # As in a browser, a line break right after the tag is not part of the text.
        return Field(part, kind, (), (held.removeprefix("\n"),), first.get("type"))
    options = list(first.all("option")) if kind == "select" else elements
    mark = "selected" if kind == "select" else "checked"
    values = [(one.get("value"), mark in one.attributes) for one in options]
    sound = [(value, chosen) for value, chosen in values if not value.startswith(BLANK)]
    return Field(
        part,
        kind,
        tuple(value for value, _chosen in sound),
        tuple(value for value, chosen in sound if chosen),
    )


def _filled(field: Field, text: str, wish: Wish) -> list[str]:
    if field.kind == "text":
        return [DATE.get(field.part) or TYPED.get(field.input_type) or text]
    on_offer = [one for one in field.options if one and one not in wish.unwanted]
    if field.kind == "checkbox":
        return [one for one in on_offer if one in wish.wanted] or on_offer[:2]
    chosen = [one for one in wish.wanted if one in on_offer]
    return (chosen or on_offer)[:1]
