"""The addresses of a paper's files: as PDF, as a Word document, and its tables as a spreadsheet."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request, url_for

from icf.assessments.installed import own_page, plugins
from icf.assessments.sheet import load
from icf.db import db
from icf.errors import IcfError, ReportError
from icf.reports.files import TO_HAND_OVER, file_response
from icf.reports.paper import PDF, Paper, Wanted
from icf.reports.written import paper_file
from icf.web.errors import log_fault
from icf.web.guards import actor, may, now


def add_files(
    blueprint: Blueprint,
    paper: Paper,
    address: str,
    prefix: str = "",
    asked: Callable[..., Wanted] | None = None,
) -> None:
    """Give a paper its addresses: ``address`` with ``.pdf``, ``.docx`` and ``.xlsx``.

    Args:
        prefix: of the endpoints, which end in ``pdf`` and ``office``.
        asked: makes of the parts of the address what is wanted; by default the one number in it
            says what the paper is about.
    """
    what = asked or (of_form if paper.kept_as else of_number)

    def pdf(**parts: int) -> Any:
        return _file(paper, what(**parts), PDF)

    def office(ending: str, **parts: int) -> Any:
        return _file(paper, what(**parts), ending)

    mark = may(paper.reader)
    blueprint.add_url_rule(f"{address}.pdf", f"{prefix}pdf", mark(pdf))
    ending = f"{address}.<any(docx, xlsx):ending>"
    blueprint.add_url_rule(ending, f"{prefix}office", mark(office))


def wanted(number: int = 0, **address: Any) -> Wanted:
    """What whoever is signed in asks for.

    Args:
        number: of what the paper is about.
        address: the parts of the address of the same as a page.
    """
    return Wanted(db.session(), actor(), now(), plugins(), number, address=address)


def of_number(**parts: int) -> Wanted:
    """What an address asks for by the one number in it."""
    return wanted(next(iter(parts.values())), **parts)


def of_form(assessment_id: int) -> Wanted:
    """What an address asks for by the number of a form: our own copy, or the one to hand over."""
    version = wanted_version()
    found = wanted(assessment_id, assessment_id=assessment_id, version=version)
    return replace(found, to_hand_over=bool(version))


def wanted_version() -> str | None:
    """``others`` where the address asks for the paper to hand over; None for our own."""
    return TO_HAND_OVER if request.args.get("version") == TO_HAND_OVER else None


def failed(error: IcfError, page_of: str, **values: Any) -> tuple[str, int]:
    """The page that says that a PDF could not be made.

    Args:
        page_of: the endpoint of the same report as a page, and its ``values``.
    """
    page = render_template(
        "report/failed.html",
        error=error,
        reference=log_fault(error),
        plan_url=url_for(page_of, **values),
    )
    return page, 503


def _file(paper: Paper, what: Wanted, ending: str) -> Any:
    if paper.kept_as:
        sheet = load(what.session, what.reader, what.number)
        own_page(sheet, "pdf" if ending == PDF else "office")
    try:
        file = paper_file(paper, what, ending)
    except ReportError as error:
        return failed(error, paper.page, **what.address)
    return file_response(file.name, file.media_type, file.content)
