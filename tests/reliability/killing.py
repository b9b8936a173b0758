"""Writers that log what they were told is saved, a server that is killed, and the check."""

import random
import sqlite3
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.reliability.served import Browser, Served, Unanswered


class Acknowledged(NamedTuple):
    """What the server said is saved."""

    question: str
    version: int
    words: str


@dataclass
class Findings:
    """What the database has against what the writers were told. All but the first are faults."""

    acknowledged: int = 0
    lost: list[Acknowledged] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    integrity: str = "ok"
    surprises: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing is lost, stored twice, out of order or broken."""
        faults = self.lost, self.gaps, self.twice, self.behind, self.surprises
        return self.integrity == "ok" and not any(faults)

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} acknowledged, {len(self.lost)} lost, {len(self.gaps)} gaps,"
            f" {len(self.twice)} twice, {len(self.behind)} behind, integrity {self.integrity},"
            f" {len(self.surprises)} surprises {self.surprises[:3]}"
        )


class Writer(threading.Thread):
    """Autosaves one question again and again; what is not answered is sent again, as it was."""

    def __init__(self, served: Served, question: str, stop: threading.Event) -> None:
        super().__init__()
        self.log: list[Acknowledged] = []
        self.surprises: list[str] = []
        self._served, self._question, self._stopping = served, question, stop
        self._browser = Browser(served)

    def run(self) -> None:
        version = 0
        for number in count(1):
            words = f"{self._question} {number}"
            answer = {"key": self._question, "version": version, "value": "partly", "words": words}
            reply = self._until_answered(answer, words)
            if reply is None:
                return
            status, body = reply
            if status != 200 or not body["saved"]:
                self.surprises.append(f"{status} {body}")
                return
            version = body["saved"][0]["version"]
            self.log.append(Acknowledged(self._question, version, words))

    def _until_answered(self, answer: dict[str, Any], key: str) -> tuple[int, Any] | None:
        while not self._stopping.is_set():
            try:
                return self._browser.save(answer, key)
            except Unanswered:
                time.sleep(0.05)
        self._browser.close()
        return None


def killed_again_and_again(served: Served, kills: int, writers: int = 8, seed: int = 1) -> Findings:
    """Let writers autosave, kill the server at random moments, and look at what is stored.

    Args:
        served: not started yet; it is down again when this comes back.
    """
    chance = random.Random(seed)
    stop = threading.Event()
    served.start()
    busy = [Writer(served, question, stop) for question in served.questions[:writers]]
    for writer in busy:
        writer.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0.2, 1.0))
        served.kill()
        served.start()
    time.sleep(0.3)
    served.kill()
    stop.set()
    for writer in busy:
        writer.join()
    told = [one for writer in busy for one in writer.log]
    surprises = [one for writer in busy for one in writer.surprises]
    return compared(served.database, told, surprises)


def compared(database: Path, told: list[Acknowledged], surprises: list[str]) -> Findings:
    """The log of the clients against the database, read without any code of the toolkit."""
    connection = sqlite3.connect(database)
    try:
        rows = connection.execute("SELECT question, version, words FROM answer_history").fetchall()
        current = dict(connection.execute("SELECT question, version FROM answer").fetchall())
        integrity = connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        connection.close()
    stored = {Acknowledged(*row) for row in rows}
    versions: dict[str, list[int]] = {}
    for question, version, _words in sorted(rows):
        versions.setdefault(question, []).append(version)
    times = Counter(row[2] for row in rows)
    return Findings(
        acknowledged=len(told),
        lost=[one for one in told if one not in stored],
        gaps=[key for key, found in versions.items() if found != list(range(1, len(found) + 1))],
        twice=[words for words, number in times.items() if number > 1],
        behind=[key for key, found in versions.items() if current.get(key) != max(found)],
        integrity=integrity,
        surprises=surprises,
    )
