"""Python, what PDFs need, and add-ons."""

import platform
import sys
from collections.abc import Iterator

import sqlalchemy as sa

from icf import __version__
from icf.app import sources
from icf.config import Settings
from icf.db.engine import database_url
from icf.doctor.finding import Finding, failed, ok, warning
from icf.migrations import schema_engine
from icf.plugin.manager import Plugins
from icf.plugin.models import PAUSED_NAMES, paused_names
from icf.reports.pdf import available

OLDEST_PYTHON = (3, 11)


def check_versions(_settings: Settings) -> Iterator[Finding]:
    """The toolkit's own version and Python's."""
    words = f"Toolkit {__version__} on Python {platform.python_version()}."
    if sys.version_info < OLDEST_PYTHON:
        yield failed("versions", words, "Use Python 3.11 or later.")
    else:
        yield ok("versions", words)


def check_pdf(_settings: Settings) -> Iterator[Finding]:
    """Whether PDFs can be made."""
    problem = available()
    if problem:
        yield warning("pdf", problem.message, problem.hint)
    else:
        yield ok("pdf", "PDFs can be made.")


def check_plugins(settings: Settings) -> Iterator[Finding]:
    """Add-ons that are refused, paused or left out."""
    found = Plugins(sources(settings)).found
    engine = schema_engine(database_url(settings.database))
    try:
        with engine.connect() as connection:
            paused = paused_names(connection.scalar(sa.select(PAUSED_NAMES)))
    finally:
        engine.dispose()
    if settings.safe_mode:
        yield warning("add-ons", "Safe mode: none is used.", "Set safe_mode to false.")
    refused = [one for one in found if one.problem and not one.left_out]
    for record in refused:
        yield failed("add-ons", f"“{record.name}” is not used: {record.problem}", _REFUSED)
    for name in sorted(paused):
        yield warning("add-ons", f"“{name}” is paused after failing.", _PAUSED)
    if not refused and not paused:
        yield ok("add-ons", f"{len(found)} found, none refused or paused.")


_REFUSED = "Mend or remove it; icf plugins list says more."
_PAUSED = "An administrator finds why under Add-ons, Problems, and lets it try again."
