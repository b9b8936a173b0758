"""The organisation's implementation plan as a report: four parts on one or two sides."""

from icf.accounts.models import Organisation
from icf.assessments.samples import NOBODY_KNOWS_WHEN
from icf.core.report import Part, Report, Words
from icf.selfeval.models import ImplementationPlan
from icf.web.i18n import _, day_of
from icf.work.models import Work


def part_titles() -> dict[str, str]:
    """The titles of the four parts, in their order."""
    return {
        "awareness": _("Raising awareness"),
        "needed": _("What is needed to put it into practice"),
        "measured": _("How it will be measured"),
        "reported": _("How it will be reported"),
    }


def implementation_report(
    plan: ImplementationPlan, subject: Work, organisation: Organisation
) -> Report:
    """The plan as a report, with nothing left to compute."""
    parts = [
        Part(title, (Words(getattr(plan, name) or _("Nothing has been written down yet.")),))
        for name, title in part_titles().items()
    ]
    is_whole = subject.service_id is None
    return Report(
        title=" ".join(filter(None, [_("Implementation plan"), plan.years])),
        subtitle=_("The organisation as a whole") if is_whole else subject.title,
        language="en-GB",
        organisation=organisation.name if is_whole else f"{organisation.name}, {subject.title}",
        reference=plan.reference if plan.id else "",
        version=_("version %(number)s", number=plan.version),
        made_on=day_of(plan.edited_at).isoformat(),
        marking=organisation.marking,
        seen_by=_(
            "Seen by people who sign in for %(organisation)s. Nobody outside until someone sends"
            " it. May be released under freedom of information.",
            organisation=organisation.name,
        ),
        parts=tuple(parts),
    )


def example_plan() -> tuple[ImplementationPlan, Work, Organisation]:
    """A made-up plan of nobody."""
    name = _("Millbrook Council")
    plan = ImplementationPlan(
        version=1,
        years="2026/27",
        edited_at=NOBODY_KNOWS_WHEN,
        awareness=_(
            "Each team talks about one approach a month, with an example from its own work. New"
            " colleagues walk a ward with somebody who lives there in their first four weeks."
            " Councillors hear of it in their induction, and from residents, not from us."
        ),
        needed=_(
            "Two days a year for each team, which are agreed. A fund to pay residents for their"
            " time, which is asked for. Our forms for buying and for grants have to change first,"
            " because they keep small groups out. We lack somebody who has paid a panel before."
        ),
        measured=_(
            "Each plan says how we will know, and each evaluation asks it back. Once a quarter the"
            " outreach diary is counted: first meetings, second ones, and who is missing. Twice a"
            " year the residents’ panel tells us what it sees, and we print it as it is."
        ),
        reported=_(
            "To the residents’ panel first, as a page on what they said and what we did. To our own"
            " management team every quarter. To the Communities Partnership Board once a year,"
            " with the self-evaluation and the support and action plan."
        ),
    )
    return plan, Work(title=name), Organisation(name=name, marking=_("Made-up example"))
