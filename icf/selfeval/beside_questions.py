"""What our own work says about an approach, folded beside its questions, to be taken over."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from icf.assessments.extras import Extras, brings
from icf.assessments.installed import kinds, plugins
from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.sheet import Sheet
from icf.core.questionnaire import CORE, SELF_EVALUATION, Question, Section
from icf.db import db
from icf.errors import NotFound
from icf.selfeval.evidence import Evidence, from_own_work
from icf.web.guards import actor, now
from icf.web.i18n import _


def shown(sheet: Sheet, section: Section, questions: Sequence[Question]) -> Markup:
    """The fold "From your own work" where the page has the box that the words go to."""
    box = _box(section)
    if box is None or box not in questions:
        return Markup("")
    found = from_own_work(db.session, actor(), sheet, section.approach)
    if not found:
        return Markup("")
    html = render_template(
        "selfeval/own_work.html",
        found=found,
        section=section,
        text=box.text.in_language(sheet.language),
    )
    return Markup(html)  # noqa: S704 our own template has escaped it


def pressed(sheet: Sheet, chosen: str) -> Response:
    """Add somebody's words to the answer about what was done.

    Args:
        chosen: the section and the piece of evidence, ``<section>/<key>``.
    """
    section_key, _slash, key = chosen.partition("/")
    section = sheet.section(section_key)
    box = _box(section)
    found = from_own_work(db.session, actor(), sheet, section.approach)
    evidence = next((one for one in found if one.key == key), None)
    if box is None or evidence is None:
        raise NotFound(_("There are no such words to add."), _("Go back to the questions."))
    _add(sheet, box, evidence)
    if actor().layout == "section":
        place = f"a-{box.key.replace(':', '--')}-value"
        return redirect(
            url_for(
                "assessments.section",
                assessment_id=sheet.id,
                section=section.key,
                _anchor=place,
            )
        )
    return redirect(url_for("assessments.question", assessment_id=sheet.id, question=box.key))


def _add(sheet: Sheet, box: Question, evidence: Evidence) -> None:
    answer, edited = sheet.answers.get(box.key), sheet.edited.get(box.key)
    before = str(answer.value) if answer and answer.has_value else ""
    if evidence.words in before:
        flash(_("These words stand there already."))
        return
    text = "\n\n".join(filter(None, [before, f"{evidence.words} ({evidence.reference})"]))
    posted = Posted(
        box.key,
        edited.version if edited else 0,
        {"value": [text]},
        words=answer.words if answer else "",
        later=bool(answer and answer.later),
    )
    paused = plugins().registry.standstill()
    outcome = save_answers(db.session, actor(), now(), kinds(), sheet.id, [posted], paused=paused)
    if outcome.faults:
        flash(outcome.faults[0].message)
    elif outcome.clashes:
        flash(_("Somebody changed this answer just now, so nothing was added. Try it again."))
    else:
        flash(_("Added to your answer. Put it into the words of this year."), "success")


def _box(section: Section) -> Question | None:
    """The framework's question about what was done: the first of an approach's section."""
    if not section.approach or section.instrument != SELF_EVALUATION:
        return None
    own = (one for one in section.questions if one.layer == CORE and one.kind == "text")
    return next(own, None)


brings(SELF_EVALUATION, Extras(beside=shown, pressed=pressed))
