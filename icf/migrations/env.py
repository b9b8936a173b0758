"""Runs the steps on the connection that ``icf.migrations`` opened. Alembic loads this file."""

from typing import Any, Literal

from alembic import context

from icf.db import Base, UtcDateTime


def _plainly(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Steps name SQLAlchemy's types only, so that they run whatever becomes of ours."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # The whole upgrade is one transaction, which icf.migrations begins and commits.
    transactional_ddl=True,
    render_as_batch=True,
    compare_type=True,
    render_item=_plainly,
)
context.run_migrations()
