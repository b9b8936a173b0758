"""The only way round the organisation in scope."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import sqlalchemy as sa

from icf.db.base import Base
from icf.db.scope import db, entered, scope, writing
from icf.db.write import write

_written: set[tuple[str, int | None, str, date]] = set()


@contextmanager
def across_organisations(reason: str) -> Iterator[None]:
    """Everything inside may read and write the rows of every organisation.

    Args:
        reason: a few words for the audit, the same each time that the same thing is done. The audit
            has one line for each reason, asking organisation, day and process, so that a page that
            looks across does not write each time that it is shown.
    """
    asking = scope()
    with entered(None, across=True):
        _audit(reason, asking, datetime.now(UTC))
        yield


def _audit(reason: str, asking: int | None, now: datetime) -> None:
    line = (str(db.engine.url), asking, reason, now.date())
    if line in _written:
        return
    # By name: the audit is a layer above, and its table is all that is needed here.
    row = sa.insert(Base.metadata.tables["audit"]).values(
        organisation_id=asking,
        at=now,
        what="across_organisations",
        subject=reason[:60],
        subject_id="",
        details={},
    )
    if writing.get():
        db.session.execute(row)
    else:
        with write() as session:
            session.execute(row)
    _written.add(line)
