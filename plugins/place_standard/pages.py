"""The pages for people of the organisation: all places, one conversation, and recording it."""

import json
import re
from datetime import timedelta
from typing import Any

from icf.plugin import (
    Conflict,
    NotFound,
    Page,
    PageRequest,
    Redirect,
    TemplatePage,
    submitted,
)

from .kept import DELETED_ON, OWN, conversations, one_recorded, places, recorded
from .names import BECAME, GROUPS, KINDS, THEMES, VERSIONS, day_in_words
from .record import Conversation, as_json, place_key, words_of
from .results import one_conversation, results_of
from .typed import PRIORITIES, Typed, read, typed, values_of

KEPT_DAYS = 30
"""A deleted conversation can be brought back for so long."""

MOST_BYTES = 4_700_000
"""Of all conversations together; below what an add-on may keep."""


def overview(request: PageRequest) -> TemplatePage:
    """All places, and what was deleted of late."""
    _ = request.translate
    rows = [
        {
            "name": place.name,
            "address": f"/places/{place.key}",
            "count": len(place.conversations),
            "latest": day_in_words(place.latest.held_on, _),
        }
        for place in places(conversations(request))
    ]
    deleted = [
        {"key": one.key, "words": f"{one.place}, {day_in_words(one.held_on, _)}"}
        for one, _version, deleted_on in recorded(request.store)
        if deleted_on and deleted_on >= _oldest(request)
    ]
    values = {"places": rows, "deleted": deleted, "days": KEPT_DAYS}
    return TemplatePage("place_standard/overview.html", _("Conversations about places"), values)


def place(request: PageRequest) -> Page:
    """The results of one place."""
    for found in places(conversations(request)):
        if found.key == request.params.get("place"):
            return results_of(found, request)
    raise NotFound(request.translate("No conversation about this place is recorded."))


def shown(request: PageRequest) -> Page:
    """One conversation that was recorded here."""
    one, _version = _found(request)
    return one_conversation(one, request)


def record(request: PageRequest) -> TemplatePage | Redirect:
    """A new conversation, of adults or of children."""
    version = request.params.get("version", "")
    if version not in VERSIONS:
        raise NotFound(request.translate("There is no such version of a conversation."))
    if request.method == "POST":
        return _save(request, version, None)
    known = _known_places(request)
    chosen = submitted(request.query, "place")
    values = {"place": chosen if chosen in known else "", "key": f"{request.now:%Y%m%d%H%M%S%f}"}
    return _form(request, version, Typed(values), 0)


def change(request: PageRequest) -> TemplatePage | Redirect:
    """Change a conversation that was recorded here."""
    one, version = _found(request)
    if request.method == "POST":
        return _save(request, one.version, one)
    return _form(request, one.version, Typed(values_of(one)), version, one)


def delete(request: PageRequest) -> TemplatePage | Redirect:
    """Ask, then delete. It can be brought back; what was deleted long ago goes for good."""
    _ = request.translate
    one, version = _found(request)
    if request.method == "POST":
        today = request.now.date().isoformat()
        request.store.set(OWN + one.key, as_json(one) | {DELETED_ON: today}, version)
        for old, _old_version, deleted_on in recorded(request.store):
            if deleted_on and deleted_on < _oldest(request):
                request.store.delete(OWN + old.key)
        said = _("The conversation is deleted. You can bring it back for 30 days.")
        return Redirect("/", said)
    values = {"key": one.key, "place": one.place, "day": day_in_words(one.held_on, _)}
    return TemplatePage("place_standard/delete.html", _("Delete this conversation?"), values)


def bring_back(request: PageRequest) -> Redirect:
    """Bring back what was deleted."""
    _ = request.translate
    found = one_recorded(request.store, request.params.get("key", ""))
    if found is None:
        raise NotFound(_("This conversation was deleted for good."))
    one, stored = found
    request.store.set(OWN + one.key, as_json(one), stored.version)
    return Redirect(f"/places/{place_key(one.place)}", _("The conversation is back."))


def _oldest(request: PageRequest) -> str:
    return (request.now.date() - timedelta(days=KEPT_DAYS)).isoformat()


def _found(request: PageRequest) -> tuple[Conversation, int]:
    found = one_recorded(request.store, request.params.get("key", ""))
    if found is None or found[1].value.get(DELETED_ON):
        raise NotFound(
            request.translate("This conversation is not there."),
            request.translate("Perhaps somebody deleted it: look at the list of conversations."),
        )
    return found[0], found[1].version


