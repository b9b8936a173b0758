"""Loads the panels of the made-up partnership, which stand beside the staff of a piece of work."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from pydantic import TypeAdapter
from ruamel.yaml import YAML

from icf.core.voices import CANNOT_TELL
from icf.db import db, in_organisation
from icf.example.content import FOLDER, Strict
from icf.voices.service import hear, staff_say, start_panel
from icf.web.actor import Actor

EVENING = time(18, 15, tzinfo=UTC)
HANDS = ("yes", "partly", "no", CANNOT_TELL)


class Panel(Strict):
    """A panel, so many days ago; ``hands`` are in the order of ``HANDS``, by statement."""

    organisation: str
    by: str
    work: str
    title: str
    entered: int
    staff: dict[str, str]
    staff_words: str = ""
    hands: dict[str, tuple[int, int, int, int]]
    words: str = ""


@cache
def panels() -> list[Panel]:
    """What the file says, checked."""
    document = YAML(typ="safe").load(FOLDER / "panels.yaml")
    return TypeAdapter(list[Panel]).validate_python(document)


def load_panels(
    people: Mapping[str, Mapping[str, Actor]], works: Mapping[str, int], today: date
) -> None:
    """Enter all of them; see ``icf.example.conversations.load_talks``."""
    for one in panels():
        actor = people[one.organisation][one.by]
        then = datetime.combine(today - timedelta(days=one.entered), EVENING)
        counts = {item: dict(zip(HANDS, hands, strict=True)) for item, hands in one.hands.items()}
        with in_organisation(actor.organisation_id):
            number = start_panel(db.session(), actor, then, works[one.work], one.title)
            staff_say(db.session(), actor, then, number, 1, one.staff, one.staff_words)
            hear(db.session(), actor, then, number, "together", counts, one.words)
