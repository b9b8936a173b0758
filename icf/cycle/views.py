"""What an organisation sees of the annual cycle: what is due, what would be sent, what was sent."""

from typing import Any

from flask import Response, flash, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from icf.accounts.forms import ROLE_NAMES, refuse
from icf.accounts.page import form_page, go_to
from icf.assessments.installed import plugins
from icf.cycle import (
    entering_views,  # noqa: F401 their routes belong to the same blueprint
    partnership_views,  # noqa: F401
)
from icf.cycle.blueprint import blueprint as blueprint
from icf.cycle.calendar import (
    calendar_text,
    dates_of,
    feed_made_at,
    make_feed,
    place_of_feed,
    withdraw_feed,
)
from icf.cycle.copies import (
    Copy,
    keep_pdf,
    kept_pdf,
    sent_copy,
    sent_with_cycle,
    what_differs,
    would_differ,
)
from icf.cycle.dates import day_of
from icf.cycle.due import Due, due_here, due_in
from icf.cycle.forms import NilForm, SendForm
from icf.cycle.pdf import failed_page, made_pdf, office_copy, pdf_name, why_no_pdf
from icf.cycle.sending import Paper, readers, send, send_nil, would_send
from icf.cycle.service import newest_number, own_part
from icf.db import db, in_organisation, write
from icf.errors import Conflict, InvalidInput, NotFound, ReportError
from icf.reports.files import file_response
from icf.reports.html import report_context
from icf.web.address import whole_address
from icf.web.guards import actor, may, now, public
from icf.web.i18n import _
from icf.web.row_id import row_id


@blueprint.get("/cycle")
@may("shared")
def index() -> Any:
    """What is due this year, step by step; partnership roles go on to what is theirs."""
    if not actor().may("read"):
        if actor().may("read_submitted"):
            return go_to(".cycles")
        raise NotFound(_("There is no such page."))
    return _cycle_page()


def _cycle_page(address: str = "") -> str:
    return render_template(
        "cycle/index.html",
        due=due_here(db.session, actor(), day_of(now())),
        sent=sent_with_cycle(db.session, actor().organisation_id),
        today=day_of(now()),
        feed_made_at=feed_made_at(db.session, actor()),
        address=address,
    )


@blueprint.route("/cycle/<int:cycle_id>/send", methods=["GET", "POST"])
@may("sign_off")
def send_papers(cycle_id: int) -> Any:
    """Shows exactly what would be sent and who will see it, then sends it."""
    found = due_in(db.session, actor(), cycle_id, day_of(now()))
    if found.ready.obstacles:
        return render_template("cycle/not_ready.html", one=found), 200
    form = SendForm()
    changed, chosen = "", _chosen_services()
    if form.validate_on_submit():
        try:
            return _sent(cycle_id, form, chosen)
        except Conflict as error:
            changed = f"{error.message} {error.hint}"
        except InvalidInput as error:
            refuse(form, error)
    try:
        paper = would_send(db.session, actor(), now(), plugins(), cycle_id, chosen)
    except InvalidInput as error:
        if chosen is None:
            return _services_page(found, error), 200
        return _services_page(found, error), 400
    form.seen.data = paper.sha256
    return _send_page(found, form, paper, changed)


def _chosen_services() -> list[int] | None:
    """The services' self-evaluations that were ticked; None while nobody chose."""
    if "chosen" not in request.values:
        return None
    return request.values.getlist("with", type=row_id)


def _services_page(found: Due, error: InvalidInput) -> str:
    """Choosing again, where what was ticked cannot be sent."""
    ticked = _chosen_services() or []
    return render_template("cycle/services.html", one=found, error=error, ticked=ticked)


def _send_page(found: Due, form: SendForm, paper: Paper, changed: str) -> tuple[str, int]:
    wrong = bool(form.errors or form.form_errors)
    page = render_template(
        "cycle/send.html",
        one=found,
        form=form,
        paper=paper,
        ticked=[one.id for one in paper.services],
        changed=changed,
        has_errors=wrong or bool(changed),
        readers=readers(db.session),
        role_names=ROLE_NAMES,
        differences=would_differ(db.session, actor(), found.cycle, paper.number, paper.report),
        **report_context(paper.report),
    )
    return page, 409 if changed else 400 if wrong else 200


