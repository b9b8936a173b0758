"""An environment of its own for whoever follows a guide; nothing in it reaches the network."""

import os
import sysconfig
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.guide import Follower
from tests.house.source import ROOT

PROGRAMS = ("icf", "pip")


@pytest.fixture
def python_environment(tmp_path: Path) -> Path:
    """A new virtual environment that borrows the packages of the running one, and the toolkit."""
    folder = tmp_path / "environment"
    venv.create(folder)
    paths = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    (packages / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n")
    for name in PROGRAMS:
        program = folder / "bin" / name
        # -P, as an installed program does not look for modules in the folder where it is typed.
        program.write_text(f'#!/bin/sh\nexec "{folder}/bin/python" -P -m {name} "$@"\n')
        program.chmod(0o755)
    return folder


@pytest.fixture
def follower(tmp_path: Path, python_environment: Path) -> Callable[[str], Follower]:
    """`follower("first-plugin.md")` has followed that guide to its end, in an empty folder."""

    def follow(guide: str) -> Follower:
        folder = tmp_path / "somewhere"
        folder.mkdir()
        environment = {
            "PATH": f"{python_environment}/bin:{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
            "ICF_INSTANCE": str(folder / "instance"),
            "PYTEST_ADDOPTS": "-p no:cacheprovider",
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_ROOT_USER_ACTION": "ignore",
        }
        made = Follower(folder, environment)
        made.follow(guide)
        return made

    return follow
