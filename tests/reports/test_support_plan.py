"""The support and action plan: what it says, and that its PDF is accessible."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo

from icf.core.report import Bullets, Cell, Facts, Part, Report, Table, Words
from icf.db import db, in_organisation
from icf.plans.follow_up import Place, list_action, say_how_it_goes
from icf.plans.links import Link
from icf.reports.commands import report as command
from icf.reports.support_plan import support_plan, support_plan_source
from icf.web.actor import Actor
from tests.desk import NOW, Desk
from tests.example.conftest import loaded_app as loaded_app
from tests.pdfchecks import pdfua_failures
from tests.support import CheckedClient, Somewhere

TODAY = NOW.date()
Write = Callable[[Report], Path]


def put(desk: Desk, what: str, place: Place | None = None, **values: Any) -> int:
    number: int = desk.call(list_action, place or Place(desk.work_id), {"what": what, **values})
    return number


def plan(desk: Desk, work_id: int = 0) -> Report:
    return desk.run(
        lambda: support_plan(
            support_plan_source(db.session, desk.actor, NOW, desk.plugins, work_id)
        )
    )


def part(report: Report, title: str) -> Part:
    (found,) = [one for one in report.parts if one.title == title]
    return found


def words_of(found: Part | Report) -> str:
    """Everything that a part says, in order."""
    if isinstance(found, Report):
        return "\n".join(f"{one.title}\n{words_of(one)}" for one in found.parts)
    said = []
    for block in found.blocks:
        if isinstance(block, Table):
            said += [block.caption, *block.columns]
            said += [
                one.text if isinstance(one, Cell) else one for row in block.rows for one in row
            ]
        elif isinstance(block, Words):
            said.append(block.text)
        elif isinstance(block, Bullets):
            said += block.items
        else:
            assert not isinstance(block, Facts)
    return "\n".join(said)


def test_a_plan_without_actions_says_so_for_each_approach(desk: Desk) -> None:
    report = plan(desk)

    assert "No action has been written down yet" in words_of(part(report, "Where we are"))
    for approach in ("Connecting", "Communicating", "Equalising", "Trusting", "Celebrating"):
        assert words_of(part(report, approach)) == "No action yet."


def test_an_action_stands_once_under_the_first_of_its_approaches(desk: Desk) -> None:
    put(
        desk,
        "Serve two",
        links=[Link("approach", "icf:trusting"), Link("approach", "icf:equalising")],
    )
    put(desk, "Serve none")

    report = plan(desk)

    assert "Serve two\nNo measure yet\nAlso serves: Trusting" in words_of(
        part(report, "Equalising")
    )
    assert "Serve two" not in words_of(part(report, "Trusting"))
    assert "Serve none" in words_of(part(report, "No approach in particular"))


def test_the_table_has_ref_action_owner_due_status_and_last_update(desk: Desk) -> None:
    number = put(desk, "Meet them", who="Bo", due_on=date(2027, 4, 1), how_we_know="We count")
    desk.call(say_how_it_goes, number, 1, "at_risk", "The hall is closed")

    (table,) = part(plan(desk), "No approach in particular").blocks

    assert isinstance(table, Table)
    assert table.columns == ("Ref", "What", "Who", "By when", "Status", "Last update")
    (row,) = table.rows
    assert row == (
        f"A{number}", "Meet them\nHow we will know: We count", "Bo",
        Cell("1 April 2027", day="2027-04-01"),
        Cell("At risk", "risk"), "21 November 2026\nThe hall is closed",
    )  # fmt: skip


def test_what_lacks_a_date_or_a_measure_is_shown_as_such(desk: Desk) -> None:
    undated = put(desk, "no date", how_we_know="We count", no_date_reason="After the election")
    unmeasured = put(desk, "no measure", due_on=TODAY + timedelta(days=9))
    whole = put(desk, "whole", how_we_know="We count", due_on=TODAY + timedelta(days=9))

    report = plan(desk)

    text = words_of(part(report, "Still without a date or a measure"))
    assert f"Without a date: A{undated}\nWithout a measure: A{unmeasured}" in text
    assert f"A{whole}" not in text
    assert "No date: After the election" in words_of(part(report, "No approach in particular"))


def test_support_needed_and_offered_and_money_are_collected(desk: Desk) -> None:
    put(desk, "a", support_needed="A minibus", support_offered="A room", who="Bo")
    put(desk, "b", budget="agreed", resources="Two days a month")

    report = plan(desk)

    (table,) = part(report, "Support, money and other resources").blocks
    assert isinstance(table, Table)
    assert [row[1:] for row in table.rows] == [
        ("a", "A minibus", "A room", ""),
        ("b", "", "", "Agreed\nTwo days a month"),
    ]


def test_an_action_of_which_nothing_else_was_said_stands_in_one_table_alone(desk: Desk) -> None:
    put(desk, "Ask them", how_we_know="We count", due_on=TODAY)

    report = plan(desk)

    tables = [one for own in report.parts for one in own.blocks if isinstance(one, Table)]
    assert sum("Ask them" in str(one.rows) for one in tables) == 1


def test_a_long_action_is_only_named_beside_what_it_takes(desk: Desk) -> None:
    what = "Ask everybody who lives in the street " * 6
    put(desk, what, support_needed="A minibus")

    (table,) = part(plan(desk), "Support, money and other resources").blocks

    assert isinstance(table, Table)
    assert len(str(table.rows[0][1])) <= 70
    assert str(table.rows[0][1]).endswith("…")


def test_twelve_months_are_told_from_what_is_over_and_what_is_later(desk: Desk) -> None:
    put(desk, "soon", due_on=TODAY + timedelta(days=364))
    put(desk, "later", due_on=TODAY + timedelta(days=365))
    put(desk, "over", status="done", due_on=TODAY - timedelta(days=300))
    put(desk, "dropped", status="stopped", stopped_reason="No money")

    report = plan(desk)

    assert "soon" in words_of(part(report, "No approach in particular"))
    assert "later" in words_of(part(report, "Later than twelve months"))
    over = words_of(part(report, "Done or stopped in the last twelve months"))
    assert "over" in over
    assert "No money" in over
    assert "1 action for the next twelve months" in words_of(part(report, "Where we are"))


def test_the_plan_of_one_piece_of_work_has_no_action_of_another(desk: Desk) -> None:
    put(desk, "ours")
    put(desk, "the organisation’s", Place())

    whole, one = plan(desk), plan(desk, desk.work_id)

    assert ("ours" in words_of(whole), "the organisation’s" in words_of(whole)) == (True, True)
    assert "the organisation’s" not in words_of(one)
    assert (whole.reference, one.reference) == (
        f"O{desk.actor.organisation_id}",
        f"W{desk.work_id}",
    )


def test_the_example_gives_an_accessible_pdf(loaded_app: Flask, tmp_path: Path) -> None:
    target = tmp_path / "plan.pdf"
    with loaded_app.app_context():
        result = CliRunner().invoke(
            command,
            ["support-plan", "--example", "-o", str(target)],
            obj=ScriptInfo(create_app=lambda: loaded_app),
        )

    assert result.exit_code == 0, result.output
    assert pdfua_failures(target) == []
    with pypdfium2.PdfDocument(target) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    for page in pages[1:-1]:
        assert "Last update" in page or "For what" in page


def test_long_and_unbroken_words_stay_accessible(desk: Desk, write_report: Write) -> None:
    unbroken = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 3
    for number in range(4):
        put(
            desk, f"{unbroken} {number}", who=unbroken[:150], how_we_know=unbroken,
            support_needed=unbroken, support_offered=unbroken, resources=unbroken,
            no_date_reason=unbroken, status="stopped" if number % 2 else "off_track",
            stopped_reason=unbroken if number % 2 else "",
            links=[Link("approach", "icf:celebrating")],
        )  # fmt: skip

    assert pdfua_failures(write_report(plan(desk))) == []


def test_the_page_and_the_file_are_of_what_the_address_names(desk: Desk, signed_in: Any) -> None:
    put(desk, "ours")
    put(desk, "the organisation’s", Place())
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    browser: CheckedClient = signed_in("viewer", organisation=here)

    page = browser.page(f"/actions/plan?work={desk.work_id}")
    file = browser.get(page.select_one("a.govuk-button")["href"])

    assert "the organisation’s" not in page.get_text()
    assert file.mimetype == "application/pdf"
    assert f"support-and-action-plan-W{desk.work_id}.pdf" in file.headers["Content-Disposition"]
    browser.page("/actions/plan?work=987654", status=404)


@pytest.mark.parametrize("reference", ["W987654", "P0", "O987654", "X1", "W", "O-1"])
def test_a_reference_that_is_none_is_refused_with_those_that_are(
    desk: Desk, tmp_path: Path, reference: str
) -> None:
    result = CliRunner().invoke(
        command,
        ["support-plan", reference, "-o", str(tmp_path / "plan.pdf")],
        obj=ScriptInfo(create_app=lambda: desk.app),
    )

    assert "There is no support and action plan" in str(result.exception)
    assert list(tmp_path.glob("*.pdf")) == []


def test_an_organisation_reads_only_its_own(
    desk: Desk, make_organisation: Callable[..., Somewhere]
) -> None:
    put(desk, "ours")
    other = make_organisation("Hillside Group")
    reader = Actor(0, "", "", other.id, other.name, "")

    with desk.app.test_request_context(), in_organisation(other.id):
        source = support_plan_source(db.session, reader, datetime.now(UTC), desk.plugins)

    assert source.actions == []
