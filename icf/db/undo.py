"""What an organisation deletes is put aside, and can be brought back for a while."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

UNDO_DAYS = 30


def kept_row(session: Session, organisation_id: int, model: Any, row_id: int) -> Any:
    """A row of an organisation that is not deleted, or None.

    Args:
        model: a tenant class with ``id`` and ``deleted_at``.
    """
    return session.scalar(
        sa.select(model).where(
            model.id == row_id,
            model.organisation_id == organisation_id,
            model.deleted_at.is_(None),
        )
    )


def deleted_rows(session: Session, model: Any, now: datetime, *conditions: Any) -> list[Any]:
    """Deleted rows of the organisation in scope that can still be brought back, newest first.

    Args:
        conditions: what else has to be true of them.
    """
    since = now - timedelta(days=UNDO_DAYS)
    statement = sa.select(model).where(model.deleted_at > since, *conditions)
    return list(session.scalars(statement.order_by(model.deleted_at.desc())))
