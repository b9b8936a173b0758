"""The PDF renderer of an application: one pool of workers, started with the first PDF."""

import threading

from flask import Flask

from icf.reports.html import print_stylesheet
from icf.reports.pdf import PdfRenderer

_lock = threading.Lock()


def renderer(app: Flask) -> PdfRenderer:
    """The application's renderer; its workers start when they are first needed."""
    with _lock:
        found: PdfRenderer | None = app.extensions.get("icf_pdf")
        if found is None:
            settings = app.extensions["icf_settings"]
            found = PdfRenderer(print_stylesheet(app.jinja_env), max_workers=settings.pdf_workers)
            app.extensions["icf_pdf"] = found
        return found
