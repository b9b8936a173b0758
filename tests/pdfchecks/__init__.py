"""Is a PDF accessible? Two independent PDF/UA-1 validators, and what both of them miss."""

from pathlib import Path

from icf.conformance.pdf import validator_faults
from tests.pdfchecks.verapdf import verapdf_failures


def pdfua_failures(path: Path) -> list[str]:
    """What keeps the file from being PDF/UA-1, a sentence per rule; empty when both are content."""
    return validator_faults(path) + verapdf_failures(path)
