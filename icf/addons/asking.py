"""Asking an add-on for one of its pages, so that its failure harms nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError

from icf.addons.drawn import drawn_page, drawn_template
from icf.assessments.filled_in import checklists_with
from icf.db import db
from icf.packs.pages import route_at
from icf.packs.store import WaitingStore
from icf.plugin import Download, FilledIn, Page, PageRequest, Redirect, Result, Route, TemplatePage
from icf.plugin.guard import FOR_THE_PERSON, Failed, attempted
from icf.plugin.manager import Plugins
from icf.plugin.sound_page import PUBLIC, own_path, sound_file, sound_result
from icf.reports.files import file_response
from icf.web.actor import Actor
from icf.web.guards import now
from icf.web.i18n import _, page_language

QUERY_SIGNS = "=&%+;:,.-_~*'()!"
"""What stays as it is in the query of an address that an add-on wrote."""


@dataclass(frozen=True)
class Asked:
    """A page that is asked for, of an add-on that is on for the organisation.

    Args:
        person: who asks; None for a public page, whoever reads it.
    """

    plugins: Plugins
    plugin: str
    route: Route
    params: Mapping[str, str]
    organisation_id: int
    organisation: str
    person: Actor | None

    @property
    def title(self) -> str:
        """Of the add-on."""
        return self.plugins.title(self.plugin)


def answer_to(asked: Asked) -> Response:
    """The page, or one that says that the add-on failed.

    Raises:
        InvalidInput, NotFound, Conflict: the add-on says so to the person.
    """
    is_sent = request.method == "POST"
    store = WaitingStore(asked.plugin, asked.organisation_id, now(), may_write=is_sent)

    def made() -> Response:
        result = sound_result(asked.plugin, asked.route.view(_page_request(asked, store)))
        reply = _reply(asked, result)
        store.keep(asked.person)
        return reply

    doing = f"page {asked.route.path}"
    passes = (*FOR_THE_PERSON, SQLAlchemyError)
    reply = attempted(asked.plugin, doing, made, asked.plugins.watch, passes)
    if not isinstance(reply, Failed):
        return reply
    page = render_template("addons/failed.html", asked=asked, reference=reply.reference)
    return make_response(page, 500)


def _page_request(asked: Asked, store: WaitingStore) -> PageRequest:
    layers = asked.plugins.registry.pack_keys(asked.plugin)

    @cache
    def filled_in() -> tuple[FilledIn, ...]:
        public = asked.route.audience == PUBLIC
        return checklists_with(db.session, asked.organisation_id, layers, handed_over=public)

    return PageRequest(
        organisation=asked.organisation,
        language=page_language(),
        now=now(),
        store=store,
        filled_in=filled_in,
        address=lambda path: _address(asked, path),
        method="POST" if store.may_write else "GET",
        params=dict(asked.params),
        query={name: tuple(texts) for name, texts in request.args.lists()},
        form={name: tuple(texts) for name, texts in request.form.lists() if name != "csrf_token"},
        person=asked.person.name if asked.person else None,
        translate=lambda text: str(_(text)),
    )


def _address(asked: Asked, path: str) -> str:
    """Where a path of the add-on's own is; from a public page to a public one where it can."""
    where, mark, query = own_path(path).partition("?")
    public = asked.route.audience == PUBLIC
    found = route_at(asked.plugins, asked.plugin, where, public)
    leads_out = public if found else not public
    values: dict[str, Any] = {"plugin": asked.plugin, "path": where.strip("/")}
    if not values["path"]:
        del values["path"]
    if leads_out:
        address = url_for("addons.public_page", number=asked.organisation_id, **values)
    else:
        address = url_for("addons.page", **values)
    return address + mark + quote(query, safe=QUERY_SIGNS)


def _reply(asked: Asked, result: Result) -> Response:
    match result:
        case Page():
            html = drawn_page(result, page_language())
            links = [(one.text, _address(asked, one.path)) for one in result.links]
            return _framed(asked, result.title, html, links)
        case TemplatePage():
            html = drawn_template(result, lambda path: _address(asked, path))
            return _framed(asked, result.title, html)
        case Download():
            return file_response(result.filename, result.media_type, sound_file(result.content))
        case Redirect():
            address = _address(asked, result.path)
            if result.message:
                flash(result.message, "success")
            return make_response(redirect(address, 303))


def _framed(asked: Asked, title: str, html: str, links: list[tuple[str, str]] | None = None) -> Any:
    page = render_template(
        "addons/page.html", asked=asked, title=title, html=html, links=links or []
    )
    return make_response(page)
