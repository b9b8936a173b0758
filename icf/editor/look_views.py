"""The questions as people will see them, on screens and on paper, and what could be better."""

from typing import Any

from flask import render_template, request

from icf.assessments.installed import kinds
from icf.assessments.page import question_html, question_view
from icf.core.advice import advice
from icf.core.check import placed_questions
from icf.db import db
from icf.editor.page import blueprint, draft, installed, row
from icf.editor.preview import preview_sheet
from icf.editor.wording import advice_words, faults_in_words
from icf.packs.service import approach_names
from icf.web.guards import may
from icf.web.i18n import _

WIDTHS = ("desktop", "phone")


@blueprint.get("/your-questions/<int:pack_id>/preview")
@may("addons")
def preview(pack_id: int) -> Any:
    """The questions as they are asked. Nothing that is chosen here is saved."""
    shown = row(pack_id)
    found = draft(shown)
    sheet = preview_sheet(found, installed().core)
    width = request.args.get("width", WIDTHS[0])
    asked_sometimes = {one.key for _path, one in placed_questions(found.pack) if one.show_if}
    sections = [
        (
            section,
            [
                (
                    question_html(question_view(sheet, one, kinds(), str(number)), 3),
                    one.key in asked_sometimes,
                )
                for number, one in enumerate(section.questions, start=1)
            ],
        )
        for section in sheet.questionnaire.sections
    ]
    return render_template(
        "editor/preview.html",
        row=shown,
        sheet=sheet,
        sections=sections,
        width=width if width in WIDTHS else WIDTHS[0],
        faults=len(found.faults),
    )


@blueprint.get("/your-questions/<int:pack_id>/paper")
@may("addons")
def paper(pack_id: int) -> Any:
    """The questions as the blank form that is printed."""
    shown = row(pack_id)
    sheet = preview_sheet(draft(shown), installed().core)
    return render_template(
        "editor/paper.html",
        row=shown,
        sheet=sheet,
        sections=[
            (section, [question_view(sheet, one, kinds()) for one in section.questions])
            for section in sheet.questionnaire.sections
        ],
        names=approach_names(db.session),
    )


@blueprint.get("/your-questions/<int:pack_id>/checks")
@may("addons")
def checks(pack_id: int) -> Any:
    """What has to be put right, and what could be better."""
    shown = row(pack_id)
    found = draft(shown)
    return render_template(
        "editor/checks.html",
        row=shown,
        faults=faults_in_words(found),
        advice=[advice_words(one, found) for one in advice(found.pack, installed().core)],
        title=_("Check your questions"),
    )
