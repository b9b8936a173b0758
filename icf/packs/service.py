"""What an organisation asks beside the framework, and the questionnaire that follows from it."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.setting import get_setting, set_setting
from icf.core.canonical import canonical_json, digest_of, from_json
from icf.core.compose import compose
from icf.core.index import QuestionnaireIndex
from icf.core.questionnaire import CORE, Pack, Questionnaire
from icf.errors import InvalidInput, NotFound, PackError
from icf.packs.models import PluginSwitch, StoredQuestionnaire
from icf.packs.selection import Selection, enabled_plugins, own_packs, selection
from icf.plugin.manager import PluginRecord, Plugins
from icf.web.actor import Actor
from icf.web.i18n import _

log = logging.getLogger(__name__)

CONFIRMED_NAMES = "confirmed_names"
KEPT_IN_MEMORY = 64


Thing = TypeVar("Thing")


class Memory(Generic[Thing]):
    """The things used last, by key. They never change, so all threads may share them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Thing] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Thing | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: Hashable, thing: Thing) -> None:
        with self._lock:
            self._kept[key] = thing
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)


@dataclass(frozen=True)
class Composed:
    """A questionnaire with its canonical JSON and the SHA-256 of that."""

    digest: str
    document: str
    questionnaire: Questionnaire


_memory: Memory[Questionnaire] = Memory(KEPT_IN_MEMORY)
_composed: WeakKeyDictionary[Plugins, Memory[Composed]] = WeakKeyDictionary()


def switch_plugin(
    session: Session, actor: Actor, now: datetime, plugins: Plugins, name: str, on: bool
) -> PluginRecord:
    """Switch an add-on on or off for the actor's organisation; no answer is touched.

    Raises:
        NotFound: there is no such add-on.
        InvalidInput: it cannot be used, or not together with what is on.
    """
    record = add_on(plugins, name)
    if on:
        check_add_on(session, actor, plugins, name)
    set_switch(session, actor.organisation_id, now, name, on, actor.person_id)
    audit.record(session, "add_on_switched", actor, now, "plugin", name, on=on)
    return record


def check_add_on(session: Session, actor: Actor, plugins: Plugins, name: str) -> None:
    """Refuse an add-on that could not be switched on for the actor's organisation.

    Raises:
        NotFound: there is no such add-on.
        InvalidInput: it cannot be used, or not together with what is on.
    """
    enabled = enabled_plugins(session, actor.organisation_id) | {name}
    _refuse_unusable(plugins, add_on(plugins, name), enabled)


def set_switch(
    session: Session,
    organisation_id: int,
    now: datetime,
    name: str,
    on: bool,
    person_id: int | None = None,
) -> None:
    """Store that an add-on is on or off for the organisation in scope."""
    switch = session.scalar(sa.select(PluginSwitch).where(PluginSwitch.plugin == name))
    if switch is None:
        switch = PluginSwitch(organisation_id=organisation_id, plugin=name, public=False)
        session.add(switch)
    switch.on, switch.changed_by, switch.changed_at = on, person_id, now
    # Switched on again, its pages are not public again before somebody says so.
    switch.public = switch.public and on
    session.flush()


def add_ons(plugins: Plugins) -> tuple[PluginRecord, ...]:
    """All add-ons that were found, by title; the framework itself is not one."""
    found = (record for record in plugins.found if record.name != CORE)
    return tuple(sorted(found, key=lambda record: (record.title or record.name).casefold()))


def add_on(plugins: Plugins, name: str) -> PluginRecord:
    """One of them; of several with the same name the one that is used. Raises NotFound."""
    named = [record for record in add_ons(plugins) if record.name == name]
    if not named:
        raise NotFound(_("There is no such add-on."))
    return min(named, key=lambda record: record.problem is not None)


def add_ons_of(
    plugins: Plugins, questionnaire: Questionnaire, enabled: Collection[str]
) -> frozenset[str]:
    """The add-ons that are on, and those that a checklist has questions of."""
    layers = {key for key, _version, _title in questionnaire.packs} - {CORE}
    of_layers = {plugins.registry.plugin_of_pack(key) for key in layers}
    return frozenset({*enabled, *filter(None, of_layers)})


def current_questionnaire(
    session: Session, now: datetime, plugins: Plugins, organisation_id: int
) -> tuple[str, Questionnaire]:
    """The digest and the questionnaire that new checklists of an organisation are pinned to.

    It is stored when it is new, so call it inside a write.
    """
    made = composed_with(session, plugins, selection(session, organisation_id))
    keep_questionnaire(session, now, made)
    return made.digest, made.questionnaire


