"""R3: autosaves that are dropped, delayed, doubled or overtaken are each stored once."""

import random

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.assessments.models import AnswerHistory, StoredAnswer
from icf.db import db, in_organisation
from tests.reliability.checklists import Desk
from tests.reliability.network import BadNetwork, Script

SEED = 20261121


def test_a_bad_network_neither_loses_nor_doubles_a_save(
    app: Flask, desk: Desk, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    saves = request.config.getoption("saves")
    chance = random.Random(SEED)
    network = BadNetwork(desk.autosave, chance)
    scripts = [Script(network, question) for question in desk.questions[:4]]

    for _ in range(saves):
        chance.choice(scripts).type_and_save()
    network.let_all_arrive()

    acknowledged = {
        question: script.acknowledged
        for question, script in zip(desk.questions, scripts, strict=False)
    }
    with capsys.disabled():
        print(f"\nR3: {saves} saves, network {network.did}")
    assert stored_history(app, desk) == acknowledged
    assert current_answers(app, desk) == {key: told[-1] for key, told in acknowledged.items()}
    assert set(network.did) == {"fine", "request lost", "reply lost", "delayed", "doubled"}


def stored_history(app: Flask, desk: Desk) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    with app.app_context(), in_organisation(desk.actor.organisation_id):
        for row in db.session.scalars(sa.select(AnswerHistory).order_by(AnswerHistory.version)):
            found.setdefault(row.question, []).append((row.version, row.words))
    return found


def current_answers(app: Flask, desk: Desk) -> dict[str, tuple[int, str]]:
    with app.app_context(), in_organisation(desk.actor.organisation_id):
        rows = db.session.scalars(sa.select(StoredAnswer))
        return {row.question: (row.version, row.words) for row in rows}
