"""A report as canonical JSON and back, so that it can be kept for ever and drawn again.

Every value says what it is under ``is``. Fields that have their default value are left out, so that
a later version can add a field without changing the digest of what was stored before.
"""

import json
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from icf.core.report import (
    Asked,
    Bar,
    Bars,
    Bullets,
    Cell,
    Cover,
    Facts,
    Figure,
    Heading,
    Part,
    QuestionAnswer,
    Report,
    Table,
    Theme,
    Words,
)

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        *(Asked, Bar, Bars, Bullets, Cell, Cover, Facts, Figure, Heading, Part, QuestionAnswer),
        *(Report, Table, Theme, Words),
    )
}


def report_json(report: Report) -> str:
    """The canonical JSON of a report: the same report always gives the same text."""
    return json.dumps(
        _encoded(report), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def report_from_json(text: str) -> Report:
    """The report that ``report_json`` wrote.

    Raises:
        ValueError, KeyError, TypeError: the text is not that of a report.
    """
    found = _decoded(json.loads(text))
    if not isinstance(found, Report):
        raise ValueError("This is not the text of a report.")
    return found


def _encoded(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_encoded(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        kept = {
            part.name: _encoded(getattr(value, part.name))
            for part in fields(value)
            if getattr(value, part.name) != _default(part)
        }
        return {"is": type(value).__name__, **kept}
    return value


def _default(part: "Field[Any]") -> Any:
    return part.default if part.default_factory is MISSING else part.default_factory()


def _decoded(stored: Any) -> Any:
    if isinstance(stored, list):
        return tuple(_decoded(item) for item in stored)
    if isinstance(stored, dict):
        kind = _KINDS[stored["is"]]
        return kind(**{name: _decoded(value) for name, value in stored.items() if name != "is"})
    return stored
