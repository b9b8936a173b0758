"""C3: checklists with five packs of 80 questions each beside the framework, against none.

Both checklists are in one installation, asked of one server: the one was started before the packs
were switched on, the other after.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.installation import METADATA, QUESTION, SECRET_KEY, add_person, checklist
from benchmarks.load import serving
from benchmarks.pages import rate
from benchmarks.result import Result
from benchmarks.rounds import ratio_of
from icf.app import create_app
from icf.core.compose import compose
from icf.core.questionnaire import Pack
from icf.db import db, in_organisation, write
from icf.db.engine import database_url
from icf.migrations import migrate
from icf.packs.service import switch_plugin

PACK = """\
format: 1
pack: {key}
version: 1.0.0
extends: icf
language: en
title: A pack of eighty questions
publisher: benchmarks
sections:
"""
SECTION = """\
  - key: part-{part}
    instrument: planning
    title: Part {part}
    questions:
"""
LAYERS = tuple(f"layer_{number}" for number in range(1, 6))
PAGES = {
    "question page": "/checklists/{}/questions/icf:connecting-who",
    "section page": "/checklists/{}/sections/icf:connecting",
    "task list": "/checklists/{}",
    "sense check": "/checklists/{}/sense-check",
    "plan page": "/checklists/{}/plan",
}


def measured(folder: Path, rounds: int, seconds: float) -> list[Result]:
    """Times with five packs ÷ times with none; pages with four clients at once."""
    secret, none, layered = _set_up(folder)
    results = []
    with serving("toolkit", folder) as port:
        for page, address in PAGES.items():
            # The rate is answers per second, so the slower one stands below the line.
            ratio = ratio_of(
                rate(port, address.format(none), f"icf_sign_in={secret}", seconds),
                rate(port, address.format(layered), f"icf_sign_in={secret}", seconds),
                rounds,
            )
            what = f"{page} with 5 packs, 400 questions / with none, time"
            results.append(Result("C3", what, ratio.median, ratio.spread))
    core, packs = _packs(folder)
    composed = ratio_of(_composing(core, packs), _composing(core, []), rounds)
    what = "composing the framework with 5 packs / alone, time"
    return [*results, Result("C3", what, composed.median, composed.spread, "<= 12")]


def _set_up(folder: Path) -> tuple[str, int, int]:
    """The secret of a sign-in, a checklist without the packs and one with them."""
    for name in LAYERS:
        _write(folder / "plugins" / name)
    migrate(database_url(f"sqlite:///{folder / 'icf.sqlite'}"), folder)
    app = create_app({"secret_key": SECRET_KEY}, instance=folder)
    actor, secret = add_person(app)
    plugins, now = app.extensions["icf_plugins"], datetime.now(UTC)
    with app.app_context(), in_organisation(actor.organisation_id):
        none = checklist(app, actor, "standard")
        with write() as session:
            for name in LAYERS:
                switch_plugin(session, actor, now, plugins, name, on=True)
        layered = checklist(app, actor, "standard")
        db.engine.dispose()
    return secret, none, layered


def _write(folder: Path) -> None:
    folder.mkdir(parents=True)
    metadata = METADATA.replace("long_sections", folder.name)
    (folder / "plugin.toml").write_text(metadata, encoding="utf-8")
    key = folder.name.replace("_", "-")
    lines = [PACK.format(key=key)]
    lines += [SECTION.format(part=part) + _questions(part) for part in range(4)]
    (folder / "pack.yaml").write_text("".join(lines), encoding="utf-8")


def _questions(part: int) -> str:
    asked = (QUESTION.format(length=part, number=number) for number in range(20))
    return "".join(asked).replace("depth: full", "depth: standard")


def _packs(folder: Path) -> tuple[Pack, list[Pack]]:
    app = create_app({"secret_key": SECRET_KEY}, instance=folder)
    core, packs = app.extensions["icf_plugins"].registry.packs(LAYERS)
    return core, [pack for pack in packs if pack.key.startswith("layer-")]


def _composing(core: Pack, packs: list[Pack]) -> Callable[[], float]:
    def measure() -> float:
        started = time.process_time()
        for _ in range(5):
            compose(core, packs)
        return time.process_time() - started

    return measure
