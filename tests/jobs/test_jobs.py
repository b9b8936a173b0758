"""Jobs: none is lost, none is done by two, and a failure waits for the next try."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from icf.db import write
from icf.jobs.models import Job
from icf.jobs.registry import KINDS, does
from icf.jobs.service import MINE_FOR, WAITS, enqueue, note_done, note_failed, take_next
from icf.jobs.worker import Worker, run_due
from tests.jobs.conftest import NOW, Office
from tests.support import CheckedClient, Somewhere

SignedIn = Callable[..., CheckedClient]
HANG_SECONDS = 60


def test_jobs_are_done_in_their_order_and_their_arguments_forgotten(office: Office) -> None:
    first, _second = office.put("one"), office.put("two")

    assert office.run() == 2

    assert office.done == ["one", "two"]
    job = office.job(first)
    assert (job.state, job.progress_percent, job.arguments) == ("done", 100, {})


def test_a_job_is_stored_with_the_change_that_wants_it_or_not_at_all(office: Office) -> None:
    def change_that_fails(session: Session) -> None:
        enqueue(session, NOW, "test", {"what": "never"})
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        office.call(change_that_fails)

    assert office.run() == 0


def test_a_job_of_an_organisation_runs_in_its_scope(
    office: Office, organisation: Somewhere
) -> None:
    office.put(organisation_id=organisation.id)
    office.put()

    office.run()

    assert office.scopes == [organisation.id, None]


def test_a_failed_job_is_tried_again_later_and_later(office: Office) -> None:
    job_id = office.put()
    office.broken = True

    assert office.run() == 1
    assert office.run() == 0
    assert "The post is on strike." in office.job(job_id).problem
    office.broken = False
    assert office.run(minutes=1) == 1

    assert office.done == ["a letter"]
    assert office.job(job_id).problem == ""


def test_after_a_day_of_failures_it_stays_failed_and_keeps_what_it_was_asked(
    office: Office,
) -> None:
    job_id = office.put()
    office.broken = True

    tried = sum(office.run(hours=hour) for hour in range(100))

    assert tried == len(WAITS) + 1
    job = office.job(job_id)
    assert (job.state, job.arguments) == ("failed", {"what": "a letter"})


def test_the_job_of_a_worker_that_died_is_taken_again(office: Office) -> None:
    office.put()
    office.call(take_next, NOW)

    assert office.run(minutes=4) == 0
    assert office.run(minutes=5) == 1

    assert office.done == ["a letter"]


def test_a_worker_that_was_only_slow_cannot_undo_what_the_next_one_did(office: Office) -> None:
    job_id = office.put()
    slow = office.call(take_next, NOW)
    office.run(minutes=5)

    office.call(note_failed, NOW, slow, "too late", "0000")
    assert office.job(job_id).state == "done"

    again = office.put()
    slow = office.call(take_next, NOW)
    office.call(take_next, NOW + MINE_FOR)
    office.call(note_done, NOW, slow)
    assert office.job(again).state == "running"


def test_progress_keeps_a_long_job_with_its_worker(office: Office) -> None:
    from icf.jobs.service import note_progress

    job_id = office.put()
    taken = office.call(take_next, NOW)
    office.call(note_progress, NOW + timedelta(minutes=4), taken, 40)

    assert office.run(minutes=8) == 0
    assert office.job(job_id).progress_percent == 40


def test_four_workers_at_once_do_every_job_once(office: Office) -> None:
    for number in range(40):
        office.put(str(number))

    workers = [threading.Thread(target=run_due, args=(office.app, NOW)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert sorted(office.done, key=int) == [str(number) for number in range(40)]


def test_a_worker_works_until_it_is_told_to_stop(office: Office) -> None:
    worker = Worker(office.app)
    thread = worker.start()
    office.put()
    for _ in range(HANG_SECONDS * 20):
        if office.done:
            break
        threading.Event().wait(1 / 20)

    worker.stop()
    thread.join(HANG_SECONDS)

    assert office.done == ["a letter"]
    assert not thread.is_alive()


def test_jobs_done_long_ago_are_forgotten(office: Office) -> None:
    old = office.put()
    office.run()
    office.put()
    office.run(days=31)

    with office.app.app_context():
        from icf.db import db

        assert db.session.get(Job, old) is None


def test_nobody_puts_in_what_nobody_does(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="Nobody does"), write() as session:
        enqueue(session, NOW, "juggle", {})


def test_two_functions_for_one_kind_are_a_mistake(office: Office) -> None:
    with pytest.raises(ValueError, match="two functions"):
        does("test", "Once more")
    assert "test" in KINDS


def test_an_administrator_sees_what_failed_and_lets_it_try_again(
    office: Office, signed_in: SignedIn
) -> None:
    job_id = office.put()
    office.broken = True
    for hour in range(100):
        office.run(hours=hour)
    office.broken = False
    administrator = signed_in("administrator")

    page = administrator.page("/jobs")
    assert "Send a letter" in page.text
    assert "The post is on strike." in page.text
    administrator.send(f"/jobs/{job_id}/try-again")
    run_due(office.app)

    assert office.done == ["a letter"]
    assert "Nothing has failed." in administrator.page("/jobs").text


def test_what_runs_or_is_done_is_not_tried_again(office: Office, signed_in: SignedIn) -> None:
    administrator = signed_in("administrator")
    done = office.put()
    office.run()
    running = office.put()
    office.call(take_next, NOW)

    statuses = [
        administrator.send(f"/jobs/{job_id}/try-again").status_code
        for job_id in (done, running, 987_654)
    ]

    assert statuses == [404, 404, 404]
