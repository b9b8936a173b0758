"""The shape of a pack file: which keys it may have and what each may hold.

Values are texts here, as ``tree`` reads them. The models only check; ``build`` makes the values.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from icf.core.answer import BlankKind

NAME = "[a-z0-9]+(-[a-z0-9]+)*"
SHORT_NAME = "[a-z0-9]+([_-][a-z0-9]+)*"
CURES = {
    (KEY := f"^{NAME}$"): "use lower-case letters, digits and hyphens, such as home-visits",
    (REFERENCE := f"^({NAME}:)?{NAME}$"): "write a key, such as home-visits or icf:status",
    (SHORT := f"^{SHORT_NAME}$"): "use lower-case letters, digits, hyphens and underscores",
    (KIND := f"^({SHORT_NAME}:)?{SHORT_NAME}$"): "write a name, such as scale or icf:status",
    (LANGUAGE := "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"): "write a language code, such as en or cy",
    (VERSION := r"^\d{1,6}\.\d{1,6}\.\d{1,6}$"): "write three numbers, such as 1.2.0",
    (NUMBER := r"^\d{1,5}$"): "write a whole number, such as 15",
}
"""What to do about a value that does not match each pattern."""

Key = Annotated[str, StringConstraints(pattern=KEY, max_length=60)]
Reference = Annotated[str, StringConstraints(pattern=REFERENCE, max_length=121)]
ShortKey = Annotated[str, StringConstraints(pattern=SHORT, max_length=60)]
Kind = Annotated[str, StringConstraints(pattern=KIND, max_length=121)]
Language = Annotated[str, StringConstraints(pattern=LANGUAGE)]
Number = Annotated[str, StringConstraints(pattern=NUMBER)]
Flag = Literal["true", "false"]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _by_language(value: Any) -> Any:
    return value if isinstance(value, dict) else {"und": value}


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


Text = Annotated[dict[Language, Words], Field(min_length=1), BeforeValidator(_by_language)]
"""One text, or one for each language."""


def no_text() -> dict[str, str]:
    """For texts that may be left out."""
    return {}


class Part(BaseModel):
    """Refuses keys that it does not know."""

    model_config = ConfigDict(extra="forbid")


class LevelPart(Part):
    """A level of a scale."""

    key: ShortKey
    label: Text
    text: Text = Field(default_factory=no_text)


class ScalePart(Part):
    """A scale."""

    key: Key
    title: Text
    direction: Literal["up", "down"] = "up"
    levels: list[LevelPart] = Field(min_length=2)


class ChoicePart(Part):
    """A choice."""

    key: ShortKey
    label: Text


class ActionPart(Part):
    """A suggested action."""

    key: Key
    text: Text
    when: list[ShortKey] = []


class SamplePart(Part):
    """A sample answer; several choices are a list."""

    value: Annotated[list[Words], Field(min_length=1), BeforeValidator(_listed)]
    words: Text = Field(default_factory=no_text)


class QuestionPart(Part):
    """A question."""

    key: Key
    text: Text
    kind: Kind
    depth: ShortKey = ""
    scale: Kind = ""
    choices: list[ChoicePart] = []
    show_if: Words = ""
    hint: Text = Field(default_factory=no_text)
    why: Text = Field(default_factory=no_text)
    good: Text = Field(default_factory=no_text)
    example: Text = Field(default_factory=no_text)
    words_about: Number = "0"
    droppable: Flag = "false"
    actions: list[ActionPart] = []
    sample: SamplePart | None = None


class SectionPart(Part):
    """A section."""

    key: Key
    instrument: ShortKey
    title: Text
    intro: Text = Field(default_factory=no_text)
    approach: Reference = ""
    visible_to: Literal["us", "submitted"] = "us"
    show_if: Words = ""
    questions: list[QuestionPart] = Field(min_length=1)


class AddToPart(Part):
    """Questions for a core section."""

    section: Reference
    questions: list[QuestionPart] = Field(min_length=1)


class GuidancePart(Part):
    """Guidance on a core question."""

    question: Reference
    hint: Text = Field(default_factory=no_text)
    why: Text = Field(default_factory=no_text)
    good: Text = Field(default_factory=no_text)
    example: Text = Field(default_factory=no_text)


class DepthPart(Part):
    """A depth."""

    key: Key
    title: Text
    description: Text = Field(default_factory=no_text)
    minutes: Number
    screening: Flag = "true"
    questions: list[Reference] = []


class InstrumentPart(Part):
    """An instrument."""

    key: ShortKey
    title: Text
    blanks: list[BlankKind] = []


class PrinciplePart(Part):
    """A guiding principle."""

    key: Key
    title: Text
    explanation: Text
    reflection: Text


class ExamplePart(Part):
    """An example of an approach."""

    title: Text
    text: Text
    fictional: Flag = "true"


class ApproachPart(Part):
    """An inclusive approach."""

    key: Key
    title: Text
    confirmed: Flag = "true"
    explanation: Text
    statements: list[Text] = []
    examples: list[ExamplePart] = []


class SuggestPart(Part):
    """A screening rule."""

    depth: ShortKey
    when: Words = ""
    because: Text


class TermPart(Part):
    """A glossary entry."""

    term: Text
    meaning: Text


class PackPart(Part):
    """A whole pack file."""

    format: Literal["1"]
    pack: Key
    version: Annotated[str, StringConstraints(pattern=VERSION)]
    extends: Key = ""
    language: Language
    title: Text
    publisher: Words
    description: Text = Field(default_factory=no_text)
    aliases: dict[Key, Key] = {}
    scales: list[ScalePart] = []
    sections: list[SectionPart] = []
    add_to: list[AddToPart] = []
    guidance: list[GuidancePart] = []
    depths: list[DepthPart] = []
    principles: list[PrinciplePart] = []
    approaches: list[ApproachPart] = []
    instruments: list[InstrumentPart] = []
    suggest: list[SuggestPart] = []
    glossary: list[TermPart] = []
