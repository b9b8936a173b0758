"""E-mails about an action that one organisation proposes to another. None of them quotes it."""

from icf.accounts.emails import AT_ONCE
from icf.db import db
from icf.jobs.registry import Run, does
from icf.notices.letter import send_notice
from icf.notices.reader import reader
from icf.plans.models import ActionProposal
from icf.web.address import whole_address
from icf.web.i18n import _, _l


@does("tell-proposal", _l("E-mail about an action that another organisation proposes"))
def tell_proposal(run: Run) -> None:
    found = db.session().get(ActionProposal, run.arguments["proposal_id"])
    to = reader(db.session(), run.organisation_id, run.arguments["person_id"], AT_ONCE)
    if found is None or found.state != "proposed" or to is None or not to.may("share"):
        return
    other = found.other_name
    send_notice(
        run, to, _("%(other)s proposes something that you could do", other=other), "proposal",
        _("You get this because leads decide what %(own)s takes on.", own=to.organisation_name),
        other=other, address=whole_address("actions.proposal", proposal_id=found.id),
    )  # fmt: skip


@does("tell-proposal-answer", _l("E-mail with what another organisation says to a proposal"))
def tell_proposal_answer(run: Run) -> None:
    found = db.session().get(ActionProposal, run.arguments["proposal_id"])
    to = reader(db.session(), run.organisation_id, run.arguments["person_id"], AT_ONCE)
    if found is None or found.state not in ("accepted", "declined") or to is None:
        return
    other, accepted = found.other_name, found.state == "accepted"
    subject = (
        _("%(other)s says yes", other=other) if accepted else _("%(other)s says no", other=other)
    )
    send_notice(
        run, to, subject, "proposal_answer", _("You get this because you proposed it."),
        other=other, accepted=accepted, redated=accepted and found.agreed_on != found.due_on,
        address=whole_address("actions.proposal", proposal_id=found.id),
    )  # fmt: skip
