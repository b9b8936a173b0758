"""Other questions for open checklists: what was switched, and what became of each."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest"], ["questionnaire.digest"], name=op.f("fk_move_digest")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_move_made_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_move_organisation_id")
        ),
        sa.ForeignKeyConstraint(["undone_by"], ["person.id"], name=op.f("fk_move_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_move_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "moved_assessment",
        sa.Column("move_id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("from_digest", sa.String(length=64), nullable=False),
        sa.Column("to_digest", sa.String(length=64), nullable=False),
        sa.Column("from_depth", sa.String(length=80), nullable=False),
        sa.Column("to_depth", sa.String(length=80), nullable=False),
        sa.Column("renamed", sa.JSON(), nullable=False),
        sa.Column("reopened", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_moved_assessment_assessment_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_digest"], ["questionnaire.digest"], name=op.f("fk_moved_assessment_from_digest")
        ),
        sa.ForeignKeyConstraint(["move_id"], ["move.id"], name=op.f("fk_moved_assessment_move_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_moved_assessment_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["to_digest"], ["questionnaire.digest"], name=op.f("fk_moved_assessment_to_digest")
        ),
        sa.PrimaryKeyConstraint("move_id", "assessment_id", name=op.f("pk_moved_assessment")),
    )
    with op.batch_alter_table("moved_assessment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_moved_assessment_assessment_id"), ["assessment_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_moved_assessment_organisation_id"), ["organisation_id"], unique=False
        )
