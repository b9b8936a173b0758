"""``icf example`` as somebody meets it on the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from icf.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("init")` runs a command in an instance folder of this test's own."""
    monkeypatch.setenv("ICF_INSTANCE", str(tmp_path / "instance"))

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return invoke


def test_it_says_what_it_made_and_changes_nothing_the_second_time(
    run: Run,
) -> None:
    run("init")

    first = run("example")
    listed = run("report", "list").output
    second = run("example")

    assert first.exit_code == second.exit_code == 0
    assert "6 organisations" in first.output
    assert "hazel.fernley@council.example.org" in first.output
    assert "there already; nothing was changed" in second.output
    assert run("report", "list").output == listed
    reference = run("example", "--reference").output.strip()
    assert f"{reference}\tsigned\tHillside and Millbrook Council\tThe old bowling green" in listed


def test_there_is_no_reference_before_the_example_is_loaded(run: Run) -> None:
    run("init")

    result = run("example", "--reference")

    assert result.exit_code == 2
    assert "Run icf example first" in result.stderr
