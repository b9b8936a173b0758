"""Checklists beside each other, as somebody reads them."""

import re

import pytest

from icf.assessments import service
from icf.assessments.models import Assessment
from icf.core.questionnaire import SELF_EVALUATION
from icf.db import db, write
from icf.web.actor import Actor
from icf.work.subject import take_subject
from tests.desk import CHANNELS, NOW, WHO, Desk, posted
from tests.own_questions import LIGHTS, publish, switch_own


@pytest.fixture
def browser(signed_in):
    return signed_in("lead")


def reopened(desk: Desk) -> int:
    """The desk's checklist signed off and reopened: the id of the new version."""
    desk.run(lambda: _sign(desk.actor, desk.assessment_id))
    made: int = desk.call(service.reopen, desk.plugins, desk.assessment_id)
    return made


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.main.get_text(" "))


def table(page, title: str):
    """The table with this caption, or below this heading."""
    return page.find(["h3", "caption"], string=re.compile(title)).find_next("tbody").parent


def test_how_much_is_the_same_stands_before_anything_else(desk, browser):
    desk.save(posted(WHO, "todo"))
    newer = reopened(desk)

    page = browser.page(f"/checklists/{newer}/compare")

    first = page.find(class_="report").find("section")
    assert "10 of 10 questions are the same in both." in first.get_text()


def test_an_answer_that_moved_is_shown_with_both_sides(desk, browser):
    desk.save(posted(WHO, "todo", words="Nobody asked"), posted(CHANNELS, "partly"))
    signed, newer = desk.assessment_id, reopened(desk)
    desk.assessment_id = newer
    desk.save(posted(WHO, "through", version=1, words="We asked twelve people"))

    page = browser.page(f"/checklists/{newer}/compare?with={signed}")

    row = table(page, "Further than before").tbody.tr.get_text(" ", strip=True)
    assert "Nobody asked" in row
    assert "We asked twelve people" in row
    assert len(table(page, "Where they were").tbody.find_all("tr")) == 1


def test_the_earlier_one_stands_first_whichever_page_was_opened(desk, browser):
    signed, newer = desk.assessment_id, reopened(desk)

    pages = [
        browser.page(f"/checklists/{one}/compare?with={other}")
        for one, other in ((signed, newer), (newer, signed))
    ]

    firsts = [page.find("dd").get_text(" ", strip=True) for page in pages]
    assert firsts[0] == firsts[1]
    assert firsts[0].startswith(f"P{signed},")


def test_questions_of_another_size_are_named_as_asked_only_once(desk, browser):
    newer = reopened(desk)
    desk.call(service.change_depth, desk.plugins, newer, "standard")

    page = browser.page(f"/checklists/{newer}/compare")

    assert "Asked only in the later one" in text_of(page)
    assert "Not part of the size that was chosen" in text_of(page)


def test_questions_that_came_with_other_questions_are_new(desk, browser):
    first = desk.assessment_id
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS]))
    newer = desk.call(
        service.start_assessment, desk.plugins, desk.work_id, "quick", copy_from=first
    )

    page = browser.page(f"/checklists/{newer}/compare")

    assert "10 of 11 questions are the same in both." in text_of(page)
    assert "Are the lights working?" in table(page, "New questions").get_text()


def test_unanswered_has_a_column_of_its_own_and_counts_in_no_level(desk, browser):
    newer = reopened(desk)

    page = browser.page(f"/checklists/{newer}/compare")

    rows = table(page, "The same in numbers").tbody.find_all("tr")
    for row in rows:
        numbers = [int(cell.get_text()) for cell in row.find_all("td")]
        assert numbers[-1] == sum(numbers) == 2


def test_a_lonely_checklist_says_that_there_is_nothing_to_compare(desk, browser):
    page = browser.page(f"/checklists/{desk.assessment_id}/compare")

    assert "There is nothing to compare" in text_of(page)


def test_a_checklist_of_other_work_is_not_taken_for_comparison(desk, browser):
    newer = reopened(desk)

    page = browser.page(f"/checklists/{newer}/compare?with=987654")

    assert "questions are the same" in text_of(page)


def test_the_finished_page_and_the_task_list_lead_there(desk, browser):
    newer = reopened(desk)

    tasks = browser.page(f"/checklists/{newer}")
    desk.run(lambda: _sign(desk.actor, newer))
    finished = browser.page(f"/checklists/{newer}/finished")

    for page in (tasks, finished):
        assert page.find("a", href=f"/checklists/{newer}/compare")


def _sign(actor: Actor, assessment_id: int) -> None:
    with write() as session:
        service.mark_signed(session, actor, NOW, assessment_id, "Ada", "Manager")


def test_the_years_page_says_when_there_is_only_one_year(desk, browser):
    page = browser.page(f"/work/{desk.work_id}/years")

    assert "There is no self-evaluation here yet." in text_of(page)
    assert desk.run(lambda: db.session.query(Assessment).count()) == 1


ALIGNMENT = "icf:self-connecting-alignment"


def self_evaluated(desk: Desk, **years: str) -> int:
    """A self-evaluation for each year, such as `y2026="2"`; an empty level is no answer."""

    def begin_one(period: str) -> int:
        with write() as session:
            subject = take_subject(session, desk.actor, NOW)
            start = service.Start(SELF_EVALUATION, "quick", period)
            desk.work_id = subject.id
            return service.begin(session, desk.actor, NOW, desk.plugins, subject, start)

    for name, level in years.items():
        desk.assessment_id = desk.run(lambda period=name[1:]: begin_one(period))
        desk.save(posted(ALIGNMENT, level))
    return desk.work_id


def test_each_year_stands_in_the_table_and_a_year_without_an_answer_is_no_zero(desk, browser):
    subject = self_evaluated(desk, y2024="2", y2025="", y2026="4")

    page = browser.page(f"/work/{subject}/years")

    rows = table(page, "How far does what you do match Connecting").tbody.find_all("tr")
    said = [row.get_text(" ", strip=True) for row in rows]
    assert [text.split()[0] for text in said] == ["2024", "2025", "2026"]
    assert "Not answered" in said[1]
    assert "0" not in said[1].replace("2025", "")


def test_a_line_is_drawn_only_between_years_that_follow_each_other(desk, browser):
    subject = self_evaluated(desk, y2023="2", y2024="3", y2025="", y2026="4")

    page = browser.page(f"/work/{subject}/years")

    first = page.find("svg", class_="report-drawing")
    assert len(first.find_all("circle")) == 3
    assert len(first.find_all("line")) == 1


def test_two_self_evaluations_are_compared_like_two_checklists(desk, browser):
    self_evaluated(desk, y2025="2", y2026="4")

    page = browser.page(f"/checklists/{desk.assessment_id}/compare")

    row = table(page, "Further than before").tbody.tr.get_text(" ", strip=True)
    assert row.startswith("How far does what you do match Connecting?")
    assert [one in page.find("dl").get_text() for one in ("2025", "2026")] == [True, True]


def test_a_question_that_nobody_ever_answered_has_a_table_and_no_drawing(desk, browser):
    subject = self_evaluated(desk, y2025="", y2026="")

    page = browser.page(f"/work/{subject}/years")

    assert page.find("svg", class_="report-drawing") is None
    assert len(page.find_all("table")) == 11
