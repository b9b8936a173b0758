"""R1: the server is killed while people write; whatever it called saved is there."""

from pathlib import Path

import pytest

from tests.reliability.killing import Acknowledged, compared, killed_again_and_again
from tests.reliability.served import Served

HASTY = ("-m", "tests.reliability.hasty_server")


def test_nothing_that_was_called_saved_is_lost_when_the_server_is_killed(
    instance_folder: Path, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    kills = request.config.getoption("kills")

    findings = killed_again_and_again(Served(instance_folder), kills)

    with capsys.disabled():
        print(f"\nR1: {kills} kills, {findings}")
    assert findings.is_sound, findings
    assert findings.acknowledged > kills


def test_the_harness_notices_a_server_that_says_saved_too_early(instance_folder: Path) -> None:
    findings = killed_again_and_again(Served(instance_folder, HASTY), kills=2)

    assert findings.lost
    assert not findings.is_sound


def test_the_harness_notices_what_is_missing_or_out_of_order(instance_folder: Path) -> None:
    served = Served(instance_folder)
    told = [Acknowledged(served.questions[0], 1, "never stored")]

    findings = compared(served.database, told, [])

    assert findings.lost == told
