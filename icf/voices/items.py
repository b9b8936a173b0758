"""The statements that a new panel is asked, and those that an older one was."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from icf.core.questionnaire import CORE
from icf.core.voices import Asked, Item
from icf.errors import ConfigError
from icf.paths import builtin_folder


def asked_today() -> Asked:
    """The levels and statements that come with the toolkit."""
    return _read(builtin_folder() / "voices.yaml")


def as_json(asked: Asked) -> dict[str, Any]:
    """What a panel keeps of them."""
    return {
        "levels": [list(level) for level in asked.levels],
        "items": [[one.key, one.approach, one.text] for one in asked.items],
    }


def from_json(kept: Mapping[str, Any]) -> Asked:
    """What a panel was asked."""
    return Asked(
        tuple((key, label) for key, label in kept["levels"]),
        tuple(Item(key, approach, text) for key, approach, text in kept["items"]),
    )


@lru_cache(maxsize=2)
def _read(path: Path) -> Asked:
    # Imported here: most commands and pages never need it.
    from ruamel.yaml import YAML

    try:
        document = YAML(typ="safe").load(path)
        levels = tuple((str(one["key"]), str(one["label"])) for one in document["levels"])
        items = tuple(
            Item(one["key"], f"{CORE}:{one['approach']}", one["text"]) for one in document["items"]
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f"The statements for panels cannot be read: {error}.",
            "Install the toolkit again.",
            str(path),
        ) from error
    return Asked(levels, items)
