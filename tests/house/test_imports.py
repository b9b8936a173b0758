"""The import rules that the contracts in setup.cfg cannot express."""

import sys
from collections.abc import Callable

import pytest

from tests.house.source import Import, imports, is_within, python_files

NOT_MODULES = {"icf.__version__"}


def offences(*folders: str, allowed: Callable[[Import], bool]) -> list[str]:
    found = (imported for path in python_files(*folders) for imported in imports(path))
    return [str(each) for each in found if each.module not in NOT_MODULES and not allowed(each)]


def is_standard(module: str) -> bool:
    return module.split(".")[0] in sys.stdlib_module_names


def test_the_core_imports_nothing_but_the_standard_library() -> None:
    def allowed(imported: Import) -> bool:
        return is_standard(imported.module) or is_within(imported.module, "icf.core", "icf.errors")

    assert offences("icf/core", allowed=allowed) == []


@pytest.mark.parametrize("folder", ["icf/builtin", "plugins"])
def test_plugins_see_nothing_of_the_toolkit_but_the_plugin_door(folder: str) -> None:
    def allowed(imported: Import) -> bool:
        return not is_within(imported.module, "icf") or is_within(
            imported.module,
            "icf.plugin",
            "icf.builtin" if folder == "icf/builtin" else "icf.plugin",
        )

    assert offences(folder, allowed=allowed) == []


def test_weasyprint_is_imported_late_and_in_one_place() -> None:
    def allowed(imported: Import) -> bool:
        if not is_within(imported.module, "weasyprint"):
            return True
        return imported.path.match("icf/reports/pdf.py") and not imported.at_module_level

    assert offences("icf", "plugins", allowed=allowed) == []


def test_the_rules_can_be_broken() -> None:
    found = offences("tests/house", allowed=lambda imported: imported.module != "pytest")

    assert any("tests/house/test_imports.py" in offence for offence in found)
