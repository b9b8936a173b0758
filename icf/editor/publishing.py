"""Publishing a draft as a version that never changes, with the number that the changes ask for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from icf import audit
from icf.assessments.moving.patches import take_patches
from icf.core.pack_diff import PackDiff, Step, pack_diff
from icf.core.questionnaire import Pack
from icf.db import lock_row
from icf.editor.draft import VERSION, Draft, Installed, draft_of, read_values, written
from icf.editor.service import steps, text_of
from icf.errors import Conflict, InvalidInput
from icf.packfile import read_pack_text
from icf.packs.models import OwnPack, OwnVersion
from icf.packs.own_switch import own_pack, switch_own, versions_of
from icf.plugin.manager import Plugins
from icf.web.actor import Actor
from icf.web.i18n import _

NOTE_LENGTH = 2_000


@dataclass(frozen=True)
class Offer:
    """What publishing a draft would mean.

    Args:
        found: what differs from the version before; None for the first version.
        numbers: the versions on offer by step, the smallest that is enough first. For the first
            version there is one.
    """

    found: PackDiff | None
    numbers: dict[Step, str]

    @property
    def suggested(self) -> Step:
        """The step that fits the differences, as long as nobody says otherwise."""
        return next(iter(self.numbers))


def offer_of(draft: Draft, newest: OwnVersion | None, core: Pack) -> Offer:
    """Which version a draft can become.

    A correction of words may mean the same (third number) or something else (first number), which
    only people can tell; both are on offer then.
    """
    if newest is None:
        return Offer(None, {"minor": VERSION})
    found = pack_diff(read_pack_text(newest.text), draft.pack, core)
    if found.needed == "none":
        return Offer(found, {})
    large_enough: list[Step] = [found.needed, "major"]
    return Offer(found, {step: raised(newest.version, step) for step in large_enough})


def raised(version: str, step: Step) -> str:
    """The version after a step.

    >>> raised("1.2.3", "minor")
    '1.3.0'
    """
    first, second, third = (int(number) for number in version.split("."))
    match step:
        case "major":
            return f"{first + 1}.0.0"
        case "minor":
            return f"{first}.{second + 1}.0"
    return f"{first}.{second}.{third + 1}"


def publish(
    session: Session,
    actor: Actor,
    now: datetime,
    plugins: Plugins,
    pack_id: int,
    seen: int,
    step: str,
    note: str,
    installed: Installed,
) -> OwnVersion:
    """Make the draft a version. A correction goes on by itself where the version before is on.

    Args:
        seen: the ``draft_version`` that the person looked at.
        step: one of those on offer.

    Raises:
        Conflict: the draft was changed since.
        InvalidInput: it has faults, nothing differs, or the step is too small.
    """
    lock_row(session, OwnPack, pack_id)
    pack = own_pack(session, actor, pack_id)
    if pack.draft_version != seen:
        message = _("Somebody changed these questions meanwhile.")
        raise Conflict(message, _("Look at them again, then publish."))
    newest = next(iter(versions_of(session, actor, pack_id)), None)
    draft = draft_of(text_of(session, actor, pack), installed)
    if draft.faults:
        raise InvalidInput(_("Some things have to be put right before this can be published."))
    offered = offer_of(draft, newest, installed.core).numbers
    numbers = {str(one): number for one, number in offered.items()}
    if step not in numbers:
        raise InvalidInput(_("Choose what the changes mean."), where="step")
    values = read_values(pack.draft) | {"version": numbers[step]}
    text = written(values)
    read_pack_text(text, pack.key, installed.core)
    made = OwnVersion(
        pack_id=pack_id,
        version=numbers[step],
        text=text,
        meaning_unchanged=step == "patch",
        note=note,
        published_by=actor.person_id,
        published_at=now,
    )
    session.add(made)
    for old in steps(session, actor, pack_id):
        session.delete(old)
    pack.draft = ""
    pack.draft_version += 1
    session.flush()
    details = {"version": made.version, "meaning_unchanged": made.meaning_unchanged}
    audit.record(session, "own_published", actor, now, "own_pack", str(pack_id), **details)
    if made.meaning_unchanged and newest and newest.is_on:
        switch_own(session, actor, now, plugins, pack_id, made.id)
        take_patches(session, now, plugins, actor.organisation_id, actor)
    return made
