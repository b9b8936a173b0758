"""What the partnership sees of the annual cycle: dates, who has sent, reminders, sent copies."""

from datetime import date
from typing import Any

from flask import Response, flash, render_template, request, url_for

from icf.accounts.forms import refuse
from icf.accounts.page import form_page, go_to
from icf.accounts.service import organisations
from icf.assessments.installed import plugins
from icf.core.countback import CycleDays
from icf.cycle import service
from icf.cycle.blueprint import blueprint
from icf.cycle.calendar import calendar_text, entries
from icf.cycle.dates import day_of, steps_for, steps_of, too_far
from icf.cycle.entering import opening, why_not
from icf.cycle.forms import (
    AddForm,
    CycleForm,
    ExtensionForm,
    NewCycleForm,
    NilForm,
    cycle_data,
    wanted_of,
)
from icf.cycle.models import Cycle
from icf.cycle.pdf import failed_page, made_pdf, office_copy, pdf_name
from icf.cycle.reminder import reminders
from icf.cycle.sending import nil_for
from icf.cycle.tracker import (
    counts,
    everything_sent,
    keep_first_pdf,
    one_tracked,
    read_copy,
    read_pdf,
    tracked,
)
from icf.cycle.workbook import SPREADSHEET, tracker_workbook
from icf.db import db
from icf.errors import Conflict, InvalidInput, NotFound, ReportError
from icf.reports.files import file_response
from icf.reports.html import report_context
from icf.web.address import whole_address
from icf.web.guards import actor, may, now
from icf.web.i18n import _, ngettext


@blueprint.get("/cycles")
@may("read_submitted")
def cycles() -> str:
    """Every year, those under way first."""
    found = [(one, steps_of(one)) for one in service.cycles(db.session)]
    return render_template("cycle/cycles.html", cycles=found, today=day_of(now()))


@blueprint.route("/cycles/new", methods=["GET", "POST"])
@may("run_cycle")
def new() -> Any:
    """Open a cycle. The dates can be looked at first, with nothing stored."""
    return _new_page(NewCycleForm(data=CycleDays().__dict__), [])


def _new_page(form: NewCycleForm, chosen: list[int], before: Cycle | None = None) -> Any:
    everybody = [(one.id, one.name) for one in organisations(db.session)]
    form.offer(everybody)
    if request.method == "GET":
        form.organisations.data = chosen or [number for number, _name in everybody]
    is_sound = _is_sound(form, day_of(now()))
    if request.form.get("do") == "open":
        is_sound = _can_be_opened(form) and is_sound
    if is_sound and request.form.get("do") == "open":
        try:
            made = service.open_cycle(
                db.session, actor(), now(), plugins(), form.wanted(),
                form.organisations.data or [], before.key if before else "",
            )  # fmt: skip
        except (InvalidInput, Conflict) as error:
            refuse(form, error)
        else:
            flash(_("The year is open. Everybody who takes part sees what is due."), "success")
            return go_to(".one_cycle", cycle_id=made)
    return form_page("cycle/form.html", form, cycle=None, before=before, steps=_shown_steps(form))


def _is_sound(form: CycleForm, today: date | None) -> bool:
    """Whether what was sent can be stored; every fault is said beside its field at once."""
    if not form.is_submitted():
        return False
    is_valid = form.validate()
    return form.has_sound_dates(today) and is_valid


def _can_be_opened(form: NewCycleForm) -> bool:
    """Whether the name is free and somebody takes part; said together with all the rest."""
    title, chosen = form.title.data or "", form.organisations.data or []
    refused = service.refused(db.session, title, chosen)
    for error in refused:
        if not form[error.where].errors:
            refuse(form, error)
    return not refused


def _shown_steps(form: CycleForm) -> tuple[Any, ...]:
    """The dates that follow from what was typed; none while they cannot be counted."""
    fields = [form.meets_on, *form.day_fields, *form.date_fields]
    if form.meets_on.data is None or any(field.data is None for field in form.day_fields):
        return ()
    if any(field.errors for field in fields) or too_far(form.meets_on.data, form.by_hand):
        return ()
    return steps_for(form.meets_on.data, form.days, form.by_hand)


@blueprint.route("/cycles/<int:cycle_id>/next-year", methods=["GET", "POST"])
@may("run_cycle")
def next_year(cycle_id: int) -> Any:
    """Next year's cycle from this one: the same days, the same organisations."""
    before = service.cycle_of(db.session, cycle_id)
    wanted = service.next_year(before, day_of(now()))
    rows = tracked(db.session, actor(), before, day_of(now()))
    before = service.cycle_of(db.session, cycle_id)
    form = NewCycleForm(data=cycle_data(wanted))
    return _new_page(form, [one.organisation_id for one in rows], before)


