"""Whether a questionnaire that came in a file can be asked, shown and counted without surprises.

The digest says only that nobody changed it on the way, not that we ever made it.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from icf.core.answer import Answer
from icf.core.canonical import canonical_json, digest_of, from_json
from icf.core.depth import visible_sections
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import PLANNING, SCREENING, STATUS, Questionnaire
from icf.core.results import gaps, layer_results, profile, risky, section_result, strengths
from icf.errors import InvalidInput

Answers = Mapping[str, Answer]


def sound_questionnaire(document: str, digest: str) -> Questionnaire:
    """The questionnaire in a document.

    Raises:
        InvalidInput: it is not what the digest stands for, or nothing that we could have stored.
    """
    where = f"questionnaires.{digest}"
    try:
        if digest_of(document) != digest:
            raise ValueError("It was changed")
        whole = from_json(document)
        if canonical_json(whole) != document or not _fits(whole, Questionnaire):
            raise ValueError("It was changed")
        _follow(whole)
    except InvalidInput:
        raise
    except Exception as error:  # noqa: BLE001 a hostile document can fail anywhere
        raise InvalidInput(
            f"A questionnaire was changed, or cannot be used: {error!s:.200}.",
            "Take the organisation out again where it came from; do not change the file by hand.",
            where,
        ) from None
    return whole


def counts(
    whole: Questionnaire,
    instrument: str,
    depth: str,
    answers: Answers,
    kinds: Mapping[str, QuestionKind],
) -> None:
    """Count everything that pages count. Raises whatever goes wrong, of any class."""
    scales = {scale.key: scale for scale in whole.scales}
    for section in visible_sections(whole, instrument, depth, answers):
        section_result(section, answers, scales, kinds)
    for question in whole.index.question.values():
        answer, kind = answers.get(question.key), kinds.get(question.kind)
        if answer is not None and kind is not None and answer.value is not None:
            kind.level(question, answer.value)
            kind.display(question, scales.get(question.scale), answer.value, "en")
            kind.export(answer.value)
    if instrument == PLANNING:
        profile(whole, depth, answers)
        layer_results(whole, depth, answers, kinds)
        for look in (gaps, strengths, risky):
            look(whole, depth, answers)


def _follow(whole: Questionnaire) -> None:
    """Follow what refers to something else; whatever is not there, raises KeyError."""
    index = whole.index
    keys = [question.key for section in whole.sections for question in section.questions]
    _refuse_twice("question", keys)
    for name in ("sections", "scales", "depths", "instruments", "approaches"):
        _refuse_twice(name, [part.key for part in getattr(whole, name)])
    index.scale[STATUS], index.instrument[PLANNING], index.instrument[SCREENING]
    for section in whole.sections:
        index.instrument[section.instrument], index.approach.get(section.approach)
        for question in section.questions:
            if question.scale:
                index.scale[question.scale]
    for depth in whole.depths:
        for instrument in whole.instruments:
            counts(whole, instrument.key, depth.key, {}, {})


def _refuse_twice(what: str, keys: list[str]) -> None:
    if len(set(keys)) != len(keys):
        raise ValueError(f"One of its {what} is there twice")


def _fits(value: Any, kind: Any) -> bool:
    """Whether a frozen value holds what its class says, all the way down."""
    origin, arguments = get_origin(kind), get_args(kind)
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        return type(value) is kind and all(
            _fits(getattr(value, part.name), hints[part.name]) for part in fields(kind)
        )
    if origin is tuple and arguments[-1] is Ellipsis:
        return isinstance(value, tuple) and all(_fits(one, arguments[0]) for one in value)
    if origin is tuple:
        return (
            isinstance(value, tuple)
            and len(value) == len(arguments)
            and all(map(_fits, value, arguments))
        )
    if origin in (Union, UnionType):
        return any(_fits(value, one) for one in arguments)
    if origin is Literal:
        return value in arguments
    if kind is NoneType:
        return value is None
    return type(value) is kind


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
