"""Each morning: votes that nobody closed are counted and forgotten."""

from icf.db import across_organisations, write
from icf.jobs.registry import Run, does
from icf.web.i18n import _l
from icf.workshops.service import forget_ended

REASON = "votes in workshops that are over"


@does("forget-votes", _l("Forget votes in workshops that are over"), every="morning")
def forget_votes(run: Run) -> None:
    """Close every vote whose hours are over, in all organisations."""
    with across_organisations(REASON), write() as session:
        forget_ended(session, run.now)
