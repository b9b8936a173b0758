"""The locks must install anywhere: every package by hash, none from a place."""

import configparser
import re

import pytest

from tests.house.source import ROOT

LOCKS = ["requirements.txt", "requirements-dev.txt"]


def pins(lock: str) -> list[str]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def versions(lock: str) -> set[str]:
    return {line.split()[0] for line in pins(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_version_and_hash(lock: str) -> None:
    pinned = re.compile(r"[a-z0-9-]+==[^ ]+ .*--hash=sha256:[0-9a-f]{64}")

    assert [line for line in pins(lock) if not pinned.match(line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_package_comes_from_a_place(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert re.findall(r"(?:https?|file)://\S+|--\S*index\S*|--find-links", text) == []


def test_tests_run_with_the_versions_that_the_toolkit_runs_with() -> None:
    assert versions("requirements.txt") <= versions("requirements-dev.txt")


def test_every_package_that_we_ask_for_has_its_reason_written_down() -> None:
    reasons = (ROOT / "docs/decisions/dependencies.md").read_text(encoding="utf-8")
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    wanted = [setup["options"]["install_requires"], *setup["options.extras_require"].values()]
    names = {re.split(r"[\[<>=]", line)[0] for line in "\n".join(wanted).split()}

    assert {name for name in names if not re.search(rf"\b{re.escape(name)}\b", reasons)} == set()
