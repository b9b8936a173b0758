"""What is installed, for a request: the add-ons and all kinds of question."""

from collections.abc import Mapping

from flask import abort, current_app, redirect, request, url_for

from icf.assessments.sheet import Sheet
from icf.core.kinds import QuestionKind
from icf.plugin.manager import Plugins


def plugins() -> Plugins:
    """The add-ons of this installation."""
    found: Plugins = current_app.extensions["icf_plugins"]
    return found


def kinds() -> Mapping[str, QuestionKind]:
    """All question kinds by name. An add-on that is off keeps its kinds: old answers need them."""
    return plugins().registry.kinds(None)


def own_page(sheet: Sheet, name: str) -> None:
    """Send whoever asks for this page of another kind of form to the page of the sheet's own.

    Args:
        name: a field of ``icf.assessments.instruments.Pages``.
    """
    endpoint = getattr(sheet.pages, name)
    if request.endpoint != endpoint:
        parts = {**(request.view_args or {}), "assessment_id": sheet.id}
        abort(redirect(url_for(endpoint, **parts)))
