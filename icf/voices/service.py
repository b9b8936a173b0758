"""Panels: starting one, what staff say, what people say, taking a sheet out, deleting."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.core.voices import CANNOT_TELL, FEWEST, Asked, Heard, heard
from icf.db import deleted_rows, kept_row, lock_row, write
from icf.errors import Conflict, InvalidInput, NotFound, TooManyTries
from icf.throttle import Count, Limit, take_try
from icf.voices.items import as_json, asked_today, from_json
from icf.voices.models import WAYS, VoicePanel, VoiceSheet
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.work.service import piece_of_work

MOST_AT_ONCE = 500
"""People in one show of hands; more is a slip of the pen."""

MOST_SHEETS = 1000
"""Of one panel; more would be no panel."""

ONCE = Limit(at_once=1, every=timedelta(days=60))
"""One sheet of each form that was opened, however often it is sent; a link lives no longer."""

Counts = Mapping[str, Mapping[str, int]]
"""How many people chose each level, by item."""


@dataclass(frozen=True)
class Results:
    """What a panel said beside the staff.

    Args:
        people: how many answered; 0 while they are few.
        words: what people added, in the order of the alphabet, so that it tells nobody's sheet;
            nothing while they are few.
    """

    asked: Asked
    heard: tuple[Heard, ...]
    is_empty: bool
    people: int
    words: tuple[str, ...]


def panels_of(session: Session, actor: Actor, work_id: int) -> list[VoicePanel]:
    """The panels about a piece of work, newest first."""
    piece_of_work(session, actor, work_id)
    statement = sa.select(VoicePanel).where(
        VoicePanel.work_id == work_id,
        VoicePanel.organisation_id == actor.organisation_id,
        VoicePanel.deleted_at.is_(None),
    )
    return list(session.scalars(statement.order_by(VoicePanel.id.desc())))


def panel(session: Session, actor: Actor, panel_id: int) -> VoicePanel:
    """One panel of the organisation, about work that is not deleted. Raises NotFound."""
    found: VoicePanel | None = kept_row(session, actor.organisation_id, VoicePanel, panel_id)
    if found is None:
        raise NotFound(_("There is no such panel."), _("It may have been deleted."))
    piece_of_work(session, actor, found.work_id)
    return found


def start_panel(session: Session, actor: Actor, now: datetime, work_id: int, title: str) -> int:
    """A panel with today's statements. Gives its id; raises InvalidInput without a title."""
    if not title.strip():
        raise InvalidInput(_("Say who the panel is."), where="title")
    with write() as session:
        piece_of_work(session, actor, work_id)
        made = VoicePanel(
            organisation_id=actor.organisation_id,
            work_id=work_id,
            title=title,
            asked=as_json(asked_today()),
            staff={},
            created_by=actor.person_id,
            created_at=now,
        )
        session.add(made)
        session.flush()
        note(session, actor, now, "panel started", made, title=title)
        return made.id


def staff_say(
    session: Session,
    actor: Actor,
    now: datetime,
    panel_id: int,
    version: int,
    levels: Mapping[str, str],
    words: str,
) -> None:
    """What the people who do the work say together; one level for each item, none left out is fine.

    Raises:
        Conflict: somebody else changed it since.
        InvalidInput: an item or level that was not asked.
    """
    with write() as session:
        found = panel(session, actor, panel_id)
        lock_row(session, VoicePanel, found.id)
        if found.version != version:
            raise Conflict(_("Somebody else changed the staff’s answers while you were writing."))
        asked = from_json(found.asked)
        _check(asked, {item: {level: 1} for item, level in levels.items()})
        found.staff, found.staff_words = dict(levels), words
        found.version += 1
        note(session, actor, now, "staff answered the panel", found)


def hear(
    session: Session,
    actor: Actor,
    now: datetime,
    panel_id: int,
    way: str,
    counts: Counts,
    words: str = "",
    form_number: str = "",
) -> int | None:
    """Enter what somebody said on paper, or what several said together.

    Args:
        form_number: of the form that was opened; sent twice, it is kept once. Empty for none.

    Returns:
        The sheet's id; None where the form came a second time.

    Raises:
        InvalidInput: nothing was answered, or something that was not asked.
    """
    with write() as session:
        found = panel(session, actor, panel_id)
        if not is_first(session, now, form_number):
            return None
        sheet = add_sheet(session, now, found, way, counts, words, actor.person_id)
        note(session, actor, now, "voices entered", found)
        return sheet.id


def is_first(session: Session, now: datetime, form_number: str) -> bool:
    """Whether a form comes for the first time; inside ``write()``. Always so without a number.

    The number is hashed and stands apart from what was said, so that it ties nobody to a sheet.
    """
    try:
        if form_number:
            take_try(session, now, [Count(ONCE, "sheet of a panel", form_number)])
    except TooManyTries:
        return False
    return True


