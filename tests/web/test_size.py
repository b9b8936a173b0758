"""What is too large is refused at once, before it is read."""

from io import RawIOBase
from typing import Any
from urllib.parse import urlencode

import pytest
from werkzeug.test import encode_multipart

from tests.support import CheckedClient


class Gigabyte(RawIOBase):
    """A body, which counts how often it is read."""

    reads = 0

    def readable(self) -> bool:
        return True

    def readinto(self, room: memoryview) -> int:  # type: ignore[override]
        self.reads += 1
        return len(room)


def test_a_body_of_a_gigabyte_is_refused_without_reading_it(client: CheckedClient) -> None:
    body = Gigabyte()

    response = client.post(
        "/sign-in", environ_overrides={"CONTENT_LENGTH": str(10**9), "wsgi.input": body}
    )

    assert response.status_code == 413
    assert body.reads == 0


def test_a_form_with_ten_thousand_fields_is_refused(client: CheckedClient) -> None:
    body = urlencode([(f"field{number}", "x") for number in range(10_000)])

    response = client.post("/sign-in", data=body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 413


def test_an_upload_with_ten_thousand_parts_is_refused(client: CheckedClient) -> None:
    boundary, body = encode_multipart({f"field{number}": "x" for number in range(10_000)})

    response = client.post(
        "/sign-in", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )

    assert response.status_code == 413


def test_a_long_checklist_is_not_too_large(client: CheckedClient) -> None:
    fields = {f"a-icf:question-{number}-words": "word " * 200 for number in range(900)}

    response = client.send("/sign-in", fields)

    assert response.status_code != 413


@pytest.mark.parametrize("address", ["/actions?text=%00", "/framework/icf%00", "/actions?%00=x"])
def test_an_address_with_a_null_leads_nowhere(signed_in: Any, address: str) -> None:
    """PostgreSQL would fail over it."""
    assert signed_in("lead").get(address).status_code == 404
