"""Failures of plugins, and which are paused."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "plugin_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plugin", sa.String(length=60), nullable=False),
        sa.Column("doing", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=8), nullable=False),
        sa.Column("problem", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plugin_failure")),
    )
    with op.batch_alter_table("plugin_failure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plugin_failure_at"), ["at"], unique=False)

    op.create_table(
        "plugin_pause",
        sa.Column("plugin", sa.String(length=60), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_again_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("plugin", name=op.f("pk_plugin_pause")),
    )
