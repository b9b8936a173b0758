"""People with passwords, and the forms that they use."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from icf.accounts.person import add_membership, create_person
from icf.db import write
from tests.support import CheckedClient, Somewhere

PASSWORD = "seven purple ferries"


@pytest.fixture
def make_person(app: Flask, organisation: Somewhere) -> Callable[..., int]:
    """`make_person("ada@example.org", "lead")` gives the id of a person with a password."""

    def make(email: str, role: str = "contributor", *places: Somewhere) -> int:
        now = datetime.now(UTC)
        with app.app_context(), write() as session:
            person = create_person(session, now, email.partition("@")[0].title(), email, PASSWORD)
            for place in places or (organisation,):
                add_membership(session, now, place.id, person.id, role)
            return person.id

    return make


def sign_in(client: CheckedClient, email: str, password: str = PASSWORD, then: str = "") -> int:
    """Send the form of the page to sign in; answers the status."""
    response = client.send(f"/sign-in{then}", {"email": email, "password": password})
    return response.status_code


def is_signed_in(client: CheckedClient) -> bool:
    return client.get("/account").status_code == 200
