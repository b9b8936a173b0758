"""The suite passes what is sound, and finds each thing that is not: what, where and what to do."""

from pathlib import Path

import pytest

from icf import paths
from icf.conformance.checks import life
from icf.conformance.failures import FailureLog
from icf.conformance.outcome import Outcome
from icf.conformance.subject import subject_of
from icf.conformance.suite import CHECKS, Case, run_suite
from icf.scaffold.new import new_plugin
from tests.conformance.projects import NAME, PACK, line_of, outcome, outcomes, spoil, told

BUNDLED = sorted(path.name for path in paths.plugins_folder().iterdir() if path.is_dir())


def is_amiss(found: Outcome) -> bool:
    """Failed, or warned of. That a call took long on a busy machine says nothing here."""
    return found.state == "failed" or (found.state == "warning" and found.check != "speed")


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_plugin_passes(name: str, workspace: Path):
    subject = subject_of(str(paths.plugins_folder() / name))

    found = list(run_suite(subject, workspace, in_browser=False))

    assert [told(one) for one in found if is_amiss(one)] == []
    assert [one.check for one in found] == [check.name for check in CHECKS]


@pytest.mark.parametrize("with_code", [True, False], ids=["code", "data only"])
def test_a_new_plugin_passes(with_code: bool, tmp_path: Path, workspace: Path):
    project = new_plugin("water_checks", tmp_path, with_code)

    found = list(run_suite(subject_of(str(project)), workspace, in_browser=False))

    assert [told(one) for one in found if is_amiss(one)] == []
    skipped = {one.check for one in found if one.state == "not checked"}
    only_code = {"action rules", "report sections", "empty sections"}
    only_code |= {"own pages", "audiences", "page input"}
    nobody = {"screening rules", "keyboard", "axe", "public pages", "files", "files to hand over"}
    nobody |= {"chosen size", "chosen look", "events", "store"}
    assert skipped == nobody | (set() if with_code else only_code)


SPOILT = [
    ("plugin.toml", "plugin.toml", 'title = "', 'title = ""', "title", "It cannot be read"),
    ("plugin.toml", "plugin.toml", "module =", "modul =", "modul =", "Did you mean “module”?"),
    ("plugin.toml", "plugin.toml", ">=1.2,<2", ">=9", "", "this toolkit has 1."),
    ("loading", "room.py", "PARTS = (", "PARTS = ((", "PARTS = ((", "SyntaxError"),
    ("loading", "rules.py", "from .room", "from .nowhere", "from .nowhere", "nowhere"),
    ("loading", PACK, "kind: yes_no", "kind: yesno", "kind: yesno", "did you mean yes_no?"),
    ("loading", PACK, "${there}, 'step-free'", "${their}, 'step-free'", "${their}", "there?"),
    ("loading", "plugin.py", "return (ROOM_SCALE,)", "1 / 0", "1 / 0", "ZeroDivisionError"),
    ("loading", "scale.py", "fire_checks:room", "rooms", '"rooms"', "Call it “fire_checks:rooms”"),
    (
        "loading",
        "plugin.py",
        "register_scales",
        "register_scale",
        "def register_scale(",
        "“register_scales”",
    ),
]


@pytest.mark.parametrize(
    ("check", "file", "old", "new", "line", "words"), SPOILT, ids=lambda value: str(value)[:24]
)
def test_a_broken_folder_is_named_with_its_file_and_line(
    project: Path, workspace: Path, check: str, file: str, old: str, new: str, line: str, words: str
):
    path = spoil(project, file, old, new)

    found = outcome(project, workspace, check)

    assert found.state == "failed"
    assert str(path) in told(found)
    assert words in told(found)
    if line:
        assert f"{path}:{line_of(path, line)}" in told(found)


def test_what_needs_a_plugin_that_loads_is_not_checked_and_says_so(project: Path, workspace: Path):
    spoil(project, "room.py", "PARTS = (", "PARTS = ((")

    found = outcomes(project, workspace, "kinds", "upgrade", "PDF")

    assert [one.state for one in found] == ["failed", *["not checked"] * 3]
    assert "does not load" in found[1].said


