"""Each screen with a table that belongs to no paper has it as a spreadsheet: safe, and whole."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from icf.plans import follow_up, proposals
from icf.plans.follow_up import Place
from icf.voices.service import hear, start_panel
from icf.workshops.service import close
from tests.conversations.conftest import talk
from tests.desk import Desk
from tests.support import CheckedClient, Somewhere
from tests.workshops.conftest import cast, put_now

HOSTILE = '=HYPERLINK("http://evil.example","Click")'


@pytest.fixture
def browser(desk: Desk, signed_in: Any) -> CheckedClient:
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    found: CheckedClient = signed_in("lead", organisation=here, name="Lena")
    return found


def put(desk: Desk, what: str, **values: Any) -> int:
    number: int = desk.call(follow_up.list_action, Place(desk.work_id), {"what": what, **values})
    return number


def table(browser: CheckedClient, address: str) -> tuple[Any, list[dict[str, Any]]]:
    """The sheet of the table, and its rows by the names of their columns."""
    page = load_workbook(BytesIO(browser.get(address).data)).worksheets[1]
    rows = list(page.iter_rows(values_only=True))
    return page, [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_list_of_actions_has_its_days_as_days_and_more_than_a_page_of_it(
    desk: Desk, browser: CheckedClient
) -> None:
    for number in range(60):
        put(desk, f"Action {number}", due_on=date(2027, 3, 1))

    page, rows = table(browser, "/actions.xlsx")

    assert len(rows) == 60
    assert {row["By when"].date() for row in rows} == {date(2027, 3, 1)}
    assert page.freeze_panes == "B2"


def test_the_file_has_what_the_page_is_filtered_by(desk: Desk, browser: CheckedClient) -> None:
    put(desk, "Mend the lamp", who="Parks")
    put(desk, "Ask the club", who="Ada")

    link = browser.page("/actions?who=Ada").find("a", string="As a spreadsheet")
    _page, rows = table(browser, link["href"])
    book = load_workbook(BytesIO(browser.get(link["href"]).data))

    assert [row["What"] for row in rows] == ["Ask the club"]
    about = str(list(book.worksheets[0].iter_rows(values_only=True)))
    assert "Only a part" in about


@pytest.mark.parametrize("address", ["/actions.xlsx", "/conversations.xlsx", "/work.xlsx"])
def test_nothing_that_somebody_typed_becomes_a_formula_or_a_link(
    desk: Desk, browser: CheckedClient, address: str
) -> None:
    put(desk, HOSTILE, who="+1", how_we_know="@SUM(A1)")
    talk(desk, title=HOSTILE, topics="-1+1")

    content = browser.get(address).data

    with ZipFile(BytesIO(content)) as parts:
        sheets = [parts.read(one) for one in parts.namelist() if "worksheets/" in one]
    assert sheets
    assert not any(b"<f>" in one or b"<hyperlink" in one for one in sheets)


def test_the_register_has_a_row_for_each_conversation_that_the_reader_sees(
    desk: Desk, browser: CheckedClient, signed_in: Any, make_organisation: Any
) -> None:
    talk(desk, only_us=True, title="Just ours")
    talk(desk, starts_on=date(2027, 5, 4))
    other = signed_in("lead", organisation=make_organisation("Hillside Police"))

    _page, ours = table(browser, "/conversations.xlsx")
    _page, theirs = table(other, "/conversations.xlsx")

    assert sorted(row["What"] for row in ours) == ["A walk along Mill Street", "Just ours"]
    assert [row["What"] for row in theirs] == ["A walk along Mill Street"]
    assert theirs[0]["From"].date() == date(2027, 5, 4)
    assert browser.page("/conversations").find("a", href="/conversations.xlsx")


def test_a_panel_of_few_people_tells_no_number(desk: Desk, browser: CheckedClient) -> None:
    panel = desk.call(start_panel, desk.work_id, "The tenants’ panel")
    for _number in range(4):
        desk.call(hear, panel, "paper", {"real-say": {"no": 1}}, "")
    _page, few = table(browser, f"/voices/{panel}.xlsx")
    desk.call(hear, panel, "paper", {"real-say": {"no": 1}}, "")

    _page, rows = table(browser, f"/voices/{panel}.xlsx")

    assert {value for row in few for value in list(row.values())[2:]} == {"Fewer than 5"}
    assert [list(row.values())[2:] for row in rows] != [list(row.values())[2:] for row in few]
    assert browser.page(f"/voices/{panel}").find("a", href=f"/voices/{panel}.xlsx")


def test_how_a_room_voted_is_told_when_the_vote_is_over(desk: Desk, browser: CheckedClient) -> None:
    number = put_now(desk, 9)
    cast(desk, number, "through", "through", "partly", now=datetime.now(UTC))
    while_open = browser.get(f"/workshops/{number}.xlsx").status_code
    desk.call(close, number)

    _page, rows = table(browser, f"/workshops/{number}.xlsx")

    assert while_open == 404
    votes = {row["Answer"]: row["Votes"] for row in rows}
    assert votes["Thought through"] == 2
    assert votes["Partly"] == 1


def test_proposals_of_both_directions_stand_in_one_table(
    desk: Desk, browser: CheckedClient, signed_in: Any, make_organisation: Any
) -> None:
    other = signed_in("lead", organisation=make_organisation("Hillside Police"))
    number = put(desk, HOSTILE, due_on=date(2027, 3, 1))
    assert not browser.page("/actions/proposals").find("a", href="/proposals.xlsx")
    desk.call(proposals.propose, number, other.actor.organisation_id, "You have the key")

    page, (ours,) = table(browser, "/proposals.xlsx")
    _page, (theirs,) = table(other, "/proposals.xlsx")

    assert (ours["Proposed by"], ours["Proposed to"]) == ("Us", "Hillside Police")
    assert theirs["Proposed by"] == desk.actor.organisation_name
    assert (ours["Our action"], theirs["Our action"]) == (f"A{number}", "")
    assert theirs["By when"].date() == date(2027, 3, 1)
    assert theirs["What was said about it"] == "You have the key"
    assert theirs["Answer"] == "Not answered yet"
    assert page["A2"].data_type == "s"
    assert browser.page("/actions/proposals").find("a", href="/proposals.xlsx")


def test_every_piece_of_work_has_a_row(desk: Desk, browser: CheckedClient) -> None:
    _page, rows = table(browser, "/work.xlsx")

    assert [row["Title"] for row in rows] == ["Millbrook garden"]
    assert browser.page("/work").find("a", href="/work.xlsx")
