"""``icf packs``: from an empty workbook to a pack, and from one version to the next."""

import re
import shlex
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from icf.cli import main
from icf.packfile import read_pack
from tests.packfile.test_workbook_xlsform import HOUSEHOLD_SURVEY
from tests.packfile.workbooks import filled

EXAMPLE = Path("docs/packs/annotated-example.yaml")
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("ICF_INSTANCE", str(tmp_path / "instance"))

    def invoke(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)

    invoke("init")
    return invoke


def fill_in(file: Path) -> None:
    """What an officer types into the template."""
    book = load_workbook(file)
    for place, text in enumerate(["Fire safety", "fire", "1.0.0", "en", "Hillside Fire"], start=1):
        book["settings"].cell(2, place, text)
    book["sections"].append(["at-home", "At home", "planning"])
    book["survey"].append(["at-home", "yes_no", "visits", "Will anybody visit people?"])
    book["survey"].append(["icf:connecting", "scale", "who", "Who knows them?", None, "icf:status"])
    book.save(file)


def test_a_template_is_filled_in_tried_and_imported(run: Run, tmp_path: Path):
    book, target = tmp_path / "fire.xlsx", tmp_path / "fire.yaml"

    made = run("packs", "template", book)
    fill_in(book)
    tried = run("packs", "import", book, "--dry-run")
    there_after_trying = target.exists()
    imported = run("packs", "import", book)

    assert (made.exit_code, tried.exit_code, imported.exit_code) == (0, 0, 0)
    assert "fire 1.0.0, 2 questions of its own. Nothing was written." in tried.stdout
    assert not there_after_trying
    assert [one.key for one in read_pack(target).add_to[0].questions] == ["fire:who"]
    assert stat.S_IMODE(target.stat().st_mode) & 0o444
    assert run("packs", "check", target).exit_code == 0
    assert run("packs", "check", book).exit_code == 0


def test_faults_are_told_with_their_cells_and_nothing_is_written(run: Run, tmp_path: Path):
    book = tmp_path / "fire.xlsx"
    run("packs", "template", book)

    result = run("packs", "import", book, "-o", tmp_path / "out.yaml")

    assert result.exit_code == 2
    assert f"{book}: sheet settings, row 2: form_id is empty: fill it in" in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fire.xlsx", "instance"]


def test_nothing_is_written_over_other_work(run: Run, tmp_path: Path):
    book, target = tmp_path / "fire.xlsx", tmp_path / "fire.yaml"
    run("packs", "template", book)
    fill_in(book)
    target.write_text("# my own notes\n")

    refused = run("packs", "import", book)
    notes = target.read_text()
    template = run("packs", "template", book)
    replaced = run("packs", "import", book, "--overwrite")

    assert (refused.exit_code, template.exit_code, replaced.exit_code) == (2, 2, 0)
    assert "--overwrite" in refused.stderr
    assert notes == "# my own notes\n"
    assert read_pack(target).key == "fire"


def test_a_pack_becomes_a_workbook_and_comes_back(run: Run, tmp_path: Path):
    book = tmp_path / "example.xlsx"

    run("packs", "workbook", EXAMPLE, book)
    run("packs", "import", book, "-o", tmp_path / "back.yaml")

    assert read_pack(tmp_path / "back.yaml") == read_pack(EXAMPLE)
    assert (
        run("packs", "diff", EXAMPLE, book).stdout == "Nothing differs between 1.2.0 and 1.2.0.\n"
    )


def test_a_form_made_elsewhere_comes_in_and_says_what_did_not(run: Run, tmp_path: Path):
    book = tmp_path / "household.xlsx"
    book.write_bytes(filled(HOUSEHOLD_SURVEY))

    result = run("packs", "import", book, "--publisher", "Hillside Council")

    assert result.exit_code == 0
    assert "row 16: the type geopoint cannot be asked here: not taken" in result.stderr
    assert "7 questions of its own" in result.stdout
    assert run("packs", "check", tmp_path / "household.yaml").exit_code == 0