SLIPS = [
    ("packaging", "/pyproject.toml", '["**/*"]', '["*.yaml"]', "plugin.toml does not travel"),
    ("packaging", "/pyproject.toml", 'fire_checks = "fire_checks"', 'x = "y"', "No entry point"),
    (
        "packaging",
        "/pyproject.toml",
        'version = "1.0.0"',
        'version = "2.0"',
        "The version is “2.0”",
    ),
    ("names", PACK, "pack: fire-checks", "pack: others", "The pack is called “others”"),
    ("kinds", "room.py", 'return " ".join(', 'return "" and " ".join(', "display gives ''"),
    ("kinds", "room.py", "    return parts\n", "    return set(parts)\n", "parse failed"),
    ("hostile input", "room.py", "if not all(_is_number(", "if not all(int(", "ValueError"),
    ("hostile input", "room.py", "if not any(parts.values())", "if not parts", "refuses an empty"),
    (
        "form round trip",
        "room.html",
        '{{ said.fits or "" }}',
        "",
        "Saving the form as it was shown",
    ),
    ("pages", "room.html", 'for="{{ id }}-fits"', "", "has no label"),
    ("pages", "room.html", "said.fits or", "said.no.such or", "room.html:16: template"),
    ("questions", "room.html", "{{ name }}-fits", "fits", "No answer that we tried was accepted"),
    ("action rules", "rules.py", "if level(question", "if level(3 / 0", "rules.py"),
    ("action rules", "rules.py", 'key="fire-checks:larger', 'key="x:larger', "suggests “x:larger"),
    ("report sections", "section.py", "columns=(_(", "columns=(1 / 0, _(", "ZeroDivisionError"),
    ("report sections", "section.py", "widths=(60, 40)", "widths=(60, 60)", "add up to 120"),
]


@pytest.mark.parametrize(
    ("check", "file", "old", "new", "words"), SLIPS, ids=lambda value: str(value)[:24]
)
def test_a_slip_is_found_by_the_check_that_is_about_it(
    project: Path, workspace: Path, check: str, file: str, old: str, new: str, words: str
):
    place = {"/pyproject.toml": "pyproject.toml", "room.html": f"{NAME}/templates/{NAME}/room.html"}
    file = place.get(file, file)
    if file == "pyproject.toml":
        path = project / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
    else:
        spoil(project, file, old, new)

    found = outcome(project, workspace, check)

    assert found.state == "failed"
    assert words in told(found)


MISSED = [
    ("words", "        hint: Tick what you have seen yourself.\n", "", "key: there"),
    ("translations", "title: Where people meet", "title: {en: Meet, cy: Cwrdd}", ""),
    ("conditions", "not selected(${there}, 'step-free')", "${in-person} = 'no'", ""),
]


@pytest.mark.parametrize(("check", "old", "new", "line"), MISSED, ids=lambda one: str(one)[:20])
def test_what_people_would_miss_is_a_warning_and_fails_nobody(
    project: Path, workspace: Path, check: str, old: str, new: str, line: str
):
    path = spoil(project, PACK, old, new)

    found = outcome(project, workspace, check)

    assert found.state == "warning"
    if line:
        assert f"{path}:{line_of(path, line)}: The question fire-checks:there" in told(found)
    if check == "translations":
        assert "cy: " in told(found)
        assert "fire-checks:reach.title" in told(found)


def test_a_section_that_prints_without_answers_is_a_warning(project: Path, workspace: Path):
    spoil(project, "section.py", "    if not rows:\n        return\n", "")
    spoil(project, "section.py", "        rows=rows,", '        rows=(*rows, ("a", "b")),')

    found = outcome(project, workspace, "empty sections")

    assert found.state == "warning"
    assert "It prints something without any answer." in told(found)


def test_an_answer_that_changes_meanwhile_is_found(project: Path, workspace: Path):
    subject = subject_of(str(project))
    workspace.mkdir()
    with FailureLog((subject.folder,)) as log:
        case = Case(subject, workspace, log)
        case.open().switch(True)
        assert list(life.off_and_on(case)) == []
        case.checklist.ask("fire-checks:room", {"expected": "9", "fits": "9"})

        faults = [*life.removed(case), *life.restored(case)]
        case.close()

    said = "\n".join(map(str, faults))
    assert "fire-checks:room: The answer is another (removed)" in said
    assert "The plan is not the same as before it was removed." in said


def test_the_name_of_a_bundled_plugin_is_taken(tmp_path: Path, workspace: Path):
    folder = tmp_path / "small_groups"
    folder.mkdir()
    bundled = paths.plugins_folder() / "small_groups"
    for file in ("plugin.toml", PACK):
        (folder / file).write_text((bundled / file).read_text(encoding="utf-8"), encoding="utf-8")

    found = outcome(folder, workspace, "names")

    assert "comes with the toolkit" in told(found)
