"""Is a PDF accessible? Two independent PDF/UA-1 validators, and what both of them miss."""

from pathlib import Path

from tests.pdfchecks.page import page_failures
from tests.pdfchecks.verapdf import verapdf_failures


def pdfua_failures(path: Path) -> list[str]:
    """What keeps the file from being PDF/UA-1, a sentence per rule; empty when both are content."""
    return page_failures(path) + verapdf_failures(path)
