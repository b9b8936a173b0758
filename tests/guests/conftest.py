"""A guest link to the desk's checklist, and guests who came through it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from icf.db import db
from icf.guests.link import make_link
from tests.desk import Desk
from tests.support import CheckedClient

SECTION, OTHER = "icf:connecting", "icf:communicating"


@pytest.fixture
def make_address(desk: Desk) -> Callable[..., str]:
    """`make_address(SECTION)` gives the address of a link to a section; without any, to all."""

    def make(*sections: str, days: int = 14) -> str:
        now, sheet = datetime.now(UTC), desk.sheet()
        secret: str = desk.run(
            lambda: make_link(db.session, desk.actor, now, sheet, "Tenants’ group", sections, days)
        )
        return f"/guest/link/{secret}"

    return make


@pytest.fixture
def guest(app: Flask, make_address: Callable[..., str]) -> Callable[..., CheckedClient]:
    """`guest(SECTION, name="Gus")` gives the browser of a guest who came in."""

    def come(*sections: str, name: str = "Gus Example", address: str = "") -> CheckedClient:
        client: CheckedClient = app.test_client()  # type: ignore[assignment]
        came = client.send(address or make_address(*sections), {"name": name})
        assert came.status_code == 303, came.text
        return client

    return come
