"""The papers beside the plan, each as a page and as files."""

from typing import Any

from flask import render_template, request

from icf.assessments.installed import own_page, plugins
from icf.assessments.sheet import load
from icf.core.report import Report
from icf.db import db
from icf.reports.evaluation import evaluation_report
from icf.reports.evaluation_source import evaluation_source
from icf.reports.html import report_context
from icf.reports.paper import Wanted
from icf.reports.paper_files import add_files, of_number, wanted, wanted_version
from icf.reports.papers import (
    EVALUATION_REPORT,
    EVERYBODY,
    IMPLEMENTATION_PLAN,
    LEDGER,
    SELF_EVALUATION_REPORT,
    SUPPORT_PLAN,
)
from icf.reports.pdf import available
from icf.reports.self_evaluation import self_evaluation_report
from icf.reports.self_evaluation_source import self_evaluation_source
from icf.reports.views import blueprint, look
from icf.selfeval.implementation import plan
from icf.web.guards import actor, may, now
from icf.web.row_id import row_id


def paper_page(template: str, report: Report, **more: Any) -> str:
    """A paper to read, with the links to its files."""
    return render_template(
        template,
        look=look(report.theme),
        pdf_problem=available(),
        **report_context(report),
        **more,
    )


@blueprint.get("/checklists/<int:assessment_id>/evaluation")
@may("read")
def evaluation_page(assessment_id: int) -> str:
    own_page(load(db.session, actor(), assessment_id), "report")
    source = evaluation_source(db.session, actor(), now(), assessment_id, bool(wanted_version()))
    return paper_page(
        "report/evaluation.html",
        evaluation_report(source),
        sheet=source.sheet,
        to_hand_over=source.to_hand_over,
        version=wanted_version(),
    )


@blueprint.get("/self-evaluation/<int:assessment_id>/report")
@may("read")
def self_evaluation_page(assessment_id: int) -> str:
    """The report to read, as far as it is."""
    own_page(load(db.session, actor(), assessment_id), "report")
    source = self_evaluation_source(
        db.session, actor(), now(), plugins(), assessment_id, bool(wanted_version())
    )
    return paper_page(
        "report/self_evaluation.html",
        self_evaluation_report(source),
        sheet=source.plan.sheet,
        only_ours=len(source.plan.only_ours),
        to_hand_over=source.plan.to_hand_over,
        version=wanted_version(),
    )


@blueprint.get("/actions/plan", endpoint="support_plan")
@may("read")
def support_plan_page() -> str:
    """Of everything that the organisation does, or of what ``work`` names in the address."""
    what = _of_work()
    return paper_page(
        "report/support_plan.html", SUPPORT_PLAN.report(what), work_id=what.number or None
    )


@blueprint.get("/self-evaluation/implementation-plans/<int:plan_id>")
@may("read")
def implementation_page(plan_id: int) -> str:
    """The plan to read."""
    _found, subject = plan(db.session, actor(), plan_id)
    return paper_page(
        "report/implementation.html",
        IMPLEMENTATION_PLAN.report(of_number(plan_id=plan_id)),
        plan_id=plan_id,
        subject=subject,
    )


def _of_work() -> Wanted:
    work_id = request.args.get("work", 0, type=row_id) or 0
    return wanted(work_id, work=work_id or None)


def _of_ledger() -> Wanted:
    """The ledger as its page shows it, with the same filters."""
    work_id = request.args.get("work", 0, type=row_id) or 0
    filters = {name: request.args.get(name) for name in ("answer", "approach")}
    return wanted(work_id, work=work_id or None, **filters)


add_files(blueprint, EVALUATION_REPORT, "/checklists/<int:assessment_id>/evaluation", "evaluation_")
add_files(
    blueprint,
    SELF_EVALUATION_REPORT,
    "/self-evaluation/<int:assessment_id>/report",
    "self_evaluation_",
)
add_files(blueprint, SUPPORT_PLAN, "/actions/plan", "support_plan_", _of_work)
add_files(
    blueprint,
    IMPLEMENTATION_PLAN,
    "/self-evaluation/implementation-plans/<int:plan_id>/plan",
    "implementation_",
)
add_files(blueprint, LEDGER, "/promises", "ledger_", _of_ledger)
add_files(
    blueprint,
    EVERYBODY,
    "/conversations/of-checklist/<int:assessment_id>/everybody",
    "everybody_",
)
