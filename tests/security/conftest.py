"""Two filled organisations, and a browser for each role in each of them."""

from collections.abc import Callable

import pytest
from flask import Flask

from icf.web.actor import CAPABILITIES
from tests.security.world import Place, fill
from tests.support import CheckedClient, Somewhere


@pytest.fixture
def make_place(
    app: Flask,
    signed_in: Callable[..., CheckedClient],
    make_organisation: Callable[..., Somewhere],
) -> Callable[[str, str], Place]:
    """`make_place("Hillside", "Zebrafish")` gives an organisation with everything in it."""

    def make(name: str, mark: str) -> Place:
        here = make_organisation(f"{name} {mark}")
        browsers = {
            role: signed_in(role, organisation=here, name=f"{role} {mark}") for role in CAPABILITIES
        }
        return fill(app, Place(here.name, mark, here.id, browsers))

    return make


@pytest.fixture
def ours(make_place: Callable[[str, str], Place]) -> Place:
    return make_place("Brooktown", "Quokkamark")


@pytest.fixture
def theirs(make_place: Callable[[str, str], Place]) -> Place:
    return make_place("Hillside", "Zebramark")
