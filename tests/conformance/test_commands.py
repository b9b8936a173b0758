"""``icf plugins new`` and ``icf plugins check``, as they are typed."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from icf.cli import main
from icf.conformance.suite import CHECKS
from tests.conformance.projects import NAME, PACK, line_of, spoil
from tests.house.source import ROOT

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ICF_INSTANCE", str(tmp_path / "instance"))

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, ["plugins", *map(str, arguments)], catch_exceptions=False)

    return invoke


def test_a_new_plugin_says_what_to_do_next(run: Run, tmp_path: Path):
    result = run("new", "water_checks", "--folder", tmp_path)

    assert result.exit_code == 0
    assert f"icf plugins check {tmp_path / 'water_checks'}" in result.stdout
    made = tmp_path / "water_checks"
    readme = (made / "README.md").read_text(encoding="utf-8")
    assert "@" not in readme
    assert "icf plugins check ." in readme
    assert (made / ".gitignore").is_file()


def test_data_only_has_no_code(run: Run, tmp_path: Path):
    run("new", "water_checks", "--data-only", "--folder", tmp_path)

    plugin = tmp_path / "water_checks" / "water_checks"
    assert sorted(path.name for path in plugin.iterdir()) == [
        "__init__.py",
        "pack.yaml",
        "plugin.toml",
    ]
    assert "module" not in (plugin / "plugin.toml").read_text(encoding="utf-8")


def test_made_twice_nothing_is_overwritten(run: Run, tmp_path: Path):
    run("new", "water_checks", "--folder", tmp_path)
    mine = tmp_path / "water_checks" / "water_checks" / PACK
    mine.write_text("# my own questions\n", encoding="utf-8")

    again = run("new", "water_checks", "--folder", tmp_path)

    assert again.exit_code == 2
    assert "left as it is" in again.stderr
    assert mine.read_text(encoding="utf-8") == "# my own questions\n"


@pytest.mark.parametrize(
    ("name", "problem", "cure"),
    [
        ("Fire-Checks", "cannot be the name of an add-on", "such as fire_checks"),
        ("1st", "cannot be the name of an add-on", "such as st"),
        ("../up", "cannot be the name of an add-on", "such as up"),
        ("x" * 41, "cannot be the name of an add-on", "up to 39"),
        ("", "cannot be the name of an add-on", "such as fire_checks"),
        ("icf", "means something", "such as icf_checks"),
        ("json", "means something", "such as json_checks"),
        ("class", "means something", "such as class_checks"),
        ("small_groups", "comes with the toolkit", "such as our_small_groups"),
        ("flask", "a Python package of this name is installed", "such as our_flask"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_one_that_can(
    run: Run, tmp_path: Path, name: str, problem: str, cure: str
):
    result = run("new", name, "--folder", tmp_path)

    assert result.exit_code == 2
    assert problem in result.stderr
    assert cure in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", ["nowhere", "a_file"])
def test_a_folder_that_is_none_is_named(run: Run, tmp_path: Path, there: str):
    (tmp_path / "a_file").write_text("")

    result = run("new", "water_checks", "--folder", tmp_path / there)

    assert result.exit_code == 2
    assert f"{tmp_path / there}: There is no such folder." in result.stderr


@pytest.mark.parametrize("with_code", ["--code", "--data-only"])
def test_a_new_plugin_passes_its_own_tests_and_is_tidy(run: Run, tmp_path: Path, with_code: str):
    run("new", "water_checks", with_code, "--folder", tmp_path)
    project = tmp_path / "water_checks"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    tested = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=project, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    tidy = [
        subprocess.run(
            [sys.executable, "-m", "ruff", *words, "--isolated", "--line-length", "100", "."],
            cwd=project, capture_output=True, text=True,
        )
        for words in (["format", "--check"], ["check", "--select", "E,F,I,N,UP,B,RUF"])
    ]  # fmt: skip

    assert tested.returncode == 0, tested.stdout
    assert " passed" in tested.stdout
    assert [one.stdout for one in tidy if one.returncode] == []


def test_a_sound_plugin_has_one_line_for_each_check_and_status_0(run: Run, project: Path):
    result = run("check", project, "--no-browser")

    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    named = [line.split(": ")[1].strip() for line in lines[: len(CHECKS)]]
    assert named == [check.name for check in CHECKS]
    assert "not checked: keyboard: left out with --no-browser" in lines
    assert lines[-1].startswith(f"{NAME} 1.0.0: ")
    assert "not checked" in lines[-1]


def test_a_broken_plugin_has_status_1_and_every_fault_its_place(run: Run, project: Path):
    path = spoil(project, PACK, "kind: yes_no", "kind: yesno")
    spoil(project, PACK, "        kind: text\n", "        kind: txt\n")

    result = run("check", project, "--no-browser")

    assert result.exit_code == 1
    assert "failed:      loading: " in result.stdout
    for text in ("kind: yesno", "kind: txt"):
        assert f"{path}:{line_of(path, text)}:" in result.stdout
    assert "not checked: upgrade: the plugin does not load; see above" in result.stdout


def test_json_says_the_same_to_a_program(run: Run, project: Path):
    spoil(project, "rules.py", 'key="fire-checks:larger', 'key="x:larger')

    result = run("check", project, "--no-browser", "--json")

    found = json.loads(result.stdout)
    by_name = {one["check"]: one for one in found["checks"]}
    assert result.exit_code == 1
    assert (found["plugin"], found["version"], found["passed"]) == (NAME, "1.0.0", False)
    assert by_name["action rules"]["state"] == "failed"
    assert by_name["action rules"]["faults"][0]["where"] == "fire_checks:larger-place"
    assert by_name["keyboard"]["state"] == "not checked"
    assert by_name["keyboard"]["said"]


def test_an_installed_plugin_is_checked_by_its_name(run: Run):
    result = run("check", "small_groups", "--no-browser")

    assert result.exit_code == 0
    assert "small_groups 1.2.0: " in result.stdout


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("small_group", "Did you mean “small_groups”?"),
        ("./nowhere", "There is no such folder."),
        (".", "There is no plugin.toml in it."),
    ],
)
def test_what_is_not_there_has_status_2(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: str, said: str
):
    monkeypatch.chdir(tmp_path)

    result = run("check", asked)

    assert result.exit_code == 2
    assert said in result.stderr


def test_the_check_leaves_nothing_behind(run: Run, project: Path):
    before = sorted(path for path in project.rglob("*") if "__pycache__" not in path.parts)

    run("check", project, "--no-browser")

    after = sorted(path for path in project.rglob("*") if "__pycache__" not in path.parts)
    assert after == before
    assert not (project.parent / "instance").exists()
