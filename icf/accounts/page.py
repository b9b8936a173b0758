"""What the views of accounts, add-ons and set-up share."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, redirect, render_template, request, url_for

from icf.web.forms import IcfForm


def form_page(template: str, form: IcfForm, **context: Any) -> Response:
    """A page with a form; status 400 where something in the form has to be put right."""
    wrong = bool(form.errors or form.form_errors)
    page = render_template(template, form=form, has_errors=wrong, **context)
    return make_response(page, 400 if wrong else 200)


def go_to(endpoint: str, **values: Any) -> Response:
    """See the page with GET, whatever the method of this request."""
    return make_response(redirect(url_for(endpoint, **values), 303))


def home_path() -> str:
    """The first page. It belongs to a layer above, so it is known by its path."""
    return f"{request.script_root}/"


def go_home() -> Response:
    return make_response(redirect(home_path(), 303))


def local_path(path: str | None) -> str:
    """The path if it is one of ours, else home: links must not lead people away from here."""
    parts = urlsplit(path or "")
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    if not path or not ours or path.startswith("//") or "\\" in path or not path.isprintable():
        return home_path()
    return path
