"""C1: what a web process never needs is not loaded in it."""

import subprocess
import sys

PDF_PACKAGES = ("weasyprint", "pikepdf", "fontTools")


def test_starting_loads_nothing_that_only_pdfs_need() -> None:
    code = f"import sys, icf.app, icf.cli; print([n for n in {PDF_PACKAGES} if n in sys.modules])"

    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
