"""An organisation's self-evaluation on a desk."""

from typing import Any

import pytest
from flask import Flask

from icf.selfeval.service import start_self_evaluation
from tests.desk import Desk

FULL = "full"


@pytest.fixture
def yearly(app: Flask, signed_in: Any) -> Desk:
    """This year's self-evaluation of the organisation as a whole, filled in by nobody yet."""
    made = Desk(app, signed_in("lead").actor, 0, 0)
    made.assessment_id = start(made, "2026/27")
    made.work_id = made.sheet().record.work_id
    return made


def start(desk: Desk, period: str, copies: bool = False, service_id: int | None = None) -> int:
    """Start a year's self-evaluation."""
    found: int = desk.call(start_self_evaluation, desk.plugins, service_id, period, FULL, copies)
    return found
