from pathlib import Path

import weasyprint

from icf.conformance.pdf import validator_faults
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.verapdf import verapdf_failures

PAGE = "<html lang=en><title>A plan</title><h1>A plan</h1><p>We will ask first."


def write_pdf(path: Path, html: str, variant: str | None) -> Path:
    weasyprint.HTML(string=html).write_pdf(path, pdf_variant=variant)
    return path


def test_an_accessible_file_passes_both_validators(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "plan.pdf", PAGE, "pdf/ua-1")

    assert pdfua_failures(path) == []


def test_an_untagged_file_fails_each_validator(tmp_path: Path) -> None:
    path = write_pdf(tmp_path / "plan.pdf", PAGE, None)

    assert any("PDFUA1-CONTENT-TAGGING" in failure for failure in validator_faults(path))
    assert any("veraPDF 7.1-" in failure for failure in verapdf_failures(path))


def test_an_image_without_a_description_fails(tmp_path: Path) -> None:
    image = "<img src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>'>"

    path = write_pdf(tmp_path / "plan.pdf", PAGE + image, "pdf/ua-1")

    assert verapdf_failures(path) != []
