"""What plugins keep for organisations, and whether their pages are public."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "plugin_stored",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plugin", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["person.id"], name=op.f("fk_plugin_stored_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_plugin_stored_organisation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plugin_stored")),
        sa.UniqueConstraint(
            "organisation_id",
            "plugin",
            "key",
            name=op.f("uq_plugin_stored_organisation_id_plugin_key"),
        ),
    )
    with op.batch_alter_table("plugin_stored", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_plugin_stored_organisation_id"), ["organisation_id"], unique=False
        )
    op.add_column(
        "plugin_switch",
        sa.Column("public", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
