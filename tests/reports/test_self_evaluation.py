"""The report of a self-evaluation: short for a small group, and a page 2 for the chair."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from icf.assessments.saving import copy_empty
from icf.core.report import Block, Figure, QuestionAnswer, Report, Words
from icf.db import db, write
from icf.packs.service import switch_plugin
from icf.plans.signing import sign_off
from icf.reports.commands import report as report_command
from icf.reports.implementation import example_plan, implementation_report
from icf.reports.self_evaluation import self_evaluation_report
from icf.reports.self_evaluation_source import example_source, self_evaluation_source
from icf.selfeval.service import start_self_evaluation
from tests.desk import NOW, Desk, posted
from tests.pdfchecks import pdfua_failures
from tests.selfeval.conftest import start

APPROACHES = ("connecting", "communicating", "equalising", "trusting", "celebrating")
LONG = "We met the allotment holders on a wet Tuesday, and they told us about the path. " * 12


@pytest.fixture
def yearly(app: Flask, signed_in: Callable[..., object]) -> Desk:
    """This year's self-evaluation of an organisation that has the size for small groups."""
    made = Desk(app, signed_in("lead").actor, 0, 0)  # type: ignore[attr-defined]

    def switch() -> None:
        with write() as session:
            switch_plugin(session, made.actor, NOW, made.plugins, "small_groups", True)

    made.run(switch)
    made.assessment_id = start(made, "2026/27")
    return made


def report(desk: Desk) -> Report:
    def made() -> Report:
        return self_evaluation_report(
            self_evaluation_source(db.session, desk.actor, NOW, desk.plugins, desk.assessment_id)
        )

    found: Report = desk.run(made)
    return found


def every_block(found: Report) -> Iterator[Block]:
    for part in (*((found.front,) if found.front else ()), *found.parts):
        yield from part.blocks


def answer_all(desk: Desk, words: str) -> None:
    for name in APPROACHES:
        key = f"icf:self-{name}"
        outcome = desk.save(
            posted(f"{key}-actions", words),
            posted(f"{key}-alignment", "3", words=words, strength="told"),
            posted(f"{key}-confidence", "2"),
        )
        assert outcome.is_complete


def test_a_small_group_gets_two_sides(yearly: Desk, write_report: Callable[[Report], Path]) -> None:
    yearly.assessment_id = yearly.call(
        start_self_evaluation, yearly.plugins, None, "2025/26", "small-groups:micro"
    )
    answer_all(yearly, "We knocked on twelve doors.")
    paper = {"answered_by": "Five of us", "typed_by": "Bo"}
    yearly.call(sign_off, yearly.sheet(), "Gwen", "Neighbour", paper)

    made = report(yearly)
    file = write_report(made)

    text = " ".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    assert made.cover is None
    assert len(pypdf.PdfReader(file).pages) == 2
    assert "Bo, for those who answered" in " ".join(text.split())


def test_long_words_make_a_valid_pdf(yearly: Desk, write_report: Callable[[Report], Path]) -> None:
    answer_all(yearly, LONG)

    assert pdfua_failures(write_report(report(yearly))) == []


def test_the_chair_finds_everything_on_page_2(yearly: Desk) -> None:
    answer_all(yearly, "We met them.")
    yearly.save(posted("icf:self-help", "Somebody to ask."))

    front = report(yearly).front

    assert front is not None
    said = "".join(str(block) for block in front.blocks)
    assert any(isinstance(block, Figure) for block in front.blocks)
    assert "We match Connecting" in said
    assert "Somebody to ask." in said


def test_what_is_not_answered_is_said_to_be_so(yearly: Desk) -> None:
    yearly.save(posted("icf:self-connecting-alignment", "0"))

    answers = [one for one in every_block(report(yearly)) if isinstance(one, QuestionAnswer)]

    assert answers[3].answer == "0\N{NO-BREAK SPACE}– Not thought about"
    assert {one.answer for one in answers[4:]} == {"Not answered"}


def test_a_draft_names_what_nobody_has_checked(yearly: Desk) -> None:
    answer_all(yearly, "We met them.")
    yearly.assessment_id = start(yearly, "2027/28")
    yearly.call(copy_empty, yearly.plugins, yearly.sheet())

    made = report(yearly)

    words = [one.text for one in every_block(made) if isinstance(one, Words)]
    assert "15 answers were copied from last time and nobody has checked them yet." in words


def test_both_examples_are_valid_pdfs(yearly: Desk, write_report: Callable[[Report], Path]) -> None:
    made = yearly.run(lambda: self_evaluation_report(example_source(db.session(), yearly.plugins)))
    plan = yearly.run(lambda: implementation_report(*example_plan()))

    assert pdfua_failures(write_report(made)) == []
    assert pdfua_failures(write_report(plan)) == []
    assert "project plan" not in str(plan).lower()


class RecordedRenderer:
    """Stands in for the workers: gives back the length of what it got."""

    def render(self, html: str) -> bytes:
        return f"%PDF of {len(html)}".encode()


def test_the_commands_write_what_is_asked_for(yearly: Desk, tmp_path: Path) -> None:
    yearly.app.extensions["icf_pdf"] = RecordedRenderer()
    target = tmp_path / "out.pdf"

    def invoke(*arguments: str) -> int:
        with yearly.app.app_context():
            info = ScriptInfo(create_app=lambda: yearly.app)
            given = [*arguments, "-o", str(target)]
            return CliRunner().invoke(report_command, given, obj=info).exit_code

    assert invoke("self-evaluation", f"P{yearly.assessment_id}") == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert invoke("self-evaluation", "--example") == 0
    assert invoke("implementation-plan", "--example") == 0
    assert invoke("self-evaluation") != 0
    assert invoke("self-evaluation", "P999") != 0
    assert invoke("implementation-plan", "I999") != 0