def _sent(cycle_id: int, form: SendForm, services: list[int] | None) -> BaseResponse:
    sent_id = send(
        db.session, actor(), now(), plugins(), cycle_id,
        form.seen.data or "", form.reason.data or "", services,
    )  # fmt: skip
    copy = sent_copy(db.session, actor().organisation_id, sent_id)
    try:
        _kept(copy)
    except ReportError as error:
        flash(why_no_pdf(error), "notice")
    flash(_("Sent to the Board."), "success")
    return go_to(".sent", submission_id=sent_id)


@blueprint.route("/cycle/<int:cycle_id>/nothing-to-send", methods=["GET", "POST"])
@may("sign_off")
def nothing_to_send(cycle_id: int) -> Any:
    """A nil return: it needs a reason, and can be followed by papers all the same."""
    cycle, part = own_part(db.session, actor(), cycle_id)
    form = NilForm()
    if form.validate_on_submit():
        try:
            sent_id = send_nil(db.session, actor(), now(), cycle_id, form.reason.data or "")
        except (InvalidInput, Conflict) as error:
            refuse(form, error)
        else:
            flash(_("The partnership knows now that there is nothing to send."), "success")
            return go_to(".sent", submission_id=sent_id)
    sent_before = newest_number(db.session, part)
    return form_page("cycle/nothing.html", form, cycle=cycle, sent_before=sent_before)


@blueprint.get("/cycle/sent/<int:submission_id>")
@may("read")
def sent(submission_id: int) -> str:
    """A copy as it was sent, for those who sent it."""
    copy = sent_copy(db.session, actor().organisation_id, submission_id)
    return copy_page(
        copy,
        what_differs(db.session, copy),
        url_for(".index"),
        url_for(".sent_pdf", submission_id=submission_id),
        ".sent_office",
    )


@blueprint.get("/cycle/sent/<int:submission_id>.<any(docx, xlsx):ending>")
@may("read")
def sent_office(submission_id: int, ending: str) -> Response:
    copy = sent_copy(db.session, actor().organisation_id, submission_id)
    return office_copy(copy, ending)


@blueprint.get("/cycle/sent/<int:submission_id>.pdf")
@may("read")
def sent_pdf(submission_id: int) -> Any:
    copy = sent_copy(db.session, actor().organisation_id, submission_id)
    if copy.report is None:
        raise NotFound(_("There is no PDF: nothing was sent but the reason."))
    try:
        content = kept_pdf(db.session, copy.organisation_id, submission_id) or _kept(copy)
    except ReportError as error:
        return failed_page(error, url_for(".sent", submission_id=submission_id))
    name = pdf_name(copy.cycle_title, copy.sent.number)
    return file_response(name, "application/pdf", content)


def copy_page(copy: Copy, differences: Any, back: str, pdf: str, office: str) -> str:
    """A sent copy as a page; the same for those who sent it and for those who read it."""
    context = report_context(copy.report) if copy.report else {}
    return render_template(
        "cycle/copy.html",
        copy=copy,
        differences=differences,
        back=back,
        pdf=pdf,
        office=office,
        **context,
    )


def _kept(copy: Copy) -> bytes:
    if copy.report is None:
        return b""
    content = made_pdf(copy.report)
    with write() as session:
        return keep_pdf(session, copy.organisation_id, now(), copy.sent.id, content)


@blueprint.get("/cycle/dates.ics")
@may("read")
def dates() -> Response:
    """The dates as a file to put into a calendar once."""
    found = dates_of(db.session, actor().organisation_id)
    if not found:
        raise NotFound(_("There are no dates to put into a calendar."))
    return file_response("annual-cycle.ics", "text/calendar", calendar_text(found))


@blueprint.post("/cycle/calendar-address")
@may("read")
def make_address() -> str:
    """A new address for a calendar program. It is shown this once."""
    secret = make_feed(db.session, actor(), now())
    return _cycle_page(whole_address("cycle.feed", secret=secret))


@blueprint.post("/cycle/calendar-address/withdraw")
@may("read")
def withdraw_address() -> BaseResponse:
    if withdraw_feed(db.session, actor(), now()):
        flash(_("The address does not work any more."), "success")
    return go_to(".index")


@blueprint.get("/calendar/<secret>/annual-cycle.ics")
@public
def feed(secret: str) -> Response:
    """What a calendar program reads, as often as it likes. The address itself is the key."""
    place = place_of_feed(db.session, secret)
    with in_organisation(place):
        found = dates_of(db.session, place)
    return Response(calendar_text(found), mimetype="text/calendar")
