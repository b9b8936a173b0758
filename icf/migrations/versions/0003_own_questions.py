"""An organisation's own questions: drafts, and published versions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "own_pack",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("draft", sa.Text(), nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("draft_changed_by", sa.Integer(), nullable=True),
        sa.Column("draft_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_own_pack_created_by")),
        sa.ForeignKeyConstraint(
            ["draft_changed_by"], ["person.id"], name=op.f("fk_own_pack_draft_changed_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_own_pack_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_pack")),
        sa.UniqueConstraint("key", name=op.f("uq_own_pack_key")),
    )
    with op.batch_alter_table("own_pack", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_own_pack_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "own_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_own_step_made_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_own_step_organisation_id")
        ),
        sa.ForeignKeyConstraint(["pack_id"], ["own_pack.id"], name=op.f("fk_own_step_pack_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_step")),
        sa.UniqueConstraint("pack_id", "version", name=op.f("uq_own_step_pack_id_version")),
    )
    with op.batch_alter_table("own_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_own_step_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_own_step_pack_id"), ["pack_id"], unique=False)

    op.create_table(
        "own_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pack_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("meaning_unchanged", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_own_version_organisation_id")
        ),
        sa.ForeignKeyConstraint(["pack_id"], ["own_pack.id"], name=op.f("fk_own_version_pack_id")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["person.id"], name=op.f("fk_own_version_published_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_version")),
        sa.UniqueConstraint("pack_id", "version", name=op.f("uq_own_version_pack_id_version")),
    )
    with op.batch_alter_table("own_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_own_version_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_own_version_pack_id"), ["pack_id"], unique=False)

    stays = "pack_id, version, text, meaning_unchanged, published_by, published_at"
    refusal = "A published version never changes."
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER own_version_stays BEFORE UPDATE OF {stays} ON own_version "
            f"BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
        )
    else:
        op.execute(
            "CREATE OR REPLACE FUNCTION own_version_stays() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{refusal}'; END $$ LANGUAGE plpgsql"
        )
        op.execute(
            f"CREATE TRIGGER own_version_stays BEFORE UPDATE OF {stays} ON own_version "
            "FOR EACH ROW EXECUTE FUNCTION own_version_stays()"
        )
