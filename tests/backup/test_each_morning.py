"""The backup of the day: made by a job, and only as many kept as the settings say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from icf.backup.service import newest_backup, restore, try_backup
from icf.config import Settings
from icf.db import db
from icf.doctor.folder import check_backups
from icf.jobs.models import Job
from icf.jobs.rounds import begin_rounds
from icf.jobs.worker import run_due

NOON = datetime.now(UTC).replace(hour=12)


@pytest.fixture
def kept(app: Flask, installation: Settings) -> Callable[[int], Settings]:
    """`kept(2)` lets the application keep two backups."""

    def keep(number: int) -> Settings:
        settings = replace(installation, backups_kept=number)
        app.extensions["icf_settings"] = settings
        begin_rounds(app, NOON)
        return settings

    return keep


def mornings(app: Flask, number: int) -> int:
    """That many mornings pass; gives how many backups were asked for."""
    for day in range(1, number + 1):
        moment = NOON + timedelta(days=day)
        begin_rounds(app, moment)
        run_due(app, moment)
    with app.app_context():
        return len(db.session.scalars(db.select(Job).filter_by(kind="back-up")).all())


def test_each_morning_makes_one_that_can_be_restored(
    app: Flask, kept: Callable[[int], Settings], new_place: Callable[[str], Path]
) -> None:
    settings = kept(3)

    asked = mornings(app, 1)

    newest = newest_backup(settings.backups)
    assert newest is not None
    assert asked == 1
    assert try_backup(newest, settings).rows > 0
    assert restore(newest, new_place("restored")).path == newest
    assert next(one.state for one in check_backups(settings)) == "ok"


def test_the_oldest_go_once_there_are_as_many_as_are_kept(
    app: Flask, kept: Callable[[int], Settings]
) -> None:
    settings = kept(2)
    settings.backups.mkdir()
    old = [settings.backups / f"icf-2026-01-0{day}-070000.tar" for day in (1, 2)]
    for path in old:
        path.write_bytes(b"")

    mornings(app, 1)

    left = sorted(settings.backups.iterdir())
    assert len(left) == 2
    assert old[0] not in left
    assert old[1] in left


def test_none_is_made_where_none_is_asked_for(app: Flask, kept: Callable[[int], Settings]) -> None:
    settings = kept(0)

    assert mornings(app, 3) == 0
    assert not settings.backups.exists()


def test_one_that_fails_is_tried_again_and_deletes_nothing(
    app: Flask, kept: Callable[[int], Settings]
) -> None:
    settings = kept(1)
    settings.backups.write_bytes(b"a file where the folder should be")

    mornings(app, 1)

    with app.app_context():
        job = db.session.scalars(db.select(Job).filter_by(kind="back-up")).one()
        assert job.state != "done"
        assert job.problem
    assert settings.backups.is_file()
