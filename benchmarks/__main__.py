"""Print every ratio beside its gate and goal.

Run: python -m benchmarks [--rounds 7] [--seconds 2] [--only pages autosave …] [--gate]
"""

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    add_ons,
    autosave,
    isolation,
    layers,
    pages,
    pdf,
    rehearsal,
    starting,
    statements,
)
from benchmarks.installation import Installation, set_up
from benchmarks.load import processors
from benchmarks.result import Result, table


def main() -> int:
    """0, or 1 when a gate is missed and ``--gate`` was given."""
    options = _options()
    load = os.getloadavg()[0]
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load before: {load:.1f};"
        f" {options.rounds} rounds of {options.seconds:g} s"
    )
    with tempfile.TemporaryDirectory() as folder:
        installation = set_up(Path(folder))
        cpu, others = processors()
        results = []
        for name, measure in _groups(installation, options).items():
            # Starting and PDFs run in processes of their own, wherever the system puts them.
            os.sched_setaffinity(0, others if name in SERVED else {cpu, *others})
            if name in options.only:
                results += measure()
    print(table(results))
    return int(options.gate and any(one.is_missed for one in results))


GROUPS = (
    "statements",
    "pages",
    "add_ons",
    "layers",
    "isolation",
    "autosave",
    "rehearsal",
    "starting",
    "pdf",
)
SERVED = ("pages", "add_ons", "layers", "isolation", "autosave")
"""The groups that ask a server, which has a processor of its own."""


def _groups(
    installation: Installation, options: argparse.Namespace
) -> dict[str, Callable[[], list[Result]]]:
    rounds, seconds = options.rounds, options.seconds
    return {
        "statements": lambda: statements.measured(installation),
        "pages": lambda: pages.measured(installation, rounds, seconds),
        "add_ons": lambda: add_ons.measured(installation, rounds, seconds),
        "layers": lambda: layers.measured(installation.folder / "layered", rounds, seconds),
        "isolation": lambda: isolation.measured(installation, rounds, seconds),
        "autosave": lambda: autosave.measured(installation, rounds, seconds),
        "rehearsal": lambda: rehearsal.measured(installation, rounds),
        "starting": lambda: starting.measured(installation, rounds),
        "pdf": lambda: _of_pdfs(rounds),
    }


PDF_BOUNDS = {"F1": ("<= 1.15", "<= 1.05"), "F2": ("<= 1.2", "<= 0.85"), "F7": ("<= 1.2", "<= 1.1")}


def _of_pdfs(rounds: int) -> list[Result]:
    """A quick and a standard plan; the value is the larger of the two."""
    return [
        Result(name[:2], name[3:], max(both), (min(both), max(both)), *PDF_BOUNDS[name[:2]])
        for name, both in pdf.measured(rounds)
    ]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement")
    parser.add_argument("--only", nargs="+", choices=GROUPS, default=GROUPS)
    parser.add_argument("--gate", action="store_true", help="exit with 1 when a gate is missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
