"""Plugins for tests: folders written to a temporary place and loaded by a manager of their own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins

METADATA = {
    "title": "Test add-on",
    "version": "1.0.0",
    "publisher": "Hillside",
    "hook_api": ">=1,<2",
    "stores": "Nothing.",
}

WritePlugin = Callable[..., Path]


def write_plugin(root: Path, name: str, code: str | None = None, /, **metadata: str) -> Path:
    """A plugin's folder in ``root``; ``code`` becomes its module, ``metadata`` adds or replaces."""
    folder = root / name
    folder.mkdir(parents=True)
    lines = {**METADATA, "name": name, **metadata}
    if code is not None:
        lines.setdefault("module", "code.py")
        (folder / "code.py").write_text(code, encoding="utf-8")
    toml = "".join(f'{key} = "{value}"\n' for key, value in lines.items())
    (folder / "plugin.toml").write_text(toml, encoding="utf-8")
    return folder


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    """The folder of bundled plugins, empty."""
    return tmp_path / "plugins"


@pytest.fixture
def plugin(bundled: Path) -> WritePlugin:
    """Writes a plugin's folder among the bundled ones."""
    return lambda name, code=None, /, **metadata: write_plugin(bundled, name, code, **metadata)


@pytest.fixture
def loaded(bundled: Path) -> Callable[[], Plugins]:
    """Loads what was written, beside the toolkit's own plugin."""
    return lambda: Plugins(Sources(builtin=("icf.builtin",), bundled=bundled))


def problem_of(plugins: Plugins, name: str) -> str:
    """The problem of the plugin with this name; empty when it has none."""
    return next(record.problem or "" for record in plugins.found if record.name == name)


@pytest.fixture
def refused(loaded: Callable[[], Plugins]) -> Callable[[str], str]:
    """Loads what was written and gives the problem of one plugin."""
    return lambda name: problem_of(loaded(), name)
