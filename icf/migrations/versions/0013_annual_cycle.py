"""The annual cycle: its dates, who takes part, what was sent, and calendar addresses."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "cycle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("by_hand", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("core_version", sa.String(length=20), nullable=False),
        sa.Column("follows", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["questionnaire.digest"], name=op.f("fk_cycle_digest")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_cycle_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle")),
        sa.UniqueConstraint("key", name=op.f("uq_cycle_key")),
        sa.UniqueConstraint("title", name=op.f("uq_cycle_title")),
    )
    op.create_table(
        "cycle_feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cycle_feed_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cycle_feed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_cycle_feed_token_hash")),
    )
    with op.batch_alter_table("cycle_feed", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cycle_feed_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cycle_feed_person_id"), ["person_id"], unique=False)

    op.create_table(
        "cycle_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_key", sa.String(length=32), nullable=False),
        sa.Column("joined_by", sa.Integer(), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_late", sa.Boolean(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_until", sa.Date(), nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=False),
        sa.Column("extended_by", sa.Integer(), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["extended_by"], ["person.id"], name=op.f("fk_cycle_part_extended_by")
        ),
        sa.ForeignKeyConstraint(["joined_by"], ["person.id"], name=op.f("fk_cycle_part_joined_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_cycle_part_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cycle_part")),
        sa.UniqueConstraint(
            "organisation_id", "cycle_key", name=op.f("uq_cycle_part_organisation_id_cycle_key")
        ),
    )
    with op.batch_alter_table("cycle_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cycle_part_cycle_key"), ["cycle_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cycle_part_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_key", sa.String(length=32), nullable=False),
        sa.Column("cycle_title", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("core_version", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_submission_organisation_id")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_submission_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint(
            "organisation_id",
            "cycle_key",
            "number",
            name=op.f("uq_submission_organisation_id_cycle_key_number"),
        ),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_cycle_key"), ["cycle_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_submission_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "submission_pdf",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_submission_pdf_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_pdf_submission_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_submission_pdf")),
    )
    with op.batch_alter_table("submission_pdf", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_submission_pdf_organisation_id"), ["organisation_id"], unique=False
        )

    _freeze(
        "submission",
        "organisation_id, cycle_key, cycle_title, number, kind, reference, core_version, due_on,"
        " is_late, report, sha256, sent_by, sent_at",
    )
    _freeze("submission_pdf", "organisation_id, submission_id, sha256, content, made_at")


def _freeze(table: str, columns: str) -> None:
    refusal = "What was sent never changes."
    before = f"CREATE TRIGGER {table}_stays BEFORE UPDATE OF {columns} ON {table}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{before} BEGIN SELECT RAISE(ABORT, '{refusal}'); END")
    else:
        op.execute(
            f"CREATE OR REPLACE FUNCTION {table}_stays() RETURNS trigger AS $$"
            f" BEGIN RAISE EXCEPTION '{refusal}'; END $$ LANGUAGE plpgsql"
        )
        op.execute(f"{before} FOR EACH ROW EXECUTE FUNCTION {table}_stays()")
