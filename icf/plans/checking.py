"""What every page "Check and sign off" does, whichever form is signed off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from icf.assessments.assignment_views import who_does_what
from icf.assessments.installed import own_page, plugins
from icf.assessments.page import layer_label
from icf.assessments.service import NO_RULES, DepthRules
from icf.assessments.sheet import Sheet, load
from icf.core.results import progress
from icf.db import db
from icf.errors import Conflict, InvalidInput
from icf.plans.action import meant_actions
from icf.plans.events import tell_signed_off
from icf.plans.forms import paper_data
from icf.plans.models import PlanPaper
from icf.plans.sense_check import finding
from icf.plans.signing import obstacles, paper_of, save_paper, sign_off
from icf.talk.comments import open_counts
from icf.talk.reviews import reviews_of
from icf.web.guards import actor, now
from icf.web.i18n import _


class PaperForm(Protocol):
    """A form with the name under it and whatever else belongs to the paper."""

    signed_name: Any
    signed_role: Any
    form_errors: list[str]

    def paper(self) -> Mapping[str, Any]:
        """What was entered, as ``icf.plans.signing.save_paper`` takes it."""
        ...


Sign = Callable[[str, str, Mapping[str, Any], datetime | None], None]
"""Signs off: the name, the role, what was entered for the paper, and when the page was opened."""


@dataclass(frozen=True)
class Theirs:
    """What somebody else did while this person was writing; ``paper`` is what stands there now."""

    message: str
    paper: PlanPaper | None


def check_page(
    assessment_id: int,
    template: str,
    kind: type[Any],
    rules: DepthRules = NO_RULES,
    first: Callable[[PlanPaper | None, str], dict[str, Any]] = paper_data,
    signing: Callable[[Sheet, Any], Sign] | None = None,
    more: Callable[[Sheet], Mapping[str, Any]] = lambda _sheet: {},
) -> Any:
    """The page "Check and sign off": keep the paper, sign off, or say what stands in the way.

    Args:
        kind: the class of its form, a ``PaperForm`` that offers its choices with ``offer()``.
        first: what the form shows first, given what is kept and the name of whoever looks.
        signing: how this kind of form is signed off; None for the ordinary way.
        more: what else its template shows, by name.
    """
    sheet = load(db.session, actor(), assessment_id)
    own_page(sheet, "check")
    if not sheet.is_draft and request.method != "POST":
        return redirect(url_for(sheet.pages.finished, assessment_id=assessment_id))
    form = kind(data=first(paper_of(db.session, actor(), sheet.id), actor().name))
    form.offer()
    theirs = None
    if form.validate_on_submit():
        try:
            done = _keep_or_sign(sheet, form, rules, signing(sheet, form) if signing else None)
            if done:
                return done
        except Conflict as error:
            sheet = still_draft(sheet)
            theirs = Theirs(error.message, paper_of(db.session, actor(), sheet.id))
    page = render_template(
        template, form=form, **what_to_check(sheet, theirs, rules), **more(sheet)
    )
    return page, 409 if theirs else 422 if form.errors or form.form_errors else 200


def _keep_or_sign(
    sheet: Sheet, form: PaperForm, rules: DepthRules, sign: Sign | None
) -> Response | None:
    """Keep the paper, or sign off; None when something has to be put right first.

    Raises:
        Conflict: somebody else changed the paper or the answers since the page was opened.
    """
    seen = moment(request.form.get("seen", ""))
    if request.form.get("do") != "sign":
        save_paper(db.session, actor(), now(), sheet, form.paper(), seen)
        flash(_("Saved. Nothing is signed off yet."), "success")
        return redirect(url_for(sheet.pages.check, assessment_id=sheet.id))
    name, role, paper = form.signed_name.data or "", form.signed_role.data or "", form.paper()
    try:
        if sign is None:
            sign_off(db.session, actor(), now(), sheet, name, role, paper, rules, seen)
        else:
            sign(name, role, paper, seen)
    except InvalidInput as error:
        if error.where == "signed_name":
            form.signed_name.errors = [error.message]
        else:
            form.form_errors.append(error.message)
        return None
    tell_signed_off(db.session, actor(), now(), plugins(), sheet.id)
    return redirect(url_for(sheet.pages.finished, assessment_id=sheet.id))


def still_draft(sheet: Sheet) -> Sheet:
    """The form as it stands now. Raises Conflict where it is signed off by now."""
    now_there = load(db.session, actor(), sheet.id)
    if not now_there.is_draft:
        raise Conflict(
            _("This checklist was signed off meanwhile, so it no longer changes."),
            _("Copy what you typed, then reopen the checklist as a new version to go on."),
        )
    return now_there


def what_to_check(
    sheet: Sheet, theirs: Theirs | None, rules: DepthRules = NO_RULES
) -> dict[str, Any]:
    """What the page shows beside the form, by name.

    Args:
        theirs: what somebody else did meanwhile; None for nothing.
    """
    found = meant_actions(db.session, actor(), sheet.record.work_id)
    changed_at = sheet.record.changed_at.isoformat()
    return {
        "sheet": sheet,
        "sections": section_summaries(sheet),
        "obstacles": obstacles(sheet, rules),
        "actions": found,
        "undated": [one for one in found if not one.due_on and not one.no_date_reason],
        "theirs": theirs,
        "open_comments": sum(open_counts(db.session, actor(), sheet.id).values()),
        "reviews": reviews_of(db.session, actor(), sheet.id),
        "seen": changed_at if theirs else request.form.get("seen", changed_at),
    }


def moment(text: str) -> datetime | None:
    """When a page was opened, as its hidden field says; None where that is no moment."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def section_summaries(sheet: Sheet) -> list[dict[str, Any]]:
    """Per section: who does it, counts, the blanks with their reasons, and where to change them."""
    who = who_does_what(sheet)
    return [
        {
            "section": section,
            "title": section.title.in_language(sheet.language),
            "answers": [finding(sheet, question.key) for question in section.questions],
            "by": layer_label(sheet, section.layer),
            "added": {
                question.key: layer_label(sheet, question.layer)
                for question in section.questions
                if question.layer != section.layer
            },
            "finished": section.key in sheet.finished,
            "copied": progress((section,), sheet.answers).copied,
            "who": who.get(section.key, ""),
            "given": sum(
                1
                for question in section.questions
                if question.key in sheet.answers and sheet.answers[question.key].is_given
            ),
        }
        for section in sheet.main_sections
    ]
