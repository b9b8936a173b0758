"""The guide for plugin authors is followed word for word."""

import re
import textwrap
from pathlib import Path

from icf.core.answer import Answer
from icf.core.questionnaire import Questionnaire
from icf.paths import CHECKOUT
from icf.plugin import ReportContext, Words
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins

GUIDE = (CHECKOUT / "docs" / "plugins.md").read_text(encoding="utf-8")
PACK = """
format: 1
pack: fire-checks
version: 1.0.0
extends: icf
language: en
title: Fire checks
publisher: Hillside Fire and Rescue
sections:
  - key: at-home
    instrument: planning
    title: Fire safety at home
    questions:
      - {key: visits, text: Will anybody visit people at home?, kind: yes_no}
"""


def snippet(beginning: str) -> str:
    """The indented block of the guide that begins with a text."""
    blocks = re.findall(r"(?:^    .*\n|^\n)+", GUIDE, flags=re.MULTILINE)
    found = [textwrap.dedent(block).strip("\n") for block in blocks if beginning in block]
    return found[0] + "\n"


def plugin_of_the_guide(folder: Path) -> Plugins:
    made = folder / "fire_checks"
    made.mkdir(parents=True)
    (made / "plugin.toml").write_text(snippet('name = "fire_checks"'), encoding="utf-8")
    (made / "plugin.py").write_text(snippet("from icf.plugin import"), encoding="utf-8")
    (made / "pack.yaml").write_text(PACK, encoding="utf-8")
    return Plugins(Sources(builtin=("icf.builtin",), instance=folder))


def test_the_plugin_of_the_guide_is_found_without_a_problem(tmp_path):
    plugins = plugin_of_the_guide(tmp_path)

    record = next(one for one in plugins.found if one.name == "fire_checks")

    assert record.problem is None
    assert record.publisher == "Hillside Fire and Rescue"


def test_its_report_section_says_what_the_guide_says(tmp_path):
    plugins = plugin_of_the_guide(tmp_path)
    section = plugins.registry.report_sections({"fire_checks"})[0]
    answers = {"fire-checks:visits": Answer("fire-checks:visits", value="yes")}
    empty = Questionnaire((), (), (), (), (), (), (), (), ())

    blocks = tuple(section.blocks(ReportContext(empty, "quick", answers)))

    assert blocks == (Words("Our crews were asked before this plan was written."),)
