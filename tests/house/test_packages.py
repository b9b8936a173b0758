"""What setup.cfg says travels in the wheel is what there is."""

import configparser

from tests.house.source import ROOT

OUTSIDE_THE_PACKAGE = {"icf._plugins", "icf._templates"}


def listed_packages() -> set[str]:
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    return set(setup["options"]["packages"].split())


def test_every_folder_with_python_in_it_is_a_listed_package() -> None:
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "icf").rglob("*.py")}

    assert listed_packages() - OUTSIDE_THE_PACKAGE == found


def test_the_list_is_sorted() -> None:
    setup = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    listed = [line for line in setup.splitlines() if line.strip() in listed_packages()]

    assert listed == sorted(listed)
