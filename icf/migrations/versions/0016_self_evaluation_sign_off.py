"""Who really answered and who typed it in, and the organisation's implementation plan."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "implementation_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        *_what_it_says(),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["person.id"], name=op.f("fk_implementation_plan_edited_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_implementation_plan_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_implementation_plan_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_implementation_plan")),
        sa.UniqueConstraint("work_id", name=op.f("uq_implementation_plan_work_id")),
    )
    op.create_table(
        "implementation_plan_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        *_what_it_says(),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["person.id"], name=op.f("fk_implementation_plan_history_edited_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_implementation_plan_history_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["implementation_plan.id"],
            name=op.f("fk_implementation_plan_history_plan_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_implementation_plan_history")),
        sa.UniqueConstraint(
            "plan_id", "version", name=op.f("uq_implementation_plan_history_plan_id_version")
        ),
    )
    for name in ("implementation_plan", "implementation_plan_history"):
        op.create_index(op.f(f"ix_{name}_organisation_id"), name, ["organisation_id"])
    with op.batch_alter_table("plan_paper", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answered_by", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("typed_by", sa.String(length=200), nullable=False, server_default="")
        )


def _what_it_says() -> list[Any]:
    """The columns that the plan and its history share."""
    texts = ("awareness", "needed", "measured", "reported")
    return [
        sa.Column("years", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
    ]
