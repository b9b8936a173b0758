"""The support and action plan: what an organisation will do in the next twelve months.

Also of one of its services or of one piece of work. Each action stands once, under its approach;
then what support is needed and offered and what it takes, where anybody said so, what lacks a date
or a measure, and what was done or stopped in the last year.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from textwrap import shorten

from sqlalchemy.orm import Session

from icf.accounts.organisation import organisation_of
from icf.core.report import Block, Bullets, Part, Report, Table, Words
from icf.plans.asked_here import asked_here
from icf.plans.forms import BUDGET_LABELS
from icf.plans.listing import Filters, Listed, listed
from icf.plans.status import OVER, STATUSES
from icf.plugin.manager import Plugins
from icf.reports.action_table import action_table, status_table
from icf.reports.plan import LANGUAGES
from icf.web.actor import Actor
from icf.web.i18n import _, day, day_of, ngettext
from icf.work.service import work_or_subject

YEAR = timedelta(days=364)
"""From its first day to its last."""
SHORT = 70
"""Letters of an action where it is only named."""


@dataclass(frozen=True)
class SupportPlan:
    """What a support and action plan is made from.

    Args:
        title: of the organisation, service or piece of work.
        reference: such as W12; of a whole organisation O3.
        approaches: names in the framework's order, by key.
        actions: all that are not deleted.
        today: the day from which the twelve months count.
    """

    title: str
    organisation: str
    reference: str
    marking: str
    language: str
    approaches: Mapping[str, str]
    actions: Sequence[Listed]
    today: date

    @property
    def until(self) -> date:
        """The last day of the twelve months."""
        return self.today + YEAR

    @property
    def coming(self) -> list[Listed]:
        """What is to be done in the next twelve months, with what is late and what has no date."""
        return [one for one in self._open if not one.due_on or one.due_on <= self.until]

    @property
    def later(self) -> list[Listed]:
        """What is to be done after that."""
        return [one for one in self._open if one.due_on and one.due_on > self.until]

    @property
    def over(self) -> list[Listed]:
        """What was done or stopped in the last twelve months."""
        since = self.today - YEAR
        return [
            one
            for one in self.actions
            if one.status in OVER and day_of(one.note_at or one.edited_at) >= since
        ]

    @property
    def _open(self) -> list[Listed]:
        return [one for one in self.actions if one.status not in OVER]


def support_plan_source(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, work_id: int = 0
) -> SupportPlan:
    """What the plan is made from.

    Args:
        work_id: the piece of work or subject that it is of; 0 for everything the organisation does.

    Raises:
        NotFound: there is no such piece of work.
    """
    organisation = organisation_of(session, actor.organisation_id)
    work = work_or_subject(session, actor, work_id) if work_id else None
    here, today = asked_here(session, plugins, actor.organisation_id), day_of(now)
    return SupportPlan(
        title=work.title if work else organisation.name,
        organisation=organisation.name,
        reference=work.reference if work else f"O{organisation.id}",
        marking=(work.marking if work else "") or organisation.marking,
        language=LANGUAGES.get(here.language, here.language),
        approaches=here.approaches,
        actions=listed(session, actor, Filters(work_id=work_id), today),
        today=today,
    )


def support_plan(source: SupportPlan) -> Report:
    """The plan as a report, with nothing left to compute."""
    span = _("%(first)s to %(last)s", first=day(source.today), last=day(source.until))
    return Report(
        title=_("Support and action plan: %(title)s", title=source.title),
        subtitle=_("The next twelve months, %(span)s", span=span),
        language=source.language,
        organisation=source.organisation,
        reference=source.reference,
        version=_("as of %(date)s", date=day(source.today)),
        made_on=source.today.isoformat(),
        marking=source.marking,
        seen_by=_(
            "Seen by people who sign in for %(organisation)s. Nobody outside until someone sends"
            " it. May be released under freedom of information.",
            organisation=source.organisation,
        ),
        parts=tuple(
            Part(title, blocks)
            for title, blocks in (
                (_("Where we are"), _where_we_are(source)),
                *((name, blocks) for name, blocks in action_parts(source)),
                (_("Support, money and other resources"), _details(source)),
                (_("Still without a date or a measure"), _lacking(source)),
                (_("Done or stopped in the last twelve months"), _if_any(source.over)),
                (_("Later than twelve months"), _if_any(source.later)),
                (_("How this was made"), _method(source)),
            )
            if blocks
        ),
    )


def action_parts(source: SupportPlan) -> list[tuple[str, tuple[Block, ...]]]:
    """For each approach in the framework's order, its name and the table of what is to be done.

    An action that serves several stands under the first of them. What serves none comes last.
    """
    by_approach: dict[str, list[Listed]] = {key: [] for key in source.approaches}
    others: list[Listed] = []
    for one in source.coming:
        first = next(iter(_served(source, one)), None)
        (others if first is None else by_approach[first]).append(one)
    also = {one.id: _also(source, one) for one in source.coming}
    parts: list[tuple[str, tuple[Block, ...]]] = [
        (
            source.approaches[key],
            action_table(found, also=also) if found else (Words(_("No action yet.")),),
        )
        for key, found in by_approach.items()
    ]
    if others:
        parts.append((_("No approach in particular"), action_table(others)))
    return parts


def _served(source: SupportPlan, one: Listed) -> list[str]:
    """The approaches that an action serves, in the framework's order."""
    return [key for key in source.approaches if key in one.approaches]


