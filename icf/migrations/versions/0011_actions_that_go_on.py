"""Actions that go on after sign-off: status, notes, what they answer, and proposals to others.

What an action answers moves into a table of its own, so that it may be several things.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "action_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_note_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_note_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["person.id"], name=op.f("fk_action_note_written_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_note")),
    )
    with op.batch_alter_table("action_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_note_action_id"), ["action_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_action_note_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "action_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("is_ours", sa.Boolean(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("other_name", sa.String(length=200), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("how_we_know", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_proposal_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["done_by"], ["person.id"], name=op.f("fk_action_proposal_done_by")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_action_proposal_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["organisation.id"], name=op.f("fk_action_proposal_other_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_proposal")),
        sa.UniqueConstraint(
            "organisation_id", "key", name=op.f("uq_action_proposal_organisation_id_key")
        ),
    )
    with op.batch_alter_table("action_proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_action_proposal_action_id"), ["action_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_action_proposal_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "action_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action.id"], name=op.f("fk_action_link_action_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_action_link_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["promise_id"], ["promise.id"], name=op.f("fk_action_link_promise_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_link")),
    )
    with op.batch_alter_table("action_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_link_action_id"), ["action_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_action_link_organisation_id"), ["organisation_id"], unique=False
        )

    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resources", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("priority", sa.String(length=10), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("status", sa.String(length=12), nullable=False, server_default="not_rated")
        )
        batch_op.add_column(
            sa.Column("stopped_reason", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.alter_column("assessment_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_action_owner_id"), "person", ["owner_id"], ["id"]
        )

    with op.batch_alter_table("action_history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resources", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("priority", sa.String(length=10), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("starts_on", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("status", sa.String(length=12), nullable=False, server_default="not_rated")
        )
        batch_op.add_column(
            sa.Column("stopped_reason", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_action_history_owner_id"), "person", ["owner_id"], ["id"]
        )

    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resources", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("priority", sa.String(length=10), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("starts_on", sa.Date(), nullable=True))

    _link("approach")
    _link("question")


def _link(kind: str) -> None:
    """Each action is linked with what it answers so far."""
    op.execute(
        "INSERT INTO action_link (organisation_id, action_id, kind, key)"  # noqa: S608 our own words
        f" SELECT organisation_id, id, '{kind}', {kind} FROM action WHERE {kind} <> '' ORDER BY id"
    )
