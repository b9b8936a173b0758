"""C1 and the first page: what it takes to start, and what the first page weighs."""

import gzip
import re
import subprocess
import sys
import time
from collections.abc import Callable

from benchmarks.installation import Installation
from benchmarks.result import Result
from benchmarks.rounds import ratio_of

FLOOR = "import flask, flask_sqlalchemy, flask_wtf, pluggy"
TIMED = "import time; before = time.process_time(); {}; print(time.process_time() - before)"
CREATE = (
    "import pathlib; from icf.app import create_app;"
    " create_app({{'secret_key': 'x' * 40}}, pathlib.Path({!r}))"
)


def measured(installation: Installation, rounds: int) -> list[Result]:
    """Seconds of processor time, each in a Python of its own."""
    imported = ratio_of(_taken("import icf.app"), _taken(FLOOR), rounds)
    create = CREATE.format(str(installation.folder))
    created = ratio_of(_taken(create), _taken("import icf.app"), rounds)
    weight = first_page_kilobytes(installation)
    return [
        Result("C1", "importing the toolkit / flask and its friends, time", imported.median,
               imported.spread, "<= 1.3", "<= 1.15"),
        Result("–", "import and create_app / import alone, time", created.median, created.spread),
        Result("–", "first page with style sheet and script, gzip, KB", weight,
               (weight, weight), "<= 60"),
    ]  # fmt: skip


def first_page_kilobytes(installation: Installation) -> float:
    """The front page for somebody who is not signed in, with what its HTML names, compressed."""
    client = installation.app().test_client()
    page = client.get("/", follow_redirects=True)
    named = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    bodies = [page.data, *(client.get(address).data for address in sorted(set(named)))]
    return sum(len(gzip.compress(body)) for body in bodies) / 1000


def _taken(statement: str) -> Callable[[], float]:
    command = [sys.executable, "-c", TIMED.format(statement)]

    def measure() -> float:
        time.sleep(0.05)
        return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    return measure
