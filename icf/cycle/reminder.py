"""Words and addresses to paste into an e-mail, for each group that has not sent anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from icf.core.kinds import N_
from icf.cycle.models import Cycle
from icf.cycle.standing import LATE, NOT_STARTED, STARTED
from icf.cycle.tracker import Tracked
from icf.web.i18n import _, day

GROUPS = (NOT_STARTED, STARTED, LATE)

_FIRST: dict[str, str] = {
    NOT_STARTED: N_(
        "The self-evaluation and the support and action plan for %(year)s are due on %(date)s. They"
        " can be as small as your organisation is: the smallest size has one box for each approach."
    ),
    STARTED: N_(
        "You have begun with the self-evaluation for %(year)s. Please send it, with the support and"
        " action plan, by %(date)s."
    ),
    LATE: N_(
        "The self-evaluation and the support and action plan for %(year)s were due on %(date)s, and"
        " we have not had yours yet. You can still send them; they are marked as late."
    ),
}


@dataclass(frozen=True)
class Reminder:
    """What to send to one group.

    Args:
        group: one of ``GROUPS``.
        due_on: the last day of those in it; those with whom a later one was agreed stand apart.
        organisations: the names of those in it.
        addresses: of their leads, separated as e-mail programs take them.
        without_lead: the organisations that have nobody to write to.
    """

    group: str
    due_on: date
    organisations: tuple[str, ...]
    addresses: str
    without_lead: tuple[str, ...]
    subject: str
    text: str


def reminders(cycle: Cycle, rows: Sequence[Tracked], sender: str, page: str) -> list[Reminder]:
    """One for each group that anybody is in, and for each last day that there is in it.

    Args:
        sender: the name of whoever writes.
        page: the address of the page that says what is due.
    """
    found = []
    for group in GROUPS:
        waited_for = [one for one in rows if one.state == group]
        for due in sorted({one.standing.due_on for one in waited_for}):
            those = [one for one in waited_for if one.standing.due_on == due]
            found.append(_reminder(group, cycle, due, those, sender, page))
    return found


def _reminder(
    group: str, cycle: Cycle, due: date, those: Sequence[Tracked], sender: str, page: str
) -> Reminder:
    emails = dict.fromkeys(who.email for one in those for who in one.contacts)
    return Reminder(
        group=group,
        due_on=due,
        organisations=tuple(one.name for one in those),
        addresses="; ".join(emails),
        without_lead=tuple(one.name for one in those if not one.contacts),
        subject=_subject(group, cycle, due),
        text="\n\n".join([_("Hello,"), *_text(group, cycle, due, page), sender]),
    )


def _subject(group: str, cycle: Cycle, due: date) -> str:
    if group == LATE:
        return _("%(year)s: we are still waiting for your self-evaluation", year=cycle.title)
    return _("%(year)s: self-evaluation due on %(date)s", year=cycle.title, date=day(due))


def _text(group: str, cycle: Cycle, due: date, page: str) -> list[str]:
    named = {"year": cycle.title, "date": day(due)}
    return [
        _(_FIRST[group], **named),
        _("What is still missing stands here: %(page)s", page=page),
        _(
            "If you need a later day, or have nothing to send this year, tell us why and we note"
            " it. The Board meets on %(date)s.",
            date=day(cycle.meets_on),
        ),
    ]
