"""The guide for plugin authors is followed word for word."""

import re
import textwrap
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from icf.core.answer import Answer
from icf.core.questionnaire import Questionnaire
from icf.paths import CHECKOUT
from icf.plugin import FilledIn, PageRequest, Place, ReportContext, Words
from icf.plugin.choice import sound_theme
from icf.plugin.discover import Sources
from icf.plugin.manager import REGISTERING, Plugins

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


@pytest.mark.parametrize(
    ("words", "hook"),
    [
        ("def register_routes", "register_routes"),
        ("def register_exporters", "register_exporters"),
        ("def choose_depth", "choose_depth"),
        ("def assessment_signed_off", "assessment_signed_off"),
    ],
)
def test_every_snippet_of_a_hook_is_a_plugin_without_a_problem(tmp_path, words, hook):
    made = tmp_path / "fire_checks"
    made.mkdir()
    (made / "plugin.toml").write_text(snippet('name = "fire_checks"'), encoding="utf-8")
    (made / "plugin.py").write_text(snippet(words), encoding="utf-8")
    (made / "pack.yaml").write_text(PACK, encoding="utf-8")

    plugins = Plugins(Sources(builtin=("icf.builtin",), instance=tmp_path))

    record = next(one for one in plugins.found if one.name == "fire_checks")
    assert record.problem is None
    assert dict(record.adds).keys() - {"packs"}
    if hook in REGISTERING:
        assert "fire_checks" in dict(plugins.call(hook))


def test_the_page_of_the_guide_shows_where_people_are_visited(tmp_path):
    request, known = asked_for(answer="Yes"), {}
    exec(snippet("def visits(request)"), known)

    page = known["visits"](request)

    assert page.blocks[0].rows == (("Visits", "Mill Valley", "Yes"),)


def test_what_the_guide_keeps_is_refused_when_somebody_was_quicker(tmp_path):
    known = {}
    exec(snippet("def crews(request)"), known)
    request = replace(asked_for(), method="POST", form={"crew": ["Green watch"]})

    reply = known["crews"](request)

    assert reply.message == "The crew is on the list."
    assert request.store.kept == [("crews", ["Green watch"], 0)]


def test_the_choices_of_the_guide_are_sound():
    known = {}
    exec(snippet("def choose_depth"), known)
    many = Answer("icf:people-affected", value="large")

    assert known["choose_depth"]({many.question: many}).depth == "full"
    assert known["choose_depth"]({}) is None
    assert sound_theme(known["choose_report_theme"]()).font_size == 12


class Notebook:
    """A store that notes what is set."""

    def __init__(self):
        self.kept = []

    def get(self, _key):
        return None

    def set(self, key, value, version=None):
        self.kept.append((key, value, version))


def asked_for(answer=""):
    visits = "fire-checks:visits"
    day = date(2026, 11, 21)
    one = FilledIn(
        "P1", "Visits", (Place("ward", "Mill Valley"),), "signed", 1, True, "icf:quick", day, day,
        day, (), {visits: Answer(visits, value="yes", displayed=answer)},
    )  # fmt: skip
    now = datetime(2026, 11, 21, tzinfo=UTC)
    return PageRequest("Hillside", "en", now, Notebook(), lambda: (one,), str)
