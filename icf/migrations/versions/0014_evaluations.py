"""Which plan an evaluation asks back, and what was said of each promise."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "evaluation",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_evaluation_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evaluation_organisation_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["assessment.id"], name=op.f("fk_evaluation_plan_id")),
        sa.PrimaryKeyConstraint("assessment_id", name=op.f("pk_evaluation")),
    )
    with op.batch_alter_table("evaluation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evaluation_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "promise_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("carried_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("strength", sa.String(length=10), nullable=False),
        sa.Column("who_says", sa.String(length=200), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_promise_review_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["carried_id"], ["action.id"], name=op.f("fk_promise_review_carried_id")
        ),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["person.id"], name=op.f("fk_promise_review_edited_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_promise_review_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"], ["promise.id"], name=op.f("fk_promise_review_promise_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_review")),
        sa.UniqueConstraint(
            "assessment_id", "promise_id", name=op.f("uq_promise_review_assessment_id_promise_id")
        ),
    )
    with op.batch_alter_table("promise_review", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_promise_review_assessment_id"), ["assessment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_promise_review_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_promise_review_promise_id"), ["promise_id"], unique=False
        )

    op.create_table(
        "promise_review_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("strength", sa.String(length=10), nullable=False),
        sa.Column("who_says", sa.String(length=200), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["person.id"], name=op.f("fk_promise_review_history_edited_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_promise_review_history_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["promise_review.id"], name=op.f("fk_promise_review_history_review_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_review_history")),
        sa.UniqueConstraint(
            "review_id", "version", name=op.f("uq_promise_review_history_review_id_version")
        ),
    )
    with op.batch_alter_table("promise_review_history", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_promise_review_history_organisation_id"),
            ["organisation_id"],
            unique=False,
        )
