"""`assessment_signed_off` and `plan_changed`: add-ons are told afterwards, harming nobody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from icf.db import db, in_organisation
from icf.errors import Conflict
from icf.packs.store import WaitingStore
from icf.plans import events
from icf.plans.action import actions_of
from icf.plugin import PlanEvent
from tests.desk import NOW, Desk, posted
from tests.support import CheckedClient

SIGN = {"do": "sign", "signed_name": "Ada Lead", "signed_role": "Manager"}


def stored(desk: Desk, key: str) -> Any:
    here = desk.actor.organisation_id
    with desk.app.test_request_context(), in_organisation(here):
        found = WaitingStore("allotments", here, NOW).get(key)
        return found.value if found else None


@pytest.fixture
def answered(plot_desk: Desk) -> Desk:
    plot_desk.save(posted("allotments:how-many", "Forty"), posted(value="partly"))
    return plot_desk


def actions_page(desk: Desk) -> str:
    return f"/checklists/{desk.assessment_id}/what-we-will-do"


def test_assessment_signed_off_tells_own_answers_and_promises(
    answered: Desk, lead: CheckedClient
) -> None:
    lead.send(f"{actions_page(answered)}/new", {"what": "Meet the growers"})

    lead.send(f"/checklists/{answered.assessment_id}/sign-off", SIGN)

    assert stored(answered, "signed") == {
        "given": ["allotments:how-many"],
        "actions": ["Meet the growers"],
    }


def test_plan_changed_tells_of_every_way_to_change_it(answered: Desk, lead: CheckedClient) -> None:
    path = actions_page(answered)
    lead.send(f"{path}/new", {"what": "Meet the growers"})
    added = stored(answered, "changed")["actions"]
    here = answered.actor.organisation_id
    with answered.app.test_request_context(), in_organisation(here):
        number = actions_of(db.session, answered.actor, answered.work_id)[0].id

    lead.send(f"{path}/{number}", {"what": "Meet them twice", "version": "1"})
    edited = stored(answered, "changed")["actions"]
    lead.send(f"{path}/{number}/delete")
    deleted = stored(answered, "changed")["actions"]
    lead.send(f"{path}/{number}/restore")

    assert (added, edited, deleted) == (["Meet the growers"], ["Meet them twice"], [])
    assert stored(answered, "changed")["actions"] == ["Meet them twice"]


def test_nobody_is_told_of_what_was_refused(answered: Desk, lead: CheckedClient) -> None:
    stale = {"what": "Late", "version": "7"}
    lead.send(f"{actions_page(answered)}/new", {"what": ""})
    lead.send(f"{actions_page(answered)}/999", stale)

    lead.send(f"/checklists/{answered.assessment_id}/sign-off", {**SIGN, "signed_name": ""})

    assert stored(answered, "changed") is None
    assert stored(answered, "signed") is None


def test_a_listener_that_fails_stores_nothing_and_the_person_does_not_see_it(
    answered: Desk, lead: CheckedClient, folder: Path, app: Flask
) -> None:
    (folder / "broken").touch()

    reply = lead.send(f"/checklists/{answered.assessment_id}/sign-off", SIGN)

    assert reply.location.endswith("/finished")
    assert lead.page(reply.location)
    assert stored(answered, "half") is None
    assert "the pen is dry" in caught(lead)


def caught(lead: CheckedClient) -> str:
    app: Any = lead.application
    with app.app_context():
        from icf.packs.pause import failures_of

        return " ".join(one.problem for one in failures_of(db.session))


def test_an_add_on_that_is_off_is_not_told(
    answered: Desk, lead: CheckedClient, switch: Callable[..., None]
) -> None:
    switch(answered.actor.organisation_id, False)

    lead.send(f"{actions_page(answered)}/new", {"what": "Meet the growers"})

    assert stored(answered, "changed") is None


def test_a_listener_whose_value_somebody_else_changed_is_told_again(answered: Desk) -> None:
    """Each time that it reads, another one changes the value; the third time it is left alone."""
    here, told = answered.actor.organisation_id, []

    def listener(event: PlanEvent) -> None:
        found = event.store.get("count")
        event.store.set("count", (found.value if found else 0) + 1, found.version if found else 0)
        told.append(event)
        if len(told) < events.TRIES:
            other = WaitingStore("allotments", here, NOW)
            other.set("count", 10 * len(told))
            other.keep(None)

    with answered.app.test_request_context(), in_organisation(here):
        event = PlanEvent(None, (), NOW, WaitingStore("allotments", here, NOW))  # type: ignore[arg-type]
        events._told(listener, event, "allotments", answered.actor)

    assert len(told) == events.TRIES
    assert stored(answered, "count") == 21


def test_a_listener_that_always_comes_too_late_fails(answered: Desk) -> None:
    here = answered.actor.organisation_id

    def listener(event: PlanEvent) -> None:
        raise Conflict("Somebody else changed this.")

    with answered.app.test_request_context(), in_organisation(here):
        event = PlanEvent(None, (), NOW, WaitingStore("allotments", here, NOW))  # type: ignore[arg-type]
        with pytest.raises(Conflict):
            events._told(listener, event, "allotments", answered.actor)
