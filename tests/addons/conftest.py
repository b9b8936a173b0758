"""An application in which the add-on of ``allotments.py`` is installed, and switched on."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from icf.app import create_app
from icf.db import db, in_organisation, write
from icf.packs.service import set_switch
from tests.addons.allotments import write_allotments
from tests.desk import NOW, Desk
from tests.support import SECRET_KEY, CheckedClient, Somewhere


@pytest.fixture
def folder(instance_folder: Path) -> Path:
    """Of the add-on."""
    return write_allotments(instance_folder / "plugins")


@pytest.fixture
def app(database_url: str, instance_folder: Path, folder: Path) -> Iterator[Flask]:
    """The application with the add-on, off for everybody."""
    made = create_app(
        {"secret_key": SECRET_KEY, "database_url": database_url}, instance=instance_folder
    )
    made.testing = True
    made.config["PROPAGATE_EXCEPTIONS"] = False
    made.test_client_class = CheckedClient
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def switch(app: Flask) -> Callable[..., None]:
    """`switch(organisation_id, on=True)` switches the add-on."""

    def act(organisation_id: int, on: bool = True, name: str = "allotments") -> None:
        with app.app_context(), in_organisation(organisation_id), write() as session:
            set_switch(session, organisation_id, NOW, name, on)

    return act


@pytest.fixture
def lead(signed_in: Any, switch: Callable[..., None], organisation: Somewhere) -> CheckedClient:
    """A lead of an organisation that has the add-on on."""
    switch(organisation.id)
    client: CheckedClient = signed_in("lead")
    return client


@pytest.fixture
def plot_desk(lead: CheckedClient, app: Flask) -> Desk:
    """A quick checklist with the questions of the add-on, filled in by nobody yet."""
    from icf.assessments import service
    from icf.work.service import start_work

    actor = lead.actor
    assert actor is not None
    made = Desk(app, actor, 0, 0)
    made.work_id = made.call(start_work, {"title": "Millbrook garden"})
    made.assessment_id = made.call(service.start_assessment, made.plugins, made.work_id, "quick")
    return made
