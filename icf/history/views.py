"""The pages of who did what, and of what was deleted."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.accounts.former import former_members, restore_member
from icf.accounts.organisation import deleted_services, restore_service
from icf.assessments.given import may_answer
from icf.assessments.installed import kinds
from icf.assessments.models import Assessment
from icf.assessments.saving import restore_answer
from icf.assessments.sheet import Sheet, load
from icf.conversations.models import Conversation
from icf.conversations.service import conversation as one_conversation
from icf.db import UNDO_DAYS, db, deleted_rows, write
from icf.errors import Conflict, NotFound
from icf.history.service import (
    DAYS,
    PAGE,
    SUBJECTS,
    Filters,
    Part,
    history_page,
    part_of_checklist,
    part_of_conversation,
    part_of_work,
)
from icf.plans.action import restore_deleted
from icf.plans.models import Action
from icf.voices.models import VoicePanel
from icf.web.guards import actor, may, now
from icf.web.i18n import _, _l
from icf.web.row_id import row_id
from icf.work.models import Work
from icf.work.service import work_or_subject

blueprint = Blueprint("history", __name__)

WHAT = {
    "": _l("Everything"),
    "answers": _l("Answers"),
    "actions": _l("What we will do"),
    "checklists": _l("Checklists"),
    "work": _l("The piece of work"),
    "conversations": _l("Conversations with communities"),
    "people": _l("People and invitations"),
    "settings": _l("Settings and add-ons"),
}
WHEN = {
    "": _l("Any time"),
    "day": _l("The last day"),
    "week": _l("The last week"),
    "month": _l("The last month"),
    "year": _l("The last year"),
}
OF_WORK = ("", "answers", "actions", "checklists", "work")


@blueprint.get("/checklists/<int:assessment_id>/history")
@may("read")
def checklist(assessment_id: int) -> str:
    sheet = load(db.session, actor(), assessment_id)
    part = part_of_checklist(db.session, actor(), sheet.record)
    return _page(
        part,
        [one for one in OF_WORK if one != "work"],
        sheet=sheet,
        current={key: one.version for key, one in sheet.edited.items()},
        may_restore=_may_restore(sheet),
    )


@blueprint.get("/work/<int:work_id>/history")
@may("read")
def work(work_id: int) -> str:
    found = work_or_subject(db.session, actor(), work_id)
    return _page(part_of_work(db.session, actor(), found), OF_WORK, work=found)


@blueprint.get("/conversations/<int:conversation_id>/history")
@may("read")
def conversation(conversation_id: int) -> str:
    found = one_conversation(db.session, actor(), conversation_id)
    part = part_of_conversation(found.reference)
    return _page(part, ("", "conversations"), conversation=found)


@blueprint.get("/history")
@may("people")
def organisation() -> str:
    """Everything that anybody did in the organisation."""
    return _page(Part(), tuple(WHAT))


@blueprint.post("/checklists/<int:assessment_id>/history/restore")
@may("read")
def restore(assessment_id: int) -> Response:
    """Put an earlier answer back, as a new change."""
    sheet = load(db.session, actor(), assessment_id)
    key = request.form.get("question", "")[:120]
    try:
        restore_answer(
            db.session, actor(), now(), kinds(), sheet, key,
            version=request.form.get("version", 0, type=row_id) or 0,
            seen=request.form.get("seen", 0, type=row_id) or 0,
        )  # fmt: skip
    except Conflict as error:
        if not load(db.session, actor(), assessment_id).is_draft:
            raise
        flash(error.message)
    else:
        flash(_("The earlier answer is back. What stood there before is kept here."), "success")
    return redirect(url_for(".checklist", assessment_id=assessment_id))


@blueprint.get("/work/deleted")
@may("fill")
def deleted() -> str:
    """What was deleted in the last 30 days and can be brought back."""
    leads = actor().may("people")
    return render_template(
        "work/deleted.html",
        works=deleted_rows(db.session, Work, now()),
        checklists=deleted_rows(db.session, Assessment, now()),
        actions=deleted_rows(db.session, Action, now()),
        conversations=deleted_rows(db.session, Conversation, now()),
        panels=deleted_rows(db.session, VoicePanel, now()),
        services=deleted_services(db.session, now()) if leads else [],
        people=former_members(db.session, actor(), now()) if leads else [],
        days=UNDO_DAYS,
    )


@blueprint.post("/work/deleted/actions/<int:action_id>")
@may("fill")
def restore_action(action_id: int) -> Response:
    restore_deleted(db.session, actor(), now(), action_id)
    return _it_is_back()


@blueprint.post("/work/deleted/services/<int:service_id>")
@may("settings")
def restore_one_service(service_id: int) -> Response:
    with write() as rows:
        restore_service(rows, actor(), now(), service_id)
    return _it_is_back()


@blueprint.post("/work/deleted/people/<int:membership_id>")
@may("people")
def restore_person(membership_id: int) -> Response:
    with write() as rows:
        restore_member(rows, actor(), now(), membership_id)
    return _it_is_back()


def _it_is_back() -> Response:
    flash(_("It is back."), "success")
    return redirect(url_for(".deleted"))


def _may_restore(sheet: Sheet) -> Any:
    """A question for templates: whether this person may change the answer to a question."""
    if not sheet.is_draft:
        return lambda _key: False
    sections = {
        one.key: may_answer(db.session, actor(), sheet.id, one.key) for one in sheet.sections
    }
    of = sheet.index.section_of
    return lambda key: key in of and sections.get(of[key].key, False)


def _page(part: Part, offered: Any, sheet: Sheet | None = None, **context: Any) -> str:
    number = request.args.get("page", 1, type=row_id) or 1
    filters = _filters(sheet, offered)
    found = history_page(db.session, actor(), now(), part, filters, number)
    last = max(1, -(-found.total // PAGE))
    if number > last:
        raise NotFound(_("There is no such page of the history."))
    asked = {key: value for key, value in request.args.items() if key != "page" and value}
    return render_template(
        "history/page.html",
        history=found,
        filters=filters,
        what_choices={key: WHAT[key] for key in offered},
        when_choices=WHEN,
        sections=sheet.main_sections if sheet else (),
        sheet=sheet,
        newer=_here(asked, number - 1) if number > 1 else "",
        older=_here(asked, number + 1) if number < last else "",
        number=number,
        last=last,
        **context,
    )


def _here(asked: dict[str, str], number: int) -> str:
    filtered = ("who", "what", "when", "section")
    known: dict[str, Any] = {key: asked[key] for key in filtered if key in asked}
    return url_for(request.endpoint or "", **(request.view_args or {}), **known, page=number)


def _filters(sheet: Sheet | None, offered: Any) -> Filters:
    """What was chosen; anything else counts as not chosen."""
    what, when = request.args.get("what", ""), request.args.get("when", "")
    section = request.args.get("section", "")
    questions: tuple[str, ...] = ()
    if sheet is None or section not in sheet.index.section:
        section = ""
    else:
        questions = tuple(one.key for one in sheet.index.section[section].questions)
    return Filters(
        person_id=request.args.get("who", 0, type=row_id) or 0,
        what=what if what in offered and what in SUBJECTS else "",
        since=when if when in DAYS else "",
        section=section,
        questions=questions,
    )
