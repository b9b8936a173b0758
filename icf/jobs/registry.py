"""Which kinds of jobs there are, and who does them.

    @does("send-reset-link", _l("Send a link to choose a new password"))
    def send_reset_link(run: Run) -> None: …

What it raises is logged, and the job is tried again later.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from icf.config import Settings


@dataclass(frozen=True)
class Run:
    """One try at a job. Its organisation, if it has one, is in scope.

    Args:
        report: call it with a percentage now and then; the job is then known to be alive.
    """

    arguments: Mapping[str, Any]
    organisation_id: int | None
    now: datetime
    report: Callable[[int], None]


Work = Callable[[Run], None]
Wanted = Callable[[Settings], bool]


@dataclass(frozen=True)
class Kind:
    """``title`` is what administrators read.

    ``every``: ``morning`` or ``monday`` for work that comes round by itself, see
    ``icf.jobs.rounds``; empty for what somebody has to ask for.
    ``wanted``: whether the settings ask for it to come round.
    """

    title: Any
    work: Work
    every: str = ""
    wanted: Wanted = lambda _settings: True


KINDS: dict[str, Kind] = {}


def does(
    kind: str, title: Any, every: str = "", wanted: Wanted = Kind.wanted
) -> Callable[[Work], Work]:
    """Say that a function does the jobs of a kind. Two for the same kind are a mistake."""
    if kind in KINDS:
        raise ValueError(f"There are two functions for jobs of the kind {kind!r}.")

    def register(work: Work) -> Work:
        KINDS[kind] = Kind(title, work, every, wanted)
        return work

    return register
