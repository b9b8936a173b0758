"""Where work can happen: dated lists of places, because wards change at boundary reviews."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from icf.errors import ConfigError
from icf.paths import builtin_folder

CONFIRMED_PLACE_LISTS = "confirmed_place_lists"
"""The setting that holds the keys of the lists that the owner has checked."""


@dataclass(frozen=True)
class Place:
    """A place that can be chosen. ``kind``: district, place_partnership or ward."""

    key: str
    name: str
    kind: str


@dataclass(frozen=True)
class PlaceList:
    """Places that were right between two dates.

    Args:
        confirmed: False while nobody has checked it against the council's own list.
        source: where it comes from and what is known to be missing, in plain words.
    """

    key: str
    name: str
    valid_from: date | None
    valid_until: date | None
    confirmed: bool
    source: str
    places: tuple[Place, ...]

    def is_current(self, on: date) -> bool:
        """Whether it was right on a day; an open end is open."""
        started = self.valid_from is None or self.valid_from <= on
        return started and (self.valid_until is None or on <= self.valid_until)


def current_lists(on: date) -> tuple[PlaceList, ...]:
    """The lists that were right on a day, in the order of the file."""
    return tuple(one for one in place_lists() if one.is_current(on))


def place_lists() -> tuple[PlaceList, ...]:
    """Every list that comes with the toolkit."""
    return _read(builtin_folder() / "places.yaml")


@lru_cache(maxsize=4)
def _read(path: Path) -> tuple[PlaceList, ...]:
    # Imported here: most commands and pages never need it.
    from ruamel.yaml import YAML

    try:
        document = YAML(typ="safe").load(path)
        return tuple(_list(entry) for entry in document["lists"])
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f"The list of places cannot be read: {error}.", "Install the toolkit again.", str(path)
        ) from error


def _list(entry: dict[str, Any]) -> PlaceList:
    return PlaceList(
        key=entry["key"],
        name=entry["name"],
        valid_from=_day(entry["valid_from"]),
        valid_until=_day(entry["valid_until"]),
        confirmed=entry["confirmed"],
        source=entry["source"],
        places=tuple(Place(one["key"], one["name"], one["kind"]) for one in entry["places"]),
    )


def _day(value: str | date | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
