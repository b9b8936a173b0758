"""The command line: what it prints, and that bad input is one plain line and status 2."""

import os
import sqlite3
import stat
import subprocess
import sys
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


def test_init_makes_folder_secret_and_tables(run: Run, tmp_path: Path) -> None:
    result = run("init")

    secret = tmp_path / "instance" / "secret"
    assert result.exit_code == 0
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert len(secret.read_text()) >= 60
    assert (tmp_path / "instance" / "icf.sqlite").stat().st_size > 0


def test_init_a_second_time_keeps_the_secret(run: Run, tmp_path: Path) -> None:
    run("init")
    before = (tmp_path / "instance" / "secret").read_text()

    result = run("init")

    assert result.exit_code == 0
    assert (tmp_path / "instance" / "secret").read_text() == before


def test_serve_before_init_says_what_to_do(run: Run) -> None:
    result = run("serve")

    assert result.exit_code == 2
    assert "Run icf init" in result.stderr
    assert result.stderr.count("\n") == 1


def test_serve_refuses_tables_of_another_version(run: Run, tmp_path: Path) -> None:
    run("init")
    with sqlite3.connect(tmp_path / "instance" / "icf.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()

    result = run("serve")

    assert result.exit_code == 2
    assert "Run icf init" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_folder_that_cannot_be_made_is_one_plain_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ICF_INSTANCE", str(tmp_path / "file" / "instance"))

    result = run("init")

    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path / 'file' / 'instance'}: Not a directory.\n"


def test_a_file_that_is_no_database_is_one_plain_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "icf.sqlite").write_text("This is no database. " * 100)

    result = run("init")

    assert result.exit_code == 2
    assert "file is not a database" in result.stderr
    assert result.stderr.count("\n") == 1


def test_an_unknown_setting_is_one_plain_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICF_LANGAUGE", "cy")

    result = run("init")

    assert result.exit_code == 2
    assert (
        result.stderr
        == "ICF_LANGAUGE: There is no setting “langauge”. Did you mean “ICF_LANGUAGE”?\n"
    )


def test_plugins_are_listed_with_what_they_add(run: Run) -> None:
    run("init")

    result = run("plugins", "list")

    assert result.exit_code == 0
    names = [line.split()[0] for line in result.stdout.splitlines()]
    assert names[0] == "icf"
    assert {"place_standard", "shaped_by_people", "impact_assessment"} <= set(names)


def test_a_broken_plugin_is_listed_with_its_problem(run: Run, tmp_path: Path) -> None:
    run("init")
    folder = tmp_path / "instance" / "plugins" / "broken"
    folder.mkdir(parents=True)
    (folder / "plugin.toml").write_text("name = ")

    result = run("plugins", "list")

    assert result.exit_code == 0
    assert "broken" in result.stdout
    assert "NOT USED" in result.stdout


def test_safe_mode_lists_what_is_left_out(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init")
    monkeypatch.setenv("ICF_SAFE_MODE", "1")

    result = run("plugins", "list")

    assert result.stdout.startswith("Safe mode: only the framework itself is loaded")
    assert "place_standard 1.0.0 (bundled): LEFT OUT" in result.stdout
    assert "set safe_mode (ICF_SAFE_MODE) to false and restart" in result.stdout


def test_a_blocked_plugin_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("init")
    monkeypatch.setenv("ICF_BLOCKED_PLUGINS", "small_groups, another")

    lines = run("plugins", "list").stdout.splitlines()

    blocked = next(place for place, line in enumerate(lines) if line.startswith("small_groups"))
    assert lines[blocked].endswith("LEFT OUT")
    assert "on the list of blocked add-ons" in lines[blocked + 1]
    assert any(line.startswith("place_standard") and "adds" in line for line in lines)


def test_a_paused_plugin_is_listed_as_paused(run: Run, tmp_path: Path) -> None:
    run("init")
    with sqlite3.connect(tmp_path / "instance" / "icf.sqlite") as connection:
        connection.execute(
            "INSERT INTO plugin_pause (plugin, paused_at) VALUES ('place_standard', '2026-11-21')"
        )

    assert "(bundled): PAUSED after failing" in run("plugins", "list").stdout


def test_a_sound_pack_passes(run: Run) -> None:
    run("init")

    result = run("packs", "check", "docs/packs/annotated-example.yaml")

    assert result.exit_code == 0
    assert "no faults" in result.stdout


def test_every_fault_of_a_pack_is_printed_with_its_place(run: Run, tmp_path: Path) -> None:
    run("init")
    pack = tmp_path / "pack.yaml"
    pack.write_text("pack: 1\nnonsense: true\n")

    result = run("packs", "check", str(pack))

    assert result.exit_code == 2
    assert f"{pack}:2:" in result.stderr
    assert "Traceback" not in result.stderr


def test_serve_prints_its_address_and_a_link_to_begin_with(run: Run, tmp_path: Path) -> None:
    run("init")
    environment = {**os.environ, "ICF_INSTANCE": str(tmp_path / "instance")}

    with subprocess.Popen(
        [sys.executable, "-m", "icf", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as server:
        assert server.stdout is not None
        lines = [server.stdout.readline() for _ in range(2)]
        server.terminate()

    assert lines[0].startswith("Serving on http://127.0.0.1:")
    assert "http://127.0.0.1:" in lines[1]
    assert "/link/" in lines[1]


def test_importing_the_application_loads_nothing_slow() -> None:
    slow = "{'weasyprint', 'pydantic', 'lark', 'ruamel', 'alembic', 'pikepdf'}"
    code = f"import sys, icf.app; print({slow} & set(sys.modules))"

    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert result.stdout.strip() == "set()"
