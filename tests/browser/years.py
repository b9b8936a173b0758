"""Years of a partnership with organisations in every state, for the screens of the annual cycle."""

from datetime import datetime, timedelta

from flask import Flask

from icf.accounts.service import add_service, create_organisation
from icf.assessments.service import Start, begin, mark_signed, reopen
from icf.assessments.sheet import load
from icf.core.answer import Answer
from icf.core.questionnaire import SELF_EVALUATION
from icf.cycle import sending, service
from icf.cycle.entering import Typed, send_typed
from icf.db import db, in_organisation, write
from icf.plans.action import add_action
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.subject import take_subject
from tests.partnership_year import DID, answer, asks_older_questions

NEXT, NOW_DUE, OVER = "2033/34", "2032/33", "2031/32"
"""Years in which nobody on the site has a self-evaluation but those made here."""


def years(
    app: Flask,
    people: dict[str, Actor],
    now: datetime,
    long: str,
    unbroken: str,
    service_id: int,
) -> dict[str, int]:
    """One year under way, one whose last day has gone, and one that is closed; ids by name.

    The first was opened when the framework was older.
    """
    plugins: Plugins = app.extensions["icf_plugins"]
    officer, lead, partner = people["partnership_officer"], people["lead"], people["partner"]
    then = now - timedelta(days=60)
    with app.app_context(), write() as session:
        nobody = create_organisation(session, now, f"A group with a long name {unbroken}").id
        typed_for = create_organisation(session, now, "Canal Street Singers").id
    here, there = lead.organisation_id, partner.organisation_id

    def opens(title: str, meets_in_days: int, at: datetime, *organisations: int) -> int:
        meets_on = now.date() + timedelta(days=meets_in_days)
        meets_on -= timedelta(days=meets_on.weekday() % 5)
        wanted = service.Wanted(title, meets_on, note=long[:200])
        return service.open_cycle(db.session, officer, at, plugins, wanted, organisations)

    ids: dict[str, int] = {}
    with app.test_request_context(), in_organisation(officer.organisation_id):
        ids["year"] = opens(NEXT, 150, then, here, there)
        ids["late_year"] = opens(NOW_DUE, 15, then, here, there)
        ids["closed_year"] = opens(OVER, 14, now - timedelta(days=400), here)
        service.add_organisations(db.session, officer, now, ids["late_year"], [nobody, typed_for])
        until = service.cycle_of(db.session, ids["year"]).meets_on - timedelta(days=3)
        service.extend(db.session, officer, now, ids["year"], there, until, long[:300])
        service.close_cycle(db.session, officer, now, ids["closed_year"], True)
    with app.test_request_context(), in_organisation(here):
        ids["sent_evaluation"] = _evaluation(plugins, lead, then, NEXT, long)
        ids["sent"] = _send(plugins, lead, then, ids["year"])
        newer = reopen(db.session, lead, then, plugins, ids["sent_evaluation"])
        answer(plugins, lead, then, newer, "We met on every street")
        _sign(lead, then, newer)
        ids["amended"] = _send(plugins, lead, now, ids["year"], "We had forgotten " + unbroken)
        _evaluation(plugins, lead, then, NOW_DUE, "We met on Mill Street")
        _evaluation(plugins, lead, then, NOW_DUE, "We walked the parks", service_id=service_id)
        with write() as session:
            other = add_service(session, lead, now, f"Housing {unbroken}"[:200]).id
        _evaluation(plugins, lead, then, NOW_DUE, long, service_id=other)
    with app.test_request_context(), in_organisation(there):
        draft = _evaluation(plugins, partner, now, NEXT, "A draft", signed=False)
        ids["before_the_year"] = draft
        ids["nil"] = sending.send_nil(db.session, partner, now, ids["late_year"], long[:300])
    with app.test_request_context(), in_organisation(officer.organisation_id):
        came = Typed(
            "full", {DID: Answer(DID, long)}, [{"what": long[:200]}], "Two of the committee",
            unbroken[:200], "Chair", "phone", then.date(),
        )  # fmt: skip
        ids["typed"] = send_typed(officer, now, plugins, ids["late_year"], typed_for, came)
        asks_older_questions(plugins, then, ids["year"], "0.9.0")
    ids |= {"unreached": nobody, "typed_for": typed_for}
    return ids


def _evaluation(
    plugins: Plugins,
    actor: Actor,
    at: datetime,
    year: str,
    words: str,
    signed: bool = True,
    service_id: int | None = None,
) -> int:
    with write() as session:
        subject = take_subject(session, actor, at, service_id)
        start = Start(SELF_EVALUATION, "quick", period=year)
        made = begin(session, actor, at, plugins, subject, start)
    answer(plugins, actor, at, made, words)
    if signed:
        sheet = load(db.session, actor, made)
        add_action(db.session, actor, at, sheet, {"what": words[:200], "support_needed": "A room"})
        _sign(actor, at, made)
    return made


def _sign(actor: Actor, at: datetime, assessment_id: int) -> None:
    with write() as session:
        mark_signed(session, actor, at, assessment_id, actor.name, "Manager")


def _send(plugins: Plugins, actor: Actor, at: datetime, cycle_id: int, reason: str = "") -> int:
    paper = sending.would_send(db.session, actor, at, plugins, cycle_id)
    return sending.send(db.session, actor, at, plugins, cycle_id, paper.sha256, reason)
