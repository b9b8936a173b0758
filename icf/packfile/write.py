"""A pack as YAML text: stable, readable, and read back as the same pack.

``pack_values`` gives the plain values of a pack file, in the order of the annotated example; what
has its default value is left out. ``pack_text`` writes them; ``values_text`` writes those of a
draft, which need not be sound.
"""

from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from typing import Any

from icf.core.questionnaire import (
    AddTo,
    Approach,
    Choice,
    Depth,
    Example,
    Guidance,
    Instrument,
    Pack,
    Principle,
    Question,
    Sample,
    Section,
    Suggest,
    SuggestedAction,
    Term,
    joined,
)
from icf.core.scale import Level, Scale
from icf.core.showif import Condition, to_text, with_keys
from icf.core.wording import Wording
from icf.errors import PackError
from icf.packfile import VALUE_LIMIT, read_pack_text

Values = dict[str, Any]
LINE_WIDTH = 100


def pack_text(pack: Pack) -> str:
    """The YAML text of a sound pack. It is read back as the same pack, ``joined``.

    Raises:
        PackError: the text would be over the limits of a pack file, or it has a text that YAML
            cannot hold.
    """
    from ruamel.yaml.error import YAMLError

    values = pack_values(pack)
    if _count(values) > VALUE_LIMIT:
        raise PackError(
            f"The pack has more than {VALUE_LIMIT:,} keys and values.",
            "Split it into two packs.",
            where=pack.key,
        )
    try:
        text = values_text(values)
        is_the_same = read_pack_text(text, pack.key) == joined(pack)
    except (YAMLError, UnicodeError):
        is_the_same = False
    except PackError as error:
        if not error.faults:
            raise
        is_the_same = False
    if not is_the_same:
        raise PackError(
            "The pack holds a text that a file cannot keep, such as one with a control character.",
            "Type the texts anew where they were pasted from elsewhere.",
            where=pack.key,
        )
    return text


def _count(value: Any) -> int:
    """How many keys and values there are, as the reader counts them."""
    if isinstance(value, dict):
        return 1 + sum(1 + _count(item) for item in value.values())
    return 1 + sum(map(_count, value)) if isinstance(value, list) else 1


def values_text(values: Values) -> str:
    """The YAML text of a pack file's values, whether or not they make a sound pack.

    Args:
        values: mappings, lists and texts, as ``pack_values`` gives them or a draft holds them.

    Raises:
        ruamel.yaml.error.YAMLError, UnicodeError: a text that YAML cannot hold.
    """
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = LINE_WIDTH
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(_for_yaml(values), stream)
    return stream.getvalue()


def pack_values(pack: Pack) -> Values:
    """A pack as the mappings, lists and texts of its file, with its own keys written short."""
    return _Writer(joined(pack)).pack()


