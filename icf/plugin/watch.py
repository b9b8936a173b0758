"""What the plugins of one process did: who failed, who is paused, how long each call took.

Failures are kept in memory until the database has them (``icf.packs.pause`` sees to that when a
request ends), so that a plugin can fail in the middle of anything, a save included.
"""

import logging
import secrets
import threading
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icf.core.questionnaire import CORE

log = logging.getLogger("icf.plugin")

PAUSE_AFTER = 3
WITHIN = timedelta(minutes=10)
"""As many failures as ``PAUSE_AFTER`` in this time, and the plugin is paused."""

LONGEST_PROBLEM = 300


@dataclass(frozen=True)
class Failure:
    """One failure of a plugin.

    Args:
        doing: what failed, such as ``"action rule fire:homes"``.
        reference: stands in the log beside the traceback.
        problem: the kind of exception and what it says, shortened.
    """

    plugin: str
    doing: str
    reference: str
    problem: str
    at: datetime


@dataclass(frozen=True)
class Timing:
    """How long the calls of one thing took, in this process since it started."""

    plugin: str
    doing: str
    calls: int
    total_seconds: float
    worst_seconds: float


class Watch:
    """Of the plugins of one app in one process. All threads share it.

    ``paused`` holds the names that the database says are paused; whoever reads them there puts them
    here. ``since`` is when watching began.
    """

    def __init__(self) -> None:
        self.paused: frozenset[str] = frozenset()
        self.since = datetime.now(UTC)
        self._lock = threading.Lock()
        self._waiting: list[Failure] = []
        self._timings: dict[tuple[str, str], tuple[int, float, float]] = {}

    def is_paused(self, plugin: str) -> bool:
        """Whether a plugin must not be called: paused, or about to be. The core never is."""
        return plugin in self.paused or bool(self._waiting and plugin in self._failing())

    def fail(self, plugin: str, doing: str, error: BaseException) -> str:
        """Log an exception with the name of the plugin that raised it; gives the reference."""
        reference = secrets.token_hex(4)
        log.error(
            "The plugin “%s” failed in %s, reference %s; its result is left out.",
            plugin,
            doing,
            reference,
            exc_info=error,
        )
        failure = Failure(plugin, storable(doing), reference, in_words(error), datetime.now(UTC))
        with self._lock:
            self._waiting.append(failure)
        return reference

    def take(self) -> tuple[Failure, ...]:
        """The failures that the database does not have yet; the caller stores them."""
        with self._lock:
            taken, self._waiting = tuple(self._waiting), []
        return taken

    def put_back(self, failures: tuple[Failure, ...]) -> None:
        """They could not be stored: the next request tries again."""
        with self._lock:
            self._waiting = [*failures, *self._waiting]

    def took(self, plugin: str, doing: str, seconds: float) -> None:
        """Note how long a call took."""
        with self._lock:
            calls, total, worst = self._timings.get((plugin, doing), (0, 0.0, 0.0))
            self._timings[plugin, doing] = (calls + 1, total + seconds, max(worst, seconds))

    def timings(self) -> tuple[Timing, ...]:
        """All of them, those that took longest altogether first."""
        with self._lock:
            found = [
                Timing(*key, calls, total, worst)
                for key, (calls, total, worst) in self._timings.items()
            ]
        return tuple(sorted(found, key=lambda one: -one.total_seconds))

    def _failing(self) -> frozenset[str]:
        counts = Counter(one.plugin for one in tuple(self._waiting))
        return frozenset(
            name for name, count in counts.items() if count >= PAUSE_AFTER and name != CORE
        )


def in_words(error: BaseException) -> str:
    """The kind of exception and what it says, whatever it does when it is asked.

    >>> in_words(ValueError("too hot"))
    'ValueError: too hot'
    """
    try:
        said = str(error)
    except Exception:  # noqa: BLE001 a plugin's own exception may fail as well
        said = "it cannot say what is wrong"
    return storable(f"{type(error).__name__}: {said}")[:LONGEST_PROBLEM]


def storable(text: str) -> str:
    """The text without what a database refuses: characters that stand for nothing."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
