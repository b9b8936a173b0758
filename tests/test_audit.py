"""A change and its line in the audit are stored together, or neither is."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.audit import AuditEntry, record
from icf.db import db, write
from icf.web.actor import Actor

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ADA = Actor(7, "Ada Example", "ada@example.org", 3, "Brooktown Council", "lead")


def test_a_line_says_who_did_what_and_when(app: Flask) -> None:
    with app.app_context():
        with write() as session:
            record(session, "work_started", ADA, NOW, "work", "12", what="a detail")
        row = db.session.scalars(sa.select(AuditEntry)).one()

        assert (row.person_id, row.organisation_id, row.at) == (7, 3, NOW)
        assert (row.what, row.subject, row.subject_id) == ("work_started", "work", "12")
        assert row.details == {"what": "a detail"}


def test_without_an_actor_nobody_is_named(app: Flask) -> None:
    with app.app_context():
        with write() as session:
            record(session, "example_made", None, NOW)

        assert db.session.scalars(sa.select(AuditEntry.person_id)).one() is None


def write_and_fail() -> None:
    with write() as session:
        record(session, "work_started", ADA, NOW)
        raise LookupError


def test_a_change_that_fails_leaves_no_line(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(LookupError):
            write_and_fail()

        assert db.session.scalars(sa.select(AuditEntry)).all() == []
