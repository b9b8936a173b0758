"""P1 – P3 and C2: question pages against a bare Flask page, and with add-ons against without."""

import statistics
from collections.abc import Callable

from benchmarks.installation import Installation
from benchmarks.load import Browser, answered_in, serving
from benchmarks.result import Result
from benchmarks.rounds import ratio_of

CLIENTS = 4


def measured(installation: Installation, rounds: int, seconds: float) -> list[Result]:
    """Requests per second, through waitress, four clients at once."""
    ordinary, long = installation.ordinary[0], installation.long
    one = f"/checklists/{ordinary}/questions/icf:connecting-who"
    many = f"/checklists/{long}/sections/long-sections:section-"
    with (
        serving("bare", installation.folder) as bare,
        serving("toolkit", installation.folder) as port,
        serving("without_add_ons", installation.folder) as alone,
    ):
        floor = rate(bare, "/", "", seconds)

        def toolkit(path: str, port: int = port) -> Callable[[], float]:
            return rate(port, path, f"icf_sign_in={installation.secret}", seconds)

        pairs = [
            ("P1", "question page / bare Flask page, req/s",
             toolkit(one), floor, ">= 0.25", ">= 0.35"),
            ("P2", "60 questions on a page / bare Flask page, req/s",
             toolkit(f"{many}60"), floor, ">= 0.20", ">= 0.35"),
            ("P3", "page of 120 questions / of 60, time",
             toolkit(f"{many}60"), toolkit(f"{many}120"), "<= 2.2", "<= 2.0"),
            ("C2", "question page without add-ons / with three, req/s",
             toolkit(one, alone), toolkit(one), "<= 1.10", "<= 1.03"),
        ]  # fmt: skip
        results = []
        for key, what, subject, against, gate, goal in pairs:
            ratio = ratio_of(subject, against, rounds)
            results.append(Result(key, what, ratio.median, ratio.spread, gate, goal))
    return results


def rate(port: int, path: str, cookies: str, seconds: float) -> Callable[[], float]:
    """Answers per second, from the median time that an answer took."""

    def measure() -> float:
        browsers = [Browser(port, cookies) for _ in range(CLIENTS)]
        took = answered_in(seconds, [lambda b=b: b.get(path)[0] for b in browsers])  # type: ignore[misc]
        for browser in browsers:
            browser.close()
        return CLIENTS / statistics.mean(took)

    return measure