@blueprint.get("/cycles/<int:cycle_id>")
@may("read_submitted")
def one_cycle(cycle_id: int) -> str:
    """Who has sent; for the Board, what was sent."""
    cycle = service.cycle_of(db.session, cycle_id)
    steps, today = steps_of(cycle), day_of(now())
    if not actor().may("run_cycle"):
        sent = everything_sent(db.session, actor(), cycle)
        return render_template("cycle/for_board.html", cycle=cycle, steps=steps, sent=sent)
    rows = tracked(db.session, actor(), cycle, today)
    return render_template(
        "cycle/tracker.html",
        cycle=cycle,
        steps=steps,
        rows=rows,
        counts=counts(rows),
        today=today,
    )


@blueprint.get("/cycles/<int:cycle_id>/who-has-sent.xlsx")
@may("run_cycle")
def tracker_file(cycle_id: int) -> Response:
    cycle = service.cycle_of(db.session, cycle_id)
    rows = tracked(db.session, actor(), cycle, day_of(now()))
    name = f"who-has-sent-{cycle.title.replace('/', '-')}.xlsx"
    return file_response(name, SPREADSHEET, tracker_workbook(cycle, rows))


@blueprint.get("/cycles/<int:cycle_id>/dates.ics")
@may("read_submitted")
def cycle_dates(cycle_id: int) -> Response:
    """The dates as a file, for those who take no part themselves."""
    cycle = service.cycle_of(db.session, cycle_id)
    name = f"annual-cycle-{cycle.title.replace('/', '-')}.ics"
    return file_response(name, "text/calendar", calendar_text(entries(cycle)))


@blueprint.get("/cycles/<int:cycle_id>/reminders")
@may("run_cycle")
def reminder_texts(cycle_id: int) -> str:
    """Words and addresses to paste into an e-mail."""
    cycle = service.cycle_of(db.session, cycle_id)
    rows = tracked(db.session, actor(), cycle, day_of(now()))
    page = whole_address("cycle.index")
    found = reminders(cycle, rows, actor().name, page)
    return render_template("cycle/reminders.html", cycle=cycle, groups=found)


@blueprint.route("/cycles/<int:cycle_id>/dates", methods=["GET", "POST"])
@may("run_cycle")
def edit(cycle_id: int) -> Any:
    """Change title, note and dates."""
    cycle = service.cycle_of(db.session, cycle_id)
    form = CycleForm(data=cycle_data(wanted_of(cycle), cycle.version))
    is_sound = _is_sound(form, None)
    if is_sound and request.form.get("do") == "save":
        seen = request.form.get("version", 0, type=int)
        try:
            service.edit_cycle(db.session, actor(), now(), cycle_id, seen, form.wanted())
        except (InvalidInput, Conflict) as error:
            refuse(form, error)
        else:
            flash(_("The dates are changed. Everybody who takes part sees them."), "success")
            return go_to(".one_cycle", cycle_id=cycle_id)
    cycle = service.cycle_of(db.session, cycle_id)
    return form_page("cycle/form.html", form, cycle=cycle, before=None, steps=_shown_steps(form))


@blueprint.route("/cycles/<int:cycle_id>/organisations", methods=["GET", "POST"])
@may("run_cycle")
def add(cycle_id: int) -> Any:
    """Organisations that join later."""
    cycle = service.cycle_of(db.session, cycle_id)
    outside = service.organisations_outside(cycle_id)
    form = AddForm()
    form.offer(outside)
    if form.validate_on_submit():
        try:
            count = service.add_organisations(
                db.session, actor(), now(), cycle_id, form.organisations.data or []
            )
        except (InvalidInput, Conflict) as error:
            refuse(form, error)
        else:
            words = ngettext("%(num)s organisation joins.", "%(num)s organisations join.", count)
            flash(words, "success")
            return go_to(".one_cycle", cycle_id=cycle_id)
    cycle = service.cycle_of(db.session, cycle_id)
    return form_page("cycle/add.html", form, cycle=cycle, outside=outside)


