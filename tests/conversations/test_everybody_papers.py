"""Who have we not thought about, on paper: gaps show, and only our own copies say them."""

from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from icf.assessments.service import change_depth
from icf.core.report import Part, Report, Table
from icf.db import db
from icf.evaluation.start import StartEvaluation, start_evaluation
from icf.plans.action import add_action
from icf.reports.paper import Wanted
from icf.reports.papers import EVALUATION_REPORT, EVERYBODY, PLAN
from tests.desk import NOW, WHO, Desk, posted
from tests.pdfchecks import pdfua_failures
from tests.pdfchecks.extra import extra_failures

TITLE = "Appendix: who have we not thought about?"


def report(desk: Desk, paper: Any = PLAN, number: int = 0, to_hand_over: bool = False) -> Report:
    def made() -> Report:
        wanted = Wanted(
            db.session(), desk.actor, NOW, desk.plugins, number or desk.assessment_id, to_hand_over
        )
        found: Report = paper.report(wanted)
        return found

    found: Report = desk.run(made)
    return found


def appendix(found: Report) -> Part | None:
    return next((part for part in found.parts if part.title == TITLE), None)


def rows_of(part: Part) -> dict[str, tuple[Any, ...]]:
    table = next(block for block in part.blocks if isinstance(block, Table))
    return {str(row[0]): row[1:] for row in table.rows}


def long_plan(desk: Desk) -> None:
    desk.save(posted(WHO, "partly", words="Carers of old people"))
    desk.call(add_action, desk.sheet(), {"what": "Ask the mosque"})
    desk.call(change_depth, desk.plugins, desk.assessment_id, "standard")


def test_a_long_plan_says_which_groups_nothing_names(desk: Desk) -> None:
    long_plan(desk)

    part = appendix(report(desk))

    assert part is not None
    rows = rows_of(part)
    assert rows["LGBT+ people"] == ("Nothing yet", "Nothing yet", "Nothing yet")
    assert rows["People of one faith or belief"][1] == "Ask the mosque"
    assert "LGBT+ people" in str(part.blocks[1])


def test_what_is_handed_over_and_what_has_two_sides_does_not_say_it(desk: Desk) -> None:
    desk.save(posted(WHO, "partly", words="Carers of old people"))
    short = report(desk)
    desk.call(change_depth, desk.plugins, desk.assessment_id, "standard")

    handed_over = report(desk, to_hand_over=True)

    assert appendix(short) is None
    assert appendix(handed_over) is None
    assert appendix(report(desk)) is not None


def test_where_no_group_is_named_at_all_there_is_no_appendix(desk: Desk) -> None:
    desk.call(change_depth, desk.plugins, desk.assessment_id, "standard")

    assert appendix(report(desk)) is None


def test_a_long_evaluation_has_it_too(desk: Desk) -> None:
    long_plan(desk)
    evaluation = desk.call(
        start_evaluation, desk.plugins, desk.work_id, StartEvaluation("standard")
    )

    part = appendix(report(desk, EVALUATION_REPORT, evaluation))

    assert part is not None
    assert rows_of(part)["People of one faith or belief"][1] == "Ask the mosque"


def test_a_cell_of_the_appendix_names_three_and_the_paper_of_its_own_all(desk: Desk) -> None:
    long_plan(desk)
    for number in range(4):
        desk.call(add_action, desk.sheet(), {"what": f"Ask church {number}"})

    part = appendix(report(desk))
    whole = report(desk, EVERYBODY).parts[0]

    assert part is not None
    short = rows_of(part)["People of one faith or belief"][1].split("\n")
    assert short == ["Ask the mosque", "Ask church 0", "Ask church 1", "and 2 more"]
    assert len(rows_of(whole)["People of one faith or belief"][1].split("\n")) == 5


def test_the_page_leads_to_the_files_and_they_have_what_was_written(
    desk: Desk, signed_in: Any, tmp_path: Path
) -> None:
    long_plan(desk)
    browser = signed_in("viewer")
    address = f"/conversations/of-checklist/{desk.assessment_id}/everybody"

    page = browser.page(address)
    path = tmp_path / "everybody.pdf"
    path.write_bytes(browser.get(f"{address}.pdf").data)
    book = load_workbook(BytesIO(browser.get(f"{address}.xlsx").data))

    assert page.find("a", href=f"{address}.xlsx")
    assert pdfua_failures(path) == []
    assert extra_failures(path) == []
    said = [row for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
    assert any("Carers of old people" in str(row) for row in said)
