"""The validator page, a fast one in a wheel of its own."""

from pathlib import Path

import page


def page_failures(path: Path) -> list[str]:
    report = page.validate_pdf(path, profile=page.ValidationProfile.PDF_UA_1)
    failures = [f"page {failure.rule_id}: {failure.message}" for failure in report.failures]
    if not report.is_compliant and not failures:
        failures = ["page: not compliant, without saying why"]
    return failures
