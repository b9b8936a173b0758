"""Starts the processes that read, and adds up what they say.

Run: python -m tests.packfile.fuzz.running [--inputs 100000] [--seed 1] [--processes 2]
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.packfile.fuzz.reading import HANG_SECONDS, MEGABYTES, Read

ROOT = Path(__file__).parents[3]
BATCH = 500
SLOW_SECONDS = 2
PATIENCE_SECONDS = 1_800
"""For a batch, which takes about a minute: only one that hangs takes longer."""


@dataclass
class Figures:
    """What came of all inputs.

    Args:
        slowest: seconds of processor time, with who made the input.
        slow: how many took more than 2 s: a figure, as it depends on the machine.
        biggest: megabytes that the reading of a whole batch took, at the most.
        wrong: a line for each input that was not read as it should.
    """

    inputs: int = 0
    accepted: int = 0
    slowest: tuple[float, str] = (0.0, "")
    slow: int = 0
    biggest: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.inputs:,} inputs, {self.inputs - self.accepted - len(self.wrong):,} refused, "
            f"{self.accepted:,} accepted, {len(self.wrong)} wrong; slowest {self.slowest[0]:.2f} s "
            f"({self.slowest[1]}), {self.slow} over {SLOW_SECONDS} s, biggest {self.biggest:.0f} MB"
        )

    def add(self, read: Read) -> None:
        """Count one input."""
        self.inputs += 1
        self.accepted += read.is_accepted and not read.wrong
        self.slowest = max(self.slowest, (read.seconds, f"input {read.number}, {read.made_by}"))
        self.slow += read.seconds > SLOW_SECONDS
        if read.wrong:
            made = f"input {read.number} ({read.made_by}, {read.size} bytes)"
            self.wrong.append(f"{made}: {read.wrong}")


def fuzzed(
    inputs: int,
    seed: int = 1,
    processes: int = 1,
    reader: str = "the_reader",
    told: int = 0,
    hang: int = HANG_SECONDS,
) -> Figures:
    """Read that many inputs, in batches; ``told`` is how many go by from one line to the next."""
    figures = Figures()
    batches = [(first, min(first + BATCH, inputs)) for first in range(0, inputs, BATCH)]
    with ThreadPoolExecutor(processes) as pool:
        for lines in pool.map(lambda batch: list(_batch(seed, *batch, reader, hang)), batches):
            _add_up(figures, lines)
            if told and figures.inputs % told == 0:
                print(f"S8: {figures}", flush=True)
    return figures


def _add_up(figures: Figures, lines: list[dict[str, float]]) -> None:
    for line in lines:
        if "megabytes" in line:
            figures.biggest = max(figures.biggest, line["megabytes"])
            if line["megabytes"] > MEGABYTES:
                figures.wrong.append(f"a batch took {line['megabytes']:.0f} MB")
        elif "died" in line:
            figures.wrong.append(f"after input {line['died']} the process died: {line['why']}")
        else:
            figures.add(Read(**line))  # type: ignore[arg-type]


def _batch(seed: int, first: int, last: int, reader: str, hang: int) -> Iterator[dict[str, float]]:
    command = [sys.executable, "-m", "tests.packfile.fuzz.reading", *map(str, (seed, first, last))]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with subprocess.Popen(
        [*command, reader, str(hang)], cwd=ROOT, env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        try:
            out, errors = process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            out, errors = process.communicate()
    lines = [json.loads(line) for line in out.splitlines() if line.endswith("}")]
    yield from lines
    if process.returncode or not lines or "megabytes" not in lines[-1]:
        seen = max([first, *(line["number"] for line in lines if "number" in line)])
        yield {"died": seen, "why": errors.strip().splitlines()[-1:]}  # type: ignore[dict-item]


def main() -> int:
    """0 when nothing went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--reader", default="the_reader")
    options = parser.parse_args()
    figures = fuzzed(options.inputs, options.seed, options.processes, options.reader, told=2_000)
    print(f"S8: seed {options.seed}: {figures}")
    print("\n".join(figures.wrong[:40]))
    return int(bool(figures.wrong))


if __name__ == "__main__":
    sys.exit(main())
