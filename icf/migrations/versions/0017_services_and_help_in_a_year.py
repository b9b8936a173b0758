"""What was sent for services and typed for others, and who asked for that."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

FROZEN = (
    "organisation_id, cycle_key, cycle_title, number, kind, reference, core_version, services,"
    " came_by, came_on, due_on, is_late, report, sha256, sent_by, sent_at"
)


def upgrade() -> None:
    _thaw()
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("services", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(
            sa.Column("came_by", sa.String(length=10), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("came_on", sa.Date(), nullable=True))
    with op.batch_alter_table("cycle_part", schema=None) as batch_op:
        batch_op.add_column(sa.Column("help_asked_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("help_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_cycle_part_help_asked_by"), "person", ["help_asked_by"], ["id"]
        )
    _freeze()


def _thaw() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON submission"
    op.execute(f"DROP TRIGGER submission_stays{on}")


def _freeze() -> None:
    before = f"CREATE TRIGGER submission_stays BEFORE UPDATE OF {FROZEN} ON submission"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"{before} BEGIN SELECT RAISE(ABORT, 'What was sent never changes.'); END")
    else:
        op.execute(f"{before} FOR EACH ROW EXECUTE FUNCTION submission_stays()")
