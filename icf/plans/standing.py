"""How an action stands, in one sentence: done when, stopped why, or open until when."""

from datetime import date, datetime

from icf.plans.models import Action
from icf.plans.status import DONE, NOT_RATED, STATUSES, STOPPED
from icf.web.i18n import _, day


def in_words(found: Action, since: datetime, today: date | None = None) -> str:
    """Such as "Done on 3 May 2026", "Stopped on …: no money" or "Still open, due on …".

    Args:
        since: when its status was set.
        today: says of a day that has passed that it is overdue; without it, no day has passed.
    """
    if found.status == DONE:
        return _("Done on %(date)s", date=day(since))
    if found.status == STOPPED:
        stopped = _("Stopped on %(date)s", date=day(since))
        return f"{stopped}: {found.stopped_reason}" if found.stopped_reason else stopped
    rated = "" if found.status == NOT_RATED else f" ({str(STATUSES[found.status]).lower()})"
    if found.due_on is None:
        return _("Still open%(rated)s, without a date", rated=rated)
    if today and found.due_on < today:
        return _("Still open%(rated)s, overdue since %(date)s", rated=rated, date=day(found.due_on))
    return _("Still open%(rated)s, due on %(date)s", rated=rated, date=day(found.due_on))