def add_sheet(
    session: Session,
    now: datetime,
    found: VoicePanel,
    way: str,
    counts: Counts,
    words: str,
    entered_by: int | None,
) -> VoiceSheet:
    """A sheet of a panel, inside the caller's ``write()``. Raises InvalidInput."""
    if way not in WAYS:
        raise InvalidInput(_("Choose how it was answered."))
    kept = {
        item: {level: number for level, number in levels.items() if number}
        for item, levels in counts.items()
        if any(levels.values())
    }
    if not kept:
        raise InvalidInput(_("Answer at least one of the statements."), where="")
    _check(from_json(found.asked), kept)
    already = session.scalar(
        sa.select(sa.func.count())
        .select_from(VoiceSheet)
        .where(VoiceSheet.panel_id == found.id, VoiceSheet.organisation_id == found.organisation_id)
    )
    if (already or 0) >= MOST_SHEETS:
        raise InvalidInput(_("This panel has all the answers that it can take."), where="")
    sheet = VoiceSheet(
        organisation_id=found.organisation_id,
        panel_id=found.id,
        way=way,
        counts=kept,
        words=words,
        entered_by=entered_by,
        # The day is enough: to the second it could tell who sat at the phone just then.
        entered_at=now.replace(hour=0, minute=0, second=0, microsecond=0) if way == "link" else now,
    )
    session.add(sheet)
    session.flush()
    return sheet


def sheets_of(session: Session, actor: Actor, panel_id: int) -> list[VoiceSheet]:
    """The sheets of a panel, newest first. Their answers are never shown one by one."""
    statement = sa.select(VoiceSheet).where(
        VoiceSheet.panel_id == panel_id, VoiceSheet.organisation_id == actor.organisation_id
    )
    return list(session.scalars(statement.order_by(VoiceSheet.id.desc())))


def take_sheet_out(
    session: Session, actor: Actor, now: datetime, panel_id: int, sheet_id: int
) -> None:
    """A sheet that was entered wrongly goes for good. Raises NotFound."""
    with write() as session:
        found = panel(session, actor, panel_id)
        sheet = session.scalar(
            sa.select(VoiceSheet).where(
                VoiceSheet.id == sheet_id,
                VoiceSheet.panel_id == panel_id,
                VoiceSheet.organisation_id == actor.organisation_id,
            )
        )
        if sheet is None:
            raise NotFound(_("There is no such sheet."), _("It may have been taken out."))
        session.delete(sheet)
        note(session, actor, now, "voices taken out", found)


def results(session: Session, actor: Actor, found: VoicePanel) -> Results:
    """What people said beside the staff."""
    sheets = sheets_of(session, actor, found.id)
    counted: Counter[tuple[str, str]] = Counter()
    for sheet in sheets:
        for item, levels in sheet.counts.items():
            for level, number in levels.items():
                counted[item, level] += number
    asked = from_json(found.asked)
    people = sum(_people(sheet) for sheet in sheets)
    told = people if people >= FEWEST else 0
    words = sorted((one.words for one in sheets if one.words and told), key=str.casefold)
    return Results(asked, heard(asked, found.staff, counted), not sheets, told, tuple(words))


def _people(sheet: VoiceSheet) -> int:
    """How many people are behind a sheet: as many as the item has that most of them answered."""
    return max((sum(levels.values()) for levels in sheet.counts.values()), default=0)


def delete_panel(session: Session, actor: Actor, now: datetime, panel_id: int) -> None:
    """Put a panel aside; 30 days to bring it back."""
    with write() as session:
        found = panel(session, actor, panel_id)
        found.deleted_at = now
        note(session, actor, now, "panel deleted", found)


def restore_panel(session: Session, actor: Actor, now: datetime, panel_id: int) -> None:
    """Bring a deleted panel back. Raises NotFound where it cannot be."""
    with write() as session:
        found = deleted_rows(session, VoicePanel, now, VoicePanel.id == panel_id)
        if not found:
            raise NotFound(_("There is no deleted panel to bring back."))
        found[0].deleted_at = None
        note(session, actor, now, "panel restored", found[0])


def note(
    session: Session, actor: Actor, now: datetime, what: str, found: VoicePanel, **details: Any
) -> None:
    """A line of the history, beside those of the piece of work."""
    audit.record(session, what, actor, now, "work", f"W{found.work_id}", **details)


def _check(asked: Asked, counts: Counts) -> None:
    items = {one.key for one in asked.items}
    levels = {key for key, _label in asked.levels} | {CANNOT_TELL}
    known = set(counts) <= items and all(set(found) <= levels for found in counts.values())
    numbers = [number for found in counts.values() for number in found.values()]
    if not known or any(number < 0 for number in numbers):
        raise InvalidInput(_("Choose among the answers shown."), where="")
    if any(sum(found.values()) > MOST_AT_ONCE for found in counts.values()):
        raise InvalidInput(
            _("More than %(most)s people in one room? Look at it again.", most=MOST_AT_ONCE),
            where="",
        )