@pytest.mark.parametrize(
    ("version", "old", "new", "said", "status"),
    [
        ("1.2.1", "Nobody has been named", "Nobody is named", "has other words", 0),
        ("1.2.0", "Nobody has been named", "Nobody is named", "1.2.0 to 1.2.0 is not enough", 1),
        ("1.2.1", "kind: text", "kind: date", "The question oxygen is answered in another way", 1),
        ("2.0.0", "kind: text", "kind: date", "1.2.0 to 2.0.0 is enough", 0),
        ("1.1.0", "kind: text", "kind: date", "Version 1.1.0 is older than 1.2.0", 1),
        ("1.2.1", "hint: For us", "hint: To us", "The guidance on icf:communicating-channels", 0),
        ("1.3.0", "- key: oxygen", "- key: air", "The question oxygen has gone", 1),
    ],
)
def test_the_version_has_to_fit_what_changed(
    run: Run, tmp_path: Path, version: str, old: str, new: str, said: str, status: int
):
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    changed = text.replace(old, new).replace("version: 1.2.0", f"version: {version}", 1)
    (tmp_path / "new.yaml").write_text(changed, encoding="utf-8")

    result = run("packs", "diff", EXAMPLE, tmp_path / "new.yaml")

    assert said in result.stdout
    assert result.exit_code == status


def test_a_renamed_question_is_told_with_its_old_name(run: Run, tmp_path: Path):
    text = EXAMPLE.read_text(encoding="utf-8").replace("version: 1.2.0", "version: 1.3.0", 1)
    renamed = text.replace("key: oxygen", "key: air").replace("aliases:", "aliases:\n  oxygen: air")
    (tmp_path / "new.yaml").write_text(renamed, encoding="utf-8")

    result = run("packs", "diff", EXAMPLE, tmp_path / "new.yaml")

    assert "The question air is a new name for oxygen; answers follow." in result.stdout
    assert result.exit_code == 0


@pytest.mark.parametrize("name", ["gone.xlsx", "gone.yaml"])
def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path, name: str):
    result = run("packs", "check", tmp_path / name)

    assert result.exit_code == 2
    assert f"{tmp_path / name}: The" in result.stderr
    assert "cannot be read" in result.stderr


def test_a_workbook_is_called_one(run: Run, tmp_path: Path):
    result = run("packs", "template", tmp_path / "fire.ods")

    assert result.exit_code == 2
    assert "ends in .xlsx" in result.stderr


def test_every_command_of_the_guide_works(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    guide = Path("docs/packs/README.md").read_text(encoding="utf-8")
    commands = [shlex.split(line) for line in re.findall(r"^ {4,}icf (packs .*)$", guide, re.M)]
    example = EXAMPLE.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    Path("their-form.xlsx").write_bytes(filled(HOUSEHOLD_SURVEY))
    Path("my-pack.yaml").write_text(example, encoding="utf-8")

    for command in commands:
        result = run(*command)
        if command[1] == "template":
            fill_in(Path(command[2]))

        assert result.exit_code == 0, f"{command}: {result.output}"
    assert {command[1] for command in commands} == {
        "template", "import", "workbook", "diff", "check",
    }  # fmt: skip


def test_a_pack_with_kinds_and_scales_of_an_installed_add_on_has_no_faults(run: Run):
    checked = run("packs", "check", "plugins/place_standard/pack.yaml")

    assert "no faults" in checked.stdout, checked.stderr
    assert checked.exit_code == 0


def test_a_folder_that_is_not_there_is_told_in_one_line(run: Run, tmp_path: Path):
    refused = run("packs", "template", tmp_path / "none" / "fire.xlsx")

    assert refused.exit_code == 2
    assert "Nothing can be written there: No such file or directory." in refused.stderr


def test_a_text_file_is_not_imported_but_the_right_command_is_named(run: Run):
    refused = run("packs", "import", EXAMPLE)

    assert refused.exit_code == 2
    assert f"icf packs check {EXAMPLE}" in refused.stderr