@blueprint.route(
    "/cycles/<int:cycle_id>/organisations/<int:organisation_id>", methods=["GET", "POST"]
)
@may("run_cycle")
def one_organisation(cycle_id: int, organisation_id: int) -> Any:
    """What one organisation sent, and what is agreed with it."""
    cycle = service.cycle_of(db.session, cycle_id)
    today = day_of(now())
    row, part, sent = one_tracked(db.session, actor(), cycle, organisation_id, today)
    do = request.form.get("do", "") if request.method == "POST" else ""
    extension = ExtensionForm(
        request.form if do == "extend" else None,
        data={"until": part.extended_until, "why": part.extension_reason},
    )
    nil = NilForm(request.form if do == "nil" else None)
    if do:
        done = _do(do, cycle_id, organisation_id, extension, nil)
        if done:
            flash(done, "success")
            if do == "remove":
                return go_to(".one_cycle", cycle_id=cycle_id)
            return go_to(".one_organisation", cycle_id=cycle_id, organisation_id=organisation_id)
    wrong = nil if do == "nil" else extension
    found = opening(actor(), cycle_id, organisation_id)
    return form_page(
        "cycle/organisation.html", wrong,
        cycle=service.cycle_of(db.session, cycle_id), row=row, part=part, sent=sent,
        extension=extension, nil=nil, opening=found, why_not=why_not(found),
    )  # fmt: skip


def _do(
    do: str, cycle_id: int, organisation_id: int, extension: ExtensionForm, nil: NilForm
) -> str:
    """Do what a button asks for; gives what was done, or nothing where something is wrong."""
    place = (cycle_id, organisation_id)
    form = nil if do == "nil" else extension
    try:
        if do == "extend" and extension.validate():
            if extension.until.data is None:
                extension.until.errors = [_("Enter the day that was agreed.")]
                return ""
            until, why = extension.until.data, extension.why.data or ""
            service.extend(db.session, actor(), now(), *place, until, why)
            return _("The later day is noted. They see it.")
        if do == "no_extension":
            service.extend(db.session, actor(), now(), *place, None, "")
            return _("Everybody’s last day holds for them again.")
        if do == "nil" and nil.validate():
            nil_for(actor(), now(), *place, nil.reason.data or "")
            return _("It is noted that they have nothing to send this year.")
        if do == "remove":
            service.remove_organisation(db.session, actor(), now(), *place)
            return _("They take no part in this year any more. You can add them again.")
    except (InvalidInput, Conflict) as error:
        refuse(form, error)
    return ""


@blueprint.route("/cycles/<int:cycle_id>/close", methods=["GET", "POST"])
@may("run_cycle")
def close(cycle_id: int) -> Any:
    """Close a cycle, or open a closed one again."""
    cycle = service.cycle_of(db.session, cycle_id)
    if request.method == "POST":
        closed = request.form.get("do") != "open"
        service.close_cycle(db.session, actor(), now(), cycle_id, closed)
        flash(_("The year is closed.") if closed else _("The year is open again."), "success")
        return go_to(".one_cycle", cycle_id=cycle_id)
    rows = tracked(db.session, actor(), cycle, day_of(now()))
    cycle = service.cycle_of(db.session, cycle_id)
    return render_template("cycle/close.html", cycle=cycle, counts=counts(rows))


@blueprint.get("/cycles/sent/<int:submission_id>")
@may("read_submitted")
def submitted(submission_id: int) -> str:
    """A sent copy, for those to whom it was sent."""
    copy, differences = read_copy(actor(), submission_id)
    return render_template(
        "cycle/copy.html",
        copy=copy,
        differences=differences,
        back=url_for(".cycles"),
        pdf=url_for(".submitted_pdf", submission_id=submission_id),
        office=".submitted_office",
        for_partnership=True,
        **(report_context(copy.report) if copy.report else {}),
    )


@blueprint.get("/cycles/sent/<int:submission_id>.<any(docx, xlsx):ending>")
@may("read_submitted")
def submitted_office(submission_id: int, ending: str) -> Response:
    """A sent copy to collate from, as a Word file or its tables as a spreadsheet."""
    copy, _differences = read_copy(actor(), submission_id)
    return office_copy(copy, ending)


@blueprint.get("/cycles/sent/<int:submission_id>.pdf")
@may("read_submitted")
def submitted_pdf(submission_id: int) -> Any:
    copy, _differences = read_copy(actor(), submission_id)
    if copy.report is None:
        raise NotFound(_("There is no PDF: nothing was sent but the reason."))
    try:
        content = read_pdf(actor(), submission_id) or keep_first_pdf(
            actor(), now(), copy, made_pdf(copy.report)
        )
    except ReportError as error:
        return failed_page(error, url_for(".submitted", submission_id=submission_id))
    name = pdf_name(copy.cycle_title, copy.sent.number)
    return file_response(name, "application/pdf", content)
