"""Where an organisation stands in a cycle: what is due, what was sent. Never how good it is."""

from dataclasses import dataclass
from datetime import date, datetime

from icf.cycle.models import NIL
from icf.cycle.words import WAY_NAMES

LATE, NOT_STARTED, STARTED, SENT, NOTHING = "late", "not_started", "started", "sent", "nil"
STATES = (LATE, NOT_STARTED, STARTED, SENT, NOTHING)


@dataclass(frozen=True)
class Sent:
    """What was sent, without what it says.

    Args:
        due_on: the last day that held at that moment.
        services: the references of the services' self-evaluations that are part of it.
        came_by: how it came to whoever typed it for them; empty where they sent it themselves.
    """

    id: int
    number: int
    kind: str
    sent_at: datetime
    is_late: bool
    due_on: date
    reference: str = ""
    core_version: str = ""
    sent_by: str = ""
    reason: str = ""
    services: tuple[str, ...] = ()
    came_by: str = ""
    came_on: date | None = None

    @property
    def is_typed_for(self) -> bool:
        """Whether somebody of the partnership typed it for the organisation."""
        return bool(self.came_by)

    @property
    def way(self) -> str:
        """In words, how it came to whoever typed it for them."""
        return str(WAY_NAMES.get(self.came_by, ""))

    @property
    def is_nil(self) -> bool:
        """Whether it says that there is nothing to send."""
        return self.kind == NIL

    @property
    def is_amended(self) -> bool:
        """Whether something was sent for the same cycle before."""
        return self.number > 1


@dataclass(frozen=True)
class Standing:
    """Where an organisation stands.

    Args:
        due_on: its own last day.
        is_extended: whether a later day than everybody's was agreed.
        last: what it sent last; None for nothing yet.
        state: one of ``STATES``.
    """

    due_on: date
    is_extended: bool
    last: Sent | None
    state: str


def standing(
    due_on: date, is_extended: bool, last: Sent | None, is_started: bool, today: date
) -> Standing:
    """The state that follows from the facts: what was sent counts first, then the day."""
    if last is not None:
        state = NOTHING if last.is_nil else SENT
    elif today > due_on:
        state = LATE
    else:
        state = STARTED if is_started else NOT_STARTED
    return Standing(due_on, is_extended, last, state)
