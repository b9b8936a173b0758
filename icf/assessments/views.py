"""A piece of work with its checklists, the task list, and what can be done with a checklist."""

from typing import Any

from flask import (
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from icf.accounts.service import services
from icf.assessments import assignment_views, question_views, service, size_views, talk_views
from icf.assessments.assignment_views import who_does_what
from icf.assessments.blueprint import blueprint
from icf.assessments.checklists import checklists_of
from icf.assessments.extras import extras_of
from icf.assessments.given import WHOLE
from icf.assessments.installed import plugins
from icf.assessments.moving.retired import no_longer_asked
from icf.assessments.moving.to_year import other_questions
from icf.assessments.sheet import Sheet, load
from icf.assessments.task_list import come_back, copied, task_row
from icf.core.depth import not_asked_count
from icf.db import UNDO_DAYS, db
from icf.talk.comments import open_counts
from icf.web.guards import actor, may, now
from icf.work.service import piece_of_work
from icf.work.views import labels

__all__ = ["assignment_views", "blueprint", "question_views", "size_views", "talk_views"]


@blueprint.get("/work/<int:work_id>")
@may("read")
def of_work(work_id: int) -> str:
    """A piece of work with its checklists."""
    work = piece_of_work(db.session, actor(), work_id)
    teams = {one.id: one.name for one in services(db.session)}
    return render_template(
        "work/show.html",
        work=work,
        checklists=checklists_of(db.session, actor(), [work.id], instrument=None),
        labels=labels(),
        service_name=teams.get(work.service_id or 0, ""),
    )


@blueprint.get("/checklists/<int:assessment_id>")
@may("read")
def tasks(assessment_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    if not sheet.is_draft:
        return redirect(url_for(sheet.pages.finished, assessment_id=assessment_id))
    who = who_does_what(sheet)
    first_tasks = list(extras_of(sheet).first_tasks(sheet))
    tasks = [task_row(sheet, one, who.get(one.key, "")) for one in sheet.main_sections]
    return render_template(
        "assessments/tasks.html",
        sheet=sheet,
        screening=[task_row(sheet, section) for section in sheet.screening],
        first_tasks=first_tasks,
        tasks=tasks,
        who_does_all=who.get(WHOLE, ""),
        next_up=next((one for one in [*first_tasks, *tasks] if one.wants_something), None),
        come_back=come_back(sheet),
        copied=copied(sheet),
        depth=_depth_title(sheet),
        open_comments=sum(open_counts(db.session, actor(), assessment_id).values()),
        other=other_questions(db.session, actor(), plugins(), sheet),
        gone=len(no_longer_asked(db.session, actor(), sheet)),
        not_asked=not_asked_count(sheet.questionnaire, sheet.record.instrument, sheet.record.depth),
    )


@blueprint.post("/checklists/<int:assessment_id>/reopen")
@may("sign_off")
def reopen(assessment_id: int) -> BaseResponse:
    new_id = service.reopen(db.session, actor(), now(), plugins(), assessment_id)
    return redirect(url_for(".tasks", assessment_id=new_id))


@blueprint.route("/checklists/<int:assessment_id>/delete", methods=["GET", "POST"])
@may("fill")
def delete(assessment_id: int) -> Any:
    sheet = load(db.session, actor(), assessment_id)
    if request.method == "POST":
        service.delete_assessment(db.session, actor(), now(), assessment_id)
        return redirect(url_for("history.deleted"))
    return render_template("assessments/delete.html", sheet=sheet, days=UNDO_DAYS)


@blueprint.post("/checklists/<int:assessment_id>/restore")
@may("fill")
def restore(assessment_id: int) -> BaseResponse:
    service.restore_assessment(db.session, actor(), now(), assessment_id)
    return redirect(url_for(".tasks", assessment_id=assessment_id))


def _depth_title(sheet: Sheet) -> str:
    return sheet.index.depth[sheet.record.depth].title.in_language(sheet.language)
