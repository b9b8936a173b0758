"""Conditions to pick from: “only if this question was answered so”, joined by and or or."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from icf.core.kinds import YES_NO
from icf.core.questionnaire import SCREENING, Choice, Question, Section
from icf.core.scale import Scale
from icf.core.showif import And, Answered, Compare, Condition, Or, Selected, to_text, with_keys
from icf.editor.draft import Draft, Installed
from icf.errors import InvalidInput
from icf.web.i18n import _

JOINERS = ("and", "or")
LONGEST = 70


@dataclass(frozen=True)
class Group:
    """A question with the conditions that it can give: (text of the condition, words)."""

    title: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picked:
    """A condition as the form shows it: two to pick, or else words of one's own."""

    first: str = ""
    joiner: str = "and"
    second: str = ""
    own: str = ""

    def text(self) -> str:
        """The condition as a pack file has it; empty for none."""
        if self.own:
            return self.own
        return f" {self.joiner} ".join(filter(None, (self.first, self.second)))


def groups(draft: Draft, installed: Installed, until: str = "") -> list[Group]:
    """What can be asked about: the draft's own questions, then the framework's.

    Args:
        until: the short name of a question: it and those after it in its section are left out.
    """
    scales = {one.key: one for one in (*installed.core.scales, *draft.pack.scales)}
    found = []
    for questions in _in_order(draft, installed.core.sections, until):
        for question in questions:
            options = tuple(_options(question, scales, draft))
            if options:
                found.append(Group(_short(question.text.original), options))
    return found


def picked(text: str, draft: Draft, offered: Sequence[Group]) -> Picked:
    """A condition of a file as the form shows it."""
    from icf.packfile.grammar import parse_condition

    if not text:
        return Picked()
    known = {value for group in offered for value, _words in group.options}
    try:
        condition = parse_condition(text, draft.key)
    except InvalidInput:
        return Picked(own=text)
    one_or_two = condition.parts if isinstance(condition, And | Or) else (condition,)
    texts = [_text(part, draft.key) for part in one_or_two]
    if len(texts) > 2 or not known.issuperset(texts):
        return Picked(own=text)
    joiner = "or" if isinstance(condition, Or) else "and"
    return Picked(texts[0], joiner, texts[1] if len(texts) == 2 else "")


def _in_order(
    draft: Draft, framework: Sequence[Section], until: str
) -> Iterator[Sequence[Question]]:
    full = f"{draft.key}:{until}"
    own: list[Sequence[Question]] = [section.questions for section in draft.pack.sections]
    own += [added.questions for added in draft.pack.add_to]
    for questions in own:
        keys = [question.key for question in questions]
        yield questions[: keys.index(full)] if full in keys else questions
    yield from (section.questions for section in framework if section.instrument == SCREENING)
    yield from (section.questions for section in framework if section.instrument != SCREENING)


def _options(
    question: Question, scales: dict[str, Scale], draft: Draft
) -> Iterator[tuple[str, str]]:
    key, language = question.key, draft.language
    if not question.text:
        return
    if question.kind in ("choice", "choices"):
        for choice in question.choices:
            yield _option(_of_choice(question, choice), choice.label.in_language(language), draft)
    elif question.kind == "yes_no":
        for value, yes_or_no in YES_NO.items():
            yield _option(Compare(key, "=", value), yes_or_no.in_language(language), draft)
    elif question.scale in scales:
        for level in scales[question.scale].levels:
            label = level.label.in_language(language)
            yield _option(Compare(key, "=", level.key), label, draft)
    yield _text(Answered(key), draft.key), _("has been answered")


def _of_choice(question: Question, choice: Choice) -> Condition:
    if question.kind == "choices":
        return Selected(question.key, choice.key)
    return Compare(question.key, "=", choice.key)


def _option(condition: Condition, label: str, draft: Draft) -> tuple[str, str]:
    return _text(condition, draft.key), _("is “%(answer)s”", answer=_short(label))


def _text(condition: Condition, pack: str) -> str:
    return to_text(with_keys(condition, lambda key: key.removeprefix(f"{pack}:")))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
