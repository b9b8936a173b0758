"""Pages of a plugin: where they are, who may see them, what they are given and what they give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from icf.core.kinds import Fields
from icf.core.report import Block
from icf.core.wording import Wording
from icf.plugin.filled_in import FilledIn
from icf.plugin.report_section import untranslated
from icf.plugin.store import Store

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def nothing() -> Mapping[str, Any]:
    """An empty mapping that stays empty."""
    return _NOTHING


@dataclass(frozen=True)
class PageRequest:
    """Who asks for a page, and for what.

    Args:
        organisation: its name. Everything here is of this organisation alone.
        language: of the page, such as ``"en"``.
        now: the moment of this request.
        store: what the plugin keeps for this organisation. Only a form that is sent (``POST``) may
            change it.
        filled_in: gives the organisation's checklists that have answers to the plugin's own
            questions, newest first. A public page is given only what was signed off, the newest
            version, and the parts whose answers may be handed to others (``visible_to:
            submitted``).
        address: turns a path of the plugin's own, such as ``"/results/Millbrook"``, into a link.
        params: what stands in the address where the route's path has ``<name>``.
        query: what stands behind the ``?``; read it with ``submitted(request.query, "name")``.
        form: what was typed; empty unless ``POST``. The site has checked that it is from our page.
        person: the name of whoever is signed in; None on a public page.
        translate: turns an English text of the plugin into the language of the page.
    """

    organisation: str
    language: str
    now: datetime
    store: Store
    filled_in: Callable[[], tuple[FilledIn, ...]]
    address: Callable[[str], str]
    method: str = "GET"
    params: Mapping[str, str] = field(default_factory=nothing)
    query: Fields = field(default_factory=nothing)
    form: Fields = field(default_factory=nothing)
    person: str | None = None
    translate: Callable[[str], str] = untranslated


@dataclass(frozen=True)
class Link:
    """A link to another page of the same plugin.

    Args:
        path: of the page, such as ``"/results/Millbrook"``; a query may follow a ``?``.
    """

    text: str
    path: str


@dataclass(frozen=True)
class Page:
    """A page made of the blocks of reports. ``links`` stand below them."""

    title: str
    blocks: tuple[Block, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class TemplatePage:
    """A page made by a template of the plugin's own: what stands below the heading.

    Args:
        template: ``<plugin>/<file>.html``; no ``<h1>``, no frame, no script.
        values: what the template is given, beside ``address`` of the request.
    """

    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=nothing)


@dataclass(frozen=True)
class Download:
    """A file to keep. ``media_type`` is such as ``"text/csv"``; a text is sent as UTF-8."""

    filename: str
    media_type: str
    content: bytes | str


@dataclass(frozen=True)
class Redirect:
    """Go on to another page of the same plugin, where ``message`` says what was done."""

    path: str
    message: str = ""


Result = Page | TemplatePage | Download | Redirect


@dataclass(frozen=True)
class Route:
    """A page of a plugin, at ``/x/<plugin><path>``.

    Args:
        path: begins with ``/``; ``<name>`` stands for any one part: ``"/places/<place>"``.
        title: what a link to it says.
        audience: who may see it: ``"public"``, ``"signed_in"``, or one capability of those who are
            signed in: ``"fill"``, ``"sign_off"``, ``"people"``, ``"addons"``, ``"settings"``,
            ``"share"`` or ``"installation"``. It has to be said. A public page is at
            ``/x/<plugin>/o/<organisation><path>``, is only read, and is there only where a lead has
            said that the plugin's pages may be public.
        view: makes the page. ``InvalidInput``, ``NotFound`` and ``Conflict`` are shown to the
            person; anything else that it raises is a failure of the plugin.
        methods: ``("GET",)``, or ``("GET", "POST")`` for a page with a form.
    """

    path: str
    title: Wording
    audience: str
    view: Callable[[PageRequest], Result]
    methods: tuple[str, ...] = ("GET",)