def _also(source: SupportPlan, one: Listed) -> str:
    others = ", ".join(source.approaches[key] for key in _served(source, one)[1:])
    return _("Also serves: %(approaches)s", approaches=others) if others else ""


def _where_we_are(source: SupportPlan) -> tuple[Block, ...]:
    if not source.coming and not source.over:
        return (Words(_("No action has been written down yet.")),)
    coming = source.coming
    late = [one for one in coming if one.is_overdue(source.today)]
    undated = [one for one in coming if not one.due_on]
    unmeasured = [one for one in coming if not one.how_we_know]
    said = [
        ngettext("%(num)s action for the next twelve months.", "%(num)s actions for the next twelve"
                 " months.", len(coming)),
        ngettext("%(num)s is overdue.", "%(num)s are overdue.", len(late)) if late else "",
        ngettext("%(num)s has no date.", "%(num)s have no date.", len(undated)) if undated else "",
        ngettext("%(num)s has no measure.", "%(num)s have no measure.", len(unmeasured))
        if unmeasured else "",
    ]  # fmt: skip
    every = [*coming, *source.over]
    counts = {status: sum(one.status == status for one in every) for status in STATUSES}
    return (Words(" ".join(filter(None, said)), look="lead"), status_table(counts))


def _details(source: SupportPlan) -> tuple[Block, ...]:
    """What else was said, each action once; those of which nothing was said are left out."""
    rows = tuple(
        (one.reference, _short(one.what), one.support_needed, one.support_offered, _money(one))
        for one in source.coming
        if one.support_needed or one.support_offered or _money(one)
    )
    if not rows:
        return (Words(_("Nothing was said about support, money, people or things.")),)
    columns = (
        *(_("Ref"), _("For what"), _("Support that we need"), _("What we can offer to others")),
        _("Money and other resources"),
    )
    caption = ngettext("From %(num)s action", "From %(num)s actions", len(rows))
    return (Table(caption, columns, rows, widths=(5, 25, 25, 20, 25)),)


def _short(text: str) -> str:
    """Enough to know an action by; the whole of it stands in the tables of actions."""
    return shorten(text, SHORT, placeholder="…")


def _money(one: Listed) -> str:
    """What it takes and what is agreed; nothing where none is needed."""
    budget = str(BUDGET_LABELS[one.budget]) if one.budget not in ("", "not_needed") else ""
    return "\n".join(filter(None, [budget, one.resources]))


def _lacking(source: SupportPlan) -> tuple[Block, ...]:
    """Which actions have no date or no measure, by their references: why stands beside them."""
    undated = ", ".join(one.reference for one in source.coming if not one.due_on)
    unmeasured = ", ".join(one.reference for one in source.coming if not one.how_we_know)
    if not undated and not unmeasured:
        return (Words(_("Every action has a date and a way to know.")),)
    said = (
        _("Without a date: %(actions)s", actions=undated) if undated else "",
        _("Without a measure: %(actions)s", actions=unmeasured) if unmeasured else "",
    )
    return (Bullets(tuple(filter(None, said))),)


def _if_any(actions: Sequence[Listed]) -> tuple[Block, ...]:
    return action_table(actions) if actions else ()


def _method(source: SupportPlan) -> tuple[Block, ...]:
    return (
        Bullets(
            (
                _("The list of actions of %(title)s, as it stood on %(date)s: what checklists,"
                  " evaluations and self-evaluations said we would do, and what was added since.",
                  title=source.title, date=day(source.today)),
                _("An action that serves several approaches stands under the first of them."),
                _("“Last update” is the newest note, or the day on which the action changed."),
                _("A status is what its owner says: it is not a rating of the work."),
            )
        ),
    )  # fmt: skip
