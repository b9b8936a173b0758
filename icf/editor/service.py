"""An organisation's own questions: drafts that are changed and undone, versions that stay."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.core.questionnaire import CORE, Pack
from icf.db import UNDO_DAYS, across_organisations, db, deleted_rows, lock_row
from icf.editor import parts
from icf.editor.draft import (
    Draft,
    Installed,
    Values,
    draft_of,
    new_values,
    plain,
    read_values,
    written,
)
from icf.editor.keys import beginning, pack_name
from icf.errors import Conflict, InvalidInput, NotFound
from icf.packfile import read_pack_text
from icf.packfile.write import pack_values
from icf.packs.models import OwnPack, OwnStep, OwnVersion
from icf.packs.own_switch import own_pack, versions_of
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _

STEPS_KEPT = 50
"""How many changes of a draft can be undone, one after the other."""

MOST_PACKS = 50
TITLE_LENGTH = 200


@dataclass(frozen=True)
class Row:
    """One pack of the list. ``on`` and ``newest`` are versions, or None."""

    pack: OwnPack
    newest: OwnVersion | None
    on: OwnVersion | None


def installed(plugins: Plugins) -> Installed:
    """What an organisation's own questions may refer to."""
    registry = plugins.registry
    core, _overlays = registry.packs(())
    return Installed(core, tuple(registry.kinds()), registry.scales())


def rows(session: Session, actor: Actor) -> list[Row]:
    """All of an organisation's own questions, by title."""
    packs = session.scalars(
        sa.select(OwnPack).where(
            OwnPack.organisation_id == actor.organisation_id, OwnPack.deleted_at.is_(None)
        )
    )
    return [row_of(session, actor, one) for one in sorted(packs, key=_by_title)]


def row_of(session: Session, actor: Actor, pack: OwnPack) -> Row:
    """One of them with its versions."""
    versions = versions_of(session, actor, pack.id)
    on = next((one for one in versions if one.is_on), None)
    return Row(pack, next(iter(versions), None), on)


def deleted(session: Session, now: datetime) -> list[OwnPack]:
    """Those that can still be brought back, newest first."""
    return deleted_rows(session, OwnPack, now)


def version_of(session: Session, actor: Actor, pack_id: int, version_id: int) -> OwnVersion:
    """One published version. Raises NotFound."""
    own_pack(session, actor, pack_id)
    for one in versions_of(session, actor, pack_id):
        if one.id == version_id:
            return one
    raise NotFound(_("There is no such version of these questions."))


def text_of(session: Session, actor: Actor, pack: OwnPack) -> str:
    """The draft, or what was published last."""
    newest = next(iter(versions_of(session, actor, pack.id)), None)
    return pack.draft or (newest.text if newest else "")


def open_draft(session: Session, actor: Actor, plugins: Plugins, pack: OwnPack) -> Draft:
    """The questions as somebody works on them, with everything that is wrong with them."""
    return draft_of(text_of(session, actor, pack), installed(plugins))


def published_keys(session: Session, actor: Actor, pack_id: int) -> set[str]:
    """Short names that no new question may have: somebody may have answered them."""
    return {
        key
        for one in versions_of(session, actor, pack_id)
        for key in parts.keys_of_pack(read_pack_text(one.text))
    }


def taken_names(plugins: Plugins, organisation: str) -> set[str]:
    """Names that no new pack of an organisation can have. Call it outside a write."""
    begins = beginning(organisation)
    statement = sa.select(OwnPack.key).where(OwnPack.key.startswith(begins, autoescape=True))
    with across_organisations("names of own questions"):
        taken = set(db.session.scalars(statement))
    core, overlays = plugins.registry.packs(None)
    return taken | {CORE, core.key} | {pack.key for pack in overlays}


def start(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, title: str, taken: set[str]
) -> OwnPack:
    """New questions with nothing in them yet.

    Args:
        taken: from ``taken_names``.

    Raises:
        InvalidInput: the organisation has too many already.
    """
    key = pack_name(actor.organisation_name, title, taken)
    language = installed(plugins).core.language
    values = new_values(key, title, actor.organisation_name, language)
    return _add(session, actor, now, key, values)


def take_in(
    session: Session, actor: Actor, now: datetime, pack: Pack, taken: set[str], seen: int
) -> OwnPack:
    """A pack from a file as a draft: a new one, or of the questions that have its name already.

    Args:
        pack: without fault; its key begins as the organisation's do, see ``upload.named``.
        seen: the ``draft_version`` that the person agreed to replace; 0 for a new one.

    Raises:
        Conflict: the draft was changed since.
    """
    values = parts_of(pack)
    existing = named(session, actor, pack.key)
    if existing is None:
        if pack.key in taken:
            values["pack"] = pack_name(
                actor.organisation_name, pack.title.original or pack.key, taken
            )
        return _add(session, actor, now, values["pack"], values)
    lock_row(session, OwnPack, existing.id)
    if existing.draft_version != seen:
        raise _meanwhile()
    _keep(session, actor, now, existing, values, _("Brought in a file"))
    return existing


def named(session: Session, actor: Actor, key: str) -> OwnPack | None:
    """The organisation's own questions with this name, unless they are deleted."""
    return session.scalar(
        sa.select(OwnPack).where(
            OwnPack.key == key,
            OwnPack.organisation_id == actor.organisation_id,
            OwnPack.deleted_at.is_(None),
        )
    )


