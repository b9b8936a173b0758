"""`register_exporters`: files that add-ons make of a checklist, for us or to hand over."""

from pathlib import Path

import pytest

from icf.plugin import csv_text
from tests.desk import Desk, posted
from tests.support import CheckedClient

MINE = "allotments:answers"


@pytest.fixture
def answered(plot_desk: Desk) -> Desk:
    plot_desk.save(
        posted("allotments:how-many", "=40+2"),
        posted("allotments:quarrel", "With the golf club"),
        posted(value="partly"),
    )
    return plot_desk


def test_a_file_is_offered_with_the_plan_and_downloaded(
    answered: Desk, lead: CheckedClient
) -> None:
    link = lead.page(f"/checklists/{answered.assessment_id}/plan").find("a", string="Answers (CSV)")

    reply = lead.get(link["href"])

    name = f'attachment; filename="allotments-answers-P{answered.assessment_id}.csv"'
    assert reply.headers["Content-Disposition"] == name
    assert "golf club" in reply.text
    assert "'=40+2" in reply.text


def test_a_file_is_offered_when_the_plan_is_signed_off(answered: Desk, lead: CheckedClient) -> None:
    fields = {"do": "sign", "signed_name": "Ada Lead", "signed_role": "Manager"}
    lead.send(f"/checklists/{answered.assessment_id}/sign-off", fields)

    page = lead.page(f"/checklists/{answered.assessment_id}/finished")

    assert lead.get(page.find("a", string="Answers (CSV)")["href"]).status_code == 200
    assert "Download the plan to hand over (PDF)" in page.main.text


def test_a_file_to_hand_over_has_no_answer_that_is_only_for_us(
    answered: Desk, lead: CheckedClient
) -> None:
    page = lead.page(f"/checklists/{answered.assessment_id}/plan?version=others")

    reply = lead.get(page.find("a", string="Answers (CSV)")["href"])

    assert reply.headers["Content-Disposition"].endswith('-to-hand-over.csv"')
    assert "'=40+2" in reply.text
    assert "golf club" not in reply.text


def test_a_file_that_fails_is_said_so_and_the_plan_goes_on(
    answered: Desk, lead: CheckedClient, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "broken").touch()

    reply = lead.get(f"/checklists/{answered.assessment_id}/files/{MINE}")

    assert reply.status_code == 500
    assert "The add-on “Allotments” could not make it." in reply.text
    assert caplog.text.partition("reference ")[2][:8] in reply.text
    assert lead.page(f"/checklists/{answered.assessment_id}/plan")


@pytest.mark.parametrize("key", ["allotments:other", "nothing", "icf:connecting-who"])
def test_there_are_no_other_files(answered: Desk, lead: CheckedClient, key: str) -> None:
    assert lead.get(f"/checklists/{answered.assessment_id}/files/{key}").status_code == 404


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "  =1"],
)
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert csv_text([(text,)]).lstrip('"').startswith("'")


def test_numbers_and_plain_texts_stay_as_they_are() -> None:
    assert (
        csv_text([("Ada, Bo", 'say "hi"', -3, 2.5, None)]) == '"Ada, Bo","say ""hi""",-3,2.5,\r\n'
    )
