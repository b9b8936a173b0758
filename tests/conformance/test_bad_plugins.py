"""Plugins that go wrong in all ways that we could think of are found before they are installed."""

from pathlib import Path

import pytest

from tests.conformance.projects import outcomes, told
from tests.reliability.bad_plugins import BAD_PLUGINS, Bad

SLOW_OR_LARGE = {"sleeps", "page_sleeps", "sleeps_when_told", "huge_svg", "store_without_end"}
SLOW_OR_LARGE |= {one.name for one in BAD_PLUGINS if one.name.endswith("hundred_megabytes")}
"""What is only slow or large is left to the tests of a running toolkit."""

HARMLESS = {"evil_html", "evil_svg", "rule_about_nothing", "rule_never_ends", "deep_svg"}
HARMLESS |= {"page_with_evil_words"}
"""What the toolkit makes harmless without a fault of theirs."""

CHECKS = ("plugin.toml", "names", "pages", "questions", "hostile input", "action rules")
CHECKS += (
    "report sections",
    "plan pages",
    "own pages",
    "page input",
    "files",
    "files to hand over",
)
CHECKS += ("chosen size", "chosen look", "events", "store")


@pytest.mark.parametrize(
    "bad",
    [one for one in BAD_PLUGINS if one.name not in SLOW_OR_LARGE | HARMLESS],
    ids=lambda one: one.name,
)
def test_a_bad_plugin_fails_the_check(bad: Bad, tmp_path: Path):
    folder = bad.write(tmp_path)

    found = outcomes(folder, tmp_path / "workspace", *CHECKS)

    failed = [one for one in found if one.state == "failed"]
    assert failed, "\n".join(map(told, found))
    assert any(name in told(failed[0]) for name in (str(folder), bad.name, bad.pack))