def _known_places(request: PageRequest) -> dict[str, str]:
    return {one.key: one.name for one in places(conversations(request))}


def _save(
    request: PageRequest, version: str, before: Conversation | None
) -> TemplatePage | Redirect:
    _ = request.translate
    sent = typed(request.form)
    key = before.key if before else sent.values.get("key", "")
    if not re.fullmatch(r"\d{20}", key):
        raise Conflict(_("This form is too old."), _("Open it again from the list of places."))
    stored = request.store.get(OWN + key)
    present = stored.version if stored else 0
    # Its words stay those of the day it was recorded, like the ratings that were given in them.
    words = before.words if before else words_of(version)
    new = read(sent, key, version, words, _known_places(request), request.now.date(), _)
    if new and stored and stored.value == json.loads(json.dumps(as_json(new))):
        return Redirect(f"/conversations/{key}", _("The conversation is saved."))
    if sent.values.get("version", "") != str(present):
        sent.errors = {"place": _theirs(request, before, sent)} | sent.errors
        return _form(request, version, sent, present, before)
    if new and not _has_room(request, new):
        sent.errors["place"] = _(
            "There is no room for more conversations. Download them all, and delete old ones."
        )
    if new is None or sent.errors:
        return _form(request, version, sent, present, before)
    request.store.set(OWN + key, as_json(new), present)
    return Redirect(f"/conversations/{key}", _("The conversation is saved."))


def _theirs(request: PageRequest, before: Conversation | None, sent: Typed) -> str:
    """What somebody else has saved meanwhile and differs from what was typed, in a sentence."""
    _ = request.translate
    theirs = values_of(before) if before else {}
    names = _field_names(request)
    differing = [
        f"{names[name]}: “{text[:80]}”"
        for name, text in theirs.items()
        if name in names and text != sent.values.get(name, "")
    ]
    said = _(
        "Somebody else changed this conversation while you typed. What you typed is still here: "
        "save again to put it in the place of theirs."
    )
    return f"{said} {_('Theirs:')} {'; '.join(differing[:10])}" if differing else said


def _field_names(request: PageRequest) -> dict[str, str]:
    _ = request.translate
    names = {"kind": _("Kind of place"), "ward": _("Ward"), "how-many": _("How many people")}
    names |= {"missing": _("Whose voice was missing")}
    names |= {f"group-{key}": _(name) for key, name in GROUPS.items()}
    for theme, name in THEMES.items():
        names[f"{theme}-agreed"] = f"{_(name)} – {_('agreed')}"
        names[f"{theme}-each"] = f"{_(name)} – {_('each')}"
        names[f"{theme}-good"] = f"{_(name)} – {_('good')}"
        names[f"{theme}-better"] = f"{_(name)} – {_('could be better')}"
    names |= {f"priority-{one}-what": f"{_('Priority')} {one}" for one in PRIORITIES}
    return names


def _has_room(request: PageRequest, new: Conversation) -> bool:
    others = [as_json(one) for one, _v, _d in recorded(request.store) if one.key != new.key]
    size = sum(len(json.dumps(one, ensure_ascii=False).encode()) for one in [*others, as_json(new)])
    return size < MOST_BYTES


def _form(
    request: PageRequest,
    version: str,
    sent: Typed,
    stored_version: int,
    before: Conversation | None = None,
) -> TemplatePage:
    _ = request.translate
    words = before.words if before else words_of(version)
    values: dict[str, Any] = {
        "action": f"/conversations/{before.key}/edit" if before else f"/new/{version}",
        "back": f"/conversations/{before.key}" if before else "/",
        "version_title": _(VERSIONS[version]),
        "is_children": version == "children",
        "stored_version": stored_version,
        "typed": sent.values,
        "errors": sent.errors,
        "ratings": [(str(place + 1), _(word)) for place, word in reversed(list(enumerate(words)))],
        "highest": len(words),
        "earlier": sorted(_known_places(request).items(), key=lambda one: one[1].casefold()),
        "kinds": [(key, _(name)) for key, name in KINDS.items()],
        "groups": [(key, _(name)) for key, name in GROUPS.items()],
        "themes": [(key, _(name)) for key, name in THEMES.items()],
        "became": [(key, _(name)) for key, name in BECAME.items()],
        "priorities": PRIORITIES,
    }
    title = _("Change the conversation") if before else _("Record a conversation")
    return TemplatePage("place_standard/form.html", title, values)
