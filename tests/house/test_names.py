from pathlib import Path

from tests.house.source import ROOT, python_files

SAYS_NOTHING = {"common", "data", "handle", "helper", "helpers", "info", "misc", "process", "util",
                "utils"}  # fmt: skip


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [*python_files("icf", "plugins", "tests", "tools"), *folders("icf", "tests")]

    assert [str(path.relative_to(ROOT)) for path in named if path.stem in SAYS_NOTHING] == []


def folders(*names: str) -> list[Path]:
    return [path for name in names for path in (ROOT / name).rglob("*") if path.is_dir()]
