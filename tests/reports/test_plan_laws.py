"""What no plan ever shows, whatever questions are added and whatever is answered."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from icf.accounts.models import Organisation
from icf.assessments.sheet import Sheet
from icf.core.compose import compose
from icf.core.depth import left_out, visible_keys
from icf.core.kinds import CORE_KINDS
from icf.core.questionnaire import Questionnaire, Section
from icf.core.report import Report, Words
from icf.core.wording import plain
from icf.plans.sense_check import sense_check
from icf.plugin import ReportSection
from icf.reports.plan import project_plan
from icf.reports.plan_source import PlanSource
from icf.work.models import Work
from tests.core.strategies import answers_to, packs

pytestmark = pytest.mark.usefixtures("in_app")
tried = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)


@pytest.fixture
def in_app(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def mark(key: str) -> str:
    """Words that can stand in a report for no other reason than this question."""
    return f"[said about {key}]"


@st.composite
def sources(draw: st.DrawFn, only_us: bool = False) -> PlanSource:
    """What a plan is made from, with words at every answer that say whose they are."""
    questionnaire = _marked(compose(*draw(packs(least=int(only_us)))), only_us)
    answers = {
        key: replace(answer, words=mark(key))
        for key, answer in draw(answers_to(questionnaire)).items()
    }
    depth = draw(st.sampled_from(questionnaire.depths)).key
    record: Any = SimpleNamespace(
        id=1, depth=depth, instrument="planning", language="en", state="draft", version=1,
        signed_at=None, suggested_depth="quick", depth_reason="",
    )  # fmt: skip
    sheet = Sheet(record, questionnaire, questionnaire.index, answers, {})
    work = Work(title="Garden", summary="", kind="project", stage="planning", lead_name="")
    organisation = Organisation(name="Brooktown", marking="")
    check = sense_check(sheet, CORE_KINDS)
    return PlanSource(sheet, check, work, organisation, (), None, date(2026, 11, 21))


def _marked(questionnaire: Questionnaire, only_us: bool) -> Questionnaire:
    """Every question's text says which it is; added sections are always shown, to us only."""
    return replace(
        questionnaire,
        sections=tuple(_marked_section(s, only_us) for s in questionnaire.sections),
    )


def _marked_section(section: Section, only_us: bool) -> Section:
    always: dict[str, Any] = {"show_if": None}
    if not only_us or section.layer == "icf":
        always = {}
    questions = tuple(
        replace(q, text=plain(f"<{q.key}>"), **({**always, "depth": ""} if always else {}))
        for q in section.questions
    )
    ours = {"visible_to": "us", "instrument": "planning", **always} if always else {}
    return replace(section, questions=questions, **ours)


def said(report: Report) -> str:
    return repr(report)


@tried
@given(source=sources(), for_partner=st.booleans())
def test_a_hidden_answer_is_in_no_plan(source: PlanSource, for_partner: bool):
    sheet = source.sheet
    shown = visible_keys(sheet.questionnaire, sheet.record.depth, sheet.answers)

    report = said(project_plan(replace(source, to_hand_over=for_partner)))

    assert not [key for key in sheet.answers.keys() - shown if mark(key) in report]


@tried
@given(source=sources(only_us=True))
def test_a_partner_sees_nothing_of_a_section_that_is_only_for_us(source: PlanSource):
    ours = {
        question.key
        for section in source.sheet.main_sections
        if section.visible_to == "us"
        for question in section.questions
    }
    assert ours
    spy = ReportSection("alpha:spy", plain("Spy"), lambda c: [Words(repr(dict(c.answers)))])

    report = said(project_plan(replace(source, to_hand_over=True, added=(spy,))))

    assert not [key for key in ours if mark(key) in report or f"<{key}>" in report]


@tried
@given(source=sources())
def test_we_see_every_answer_that_is_shown(source: PlanSource):
    sheet = source.sheet
    shown = {q.key for section in sheet.main_sections for q in section.questions}

    report = said(project_plan(source))

    assert all(mark(key) in report for key in shown & sheet.answers.keys())


@tried
@given(source=sources())
def test_every_quick_question_that_a_depth_leaves_out_is_named(source: PlanSource):
    sheet = source.sheet
    missing = left_out(sheet.questionnaire, sheet.record.depth)

    report = said(project_plan(source))

    assert all(f"<{question.key}>" in report for question in missing)
    assert ("Left out of the quick questions" in report) == bool(missing)


@tried
@given(source=sources())
def test_report_sections_of_add_ons_change_nothing_else_in_a_plan(source: PlanSource):
    own = ReportSection("alpha:own", plain("Our own part"), lambda _: [Words("Some words")])

    without = project_plan(source)
    together = project_plan(replace(source, added=(own,)))

    kept = tuple(part for part in together.parts if part.title != "Our own part")
    assert replace(together, parts=kept) == without
    assert len(together.parts) == len(without.parts) + 1
