"""Evaluations in every state: open, with nothing promised, signed, and a check-in."""

from typing import Any

from icf.assessments.sheet import load
from icf.db import db
from icf.evaluation.carry import carry_over
from icf.evaluation.promises import asked_back, save_review
from icf.evaluation.signing import sign_evaluation_off
from icf.evaluation.start import StartEvaluation, start_evaluation

ANSWERS = ("kept", "partly", "not", "changed")


def look_back(desk: Any, ids: dict[str, int], long: str, unbroken: str) -> None:
    """Work with a signed plan, a signed check-in, a signed evaluation and an open one."""
    from tests.browser.site import NOW

    work = ids["evaluated_work"] = desk.work("Benches along the river path", stage="under_way")
    plan = desk.checklist(work, "quick", ({"fields": {"value": ["partly"]}, "words": long[:200]},))
    for what in ("Put up four benches", long[:180], unbroken, "Ask the anglers where", "A lamp"):
        desk.action(plan, what, who="Parks officer", question="icf:connecting-who")
    desk.sign(plan)
    check_in = _start(desk, work, check_in_on=NOW.date())
    _say(desk, check_in, long[:120])
    _answer(desk, check_in)
    _sign(desk, check_in)
    ids["check_in"] = check_in
    done = ids["evaluation_signed"] = _start(desk, work, copies=False)
    _say(desk, done, long)
    _answer(desk, done)
    sheet = load(db.session, desk.actor, done)
    third = asked_back(db.session, desk.actor, sheet)[2].promise.id
    desk.call(carry_over, sheet, third)
    _sign(desk, done)
    # The library's hours have a signed plan too; nobody has answered anything of it yet.
    ids["evaluation_empty"] = _start(desk, ids["signed_work"])
    second = desk.work("Swings for the little ones")
    plan = desk.checklist(second, "standard", ({"fields": {"value": ["todo"]}},))
    for what in ("Two swings", long[:90], unbroken):
        desk.action(plan, what, question="icf:trusting-promise")
    desk.sign(plan)
    first = _start(desk, second, check_in_on=NOW.date())
    _say(desk, first, "Because of the rain")
    _answer(desk, first)
    _sign(desk, first)
    ids["evaluation"] = _start(desk, second, depth="standard")
    sheet = load(db.session, desk.actor, ids["evaluation"])
    asked = asked_back(db.session, desk.actor, sheet)
    said = {"answer": "partly", "why": long[:100], "who_says": "The parents"}
    desk.call(save_review, sheet, asked[0].promise.id, 0, said)
    ids["promise"], ids["promise_long"] = asked[0].promise.id, asked[2].promise.id
    _answer(desk, ids["evaluation"])
    nothing = desk.work("A party that was never planned")
    ids["evaluation_unplanned"] = _start(desk, nothing)


def asked_for_a_test(desk: Any) -> tuple[int, int]:
    """A new evaluation that asks two promises back, and the first of them."""
    work = desk.work("A bench for one test", stage="under_way")
    plan = desk.checklist(work, "quick", ({"fields": {"value": ["partly"]}},))
    for what in ("Put up a bench", "Ask who sits on it"):
        desk.action(plan, what)
    desk.sign(plan)
    made = _start(desk, work)
    asked = asked_back(db.session, desk.actor, load(db.session, desk.actor, made))
    return made, asked[0].promise.id


def _start(desk: Any, work_id: int, depth: str = "quick", **more: Any) -> int:
    made: int = desk.call(start_evaluation, desk.plugins, work_id, StartEvaluation(depth, **more))
    return made


def _say(desk: Any, evaluation: int, why: str) -> None:
    sheet = load(db.session, desk.actor, evaluation)
    for number, one in enumerate(asked_back(db.session, desk.actor, sheet)):
        said = {
            "answer": ANSWERS[number % 4],
            "why": why,
            "evidence": "The log of the parks team",
            "strength": "checked",
            "who_says": "The parents",
            "learned": "Ask the anglers first",
        }
        desk.call(save_review, sheet, one.promise.id, 0, said)


def _answer(desk: Any, evaluation: int) -> None:
    from icf.assessments.posted import Posted

    sheet = load(db.session, desk.actor, evaluation)
    levels = ("no", "little", "mostly", "fully", "fully")
    posted = [
        Posted(one.key, 0, {"value": [level]}, words="We asked at the gate")
        for section, level in zip(sheet.main_sections, levels, strict=False)
        for one in section.questions[:1]
    ]
    posted.append(
        Posted("icf:eval-changed-different", 0, {"value": ["Old people sit by the river again."]})
    )
    desk.save(evaluation, posted)


def _sign(desk: Any, evaluation: int) -> None:
    sheet = load(db.session, desk.actor, evaluation)
    desk.call(sign_evaluation_off, sheet, "Lena Lead", "Manager", {"decisions": ["Keep them"]})
