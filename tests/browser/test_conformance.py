"""The part of ``icf plugins check`` that needs a browser: it passes what is sound, and can fail."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from icf import paths
from icf.scaffold.new import new_plugin
from tests.browser.accessibility import AXE
from tests.conformance.projects import NAME, outcomes, spoil, told

BUNDLED = sorted(path.name for path in paths.plugins_folder().iterdir() if path.is_dir())
TEMPLATE = f"{NAME}/templates/{NAME}/room.html"
FITS = 'id="{{ id }}-fits"'


def apart(*args: Any, **kwargs: Any) -> Any:
    """In a thread of its own: the browser of the other tests keeps an event loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(outcomes, *args, **kwargs).result()


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_plugin_works_by_keyboard_and_breaks_no_rule_of_axe(
    name: str, tmp_path: Path
) -> None:
    found = apart(paths.plugins_folder() / name, tmp_path / "w", "keyboard", "axe", axe=AXE)

    nothing = {
        "it asks no questions of its own",
        "it asks no questions and has no pages of its own",
    }
    for one in found[1:]:
        assert one.state == ("not checked" if one.said in nothing else "pass"), told(one)


def test_a_new_plugin_works_by_keyboard_and_breaks_no_rule_of_axe(tmp_path: Path) -> None:
    project = new_plugin(NAME, tmp_path, with_code=True)

    found = apart(project, tmp_path / "w", "keyboard", "axe", axe=AXE)

    assert [told(one) for one in found if one.state != "pass"] == []


@pytest.mark.parametrize(
    ("check", "new", "said"),
    [
        ("keyboard", f'{FITS} tabindex="-1"', "is not reached with the Tab key"),
        ("axe", f'{FITS} role="button"', "aria"),
    ],
)
def test_what_a_keyboard_or_a_screen_reader_cannot_use_is_found(
    tmp_path: Path, check: str, new: str, said: str
) -> None:
    project = new_plugin(NAME, tmp_path, with_code=True)
    spoil(project, TEMPLATE, FITS, new)

    found = apart(project, tmp_path / "w", check, axe=AXE)

    assert found[-1].state == "failed"
    assert said in told(found[-1])


def test_its_own_page_is_held_against_axe_too(tmp_path: Path) -> None:
    project = new_plugin(NAME, tmp_path, with_code=True)
    own = f'TemplatePage("{NAME}/own.html", title)'
    (project / NAME / "templates" / NAME / "own.html").write_text('<p role="img"></p>')
    spoil(project, "page.py", "return Page(title, (Table(", f"return {own} or Page(title, (Table(")
    spoil(project, "page.py", "Table, Words", "Table, TemplatePage, Words")

    found = apart(project, tmp_path / "w", "axe", axe=AXE)[-1]

    assert found.state == "failed"
    assert f"/x/{NAME}/: role-img-alt" in told(found)


def test_without_axe_it_says_so_and_passes_nobody(tmp_path: Path) -> None:
    project = new_plugin(NAME, tmp_path, with_code=True)

    found = apart(project, tmp_path / "w", "axe")

    assert found[-1].state == "not checked"
    assert "npm install axe-core" in found[-1].said
