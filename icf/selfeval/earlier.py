"""The self-evaluation that stands beside this one."""

from sqlalchemy.orm import Session

from icf.assessments.sheet import Sheet, load
from icf.errors import NotFound
from icf.web.actor import Actor


def earlier_sheet(session: Session, actor: Actor, sheet: Sheet) -> Sheet | None:
    """Last year's; None where there is none, or it was deleted since."""
    if sheet.record.copied_from_id is None:
        return None
    try:
        return load(session, actor, sheet.record.copied_from_id)
    except NotFound:
        return None
