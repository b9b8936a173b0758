"""What differs between the forms that are filled in: their names, and where their pages are.

Questions, saving, history, comments, people and guests are the same for all of them.
"""

from dataclasses import dataclass
from datetime import date

from icf.core.questionnaire import EVALUATION, PLANNING, SELF_EVALUATION
from icf.web.i18n import _, day


@dataclass(frozen=True)
class Pages:
    """The endpoints of a form's own pages; each takes ``assessment_id``.

    Args:
        result: what the answers say.
        check: check and sign off.
        finished: what there is once it is signed off.
        report: the report as a page.
        pdf: the report as a file.
        office: the report as a Word file or a spreadsheet; takes ``ending`` too.
    """

    result: str
    check: str
    finished: str
    report: str
    pdf: str
    office: str


PLANNING_PAGES = Pages(
    result="plans.sense_check",
    check="plans.check",
    finished="plans.finished",
    report="reports.plan_page",
    pdf="reports.plan_pdf",
    office="reports.plan_office",
)
EVALUATION_PAGES = Pages(
    result="evaluation.result",
    check="evaluation.check",
    finished="evaluation.finished",
    report="reports.evaluation_page",
    pdf="reports.evaluation_pdf",
    office="reports.evaluation_office",
)
SELF_EVALUATION_PAGES = Pages(
    result="selfeval.where_we_are",
    check="selfeval.check",
    finished="selfeval.finished",
    report="reports.self_evaluation_page",
    pdf="reports.self_evaluation_pdf",
    office="reports.self_evaluation_office",
)
PAGES = {
    PLANNING: PLANNING_PAGES,
    EVALUATION: EVALUATION_PAGES,
    SELF_EVALUATION: SELF_EVALUATION_PAGES,
}
"""By instrument. A form of an add-on has the pages of planning."""


def pages_of(instrument: str) -> Pages:
    """Where the pages of a form are."""
    return PAGES.get(instrument, PLANNING_PAGES)


def full_title(title: str, instrument: str, period: str = "") -> str:
    """What a filling-in is called in lists: by its work or subject, and what kind of form it is.

    Args:
        title: of the piece of work or subject.
        period: the year of a self-evaluation, such as ``2026/27``, or the day of a check-in.
    """
    if instrument == EVALUATION and period:
        return _("Check-in on %(date)s: %(title)s", date=check_in_day(period), title=title)
    if instrument == EVALUATION:
        return _("Evaluation: %(title)s", title=title)
    if instrument == SELF_EVALUATION:
        return _("Self-evaluation %(period)s: %(title)s", period=period, title=title)
    return title


def check_in_day(period: str) -> str:
    """The day of a check-in, which its ``period`` holds, in words."""
    return day(date.fromisoformat(period))


def form_name(instrument: str, period: str = "") -> str:
    """The name of a form where its pack is not at hand, with its year or day where it has one."""
    if instrument == EVALUATION and period:
        return _("Check-in on %(date)s", date=check_in_day(period))
    names = {
        EVALUATION: _("Evaluation"),
        SELF_EVALUATION: _("Self-evaluation"),
    }
    name = names.get(instrument, _("Planning checklist"))
    return f"{name} {period}" if period else name