def change(
    session: Session,
    actor: Actor,
    now: datetime,
    pack_id: int,
    what: str,
    edit: Callable[[Values], Any],
) -> Any:
    """Change the draft and keep what it was before. Call it inside a write.

    Args:
        what: what is done, in the words of the page.
        edit: changes the plain values; what it raises leaves the draft as it was.

    Returns:
        What ``edit`` gives.
    """
    lock_row(session, OwnPack, pack_id)
    pack = own_pack(session, actor, pack_id)
    values = read_values(text_of(session, actor, pack))
    given = edit(values)
    _keep(session, actor, now, pack, values, what)
    return given


def steps(session: Session, actor: Actor, pack_id: int) -> Sequence[OwnStep]:
    """The changes of a draft that can be undone, newest first."""
    statement = sa.select(OwnStep).where(
        OwnStep.pack_id == pack_id, OwnStep.organisation_id == actor.organisation_id
    )
    return session.scalars(statement.order_by(OwnStep.version.desc())).all()


def undo(session: Session, actor: Actor, now: datetime, pack_id: int, version: int) -> str:
    """Take the newest change back, and say what it was.

    Args:
        version: the ``draft_version`` that the page showed.

    Raises:
        Conflict: there is a newer change, or nothing to undo.
    """
    lock_row(session, OwnPack, pack_id)
    pack = own_pack(session, actor, pack_id)
    newest = next(iter(steps(session, actor, pack_id)), None)
    if newest is None or newest.version != version:
        raise _meanwhile()
    what, pack.draft = newest.what, newest.before
    session.delete(newest)
    _touch(session, actor, now, pack)
    audit.record(session, "own_change_undone", actor, now, "own_pack", str(pack_id), what=what)
    return what


def withdraw(session: Session, actor: Actor, now: datetime, pack_id: int) -> None:
    """Give the draft up and go back to what was published last; this can be undone.

    Raises:
        InvalidInput: nothing was ever published, so that nothing would be left.
    """
    lock_row(session, OwnPack, pack_id)
    pack = own_pack(session, actor, pack_id)
    newest = next(iter(versions_of(session, actor, pack_id)), None)
    if newest is None:
        raise InvalidInput(_("Nothing was published yet."), _("Delete these questions instead."))
    _keep(session, actor, now, pack, read_values(newest.text), _("Gave up the draft"))


def delete(session: Session, actor: Actor, now: datetime, pack_id: int) -> None:
    """Put the questions aside for 30 days. Raises InvalidInput while a version is on."""
    lock_row(session, OwnPack, pack_id)
    pack = own_pack(session, actor, pack_id)
    if any(one.is_on for one in versions_of(session, actor, pack_id)):
        message = _("“%(title)s” is on.", title=pack.title)
        raise InvalidInput(message, _("Switch it off first. Answers stay in any case."))
    pack.deleted_at = now
    audit.record(session, "own_deleted", actor, now, "own_pack", str(pack_id), title=pack.title)


def bring_back(session: Session, actor: Actor, now: datetime, pack_id: int) -> OwnPack:
    """Undo deleting. Raises NotFound where it was not deleted, or too long ago."""
    pack = next((one for one in deleted(session, now) if one.id == pack_id), None)
    if pack is None:
        message = _("These questions cannot be brought back.")
        raise NotFound(message, _("That is possible for %(days)s days.", days=UNDO_DAYS))
    pack.deleted_at = None
    audit.record(session, "own_brought_back", actor, now, "own_pack", str(pack_id))
    return pack


def parts_of(pack: Pack) -> Values:
    """The plain values of a sound pack, as a draft holds them."""
    values: Values = plain(pack_values(pack))
    return values


def _add(session: Session, actor: Actor, now: datetime, key: str, values: Values) -> OwnPack:
    if len(rows(session, actor)) >= MOST_PACKS:
        raise InvalidInput(_("There are too many of your own questions."), _("Delete some first."))
    pack = OwnPack(
        key=key,
        title=_title(values),
        draft=written(values),
        draft_version=1,
        draft_changed_by=actor.person_id,
        draft_changed_at=now,
        created_by=actor.person_id,
        created_at=now,
    )
    session.add(pack)
    session.flush()
    audit.record(session, "own_started", actor, now, "own_pack", str(pack.id), key=key)
    return pack


def _keep(
    session: Session, actor: Actor, now: datetime, pack: OwnPack, values: Values, what: str
) -> None:
    newest = next(iter(versions_of(session, actor, pack.id)), None)
    before, text = pack.draft, written(values)
    if newest and _without_version(values) == _without_version(read_values(newest.text)):
        text = ""
    if text == before:
        return
    pack.draft = text
    _touch(session, actor, now, pack)
    step = OwnStep(
        pack_id=pack.id,
        version=pack.draft_version,
        before=before,
        what=what[:300],
        made_by=actor.person_id,
        made_at=now,
    )
    session.add(step)
    audit.record(
        session, "own_draft_changed", actor, now, "own_pack", str(pack.id), what=what[:300]
    )
    session.flush()
    for old in steps(session, actor, pack.id)[STEPS_KEPT:]:
        session.delete(old)


def _touch(session: Session, actor: Actor, now: datetime, pack: OwnPack) -> None:
    pack.draft_version += 1
    pack.draft_changed_by, pack.draft_changed_at = actor.person_id, now
    pack.title = _title(read_values(text_of(session, actor, pack)))


def _title(values: Values) -> str:
    title = values.get("title", "")
    words = next(iter(title.values()), "") if isinstance(title, dict) else title
    return str(words or values["pack"])[:TITLE_LENGTH]


def _without_version(values: Values) -> Values:
    return {name: value for name, value in values.items() if name != "version"}


def _by_title(pack: OwnPack) -> str:
    return pack.title.casefold()


def _meanwhile() -> Conflict:
    return Conflict(
        _("Somebody changed these questions meanwhile."), _("Look at them again, then decide.")
    )
