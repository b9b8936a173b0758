"""Faults of shape: what pydantic finds, said in plain words and placed in the file."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from icf.core.check import Fault, Path
from icf.packfile.model import CURES, PackPart
from icf.packfile.tree import Tree

ErrorDetails = Any  # a TypedDict that pydantic keeps in pydantic_core


def shape_faults(tree: Tree) -> list[Fault]:
    """Everything in the tree that a pack may not have, lacks, or has in the wrong form."""
    if not isinstance(tree.value, dict):
        seen = _seen(tree.value)
        return [Fault((), f"a pack is a mapping that begins with format: 1; this is {seen}")]
    try:
        PackPart.model_validate(tree.value)
    except ValidationError as error:
        return [_fault(details, tree) for details in error.errors(include_url=False)]
    return []


def _fault(details: ErrorDetails, tree: Tree) -> Fault:
    kind, loc = details["type"], details["loc"]
    name = str(loc[-1]) if loc else ""
    if kind == "missing":
        return Fault(_present(loc[:-1], tree), f"`{name}` is missing")
    path = _present(loc, tree)
    if kind == "extra_forbidden":
        return Fault(path, f"there is no key `{name}` here", name, _known_keys(loc[:-1]))
    if kind == "literal_error":
        return Fault(path, *_not_among(details))
    return Fault(path, _problem(details))


def _problem(details: ErrorDetails) -> str:
    kind, seen = details["type"], details["input"]
    context = details.get("ctx", {})
    if seen is None:
        return "there is no value: write one, or leave the line out"
    match kind:
        case "string_pattern_mismatch":
            return f"{_seen(seen)} does not fit: {CURES[context['pattern']]}"
        case "string_too_short":
            return "there is no text: write one, or leave the line out"
        case "string_too_long":
            return f"{len(seen)} characters are too many: {context['max_length']} is the limit"
        case "too_short":
            return f"{context['min_length']} or more are needed; there are {len(seen)}"
        case "string_type":
            return f"this should be a text; it is {_seen(seen)}"
        case "list_type":
            return f"this should be a list, each item after a hyphen; it is {_seen(seen)}"
    return f"this should be a mapping, with `key: value` lines; it is {_seen(seen)}"


def _not_among(details: ErrorDetails) -> tuple[str, str, tuple[str, ...]]:
    expected = details["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
    known = tuple(word.strip() for word in expected.split(","))
    seen = details["input"]
    if seen is None:
        return "there is no value: write one, or leave the line out", "", ()
    problem = f"{_seen(seen)} is not on offer here: write {' or '.join(known)}"
    return problem, seen if isinstance(seen, str) else "", known


def _seen(value: Any) -> str:
    if isinstance(value, str):
        return f"“{value if len(value) <= 40 else value[:40] + '…'}”"
    names = {dict: "a mapping", list: "a list", type(None): "empty"}
    return names[type(value)]


def _present(loc: Path, tree: Tree) -> Path:
    while loc and loc not in tree.places:
        loc = loc[:-1]
    return loc


def _known_keys(loc: Path) -> tuple[str, ...]:
    model: Any = PackPart
    for step in loc:
        if isinstance(step, str):
            model = next(_models(model.model_fields[step].annotation))
    return tuple(model.model_fields)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
