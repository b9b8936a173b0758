"""Whether a plugin's routes, and what its pages and exporters give, can be used."""

import re
from typing import Any

from icf.errors import PluginError
from icf.plugin.exporter import Exporter
from icf.plugin.route import Download, Link, Page, Redirect, Result, Route, TemplatePage
from icf.plugin.sound import is_wording, sound_blocks, sound_text

PUBLIC, SIGNED_IN = "public", "signed_in"
CAPABILITIES = (
    "read",
    "comment",
    "fill",
    "review",
    "sign_off",
    "people",
    "addons",
    "settings",
    "share",
    "installation",
)
AUDIENCES = (PUBLIC, SIGNED_IN, *CAPABILITIES)
PUBLIC_PREFIX = "o"
"""What follows the plugin's name in the address of a public page."""

MOST_FILE_BYTES = 20_000_000
MOST_TITLE_LETTERS = 200
MOST_MESSAGE_LETTERS = 500
MOST_LINKS = 200

_PART = re.compile(r"[a-z0-9][a-z0-9._-]*|<[a-z][a-z_]*>")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")
_EXTENSION = re.compile(r"[a-z0-9]{1,10}")
_METHODS = {("GET",), ("POST",), ("GET", "POST")}


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a path: none for ``/``.

    >>> parts_of("/places/<place>")
    ('places', '<place>')
    """
    return tuple(path.strip("/").split("/")) if path.strip("/") else ()


def shape_of(route: Route) -> str:
    """What two routes must not share: the path whatever its placeholders are called.

    >>> shape_of(Route("/places/<x>", None, "signed_in", None))
    'places/<>'
    """
    parts = ("<>" if part.startswith("<") else part for part in parts_of(route.path))
    return "/".join((*((PUBLIC_PREFIX,) if route.audience == PUBLIC else ()), *parts))


def check_route(plugin: str, route: Route) -> None:
    """Refuse a route that leads nowhere, or that does not say who may see it.

    Raises:
        PluginError: naming the route and what to write.
    """
    where = f"plugin {plugin}"
    path: Any = route.path
    if not isinstance(path, str) or not path.startswith("/") or len(path) > MOST_TITLE_LETTERS:
        raise PluginError(f"The path of a page is {path!r:.80}.", "Begin it with “/”.", where)
    parts = parts_of(path)
    if not all(map(_PART.fullmatch, parts)) or len(set(parts)) < len(parts):
        raise PluginError(
            f"The path “{path}” cannot be used.",
            "Use small letters, digits, “.”, “-”, “_”, and “<name>” for any one part.",
            where,
        )
    if parts[:1] == (PUBLIC_PREFIX,):
        raise PluginError(f"The path “{path}” begins with “/o”.", "Choose another word.", where)
    if route.audience not in AUDIENCES:
        raise PluginError(
            f"The page “{path}” is for {route.audience!r:.80}.",
            f"Say who may see it: {', '.join(AUDIENCES)}.",
            where,
        )
    if route.methods not in _METHODS or (route.audience == PUBLIC and route.methods != ("GET",)):
        raise PluginError(
            f"The page “{path}” takes {route.methods!r:.80}.",
            'Write ("GET",) or ("GET", "POST"); a public page is only read: ("GET",).',
            where,
        )
    if not is_wording(route.title) or not callable(route.view):
        raise PluginError(
            f"The page “{path}” has no title or no view.",
            "Give it plain(…) and a function.",
            where,
        )


def check_exporter(plugin: str, exporter: Exporter) -> None:
    """Refuse an exporter whose files nobody could name. Raises PluginError."""
    texts: tuple[Any, ...] = (exporter.media_type, exporter.extension)
    fits = (
        all(isinstance(text, str) for text in texts)
        and _MEDIA_TYPE.fullmatch(exporter.media_type)
        and _EXTENSION.fullmatch(exporter.extension)
        and is_wording(exporter.title)
        and callable(exporter.export)
    )
    if not fits:
        raise PluginError(
            f"The exporter “{exporter.key}” cannot be used.",
            "Give it a title, a media type such as text/csv, an extension such as csv, a function.",
            f"plugin {plugin}",
        )


def sound_file(thing: Any) -> bytes:
    """A file as bytes. Raises TypeError or ValueError."""
    if not isinstance(thing, bytes | str):
        raise TypeError(f"got {thing!r:.80}, which is no bytes and no text")
    if len(thing) > MOST_FILE_BYTES:
        raise ValueError(f"got a file of {len(thing):,} bytes; {MOST_FILE_BYTES:,} is the most")
    return thing.encode() if isinstance(thing, str) else thing


def sound_result(plugin: str, thing: Any) -> Result:
    """What a page's view gave. Raises TypeError or ValueError for what cannot be shown."""
    result: Result = thing
    match thing:
        case Page():
            _title(thing.title)
            sound_blocks(tuple(thing.blocks))
            _links(thing.links)
        case TemplatePage():
            _title(thing.title)
            _template(plugin, thing.template)
            dict(thing.values)
        case Download():
            _title(thing.filename)
            if not _MEDIA_TYPE.fullmatch(sound_text(thing.media_type)):
                raise ValueError(f"got {thing.media_type!r:.80} as a media type")
            sound_file(thing.content)
        case Redirect():
            own_path(thing.path)
            if len(sound_text(thing.message)) > MOST_MESSAGE_LETTERS:
                raise ValueError("got a message that is too long")
        case _:
            raise TypeError(f"got {thing!r:.80}, which is no page")
    return result


def own_path(path: object) -> str:
    """A path within the plugin's own pages. Raises TypeError or ValueError."""
    text = sound_text(path)
    where = text.partition("?")[0]
    if not where.startswith("/") or "//" in where or "\\" in text or ".." in parts_of(where):
        raise ValueError(f"got {text!r:.80}, which is no path of its own pages")
    if not text.isprintable() or len(text) > 2_000:
        raise ValueError("got a path that no address can have")
    return text


def _title(thing: object) -> None:
    if not 0 < len(sound_text(thing)) <= MOST_TITLE_LETTERS:
        raise ValueError(f"got a title or name that is empty or over {MOST_TITLE_LETTERS} long")


def _links(things: Any) -> None:
    if not isinstance(things, tuple) or len(things) > MOST_LINKS:
        raise TypeError(f"got {things!r:.80} as links")
    for one in things:
        if not isinstance(one, Link):
            raise TypeError(f"got {one!r:.80}, which is no Link")
        _title(one.text)
        own_path(one.path)


def _template(plugin: str, name: object) -> None:
    text = sound_text(name)
    if not text.startswith(f"{plugin}/") or not text.endswith(".html") or ".." in text:
        raise ValueError(f"got the template {text!r:.80}; its own are called “{plugin}/….html”")
