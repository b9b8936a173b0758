"""How an action stands and how much it matters: the keys that are stored, and what people read."""

from typing import Any

from icf.web.i18n import _l

NOT_RATED, OFF_TRACK, AT_RISK, ON_TRACK = "not_rated", "off_track", "at_risk", "on_track"
DONE, STOPPED = "done", "stopped"

STATUSES: dict[str, Any] = {
    NOT_RATED: _l("Not rated"),
    OFF_TRACK: _l("Off track"),
    AT_RISK: _l("At risk"),
    ON_TRACK: _l("On track"),
    DONE: _l("Done"),
    STOPPED: _l("Stopped"),
}
OVER = (DONE, STOPPED)
"""Nothing more is to be done: no reminder, and never overdue."""

MARKS = {
    NOT_RATED: "none",
    OFF_TRACK: "off",
    AT_RISK: "risk",
    ON_TRACK: "on",
    DONE: "done",
    STOPPED: "stopped",
}
"""The shape that a report draws beside the word; see ``icf.core.report.Cell``."""

PRIORITIES: dict[str, Any] = {
    "high": _l("High"),
    "medium": _l("Medium"),
    "low": _l("Low"),
    "": _l("None given"),
}
