"""Forms without a checklist: to print, as a PDF and as a workbook, and bringing them home.

Whoever is signed in gets the questions of their organisation, everybody else the framework's. An
empty form carries no reference, so whoever brings it says which checklist it belongs to. Nothing
is opened for somebody without an account.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import current_app, g, render_template, request, url_for

from icf.accounts.tries import address
from icf.assessments.blank import blank_sheet
from icf.assessments.checklists import Checklist, checklists_of
from icf.assessments.given import sections_to_answer
from icf.assessments.installed import kinds, plugins
from icf.assessments.instruments import form_name
from icf.assessments.sheet import Sheet, load
from icf.core.depth import asked_keys, depths_for
from icf.core.questionnaire import EVALUATION, PLANNING, SCREENING, SELF_EVALUATION
from icf.db import db, write
from icf.errors import InvalidInput, NotFound, ReportError
from icf.offline.blueprint import blueprint
from icf.offline.code import NOBODY, FileCode, code_text, read_code
from icf.offline.form import Item, items_of
from icf.offline.looking import compared, rows_page, sentence, uploaded
from icf.offline.pdf import form_html
from icf.offline.reading import read_file
from icf.offline.returned import Returned
from icf.offline.workbook import XLSX, write_workbook
from icf.packs.selection import Selection, selection
from icf.packs.service import Memory, composed_with
from icf.reports.files import file_response
from icf.reports.pdf import available
from icf.reports.rendering import renderer
from icf.throttle import Count, Limit, take_try
from icf.web.actor import Actor
from icf.web.errors import log_fault
from icf.web.guards import actor, may, now, public
from icf.web.i18n import _, page_language

FORMS = Limit(20, timedelta(minutes=1))
"""Of one address, counted only where the PDF was not made before: that is much work."""

OURS = (PLANNING, EVALUATION, SELF_EVALUATION)
KEPT_FORMS = 40
_made: Memory[bytes] = Memory(KEPT_FORMS)
"""PDFs of empty forms by what is in them, which names nobody but the organisation."""


@dataclass(frozen=True)
class EmptyForm:
    """A form of one kind and size with nothing in it.

    Args:
        sizes: (key, title) of every size of this form.
    """

    sheet: Sheet
    sizes: tuple[tuple[str, str], ...]

    @property
    def instrument(self) -> str:
        return str(self.sheet.record.instrument)

    @property
    def depth(self) -> str:
        return str(self.sheet.record.depth)

    @property
    def name(self) -> str:
        """What kind of form it is."""
        return form_name(self.instrument) if self.instrument in OURS else self.sheet.form_title

    @property
    def size(self) -> str:
        """The title of its size; empty where there is only one."""
        return dict(self.sizes).get(self.depth, "") if len(self.sizes) > 1 else ""

    @property
    def items(self) -> list[Item]:
        return items_of(self.sheet, kinds())

    @property
    def code(self) -> str:
        """The code of its files: of no checklist yet."""
        code = FileCode("", self.instrument, self.depth, self.sheet.record.digest, ())
        return code_text(code, str(current_app.secret_key), NOBODY)


@blueprint.get("/framework/blank/<form>/<depth>")
@public
def blank(form: str, depth: str) -> str:
    """An empty form to print, with the files that are made of it."""
    empty = _empty(form, depth)
    return render_template(
        "offline/blank.html", empty=empty, items=empty.items, pdf_problem=available()
    )


@blueprint.get("/framework/blank/<form>/<depth>/to-fill-in.<any(pdf, xlsx):ending>")
@public
def blank_file(form: str, depth: str, ending: str) -> Any:
    empty = _empty(form, depth)
    about = _about(empty)
    name = f"{form}-{depth}".replace("_", "-").replace(":", "-")
    if ending == "xlsx":
        content = write_workbook(about["title"], about["subtitle"], empty.items, empty.code)
        return file_response(f"{name}-to-fill-in.xlsx", XLSX, content)
    html = form_html(about, empty.items, empty.code, page_language())
    content = _made.get(html) or b""
    if not content:
        with write() as rows:
            take_try(rows, now(), [Count(FORMS, "empty form", address())])
        try:
            content = renderer(current_app).render(html, fillable=True)
        except ReportError as error:
            page = render_template(
                "offline/pdf_failed.html",
                back=url_for(".blank", form=form, depth=depth),
                error=error,
                reference=log_fault(error),
            )
            return page, 503
        _made.keep(html, content)
    return file_response(f"{name}-to-fill-in.pdf", "application/pdf", content)


@blueprint.get("/bring-back")
@may("read")
def bring_any() -> str:
    """Bring a filled-in form, and say which checklist it belongs to."""
    return _any_page()


@blueprint.post("/bring-back")
@may("read")
def look_at_any() -> Any:
    """A dry run: the file beside the checklist that it names, or that was chosen."""
    try:
        content, name = uploaded()
        returned = read_file(content, renderer(current_app))
        sheet = _belongs_to(returned, request.form.get("checklist", ""))
        return rows_page(sheet, compared(sheet, returned), name)
    except InvalidInput as error:
        return _any_page(sentence(error), error.where), 422


def _empty(form: str, depth: str) -> EmptyForm:
    """Raises NotFound where there is no such form, or it asks nothing at this size."""
    person: Actor | None = g.get("actor")
    chosen = selection(db.session, person.organisation_id) if person else Selection()
    made = composed_with(db.session, plugins(), chosen)
    whole = made.questionnaire
    is_there = form in whole.index.instrument and form != SCREENING
    if not is_there or depth not in whole.index.depth or not asked_keys(whole, form, depth):
        raise NotFound(_("There is no such form."), _("“The framework” lists all of them."))
    sheet = blank_sheet(made.digest, whole, form, depth)
    sizes = tuple(
        (one.key, one.title.in_language(sheet.language)) for one in depths_for(whole, form)
    )
    return EmptyForm(sheet, sizes)


def _about(empty: EmptyForm) -> dict[str, str]:
    person: Actor | None = g.get("actor")
    name = person.organisation_name if person else _("Inclusive Communities Framework")
    added = {one.by for one in empty.items if one.by}
    return {
        "title": empty.name,
        "subtitle": _("%(size)s, to fill in", size=empty.size) if empty.size else _("To fill in"),
        "organisation": name,
        "reference": "",
        "marking": person.marking if person and added else "",
        "seen_by": _("Seen by whoever you give it to, until it is brought into the toolkit."),
        "steps": _(
            "Fill in what you can and save the file. To bring it home, sign in to the toolkit and"
            " choose “Bring a filled-in form”, or send it to somebody who can. You say there which"
            " checklist it belongs to, and see every answer before anything changes."
        ),
    }


def _any_page(problem: str = "", where: str = "file") -> str:
    return render_template(
        "offline/bring_any.html",
        problem=problem,
        where="checklist" if where == "checklist" else "file",
        checklists=_open_ones(),
        chosen=request.form.get("checklist", request.args.get("checklist", "")),
    )


def _open_ones() -> list[Checklist]:
    """The checklists under way of which the person may answer something, newest first."""
    who = actor()
    drafts = [one for one in checklists_of(db.session, who, None, None) if one.is_draft]
    if who.may("fill"):
        return drafts
    return [one for one in drafts if sections_to_answer(db.session, who, one.id) != frozenset()]


def _belongs_to(returned: Returned, chosen: str) -> Sheet:
    """The checklist that a file names, or the one that was chosen.

    Raises:
        InvalidInput: it names none and none was chosen, or it names another one.
    """
    code = read_code(returned.code, str(current_app.secret_key), actor().organisation_id)
    number = chosen.removeprefix("P")
    if not number and not code.reference:
        raise InvalidInput(
            _("This form does not say which checklist it belongs to."),
            _("Choose the checklist, and the file once more."),
            where="checklist",
        )
    if not number and not code.sealed:
        raise InvalidInput(
            _(
                "The code of this file was changed, or the file comes from another organisation or"
                " installation, so that it does not find its checklist by itself."
            ),
            _("Choose the checklist, and the file once more."),
            where="checklist",
        )
    number = number or code.reference.removeprefix("P")
    try:
        return load(db.session, actor(), int(number) if _is_number(number) else 0)
    except NotFound:
        raise InvalidInput(
            _("This file belongs to %(reference)s, which is not here.", reference=f"P{number}"),
            _("It may have been deleted, or belong to another organisation."),
            where="checklist",
        ) from None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
