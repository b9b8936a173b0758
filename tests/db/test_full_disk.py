"""A disk that is full: nothing claims to be saved, and all is well once there is room again."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Setting
from icf.db import db, write
from icf.web import guards
from tests.support import CheckedClient


@pytest.fixture
def filling(app: Flask) -> Flask:
    """The application with a form that stores a megabyte."""

    @app.post("/t/fill")
    @guards.public
    def fill() -> dict[str, bool]:
        with write() as session:
            session.add(Setting(key="big", value="x" * 1_000_000))
        return {"saved": True}

    return app


def limit_pages(app: Flask, count: int) -> None:
    """Let the database grow to this many pages of 4 KB, on every connection."""
    with app.app_context():
        db.engine.dispose()
        sa.event.listen(
            db.engine,
            "connect",
            lambda connection, _: connection.execute(f"PRAGMA max_page_count={count}"),
        )


def test_a_full_disk_is_told_and_recovers_unaided(
    filling: Flask, client: CheckedClient, database: str, tmp_path: Path
) -> None:
    if database != "sqlite":
        return
    pages = (tmp_path / "icf.sqlite").stat().st_size // 4096 + 10
    limit_pages(filling, pages)

    refused = client.send("/t/fill")
    limit_pages(filling, 1_000_000)
    accepted = client.send("/t/fill")

    assert refused.status_code == 503
    assert "reference" in refused.text
    assert accepted.json == {"saved": True}
