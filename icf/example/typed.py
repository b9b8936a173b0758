"""What the partnership officer of the example typed for an organisation that asked for it."""

from datetime import date, datetime, timedelta

from icf.assessments.blank import checked_answers
from icf.cycle.entering import Typed, ask_for_help, form_to_fill, send_typed
from icf.db import db, in_organisation
from icf.errors import InvalidInput
from icf.example.answers import posted
from icf.example.clock import working_day
from icf.example.year_content import SelfEvaluation
from icf.example.yearly import said_in
from icf.plugin.manager import Plugins
from icf.web.actor import Actor

ASKED_DAYS, CAME_DAYS = 6, 1
"""How many days before it was sent the organisation asked, and the papers came."""


def type_for(
    plugins: Plugins,
    officer: Actor,
    lead: Actor,
    cycle_id: int,
    sent: datetime,
    due: date,
    content: SelfEvaluation,
) -> None:
    """Let an organisation ask for it, then type and send; outside any organisation's scope."""
    if content.signed is None:
        raise InvalidInput(f"{lead.organisation_name} has signed nothing off.")
    with in_organisation(lead.organisation_id):
        asked = sent - timedelta(days=ASKED_DAYS)
        ask_for_help(db.session(), lead, asked, cycle_id, wanted=True)
    actions = [
        {
            **one.model_dump(exclude={"due", "question", "became"}),
            "approach": f"icf:{one.question.partition('-')[0]}",
            "due_on": None if one.due is None else working_day(due + timedelta(days=one.due)),
        }
        for one in content.actions
    ]
    with in_organisation(officer.organisation_id):
        place = (cycle_id, lead.organisation_id)
        _opening, sheet, _sizes = form_to_fill(officer, plugins, *place, content.depth)
        given = [posted(key, said) for key, said in said_in(content).items()]
        answers, faults = checked_answers(sheet, given, plugins.registry.kinds())
        if faults:
            raise InvalidInput("The example's content cannot be saved.", str(faults))
        typed = Typed(
            depth=content.depth,
            answers=answers,
            actions=actions,
            answered_by=content.signed.paper.answered_by,
            signed_name=content.signed.by,
            signed_role=content.signed.role,
            came_by=content.came,
            came_on=(sent - timedelta(days=CAME_DAYS)).date(),
        )
        send_typed(officer, sent, plugins, *place, typed)
