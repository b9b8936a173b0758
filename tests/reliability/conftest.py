"""A checklist on a desk."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.reliability.checklists import Desk, new_desk
from tests.support import CheckedClient


@pytest.fixture
def desk(app: Flask, signed_in: Callable[..., CheckedClient]) -> Desk:
    """A lead with a new checklist of size standard."""
    return new_desk(app, signed_in("lead"))
