"""The page "Who have we not thought about?" of a checklist, evaluation or self-evaluation."""

from flask import render_template

from icf.assessments.sheet import load
from icf.conversations.blueprint import blueprint
from icf.conversations.everybody import everybody as grid_of
from icf.conversations.everybody import group_name
from icf.db import db
from icf.web.guards import actor, may


@blueprint.get("/of-checklist/<int:assessment_id>/everybody")
@may("read")
def everybody(assessment_id: int) -> str:
    sheet = load(db.session, actor(), assessment_id)
    rows = grid_of(db.session, actor(), sheet)
    return render_template(
        "conversations/everybody.html",
        sheet=sheet,
        rows=rows,
        empty=[group_name(row.group) for row in rows if row.is_empty],
        name=group_name,
    )
