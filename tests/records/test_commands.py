"""``icf organisation export`` and ``import`` as somebody meets them on the command line."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from icf.cli import main
from icf.records.take_out import RECORDS

NAME = "Hillside and Millbrook Council"

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("here", "init")` runs a command in an instance folder of that name."""

    def invoke(place: str, *arguments: str) -> Result:
        monkeypatch.setenv("ICF_INSTANCE", str(tmp_path / place))
        return CliRunner().invoke(main, arguments, catch_exceptions=False)

    return invoke


def test_an_organisation_moves_with_its_work_and_without_passwords(
    run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "council.zip"
    run("here", "init")
    run("here", "example")
    run("there", "init")

    out = run("here", "organisation", "export", NAME.upper(), "-o", str(file))
    back = run("there", "organisation", "import", str(file))

    assert (out.exit_code, back.exit_code) == (0, 0), out.stderr + back.stderr
    assert "No passwords are in it." in out.output
    assert f"“{NAME}” is here now" in back.output
    assert RECORDS in zipfile.ZipFile(file).namelist()
    assert "The old bowling green" in run("there", "report", "list").output


def test_a_file_that_is_there_is_not_written_over(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "council.zip"
    file.write_text("precious")
    run("here", "init")
    run("here", "example")

    told = run("here", "organisation", "export", NAME, "-o", str(file))

    assert told.exit_code == 2
    assert "is there already" in told.stderr
    assert file.read_text() == "precious"


def test_an_unknown_name_is_answered_with_those_there_are(run: Run, tmp_path: Path) -> None:
    run("here", "init")
    run("here", "example")

    told = run("here", "organisation", "export", "Nowhere", "-o", str(tmp_path / "x.zip"))

    assert told.exit_code == 2
    assert NAME in told.stderr
    assert not (tmp_path / "x.zip").exists()
