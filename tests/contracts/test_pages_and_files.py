"""What holds for every page and every file that bundled plugins bring."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.core.report import Report
from icf.plugin import FilledIn, Page, PageRequest, ReportContext
from icf.plugin.sound_page import sound_result
from icf.reports.html import report_context
from tests.contracts.installed import EVERYTHING, PLUGINS, answers, composed

EXPORTERS = list(PLUGINS.registry.exporters().values())
NAMES = [record.name for record in PLUGINS.found]
ROUTES = [(name, route) for name in NAMES for route in PLUGINS.registry.routes(name)]
READ = [(name, one) for name, one in ROUTES if "GET" in one.methods and "<" not in one.path]
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


class EmptyStore:
    """A store in which nothing is."""

    def get(self, _key):
        return None

    def keys(self, _prefix=""):
        return ()


def asked(*filled_in):
    now = datetime(2026, 11, 21, tzinfo=UTC)
    return PageRequest("Hillside", "en", now, EmptyStore(), lambda: filled_in, str)


def only_of(plugin):
    """The questions of one plugin alone."""
    layers = PLUGINS.registry.pack_keys(plugin)
    sections = (
        replace(one, questions=tuple(q for q in one.questions if q.layer in layers))
        for one in EVERYTHING.sections
    )
    return replace(EVERYTHING, sections=tuple(sections))


def filled_in(plugin, given):
    day = date(2026, 11, 21)
    questions = tuple(q for section in only_of(plugin).sections for q in section.questions)
    return FilledIn(
        "P1", "=Garden", (), "draft", 1, True, "icf:quick", day, day, None, questions, given
    )


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.key)
@given(data=st.data())
def test_a_file_can_be_made_whatever_was_answered_and_has_no_formula(exporter, data):
    own = only_of(exporter.key.partition(":")[0])
    context = ReportContext(EVERYTHING, "full", data.draw(answers(own)), title="=1+1")

    made = exporter.export(context).decode()

    if exporter.extension == "csv":
        cells = [cell for row in csv.reader(io.StringIO(made, newline="")) for cell in row]
        assert not [cell for cell in cells if cell.startswith(SIGNS) and not _is_number(cell)]


def _is_number(cell):
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.key)
def test_a_file_can_be_made_of_a_checklist_that_knows_nothing_of_the_add_on(exporter):
    assert exporter.export(ReportContext(composed(), "quick", {})) is not None


@pytest.mark.parametrize(("plugin", "route"), READ, ids=lambda one: getattr(one, "path", one))
def test_a_page_without_anything_says_something(plugin, route):
    page = sound_result(plugin, route.view(asked()))

    assert not isinstance(page, Page) or page.blocks


@pytest.mark.parametrize(("plugin", "route"), READ, ids=lambda one: getattr(one, "path", one))
@given(data=st.data())
def test_a_page_can_be_made_whatever_was_answered(plugin, route, data):
    request = asked(filled_in(plugin, data.draw(answers(only_of(plugin)))))

    page = sound_result(plugin, route.view(request))

    assert report_context(Report(page.title, "", "en", "", "", "", "2026-01-01"))
