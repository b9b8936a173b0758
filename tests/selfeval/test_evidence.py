"""What our own work says about an approach is offered beside its questions."""

from icf.assessments.service import start_assessment
from icf.db import db
from icf.plans.action import add_action
from icf.plans.signing import sign_off
from icf.selfeval.evidence import Evidence, from_own_work
from icf.work.service import start_work
from tests.desk import CHANNELS, WHO, Desk, posted

CONNECTING = "icf:connecting"


def a_signed_plan(desk: Desk, *answers: object, service_id: int | None = None) -> int:
    """A planning checklist of another piece of work, signed off, with one promise."""
    kept = desk.assessment_id
    work = desk.call(start_work, {"title": "Millbrook garden", "service_id": service_id})
    desk.assessment_id = made = desk.call(start_assessment, desk.plugins, work, "quick")
    desk.save(*answers)  # type: ignore[arg-type]
    promise = {
        "what": "We will meet the allotment holders.",
        "how_we_know": "Names",
        "question": WHO,
    }
    desk.call(add_action, desk.sheet(), promise)
    desk.call(sign_off, desk.sheet(), "Ada", "Lead", {})
    desk.assessment_id = kept
    return made


def offered(desk: Desk, approach: str = CONNECTING) -> list[Evidence]:
    sheet = desk.sheet()
    found: list[Evidence] = desk.run(lambda: from_own_work(db.session, desk.actor, sheet, approach))
    return found


def test_promises_and_strong_answers_of_the_approach_are_offered(yearly: Desk) -> None:
    made = a_signed_plan(
        yearly,
        posted(WHO, "through", words="Eleven groups.", strength="checked"),
        posted(CHANNELS, "through", words="One number on everything.", strength="told"),
    )

    found = offered(yearly)

    assert [one.words for one in found] == [
        "We will meet the allotment holders. (Names)",
        "Eleven groups.",
    ]
    assert {one.reference for one in found} == {f"P{made}"}
    assert [one.words for one in offered(yearly, "icf:communicating")] == [
        "One number on everything."
    ]


def test_what_we_only_think_is_not_offered(yearly: Desk) -> None:
    a_signed_plan(yearly, posted(WHO, "through", words="Surely.", strength="think"))

    assert [one.words for one in offered(yearly)] == ["We will meet the allotment holders. (Names)"]


def test_drafts_are_not_offered(yearly: Desk) -> None:
    kept = yearly.assessment_id
    work = yearly.call(start_work, {"title": "Not signed"})
    yearly.assessment_id = yearly.call(start_assessment, yearly.plugins, work, "quick")
    yearly.save(posted(WHO, "through", words="Eleven groups.", strength="told"))
    yearly.assessment_id = kept

    assert offered(yearly) == []
