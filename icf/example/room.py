"""A workshop of the made-up partnership: a question, the votes of the room, what was agreed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from icf.assessments.sheet import load
from icf.core.kinds import QuestionKind
from icf.db import db, in_organisation, write
from icf.example.answers import full_key
from icf.example.year_content import Vote
from icf.throttle import Tries
from icf.web.actor import Actor
from icf.workshops import room, service

TALKING = timedelta(minutes=25)


def hold_a_vote(
    actor: Actor,
    now: datetime,
    kinds: Mapping[str, QuestionKind],
    assessment_id: int,
    content: Vote,
) -> None:
    """Put the question to the room, vote from its phones, and write down what was agreed.

    Call it outside any organisation's scope: phones belong to none.
    """
    key = full_key(f"self-{content.question}")
    with in_organisation(actor.organisation_id):
        sheet = load(db.session(), actor, assessment_id)
        scale = sheet.index.scale[sheet.index.question[key].scale]
        levels = [(one.key, one.label.in_language(sheet.language)) for one in scale.levels]
        number = service.start(db.session(), actor, now, sheet, key, levels, None)
        code = service.code_of(db.session(), service.workshop(db.session(), actor, number))
    _vote(code, now + timedelta(minutes=4), content.votes)
    later = now + TALKING
    with in_organisation(actor.organisation_id):
        service.close(db.session(), actor, later, number)
        edited = load(db.session(), actor, assessment_id).edited.get(key)
        service.record(
            db.session(), actor, later, kinds, number, edited.version if edited else 0,
            content.agreed, content.dissent,
        )  # fmt: skip


def _vote(code: str, now: datetime, votes: Mapping[str, int]) -> None:
    phones = [level for level, count in votes.items() for _phone in range(count)]
    for place, level in enumerate(phones):
        phone = f"phone {place}"
        opened = room.open_room(db.session(), now, code, phone, "127.0.0.1")
        room.vote(now, opened, phone, level)
    # What was counted against guessing a code is forgotten by the next day.
    with write() as session:
        session.execute(sa.delete(Tries))
