"""Reading the questions of an evaluation, and a filled-in example of one, without an account."""

from dataclasses import dataclass

from flask import render_template, request

from icf.assessments.installed import kinds
from icf.assessments.samples import sample_answers
from icf.core.depth import asked_keys, depths_for
from icf.core.questionnaire import EVALUATION, HAPPENED, Questionnaire
from icf.db import db
from icf.errors import NotFound
from icf.home import reading
from icf.home.example import answered_sections
from icf.home.views import asked_here, blueprint
from icf.packs.passport import minutes_for
from icf.packs.service import approach_names
from icf.web.guards import public
from icf.web.i18n import _


@dataclass(frozen=True)
class Size:
    """A size of the evaluation: how many questions, and about how many minutes."""

    key: str
    title: str
    questions: int
    minutes: int
    by: str


@blueprint.get("/framework/evaluation/<depth>")
@public
def evaluation_questions(depth: str) -> str:
    """Every question of an evaluation at one size, to read and to print."""
    whole, language = asked_here()
    size = _size(whole, depth, language)
    names = approach_names(db.session)
    return render_template(
        "home/evaluation_questions.html",
        size=size,
        sizes=_sizes(whole, language),
        sections=reading.sections(whole, EVALUATION, depth, names, language),
        levels=reading.levels(whole, HAPPENED, language)[::-1],
        unfolded=request.args.get("guidance") == "open",
    )


@blueprint.get("/framework/evaluation/<depth>/example")
@public
def evaluation_example(depth: str) -> str:
    """The filled-in example of an evaluation at one size."""
    whole, language = asked_here()
    size = _size(whole, depth, language)
    answers = sample_answers(whole, kinds(), language)
    names = approach_names(db.session)
    return render_template(
        "home/evaluation_example.html",
        size=size,
        sizes=_sizes(whole, language),
        sections=answered_sections(whole, EVALUATION, depth, answers, names, language),
    )


def _sizes(whole: Questionnaire, language: str) -> list[Size]:
    """The sizes that ask something of an evaluation."""
    found = []
    for depth in depths_for(whole, EVALUATION):
        asked = len(asked_keys(whole, EVALUATION, depth.key))
        found.append(
            Size(
                depth.key,
                depth.title.in_language(language),
                asked,
                minutes_for(asked),
                reading.added_by(whole, depth.layer, language),
            )
        )
    return found


def _size(whole: Questionnaire, depth: str, language: str) -> Size:
    """Raises NotFound where no such size asks anything of an evaluation."""
    for one in _sizes(whole, language):
        if one.key == depth:
            return one
    raise NotFound(_("There is no such size of evaluation."), _("Choose quick, standard or full."))