class _Writer:
    """Knows the pack whose keys are written short."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack

    def pack(self) -> Values:
        pack = self._pack
        head = _filled(
            format=1,
            pack=pack.key,
            version=pack.version,
            extends=pack.extends,
            language=pack.language,
            title=_words(pack.title),
            publisher=pack.publisher,
            description=_words(pack.description),
            aliases={self.short(old): self.short(new) for old, new in pack.aliases},
        )
        parts: list[tuple[str, Callable[[Any], Values], Iterable[Any]]] = [
            ("principles", self._principle, pack.principles),
            ("approaches", self._approach, pack.approaches),
            ("instruments", _instrument, pack.instruments),
            ("scales", self._scale, pack.scales),
            ("depths", self._depth, pack.depths),
            ("suggest", self._suggest, pack.suggest),
            ("sections", self._section, pack.sections),
            ("add_to", self._add_to, pack.add_to),
            ("guidance", self._guidance, pack.guidance),
            ("glossary", _term, pack.glossary),
        ]
        return head | _filled(**{name: list(map(write, items)) for name, write, items in parts})

    def short(self, key: str) -> str:
        return key.removeprefix(f"{self._pack.key}:")

    def _condition(self, condition: Condition | None) -> str:
        return to_text(with_keys(condition, self.short)) if condition else ""

    def _scale(self, scale: Scale) -> Values:
        return _filled(
            key=self.short(scale.key),
            title=_words(scale.title),
            direction=scale.direction,
            levels=[_level(level) for level in scale.levels],
        )

    def _depth(self, depth: Depth) -> Values:
        return _filled(
            key=self.short(depth.key),
            title=_words(depth.title),
            description=_words(depth.description),
            minutes=str(depth.minutes),
            screening="" if depth.screening else "false",
            questions=[self.short(key) for key in depth.questions],
        )

    def _section(self, section: Section) -> Values:
        default = "us" if self._pack.extends else "submitted"
        return _filled(
            key=self.short(section.key),
            instrument=section.instrument,
            title=_words(section.title),
            intro=_words(section.intro),
            approach=self.short(section.approach),
            visible_to="" if section.visible_to == default else section.visible_to,
            show_if=self._condition(section.show_if),
            questions=list(map(self._question, section.questions)),
        )

    def _add_to(self, added: AddTo) -> Values:
        questions = list(map(self._question, added.questions))
        return {"section": self.short(added.section), "questions": questions}

    def _question(self, question: Question) -> Values:
        return _filled(
            key=self.short(question.key),
            text=_words(question.text),
            kind=question.kind,
            scale=self.short(question.scale),
            depth=question.depth,
            droppable="true" if question.droppable else "",
            show_if=self._condition(question.show_if),
            **_guiding(question),
            words_about=str(question.words_about or ""),
            choices=list(map(_choice, question.choices)),
            sample=_sample(question.sample, question.kind) if question.sample else {},
            actions=list(map(self._action, question.actions)),
        )

    def _action(self, action: SuggestedAction) -> Values:
        key, text = self.short(action.key), _words(action.text)
        return _filled(key=key, text=text, when=list(action.when))

    def _guidance(self, guidance: Guidance) -> Values:
        return _filled(question=self.short(guidance.question), **_guiding(guidance))

    def _principle(self, principle: Principle) -> Values:
        return _filled(
            key=self.short(principle.key),
            title=_words(principle.title),
            explanation=_words(principle.explanation),
            reflection=_words(principle.reflection),
        )

    def _approach(self, approach: Approach) -> Values:
        return _filled(
            key=self.short(approach.key),
            title=_words(approach.title),
            confirmed="" if approach.confirmed else "false",
            explanation=_words(approach.explanation),
            statements=[_words(statement) for statement in approach.statements],
            examples=list(map(_example, approach.examples)),
        )

    def _suggest(self, rule: Suggest) -> Values:
        when = self._condition(rule.when)
        return _filled(depth=rule.depth, when=when, because=_words(rule.because))


def _guiding(words: Question | Guidance) -> Values:
    names = ("hint", "why", "good", "example")
    return {name: _words(getattr(words, name)) for name in names}


def _level(level: Level) -> Values:
    return _filled(key=level.key, label=_words(level.label), text=_words(level.text))


def _choice(choice: Choice) -> Values:
    return {"key": choice.key, "label": _words(choice.label)}


def _sample(sample: Sample, kind: str) -> Values:
    value: str | list[str] = sample.value
    if kind == "choices":
        value = sample.value.split(", ")
    return _filled(value=value, words=_words(sample.words))


def _example(example: Example) -> Values:
    fictional = "" if example.fictional else "false"
    return _filled(title=_words(example.title), text=_words(example.text), fictional=fictional)


def _instrument(instrument: Instrument) -> Values:
    title = _words(instrument.title)
    return _filled(key=instrument.key, title=title, blanks=list(instrument.blanks))


def _term(term: Term) -> Values:
    return {"term": _words(term.term), "meaning": _words(term.meaning)}


def _words(wording: Wording) -> str | dict[str, str]:
    if len(wording.texts) == 1:
        return wording.original
    return dict(wording.texts)


def _filled(**values: Any) -> Values:
    return {name: value for name, value in values.items() if value not in ("", [], {})}


BARE = {"true": True, "false": False}
IN_ONE_LINE = ("when", "blanks")


def _for_yaml(value: Any, name: str = "") -> Any:
    """The same values in the classes that ruamel.yaml writes as people would."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

    if isinstance(value, dict):
        return CommentedMap((key, _for_yaml(item, key)) for key, item in value.items())
    if isinstance(value, list):
        items = CommentedSeq(_for_yaml(item) for item in value)
        if name in IN_ONE_LINE:
            items.fa.set_flow_style()
        return items
    if name in ("screening", "droppable", "confirmed", "fictional"):
        return BARE.get(value, value)
    if name in ("minutes", "words_about") and str(value).isdecimal():
        return int(value)
    if isinstance(value, str) and "\n" in value and all(_lines_that_stay(value)):
        return LiteralScalarString(value)
    if isinstance(value, str) and ("  " in value or not value.isprintable()):
        # Broken into lines, other ways of writing lose a space where there are two.
        return DoubleQuotedScalarString(value)
    return value


def _lines_that_stay(text: str) -> Iterator[bool]:
    """Whether each line would survive in a block of lines as they are."""
    for line in text.split("\n"):
        yield line.isprintable() and line == line.strip()
