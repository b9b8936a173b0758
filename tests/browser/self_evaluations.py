"""Self-evaluations on the furnished site: signed, half done with copies, small, and very long."""

from flask import Flask

from icf.accounts.service import add_service
from icf.assessments.posted import Posted
from icf.assessments.saving import copy_empty
from icf.assessments.sheet import load
from icf.db import db, write
from icf.packs.service import switch_plugin
from icf.selfeval.implementation import save_plan
from icf.selfeval.service import start_self_evaluation
from tests.browser.site import LONG, NOW, UNBROKEN, Desk, Site, at_desk

WRITTEN = ("actions", "measures", "difference")
APPROACHES = ("connecting", "communicating", "equalising", "trusting", "celebrating")
STRENGTHS = ("think", "told", "", "checked", "think")


def self_evaluations(app: Flask, site: Site) -> None:
    """Two years of an organisation, one of a service, and a group's small one."""
    ids = site.ids
    with at_desk(app, site.people["lead"]) as desk:
        ids["last_year"] = _start(desk, "2024/25", "full")
        _fill(desk, ids["last_year"], "31420", "22345", "We met eleven groups.")
        desk.action(ids["last_year"], "Walk a ward with the people who live there")
        desk.sign(ids["last_year"], position=LONG[:200], answered_by="Three teams")
        ids["this_year"] = _start(desk, "2025/26", "full")
        _fill(desk, ids["this_year"], "4255", "4122", LONG)
        with write() as session:
            ids["empty_service"] = add_service(session, desk.actor, NOW, UNBROKEN[:100]).id
        ids["service_year"] = _start(desk, "2022/23", "full", ids["service"])
        _fill(desk, ids["service_year"], "5", "1", UNBROKEN)
        sheet = load(db.session, desk.actor, ids["this_year"])
        desk.call(copy_empty, desk.plugins, sheet)
        _implementation_plan(desk, ids)
    with at_desk(app, site.people["partner"]) as desk:
        with write() as session:
            switch_plugin(session, desk.actor, NOW, desk.plugins, "small_groups", True)
        ids["small_year"] = _start(desk, "2025/26", "small-groups:micro")
        _fill(desk, ids["small_year"], "23423", "34234", "We knocked on twelve doors.", 1)
        # A larger one of years ago: the small one asks less, and shows the rest at its end.
        _fill(desk, _start(desk, "2022/23", "full"), "21", "12", LONG)
        ids["small_draft"] = _start(desk, "2024/25", "small-groups:micro")
        _fill(desk, ids["small_draft"], "3", "2", "We knocked on twelve doors.", 1)
        desk.sign(ids["small_year"], answered_by="Five of us", typed_by="Bo of Voluntary Action")


def _start(desk: Desk, period: str, depth: str, service_id: int | None = None) -> int:
    made: int = desk.call(start_self_evaluation, desk.plugins, service_id, period, depth)
    return made


def _fill(
    desk: Desk, assessment_id: int, alignment: str, confidence: str, words: str, written: int = 3
) -> None:
    """Rate as many approaches as there are figures, and write something about each."""
    posted = []
    for name, match, sure, strength in zip(
        APPROACHES, alignment, confidence, STRENGTHS, strict=False
    ):
        key = f"icf:self-{name}"
        posted += [Posted(f"{key}-{part}", 0, {"value": [words]}) for part in WRITTEN[:written]]
        posted.append(
            Posted(f"{key}-alignment", 0, {"value": [match]}, words=words, strength=strength)
        )
        posted.append(Posted(f"{key}-confidence", 0, {"value": [sure]}))
    posted.append(Posted("icf:self-learned", 0, {"value": [words]}))
    desk.save(assessment_id, posted)


def _implementation_plan(desk: Desk, ids: dict[str, int]) -> None:
    """Two versions of the organisation's, and a very long one of the service."""
    said = {"awareness": LONG, "needed": "", "measured": "A diary.", "reported": UNBROKEN}
    ids["implementation"] = desk.call(save_plan, None, {"years": "2025/26", **said}, 0)
    second = {"years": "2025/26", **said, "needed": "Two days a year for each team."}
    desk.call(save_plan, None, second, 1)
