"""What is installed, for a request: the add-ons and all kinds of question."""

from collections.abc import Mapping

from flask import (
    current_app,
)

from icf.core.kinds import QuestionKind
from icf.plugin.manager import Plugins


def plugins() -> Plugins:
    """The add-ons of this installation."""
    found: Plugins = current_app.extensions["icf_plugins"]
    return found


def kinds() -> Mapping[str, QuestionKind]:
    """All question kinds by name. An add-on that is off keeps its kinds: old answers need them."""
    return plugins().registry.kinds(None)
