"""What differs between the forms that are filled in: their names, and where their pages are.

Questions, saving, history, comments, people and guests are the same for all of them.
"""

from dataclasses import dataclass

from icf.core.questionnaire import EVALUATION, PLANNING, SELF_EVALUATION
from icf.web.i18n import _


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
PAGES = {PLANNING: PLANNING_PAGES}
"""By instrument. A form of an add-on has the pages of planning."""


def pages_of(instrument: str) -> Pages:
    """Where the pages of a form are."""
    return PAGES.get(instrument, PLANNING_PAGES)


def full_title(title: str, instrument: str, period: str = "") -> str:
    """What a filling-in is called in lists: by its work or subject, and what kind of form it is.

    Args:
        title: of the piece of work or subject.
        period: the year of a self-evaluation, such as ``2026/27``.
    """
    if instrument == EVALUATION:
        return _("Evaluation: %(title)s", title=title)
    if instrument == SELF_EVALUATION:
        return _("Self-evaluation %(period)s: %(title)s", period=period, title=title)
    return title


def form_name(instrument: str) -> str:
    """The name of a form where its pack is not at hand."""
    names = {
        EVALUATION: _("Evaluation"),
        SELF_EVALUATION: _("Self-evaluation"),
    }
    return names.get(instrument, _("Planning checklist"))
