"""Which plugins failed, and which are paused: for the whole installation, in all processes."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from icf.db import Base


class PluginFailure(Base):
    """One failure of a plugin. ``reference`` stands in the log beside the traceback."""

    __tablename__ = "plugin_failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    plugin: Mapped[str] = mapped_column(sa.String(60))
    doing: Mapped[str] = mapped_column(sa.String(120))
    reference: Mapped[str] = mapped_column(sa.String(8))
    problem: Mapped[str] = mapped_column(sa.String(300))
    at: Mapped[datetime] = mapped_column(index=True)


class PluginPause(Base):
    """A plugin that failed at some time. It is paused while ``paused_at`` is set.

    ``tried_again_at`` is when an administrator last let it go on: older failures no longer count.
    """

    __tablename__ = "plugin_pause"

    plugin: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    paused_at: Mapped[datetime | None]
    tried_again_at: Mapped[datetime | None]


PAUSED_NAMES = (
    sa.select(sa.func.aggregate_strings(PluginPause.plugin, ","))
    .where(PluginPause.paused_at.is_not(None))
    .scalar_subquery()
)
"""The names of all that are paused, with commas between: a column for a statement that runs anyway.
"""


def paused_names(column: str | None) -> frozenset[str]:
    """What ``PAUSED_NAMES`` gave, as names."""
    return frozenset(column.split(",")) if column else frozenset()
