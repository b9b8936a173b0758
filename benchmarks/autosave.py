"""A1 – A3: saving an answer against an upsert through the driver, its slowest, and its results."""

import json
import re
import statistics
from collections.abc import Callable
from itertools import count

from benchmarks.installation import Installation
from benchmarks.load import Browser, answered_in, serving
from benchmarks.result import Result
from benchmarks.rounds import over_rounds, ratio_of

KEY = "icf:connecting-who"
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
COOKIE = re.compile(rb"set-cookie: (icf_session=[^;]+)", re.IGNORECASE)


class Saver:
    """A client with a checklist of its own that saves one answer again and again."""

    def __init__(self, port: int, secret: str, checklist: int) -> None:
        self._browser = Browser(port, f"icf_sign_in={secret}")
        self._checklist = checklist
        _, head, page = self._browser.get(f"/checklists/{checklist}/questions/{KEY}")
        self._token = TOKEN.search(page)[1].decode()  # type: ignore[index]
        session = COOKIE.search(head)[1].decode()  # type: ignore[index]
        self._version = int(re.search(rb'-version" value="(\d+)"', page)[1])  # type: ignore[index]
        self._signed_in = f"icf_sign_in={secret}; {session}"
        self._signed_out = session
        self._numbers = count()

    def save(self) -> int:
        """As icf.js saves; the status."""
        self._browser.cookies = self._signed_in
        status, _, body = self._send(f"/assessments/{self._checklist}/answers", self._version)
        if status == 200:
            self._version = json.loads(body)["saved"][0]["version"]
        return status

    def save_raw(self) -> int:
        """The floor, with the same body."""
        self._browser.cookies = self._signed_out
        return self._send("/raw", self._version)[0]

    def close(self) -> None:
        self._browser.close()

    def _send(self, path: str, version: int) -> tuple[int, bytes, bytes]:
        words = f"We asked the walking group, and they said this: {next(self._numbers)}"
        answer = {"key": KEY, "version": version, "value": "partly", "words": words}
        body = {"idempotency_key": words, "answers": [answer]}
        return self._browser.post_json(path, json.dumps(body).encode(), self._token)


def measured(installation: Installation, rounds: int, seconds: float) -> list[Result]:
    """Saves per second through waitress, eight clients at once, each in its own checklist."""
    with serving("toolkit", installation.folder) as port:
        savers = [Saver(port, installation.secret, one) for one in installation.ordinary]
        tails: list[float] = []
        against_raw = ratio_of(
            _rate([one.save for one in savers], seconds, tails),
            _rate([one.save_raw for one in savers], seconds),
            rounds,
        )
        tail = over_rounds(tails[1:])
        for one in savers:
            one.close()
    with (
        serving("toolkit", installation.folder) as port,
        serving("without_results", installation.folder) as other,
    ):
        half = len(installation.ordinary) // 2
        with_results, without = (
            [Saver(at, installation.secret, one) for one in own]
            for at, own in (
                (port, installation.ordinary[:half]),
                (other, installation.ordinary[half:]),
            )
        )
        results_cost = ratio_of(
            _rate([one.save for one in without], seconds),
            _rate([one.save for one in with_results], seconds),
            rounds,
        )
    return [
        Result("A1", "autosave / raw upsert, saves/s, 8 clients", against_raw.median,
               against_raw.spread, ">= 0.45", ">= 0.60"),
        Result("A2", "autosave p99 / p50, 8 clients", tail.median, tail.spread, "<= 4", "<= 3"),
        Result("A3", "autosave with stored results / without, time", results_cost.median,
               results_cost.spread, "<= 1.6", "<= 1.35"),
    ]  # fmt: skip


def _rate(
    asks: list[Callable[[], int]], seconds: float, tails: list[float] | None = None
) -> Callable[[], float]:
    """Answers per second; p99 / p50 of each measurement is added to ``tails``."""

    def measure() -> float:
        took = answered_in(seconds, asks)
        if tails is not None:
            shares = statistics.quantiles(took, n=100)
            tails.append(shares[98] / shares[49])
        return len(asks) / statistics.mean(took)

    return measure
