"""What a plugin keeps for one organisation: JSON values by key, each with a version.

This is what authors see. ``icf.packs.store`` keeps the rows.
"""

import json
from dataclasses import dataclass
from typing import Any, Protocol

from icf.errors import PluginError

MOST_KEY_LETTERS = 200
MOST_VALUE_BYTES = 256_000
MOST_TOTAL_BYTES = 5_000_000
"""Of all values of one plugin in one organisation together."""

MOST_CHANGES = 200
"""In one request."""


@dataclass(frozen=True)
class Stored:
    """A value as it stands.

    Args:
        value: what JSON can hold: texts, numbers, True, False, None, lists and dicts of them.
        version: grows with every change, not by one. Hand it back to ``Store.set`` to be sure that
            nobody else changed the value meanwhile.
    """

    value: Any
    version: int


class Store(Protocol):
    """What the plugin keeps for this organisation. No other plugin or organisation reads it.

    What is set or deleted is stored together, once the plugin's function has given its result;
    nothing of it when the function fails. Until then only the plugin itself sees it.
    """

    def get(self, key: str) -> Stored | None:
        """The value under a key; None when there is none."""

    def set(self, key: str, value: Any, version: int | None = None) -> None:
        """Keep a value.

        Args:
            key: at most 200 characters.
            value: at most 256 kB as JSON; all values together at most 5 MB.
            version: the version that the value has to have still, 0 for a key that must be new;
                None puts the value there whatever was there.

        Raises:
            Conflict: somebody else changed it since. Let it pass: the person is told.
            PluginError: the key or value is unsuitable, or this page only reads.
        """

    def delete(self, key: str, version: int | None = None) -> None:
        """Forget a key; one that is not there is no fault. See ``set``."""

    def keys(self, prefix: str = "") -> tuple[str, ...]:
        """All keys that begin like this, in order."""


def checked_key(plugin: str, key: object) -> str:
    """The key. Raises PluginError for what is none."""
    if isinstance(key, str) and 0 < len(key) <= MOST_KEY_LETTERS and key.isprintable():
        return key
    raise PluginError(
        f"A key of its store is {key!r:.80}.",
        f"Use a text of 1 to {MOST_KEY_LETTERS} printable characters.",
        f"plugin {plugin}",
    )


def as_json(plugin: str, key: str, value: Any) -> str:
    """The value as it is stored. Raises PluginError where it cannot be, naming plugin and size."""
    where = f"plugin {plugin}"
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise PluginError(f"“{key}” cannot be stored: {error}.", "Store JSON.", where) from error
    if size > MOST_VALUE_BYTES:
        raise PluginError(
            f"“{key}” has {size:,} bytes; {MOST_VALUE_BYTES:,} is the most.",
            "Store less, or under several keys.",
            where,
        )
    return text
