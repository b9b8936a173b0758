"""Fixtures and functions for the tests of a plugin. In its ``conftest.py`` its author writes::

    pytest_plugins = ["icf.testing"]

and a test asks for ``checklist``::

    def test_an_answer_is_shown_in_words(checklist):
        reply = checklist.ask("fire-checks:visits", {"value": "yes"})

        assert reply.displayed == "Yes"
        assert "Fire crews" in checklist.plan_html()

Fixtures: ``icf_plugin``, ``icf_trial``, ``icf_desk``, ``checklist``. Each application of a test is
a real one, with a database of its own; nothing is replaced by a stand-in.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from icf.conformance.checklist import Checklist, Fields, Reply, new_checklist
from icf.conformance.outcome import Fault, NotChecked, Outcome
from icf.conformance.subject import subject_of
from icf.conformance.suite import run_suite
from icf.conformance.trial import Desk, Trial, new_trial

__all__ = [
    "Checklist",
    "Desk",
    "Fault",
    "Fields",
    "NotChecked",
    "Outcome",
    "Reply",
    "Trial",
    "checklist",
    "conformance_failures",
    "icf_desk",
    "icf_plugin",
    "icf_trial",
    "new_checklist",
    "new_trial",
]


@pytest.fixture(scope="session")
def icf_plugin(request: pytest.FixtureRequest) -> Path:
    """The folder with the ``plugin.toml`` of the plugin under test.

    It is looked for in the project's folder. Write a fixture of this name to name another.
    """
    return subject_of(str(request.config.rootpath)).folder


@pytest.fixture
def icf_trial(tmp_path: Path) -> Trial:
    """An instance of the test's own: a database with all tables, an organisation and its lead."""
    return new_trial(tmp_path / "instance")


@pytest.fixture
def icf_desk(icf_trial: Trial, icf_plugin: Path) -> Iterator[Desk]:
    """The toolkit with the plugin switched on, and its lead signed in: ``icf_desk.get("/")``.

    Raises:
        PluginError: the plugin does not load.
    """
    with icf_trial.opened(icf_plugin) as desk:
        yield desk


@pytest.fixture
def checklist(icf_desk: Desk) -> Checklist:
    """A new checklist of the largest size, with nothing in it.

    ``ask(question, fields)`` answers a question as somebody in a browser does; ``fill(layers)``
    answers all questions of some packs; ``sense_check()``, ``suggested()``, ``plan_html()`` and
    ``plan_pdf()`` give what comes of it. ``new_checklist(icf_desk, "quick")`` makes another size.
    """
    return new_checklist(icf_desk)


def conformance_failures(plugin: Path, workspace: Path, in_browser: bool = False) -> list[str]:
    """What ``icf plugins check`` says has failed, a line each; empty for a sound plugin.

    Args:
        plugin: its folder, or that of its project.
        workspace: an empty folder, such as pytest's ``tmp_path``.
        in_browser: whether to check in a browser as well, where one is installed.
    """
    outcomes = run_suite(subject_of(str(plugin)), workspace, in_browser=in_browser)
    return [
        f"{outcome.check}: {fault}"
        for outcome in outcomes
        if outcome.state == "failed"
        for fault in outcome.faults
    ]