def keep_questionnaire(session: Session, now: datetime, made: Composed) -> None:
    """Store a questionnaire for ever, unless it is stored already. Call it inside a write."""
    if session.get(StoredQuestionnaire, made.digest) is None:
        # Another writer may be storing the same one at this moment: either row will do.
        dialect: Any = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
        row = dialect.insert(StoredQuestionnaire.__table__).values(
            digest=made.digest, document=made.document, stored_at=now
        )
        session.execute(row.on_conflict_do_nothing())


def composed(plugins: Plugins, enabled: Collection[str]) -> Questionnaire:
    """The questionnaire with these add-ons and nobody's own questions; nothing is stored."""
    return _compose_once(plugins, Selection(frozenset(enabled)), tuple).questionnaire


def composed_with(session: Session, plugins: Plugins, chosen: Selection) -> Composed:
    """The questionnaire of a selection, whether or not it is switched on; nothing is stored."""
    return _compose_once(plugins, chosen, lambda: own_packs(session, chosen))


def composed_of(whole: Questionnaire) -> Composed:
    """A questionnaire that was made otherwise than by composing, ready to be stored."""
    document = canonical_json(whole)
    return Composed(digest_of(document), document, whole)


def aliases_of(session: Session, plugins: Plugins, chosen: Selection) -> dict[str, str]:
    """Old keys to new ones, of all packs of a selection."""
    core, overlays = plugins.registry.packs(chosen.add_ons)
    return dict(
        pair for pack in (core, *overlays, *own_packs(session, chosen)) for pair in pack.aliases
    )


def questionnaire(session: Session, digest: str) -> tuple[Questionnaire, QuestionnaireIndex]:
    """A stored questionnaire and its lookups; no SQL for those used lately. Raises NotFound."""
    found = _memory.get(digest)
    if found is None:
        row = session.get(StoredQuestionnaire, digest)
        if row is None:
            raise NotFound(_("The questions of this checklist are missing."), where=digest)
        found = from_json(row.document)
        _memory.keep(digest, found)
    return found, found.index


def approach_names(session: Session) -> Mapping[str, str]:
    """The names of approaches and principles that the owner has confirmed or put right, by key."""
    names: Mapping[str, str] = get_setting(session, CONFIRMED_NAMES, {})
    return names


def confirm_names(
    session: Session, actor: Actor | None, now: datetime, names: Mapping[str, str]
) -> None:
    """Store the names as the owner's own copy of the framework has them."""
    set_setting(session, CONFIRMED_NAMES, dict(names))
    audit.record(session, "names_confirmed", actor, now, names=dict(names))


def _compose_once(
    plugins: Plugins, chosen: Selection, own: Callable[[], Sequence[Pack]]
) -> Composed:
    """Installed add-ons change only at a restart, and published versions never do.

    The questions of paused add-ons are left out: nobody could answer them.

    Args:
        own: reads the organisation's own packs; only asked when they are not in memory.
    """
    enabled = frozenset(name for name in chosen.add_ons if not plugins.watch.is_paused(name))
    chosen = Selection(enabled, chosen.own)
    known = _composed.setdefault(plugins, Memory(KEPT_IN_MEMORY))
    found = known.get(chosen)
    if found is None:
        core, overlays = plugins.registry.packs(enabled)
        whole = compose(
            core,
            fitting(plugins, core, [*overlays, *own()]),
            plugins.registry.kinds(enabled),
            plugins.registry.scales(enabled),
        )
        document = canonical_json(whole)
        found = Composed(digest_of(document), document, whole)
        known.keep(chosen, found)
    return found


def fitting(plugins: Plugins, core: Pack, overlays: Sequence[Pack]) -> list[Pack]:
    """The overlays without those that cannot be composed: a faulty one must not stop the others."""
    found: list[Pack] = []
    for overlay in overlays:
        try:
            compose(
                core,
                [*found, overlay],
                plugins.registry.kinds(),
                plugins.registry.scales(),
            )
        except PackError as error:
            log.error("The questions of “%s” are left out. %s", overlay.key, error)
        else:
            found.append(overlay)
    return found


def _refuse_unusable(plugins: Plugins, record: PluginRecord, enabled: Collection[str]) -> None:
    title = record.title or record.name
    if record.problem:
        message = _("“%(title)s” cannot be used at present.", title=title)
        raise InvalidInput(message, _("An administrator can see why on the add-on problems page."))
    if plugins.watch.is_paused(record.name):
        message = _("“%(title)s” is paused, because it failed several times.", title=title)
        raise InvalidInput(message, _("An administrator can see why on the add-on problems page."))
    core, overlays = plugins.registry.packs(enabled)
    try:
        compose(core, overlays, plugins.registry.kinds(enabled), plugins.registry.scales(enabled))
    except PackError as error:
        message = _("“%(title)s” does not fit with the add-ons that are on.", title=title)
        raise InvalidInput(message, str(error)) from error
