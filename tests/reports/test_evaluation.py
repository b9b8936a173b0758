"""The report of an evaluation: what became of each promise, and never a rate."""

import re

import pytest

from icf.core.report import Table
from icf.errors import NotFound
from icf.evaluation.carry import carry_over
from icf.reports.evaluation import evaluation_report
from icf.reports.evaluation_source import evaluation_source
from icf.reports.html import report_html
from icf.reports.service import newest_plan
from tests.desk import posted
from tests.evaluation.conftest import DIFFERENT, PROMISED, REACHED, looking, planned

__all__ = ["looking", "planned"]


def written(looking, to_hand_over=False, assessment_id=0):
    """The report and its words, as the document that becomes the PDF."""
    desk, wanted = looking.desk, assessment_id or looking.evaluation_id

    def make(session, actor, now):
        source = evaluation_source(session, actor, now, wanted, to_hand_over)
        report = evaluation_report(source)
        html = report_html(report, desk.app.jinja_env)
        return report, re.sub(
            r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.S)
        )

    return desk.call(make)


@pytest.fixture
def said(looking):
    looking.answer(posted(REACHED, "mostly"), posted(DIFFERENT, "Nine more people come."))
    looking.say(0, "kept", why="In May", learned="Ask early")
    looking.say(1, "not", why="No money")
    looking.desk.call(carry_over, looking.sheet(), looking.asked()[1].promise.id)
    return looking


def test_what_became_of_each_promise_stands_in_one_table(said):
    report, _words = written(said)

    [table] = [
        block
        for part in report.parts
        for block in part.blocks
        if isinstance(block, Table) and block.caption == "What became of each promise"
    ]
    answers = [row[1].text for row in table.rows]
    assert [row[0].splitlines()[0] for row in table.rows] == list(PROMISED)
    assert answers == ["Kept", "Not kept\nCarried over", "Not answered yet"]


def test_our_own_report_counts_in_words_and_a_copy_to_hand_over_counts_nothing(said):
    _report, ours = written(said)
    _report, theirs = written(said, to_hand_over=True)

    counted = "3 promises: 1 kept, 1 not kept, 1 not answered yet, 1 carried over."
    assert counted in ours
    assert counted not in theirs
    assert not re.search(r"\d+ (kept|not kept|partly kept)", theirs)
    assert all(what in theirs for what in PROMISED)
    assert "Ask early" in theirs


@pytest.mark.parametrize("to_hand_over", [False, True])
def test_no_report_has_a_rate(said, to_hand_over):
    _report, words = written(said, to_hand_over)

    assert not re.search(r"\d\s*%|per cent|out of \d", words)


def test_what_goes_on_is_in_the_action_table(said):
    report, _words = written(said)

    [part] = [one for one in report.parts if one.title == "What goes on"]
    assert [row[1] for row in part.blocks[0].rows] == [PROMISED[1]]


def test_a_quick_report_has_no_cover_and_a_standard_one_has_a_page_for_the_chair(planned):
    planned.evaluation_id = planned.start()
    quick, _words = written(planned)
    planned.answer(posted(REACHED, "mostly"))
    planned.sign()
    planned.evaluation_id = planned.start("standard")
    standard, words = written(planned)

    assert (quick.cover, quick.front) == (None, None)
    assert standard.cover is not None
    assert standard.front is not None
    assert "two scales, side by side" in words


def test_work_without_a_plan_says_so(desk):
    from tests.evaluation.conftest import Looking

    without = Looking(desk, 0)
    without.evaluation_id = without.start()

    _report, words = written(without)

    assert "Nothing was promised in a signed plan" in words


def test_a_plan_has_no_report_of_an_evaluation(said):
    with pytest.raises(NotFound):
        written(said, assessment_id=said.plan_id)


def test_partners_read_the_plan_and_not_the_evaluation(said):
    said.sign()

    def newest(session, actor, _now):
        return newest_plan(session, actor, said.desk.work_id).id

    assert said.desk.call(newest) == said.plan_id
