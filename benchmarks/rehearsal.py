"""U1: rehearsing other questions for 10,000 open checklists, against reading their answers alone.

Each checklist has ten answers, no two checklists the same. The switch is from one version of own
questions to another that renames one, retires one, rewords one and adds one.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from benchmarks.installation import Installation
from benchmarks.result import Result
from benchmarks.rounds import ratio_of
from icf.accounts.models import Membership
from icf.assessments.models import Assessment, StoredAnswer
from icf.assessments.moving.carry_out import carry_out
from icf.assessments.moving.rehearse import rehearse
from icf.assessments.moving.switching import with_own_version
from icf.assessments.service import start_assessment
from icf.db import db, in_organisation, write
from icf.packs.models import OwnPack, OwnVersion
from icf.packs.selection import Selection, selection
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.work.service import start_work

CHECKLISTS = 10_000
KEY = "benchmark-streets"
HEAD = """\
format: 1
pack: {key}
extends: icf
version: {version}
title: Our streets
publisher: benchmarks
language: en
{aliases}sections:
  - key: street
    instrument: planning
    title: The street
    questions:
"""
QUESTION = '      - {{key: {key}, text: "{text}", kind: text}}\n'
OLD = {f"q{number}": f"Question {number}?" for number in range(10)}
NEW = {f"q{number}": f"Question {number}?" for number in range(2, 9)} | {
    "renamed": "Question 0?", "q9": "Quite another question?", "new": "A new question?",
}  # fmt: skip


def measured(installation: Installation, rounds: int) -> list[Result]:
    """Time of a rehearsal ÷ time of reading the same answers with the database's own driver."""
    app = installation.app()
    with app.app_context():
        person = db.session.scalar(sa.select(Membership.person_id)) or 0
        actor = Actor(person, "Ada Example", "ada@example.org", 1, "Brooktown", "lead")
        with in_organisation(actor.organisation_id):
            plugins: Plugins = app.extensions["icf_plugins"]
            newest = _furnish(actor, plugins)
            subject = _timed(lambda: _rehearsed(actor, plugins, newest))
            ratio = ratio_of(subject, _timed(_read), rounds)
            print(f"U1: a rehearsal of {CHECKLISTS:,} open checklists took {subject():.2f} s")
            move = _timed(lambda: _moved(actor, plugins, newest))
            print(f"U1: moving all of them took {move():.1f} s")
        db.engine.dispose()
    what = f"rehearsal of {CHECKLISTS:,} checklists / reading their answers"
    return [Result("U1", what, ratio.median, ratio.spread)]


def _timed(work: Callable[[], None]) -> Callable[[], float]:
    def seconds() -> float:
        begun = time.perf_counter()
        work()
        return time.perf_counter() - begun

    return seconds


def _rehearsed(actor: Actor, plugins: Plugins, newest: Selection) -> None:
    found = rehearse(db.session(), actor, plugins, newest)
    assert found.counts["needs_you"] == CHECKLISTS
    db.session.rollback()


def _moved(actor: Actor, plugins: Plugins, newest: Selection) -> None:
    carry_out(db.session(), actor, datetime.now(UTC), plugins, newest, "move")


def _read() -> None:
    connection = db.engine.raw_connection()
    try:
        rows = connection.cursor().execute(
            "SELECT assessment_id, question, value, blank, words FROM answer WHERE question LIKE ?",
            (f"{KEY}:%",),
        )
        assert len(rows.fetchall()) == CHECKLISTS * len(OLD)
    finally:
        connection.close()


def _furnish(actor: Actor, plugins: Plugins) -> Selection:
    """Many checklists on the old version, and the selection with the new one."""
    now = datetime.now(UTC)
    with write() as session:
        old = _publish(session, now, "1.0.0", OLD)
        new = _publish(session, now, "2.0.0", NEW, "aliases: {q0: renamed}\n")
    on = selection(db.session(), actor.organisation_id)
    carry_out(db.session(), actor, now, plugins, with_own_version(db.session(), on, old, True))
    work = start_work(db.session, actor, now, {"title": "Millbrook garden"})
    first = start_assessment(db.session, actor, now, plugins, work, "quick")
    with write() as session:
        _copy(session, actor, now, first)
    on = selection(db.session(), actor.organisation_id)
    return with_own_version(db.session(), on, new, True)


def _publish(
    session: Session, now: datetime, version: str, questions: dict[str, str], aliases: str = ""
) -> int:
    pack = session.scalar(sa.select(OwnPack).where(OwnPack.key == KEY))
    pack = pack or OwnPack(key=KEY, title="Our streets", created_at=now)
    text = HEAD.format(key=KEY, version=version, aliases=aliases) + "".join(
        QUESTION.format(key=key, text=words) for key, words in questions.items()
    )
    made = OwnVersion(pack=pack, version=version, text=text, published_at=now)
    session.add_all([pack, made])
    session.flush()
    return made.id


def _copy(session: Session, actor: Actor, now: datetime, first: int) -> None:
    """The first checklist many times over, each with answers of its own."""
    row = session.get(Assessment, first)
    assert row is not None
    same = {column.name: getattr(row, column.name) for column in Assessment.__table__.c}
    last = session.scalar(sa.select(sa.func.max(Assessment.id))) or 0
    ids = [first, *range(last + 1, last + CHECKLISTS)]
    session.execute(sa.insert(Assessment), [{**same, "id": one} for one in ids[1:]])
    answers: list[dict[str, Any]] = [
        {
            "organisation_id": actor.organisation_id, "assessment_id": one,
            "question": f"{KEY}:{key}", "value": f"{key} of {one}", "displayed": "", "version": 1,
            "reason": "", "words": "", "language": "en", "copied": False, "later": False,
            "edited_by": actor.person_id, "edited_at": now,
        }
        for one in ids
        for key in OLD
    ]  # fmt: skip
    session.execute(sa.insert(StoredAnswer), answers)
