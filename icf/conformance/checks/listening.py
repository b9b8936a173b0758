"""What the plugin does when it is told of something, what it keeps, and how long it takes."""

from collections.abc import Iterator
from datetime import datetime

from icf.conformance.case import Case
from icf.conformance.checklist import Checklist, new_checklist
from icf.conformance.outcome import Fault, NotChecked
from icf.db import db
from icf.packs.store import WaitingStore, kept_of
from icf.plugin.metadata import FILE_NAME
from icf.plugin.store import MOST_TOTAL_BYTES
from icf.web.actor import Actor

EVENTS = ("assessment_signed_off", "plan_changed")
ROOM_FOR = 1_000
"""Checklists of one organisation whose traces have to fit into the store."""

MOST_BYTES = MOST_TOTAL_BYTES // ROOM_FOR
CHANGES = 3
LONG_SECONDS = 1.0


def told(case: Case) -> Iterator[Fault]:
    """It can be told of changes to a plan and of its sign-off, whatever was answered."""
    if not _listens(case):
        raise NotChecked("it is not told of anything")
    nothing = new_checklist(case.desk, "quick")
    for checklist in (nothing, Checklist(case.desk, case.signed_off().id)):
        if checklist.sheet.is_draft:
            checklist.add_action("Ask the growers")
            checklist.change_action("Ask all growers")
            if not checklist.sign_off():
                yield Fault("The checklist cannot be signed off.", f"P{checklist.id}")


def kept(case: Case) -> Iterator[Fault]:
    """What it keeps is named in plugin.toml, and there is room for a thousand checklists."""
    if not _listens(case) and not case.registry.routes(case.name):
        raise NotChecked("it has no store: it has no pages and is not told of anything")
    case.signed_off()
    said, before = case.subject.metadata, _kept(case)
    if not before[0]:
        raise NotChecked("it kept nothing of its own")
    if said is not None and said.stores.casefold().startswith("nothing"):
        keys = ", ".join(_keys(case))
        where = str(case.subject.folder / FILE_NAME)
        cure = "People read `stores` before they switch it on: say what it keeps, and for how long."
        yield Fault(f"`stores` says “{said.stores}”, but it keeps {keys}.", where, cure)
    checklist = new_checklist(case.desk, "quick")
    checklist.fill(case.layers)
    checklist.add_action("Ask the growers")
    first = _kept(case)[1]
    for number in range(CHANGES):
        checklist.change_action(f"Ask grower {number}")
    checklist.sign_off()
    grown, again = _kept(case)[1] - before[1], _kept(case)[1] - first
    if max(grown, again) > MOST_BYTES:
        most = MOST_TOTAL_BYTES // max(grown, again)
        cure = "Keep less, or forget what is not needed any more."
        seen = f"A checklist made it keep {grown:,} bytes more; after about {most} it is full."
        yield Fault(seen, "store", cure)


def quick(case: Case) -> Iterator[Fault]:
    """Nobody waits for it: its functions take less than a second each."""
    for one in case.desk.plugins.watch.timings():
        seconds = one.total_seconds / max(one.calls, 1)
        # The mean of all calls, so that one slow moment of this machine is nobody's fault.
        if one.plugin == case.name and seconds > LONG_SECONDS:
            cure = "People wait for it: do less, or keep what it found."
            yield Fault(f"A call took {seconds:.1f} seconds.", one.doing, cure)


def _listens(case: Case) -> bool:
    return any(case.desk.plugins.answering(hook, {case.name}) for hook in EVENTS)


def _kept(case: Case) -> tuple[int, int]:
    """How many values it keeps, and how many bytes they have."""
    own = case.desk.actor.organisation_id
    return case.desk.run(lambda: kept_of(db.session(), own).get(case.name, (0, 0)))


def _keys(case: Case, most: int = 3) -> tuple[str, ...]:
    def find(_session: object, actor: Actor, now: datetime) -> tuple[str, ...]:
        return WaitingStore(case.name, actor.organisation_id, now, may_write=False).keys()

    found = case.desk.call(find)
    more = (f"and {len(found) - most} more",) if len(found) > most else ()
    return (*(f"“{key}”" for key in found[:most]), *more)
