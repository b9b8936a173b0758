"""C2: pages with twenty add-ons that do nothing, against the same pages with none.

Each of them implements every hook. What they register is called wherever the toolkit calls add-ons:
their rules on the sense check, their sections in the plan, their names on every page.
"""

from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from benchmarks.installation import Installation
from benchmarks.load import serving
from benchmarks.pages import rate
from benchmarks.result import Result
from benchmarks.rounds import ratio_of
from icf.accounts.models import Organisation
from icf.db import db, in_organisation, write
from icf.packs.service import set_switch

ADD_ONS = 20
PAGES = {
    "question page": "/checklists/{}/questions/icf:connecting-who",
    "sense check": "/checklists/{}/sense-check",
    "plan page": "/checklists/{}/plan",
}

METADATA = """\
name = "{name}"
title = "Does nothing"
version = "1.0.0"
publisher = "benchmarks"
hook_api = ">=1,<2"
stores = "Nothing."
module = "code.py"
"""

CODE = """\
from dataclasses import dataclass, replace

from icf.plugin import (
    CORE_KINDS, Compare, Level, ReportSection, Scale, Suggest, hookimpl, plain,
)


@dataclass(frozen=True)
class Rule:
    key: str = "{name}:rule"
    layer: str = "{name}"

    def suggest(self, questionnaire, depth, answers):
        return []


@hookimpl
def register_packs():
    return []


@hookimpl
def register_scales():
    levels = (Level("1", plain("No")), Level("2", plain("Yes")))
    return [Scale("{name}:scale", plain("Scale"), levels)]


@hookimpl
def register_question_kinds():
    return [replace(CORE_KINDS["text"], name="{name}:text")]


@hookimpl
def register_screening_rules():
    return [Suggest("full", plain("Never."), Compare("{name}:none", "=", "yes"))]


@hookimpl
def register_action_rules():
    return [Rule()]


@hookimpl
def register_report_sections():
    return [ReportSection("{name}:section", plain("Nothing"), lambda context: [])]
"""


def measured(installation: Installation, rounds: int, seconds: float) -> list[Result]:
    """Time with twenty add-ons ÷ time with none, four clients at once."""
    _write_and_switch_on(installation)
    cookies, checklist = f"icf_sign_in={installation.secret}", installation.ordinary[0]
    results = []
    with (
        serving("without_add_ons", installation.folder) as none,
        serving("with_no_ops", installation.folder) as twenty,
    ):
        for page, address in PAGES.items():
            path = address.format(checklist)
            # The rate is answers per second, so the slower one stands below the line.
            ratio = ratio_of(
                rate(none, path, cookies, seconds), rate(twenty, path, cookies, seconds), rounds
            )
            what = f"{page} with {ADD_ONS} no-op add-ons / with none, time"
            results.append(Result("C2", what, ratio.median, ratio.spread, "<= 1.10", "<= 1.03"))
    return results


def _write_and_switch_on(installation: Installation) -> None:
    names = [f"no_op_{number}" for number in range(ADD_ONS)]
    for name in names:
        _write(installation.folder / "no-ops" / name)
    app, now = installation.app(), datetime.now(UTC)
    with app.app_context():
        organisation_id = db.session.scalar(sa.select(Organisation.id)) or 0
        with in_organisation(organisation_id), write() as session:
            for name in names:
                set_switch(session, organisation_id, now, name, True)
        db.engine.dispose()


def _write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in (("plugin.toml", METADATA), ("code.py", CODE)):
        (folder / file).write_text(text.format(name=folder.name), encoding="utf-8")
