"""What holds for every plugin that comes with the toolkit."""

import ast
from pathlib import Path

import pytest

from icf import paths
from icf.plugin.manager import HOOKS, REGISTERING
from tests.contracts.installed import PLUGINS

BUNDLED = sorted(path.name for path in paths.plugins_folder().iterdir() if path.is_dir())


@pytest.mark.parametrize("record", PLUGINS.found, ids=lambda record: record.name)
def test_every_plugin_loads_and_says_what_it_is(record):
    assert record.problem is None
    assert record.adds
    assert all([record.title, record.version, record.publisher, record.description, record.stores])


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_plugin_is_found_and_has_a_readme(name):
    assert name in {record.name for record in PLUGINS.found}
    assert (paths.plugins_folder() / name / "README.md").is_file()


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_is_used_by_a_real_plugin(hook):
    if hook in REGISTERING:
        assert any(things for _, things in PLUGINS.call(hook))
    else:
        assert PLUGINS.answering(hook, BUNDLED)


@pytest.mark.parametrize(
    "path",
    sorted(paths.plugins_folder().glob("*/*.py")),
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_plugins_import_only_what_authors_may_import(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }

    assert {name for name in imported if name.split(".")[0] == "icf"} <= {"icf.plugin"}
