"""Who does what in a checklist: giving sections to people here, and to somebody new."""

from typing import Any

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse
from wtforms import SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from icf.accounts.forms import ROLE_MEANINGS, InviteForm, refuse, typed
from icf.accounts.invitation import invite
from icf.accounts.page import form_page
from icf.accounts.people_views import link_page
from icf.accounts.person import people_who_may
from icf.assessments.assignment import (
    assign,
    assignments_of,
    give,
    names_by_section,
    take_back,
)
from icf.assessments.blueprint import blueprint
from icf.assessments.given import WHOLE
from icf.assessments.section_title import section_title
from icf.assessments.sheet import Sheet, load
from icf.db import db, write
from icf.errors import InvalidInput
from icf.web.forms import DateField, IcfForm, choices
from icf.web.guards import actor, may, now
from icf.web.i18n import _, _l

ALL = "all"
"""What the form sends for the whole checklist."""

INVITED_ROLES = ("contributor", "viewer")


class SectionsField(SelectMultipleField):
    """Sections of a checklist as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SectionsForm(IcfForm):
    """Which sections, and by when."""

    sections = SectionsField(_l("Which sections?"))
    due_on = DateField(_l("By when?"))

    def offer(self, sheet: Sheet) -> None:
        """Fill in the sections."""
        titles = {one.key: one.title.in_language(sheet.language) for one in sheet.main_sections}
        self.sections.choices = choices({ALL: _("The whole checklist"), **titles})

    @property
    def chosen(self) -> list[str]:
        """The keys as they are stored; the whole checklist stands for all of them."""
        keys = self.sections.data or []
        return [WHOLE] if ALL in keys else list(keys)


class WhoForm(SectionsForm):
    """A person of the organisation."""

    person = SelectField(_l("Who?"))


class InviteToSectionForm(SectionsForm, InviteForm):
    """Somebody new."""


@blueprint.route("/checklists/<int:assessment_id>/who", methods=["GET", "POST"])
@may("fill")
def who(assessment_id: int) -> Any:
    """Who does what, and giving sections to somebody."""
    sheet = load(db.session, actor(), assessment_id)
    if not sheet.is_draft and request.method != "POST":
        return redirect(url_for("assessments.tasks", assessment_id=assessment_id))
    form = WhoForm(data={"sections": request.args.getlist("section")})
    form.offer(sheet)
    people = people_who_may(db.session(), actor().organisation_id, "read")
    named = {str(one.person_id): one.name for one in people}
    form.person.choices = choices({"": _("Choose somebody"), **named})
    if form.validate_on_submit():
        try:
            chosen = int(form.person.data or 0)
            name = assign(db.session, actor(), now(), sheet, chosen, form.chosen, form.due_on.data)
        except InvalidInput as error:
            refuse(form, error)
        else:
            flash(_("%(name)s finds it on their first page.", name=name), "success")
            return redirect(url_for(".who", assessment_id=assessment_id))
    given = assignments_of(db.session, actor(), sheet.id)
    return form_page(
        "assessments/who.html",
        form,
        sheet=sheet,
        given=given,
        titles={
            one.section: section_title(sheet.index, one.section, sheet.language) for one in given
        },
    )


@blueprint.post("/checklists/<int:assessment_id>/who/<int:assignment_id>/take-back")
@may("fill")
def take_section_back(assessment_id: int, assignment_id: int) -> BaseResponse:
    sheet = load(db.session, actor(), assessment_id)
    name = take_back(db.session, actor(), now(), sheet, assignment_id)
    flash(_("%(name)s is no longer asked to do it.", name=name), "success")
    return redirect(url_for(".who", assessment_id=assessment_id))


@blueprint.route("/checklists/<int:assessment_id>/who/invite", methods=["GET", "POST"])
@may("people")
def invite_to_section(assessment_id: int) -> Any:
    """Invite somebody new, who finds the section as the first thing when they have joined."""
    sheet = load(db.session, actor(), assessment_id)
    if not sheet.is_draft and request.method != "POST":
        return redirect(url_for("assessments.tasks", assessment_id=assessment_id))
    form = InviteToSectionForm(
        roles=INVITED_ROLES,
        data={"role": "viewer", "sections": request.args.getlist("section")},
    )
    form.offer(sheet)
    if form.validate_on_submit():
        name, email = typed(form.name), typed(form.email)
        try:
            with write() as rows:
                made, secret = invite(rows, actor(), now(), name, email, typed(form.role))
                give(rows, actor(), now(), sheet, form.chosen, form.due_on.data, name, email=email)
                return link_page(made, secret, url_for(".who", assessment_id=assessment_id))
        except InvalidInput as error:
            refuse(form, error)
    return form_page("assessments/invite.html", form, sheet=sheet, meanings=ROLE_MEANINGS)


def who_does_what(sheet: Sheet) -> dict[str, str]:
    """Names by section, as lists and tables show them; those of the whole checklist under WHOLE."""
    given = assignments_of(db.session, actor(), sheet.id)
    return {section: ", ".join(names) for section, names in names_by_section(given).items()}
