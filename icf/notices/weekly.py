"""Each Monday morning: a list of what waits for somebody, to those for whom anything does."""

from datetime import timedelta

from icf.accounts.emails import WEEKLY
from icf.accounts.person import members
from icf.db import db, write
from icf.home.service import OVERDUE_DAYS, open_work, owned_actions, waiting
from icf.jobs.registry import Run, does
from icf.jobs.service import enqueue
from icf.notices.letter import send_notice
from icf.notices.plan import Due, in_each_organisation, note_new
from icf.notices.reader import called, called_action, reader, today
from icf.web.address import whole_address
from icf.web.i18n import _, _l

AHEAD = timedelta(days=14)
MOST_LINES = 10
"""Of each kind; the rest stands on the first page."""


@does("plan-week", _l("See for whom anything waits, each Monday"), every="monday")
def plan_week(run: Run) -> None:
    in_each_organisation(run, "list-week")


@does("list-week", _l("See for whom anything waits in an organisation"))
def list_week(run: Run) -> None:
    own, day = run.organisation_id or 0, today(run.now)
    monday = day - timedelta(days=day.weekday())
    with write() as session:
        wanted = [Due(one.person_id, "week", "", monday) for one in members(session, own)]
        for one in note_new(session, run.now, wanted):
            enqueue(session, run.now, "send-week", {"person_id": one.person_id}, own)


@does("send-week", _l("E-mail with what waits for somebody"))
def send_week(run: Run) -> None:
    """It says how things are when it is sent. Nothing is sent where nothing waits."""
    session, own, day = db.session(), run.organisation_id or 0, today(run.now)
    to = reader(session, own, run.arguments["person_id"], WEEKLY)
    if to is None:
        return
    drafts, _unstarted = open_work(session, to)
    found = waiting(session, to, drafts)
    actions = [
        one
        for one in owned_actions(session, own, day - timedelta(days=OVERDUE_DAYS), day + AHEAD)
        if to.person_id in one.owners
    ]

    def where(assessment_id: int, title: str) -> str:
        return called(session, to, assessment_id, title)

    lists = {
        "sections": [(where(one.assessment_id, one.work_title), one) for one in found.sections],
        "reviews": [(where(one.assessment_id, title), one) for one, title in found.reviews],
        "comments": [(where(one.assessment_id, title), one) for one, title in found.comments],
        "ready": [(where(one.id, one.title), one) for one in found.ready],
        "actions": [(called_action(db.session(), to, one.id, one.title), one) for one in actions],
    }
    if not any(lists.values()):
        return
    send_notice(
        run, to, _("What waits for you"), "week",
        _("You get this on Mondays when anything waits for you."),
        address=whole_address("home.index"), today=day, most=MOST_LINES, **lists,
    )  # fmt: skip
