"""The words that screens, files and letters use for the annual cycle."""

from typing import Any

from icf.core.countback import (
    BEFORE_DUE,
    BY_HAND,
    CLEAR_DAYS,
    COLLATING,
    DUE,
    FIRST_REMINDER,
    LAST_REMINDER,
    MEETING,
    OPENS,
    PAPERS,
    Step,
)
from icf.web.i18n import _, _l, ngettext

STEP_NAMES: dict[str, Any] = {
    OPENS: _l("The year opens"),
    FIRST_REMINDER: _l("First reminder"),
    LAST_REMINDER: _l("Last reminder"),
    DUE: _l("Last day for sending"),
    PAPERS: _l("Papers go to the Board"),
    MEETING: _l("The Board meets"),
}

STATE_NAMES: dict[str, Any] = {
    "late": _l("Late"),
    "not_started": _l("Not started"),
    "started": _l("Started"),
    "sent": _l("Sent"),
    "nil": _l("Nothing to send"),
}
"""In the order of who needs to hear from the partnership most."""


WAY_NAMES: dict[str, Any] = {
    "paper": _l("On paper"),
    "phone": _l("On the telephone"),
    "email": _l("By e-mail"),
    "meeting": _l("At a meeting"),
}
"""How papers came that somebody of the partnership typed."""


def why(step: Step) -> str:
    """Why a step has its date, in a sentence."""
    if step.why == CLEAR_DAYS:
        return ngettext(
            "%(num)s clear working day lies between the papers and the meeting.",
            "%(num)s clear working days lie between the papers and the meeting.",
            step.days,
        )
    if step.why == COLLATING:
        return ngettext(
            "It leaves %(num)s working day to put the papers together.",
            "It leaves %(num)s working days to put the papers together.",
            step.days,
        )
    if step.why == BEFORE_DUE:
        return ngettext(
            "%(num)s working day before the last day for sending.",
            "%(num)s working days before the last day for sending.",
            step.days,
        )
    if step.why == BY_HAND:
        return _("Chosen by the partnership; it does not move with the meeting.")
    return _("Everything else is counted back from this day.")
