"""Versions of an organisation's own questions, for tests of what becomes of open checklists."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from icf.assessments.moving.carry_out import carry_out
from icf.assessments.moving.switching import with_own_version
from icf.db import write
from icf.packs.models import OwnPack, OwnVersion
from icf.packs.selection import selection

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
KEY = "brooktown-streets"

LIGHTS = "{key: lights, text: Are the lights working?, kind: yes_no}"
CROSSING = "{key: crossing, text: Can everybody cross?, kind: yes_no}"
BENCHES = "{key: benches, text: How many benches are there?, kind: number}"
LAMPS = "{key: lamps, text: Are the lights working?, kind: yes_no}"
MINE = f"{KEY}:lights"


def text_of(
    version: str,
    questions: Sequence[str],
    aliases: str = "",
    more: str = "",
    key: str = KEY,
    instrument: str = "planning",
) -> str:
    """A file of questions in one section. `aliases` such as `{lights: lamps}`."""
    lines = "\n".join(f"      - {one}" for one in questions)
    return (
        f"format: 1\npack: {key}\nextends: icf\nversion: {version}\ntitle: Our streets\n"
        f"publisher: Brooktown Council\nlanguage: en\n"
        + (f"aliases: {aliases}\n" if aliases else "")
        + more
        + f"sections:\n  - key: street\n    instrument: {instrument}\n    title: The street\n"
        f"    visible_to: us\n    questions:\n{lines}\n"
    )


def publish(
    desk: Any,
    version: str,
    questions: Sequence[str],
    meaning_unchanged: bool = False,
    key: str = KEY,
    title: str = "Our streets",
    **more: str,
) -> int:
    """Publish a version of the organisation's own questions, off at first. Its id."""

    def work(session: Any, actor: Any, now: datetime) -> int:
        with write() as session:
            pack = session.query(OwnPack).filter_by(key=key).one_or_none()
            if pack is None:
                pack = OwnPack(key=key, title=title, created_at=now)
                session.add(pack)
                session.flush()
            made = OwnVersion(
                pack_id=pack.id,
                version=version,
                text=text_of(version, questions, key=key, **more),
                meaning_unchanged=meaning_unchanged,
                published_at=now,
            )
            session.add(made)
            session.flush()
            return int(made.id)

    found: int = desk.call(work)
    return found


def switch_own(
    desk: Any, version_id: int, choice: str = "stay", on: bool = True, **more: Any
) -> int:
    """Switch a version on, or off, with a choice for open checklists. The id of the move."""

    def work(session: Any, actor: Any, now: datetime) -> int:
        chosen = selection(session, actor.organisation_id)
        chosen = with_own_version(session, chosen, version_id, on)
        return carry_out(session, actor, now, desk.plugins, chosen, choice, **more)

    found: int = desk.call(work)
    return found
