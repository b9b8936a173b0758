"""Questions that look the same are drawn once; nobody sees an answer of before, or of others."""

from dataclasses import replace
from typing import Any

from flask import Flask, get_template_attribute

from icf.assessments.page import question_html, question_view
from icf.assessments.sheet import load
from icf.db import db, in_organisation
from icf.plugin.manager import Plugins
from tests.reliability.checklists import new_desk
from tests.support import CheckedClient


def view_of_first_question(app: Flask, browser: CheckedClient) -> Any:
    desk = new_desk(app, browser)
    plugins: Plugins = app.extensions["icf_plugins"]
    with app.test_request_context(), in_organisation(desk.actor.organisation_id):
        sheet = load(db.session, desk.actor, desk.assessment_id)
        _section, question = sheet.question(desk.questions[0])
        return question_view(sheet, question, plugins.registry.kinds(None), "1")


def test_a_question_looks_as_the_macro_draws_it_each_time(app: Flask, signed_in: Any) -> None:
    view = view_of_first_question(app, signed_in("lead"))
    views = [view, replace(view, words="a <b>"), replace(view, value="partly"),
             replace(view, errors={"value": "Choose one."}), view]  # fmt: skip

    with app.test_request_context():
        macro = get_template_attribute("macros/question.html", "question")
        drawn = [question_html(one, 2) for one in views]

        assert drawn == [macro(one, 2) for one in views]
    assert len(set(drawn)) == 4
    assert "a &lt;b&gt;" in drawn[1]
