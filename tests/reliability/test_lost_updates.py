"""R2: of several people who change the same version at once, one wins and the others are told."""

import threading
from pathlib import Path
from typing import Any

import pytest

from tests.reliability.killing import Acknowledged, compared
from tests.reliability.served import Browser, Served

ROUNDS = 40
WRITERS = 4


class Round:
    """All writers send the same version of one answer at the same moment, each with own words."""

    def __init__(self, browsers: list[Browser], question: str, number: int, version: int) -> None:
        self.replies: dict[str, tuple[int, Any]] = {}
        start = threading.Barrier(len(browsers))

        def write(browser: Browser, words: str) -> None:
            answer = {"key": question, "version": version, "value": "partly", "words": words}
            start.wait()
            self.replies[words] = browser.save(answer, words)

        threads = [
            threading.Thread(target=write, args=(browser, f"round {number}, writer {place}"))
            for place, browser in enumerate(browsers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def winners(self) -> list[str]:
        """The words of those who were told that theirs is saved."""
        return [words for words, (status, _) in self.replies.items() if status == 200]


def test_of_writers_of_one_version_one_wins_and_the_others_get_both_texts(
    instance_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []

    with Served(instance_folder) as served:
        question = served.questions[0]
        browsers = [Browser(served) for _ in range(WRITERS)]
        for number in range(ROUNDS):
            after = Round(browsers, question, number, version=number)
            (winner,) = after.winners()
            told.append(Acknowledged(question, number + 1, winner))
            assert_losers_have_both_texts(after, winner)
        for browser in browsers:
            browser.close()

    findings = compared(served.database, told, [])
    with capsys.disabled():
        print(f"\nR2: {ROUNDS} rounds of {WRITERS} writers, {findings}")
    assert findings.is_sound, findings
    assert findings.acknowledged == ROUNDS


def assert_losers_have_both_texts(after: Round, winner: str) -> None:
    losers = {words: reply for words, reply in after.replies.items() if words != winner}
    assert len(losers) == WRITERS - 1
    for words, (status, body) in losers.items():
        (conflict,) = body["conflicts"]
        assert status == 409
        assert (conflict["mine"]["words"], conflict["theirs"]["words"]) == (words, winner)
