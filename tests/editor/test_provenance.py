"""Wherever an added question or its answer stands, it says where it comes from and who sees it."""

import pytest

from icf.assessments import service as checklists
from icf.db import db
from icf.reports.html import report_html
from icf.reports.plan import project_plan
from icf.reports.service import plan_source
from icf.work.service import start_work
from tests.desk import NOW, posted
from tests.editor.conftest import TEXT, Author

BY = "Added by Fire safety at home"
OURS = "Only your organisation sees the answers here."
IN_CORE = """add_to:
  - section: icf:communicating
    questions:
      - key: alarm
        text: How will you explain the alarm?
        kind: scale
        scale: icf:status
        hint: In which languages?
        actions: [{key: ask, text: Ask which languages are spoken., when: [todo]}]
"""
SECTION = "brooktown-council-fire:home"
VISITS, ALARM = "brooktown-council-fire:visits", "brooktown-council-fire:alarm"


@pytest.fixture
def checklist(author: Author) -> str:
    """The address of a quick checklist with answers to own questions."""
    pack = author.brings_in(TEXT + IN_CORE)
    author.switches(pack, author.publishes(pack))
    desk = author.desk
    desk.work_id = desk.call(start_work, {"title": "Millbrook visits"})
    desk.assessment_id = desk.call(checklists.start_assessment, desk.plugins, desk.work_id, "quick")
    desk.save(posted(VISITS, "yes"), posted(ALARM, "todo", words="Nobody asked yet"))
    return f"/checklists/{desk.assessment_id}"


@pytest.mark.parametrize(
    ("path", "count"),
    [
        ("", 1),
        (f"/questions/{VISITS}", 1),
        (f"/questions/{ALARM}", 1),
        (f"/sections/{SECTION}", 1),
        ("/sections/icf:communicating", 1),
        ("/sense-check", 2),
        ("/sign-off", 2),
        ("/print", 3),
        ("/plan", 3),
    ],
)
def test_every_page_says_where_it_comes_from(
    author: Author, checklist: str, path: str, count: int
) -> None:
    assert author.browser.page(checklist + path).get_text().count(BY) >= count


@pytest.mark.parametrize("path", [f"/questions/{VISITS}", f"/sections/{SECTION}", "/print"])
def test_who_sees_the_answers_stands_where_they_are_given(
    author: Author, checklist: str, path: str
) -> None:
    assert OURS in author.browser.page(checklist + path).get_text()


def test_a_section_that_others_see_says_so(author: Author) -> None:
    shared = TEXT.replace("    title: At home\n", "    title: At home\n    visible_to: submitted\n")
    pack = author.brings_in(shared)

    text = author.browser.page(f"/your-questions/{pack}/preview").get_text()

    assert OURS not in text
    assert "Whoever you submit to or share the plan with sees the answers here as well." in text


def test_the_framework_says_nothing_of_the_kind(author: Author, checklist: str) -> None:
    text = author.browser.page(f"{checklist}/sections/icf:connecting").get_text()

    assert OURS not in text


def test_the_plan_as_a_pdf_is_made_of_the_same(author: Author, checklist: str) -> None:
    desk = author.desk

    def draw() -> str:
        made = plan_source(db.session, desk.actor, NOW, desk.plugins, desk.assessment_id)
        return report_html(project_plan(made), desk.app.jinja_env)

    html = desk.run(draw)

    assert html.count(BY) == 3
    assert "Nobody asked yet" in html


def test_the_text_for_a_report_holds_only_the_frameworks_questions(
    author: Author, checklist: str
) -> None:
    text = author.browser.page(f"{checklist}/copy").get_text()

    assert "Nobody asked yet" not in text
