"""What somebody meets on the pages of the self-evaluation."""

from datetime import UTC, datetime
from typing import Any

import pytest

from icf.plans.signing import sign_off
from icf.selfeval.period import year_of
from tests.desk import Desk, posted
from tests.selfeval.conftest import start
from tests.support import CheckedClient, Somewhere

ACTIONS = "icf:self-connecting-actions"


@pytest.fixture
def lead(yearly: Desk, signed_in: Any) -> CheckedClient:
    here = Somewhere(yearly.actor.organisation_id, yearly.actor.organisation_name)
    found: CheckedClient = signed_in("lead", organisation=here, name="Olive")
    return found


def test_the_list_offers_each_year_once(lead: CheckedClient, yearly: Desk) -> None:
    reply = lead.send("/self-evaluation/start", {"period": "2026/27", "depth": "full"})

    assert reply.status_code == 422
    assert "already" in reply.text
    assert f'href="/checklists/{yearly.assessment_id}"' in reply.text


def test_the_pages_of_a_checklist_lead_to_its_own(lead: CheckedClient, yearly: Desk) -> None:
    for path, own in (
        ("sense-check", "where-we-are"),
        ("sign-off", "sign-off"),
        ("plan", "report"),
        ("plan.pdf", "report.pdf"),
    ):
        reply = lead.get(f"/checklists/{yearly.assessment_id}/{path}")
        assert reply.location == f"/self-evaluation/{yearly.assessment_id}/{own}"


def test_the_subject_is_no_piece_of_work(lead: CheckedClient, yearly: Desk) -> None:
    lead.page(f"/work/{yearly.work_id}", status=404)
    page = lead.page(f"/work/{yearly.work_id}/history")

    assert "started the self-evaluation" in page.get_text()
    assert page.select_one('a[href="/self-evaluation"]')


def test_a_helper_says_for_whom_they_typed(lead: CheckedClient, yearly: Desk) -> None:
    yearly.save(posted(ACTIONS, "We walked two wards."))
    path = f"/self-evaluation/{yearly.assessment_id}/sign-off"
    fields = {"typed": "another", "typed_by": "Bo", "signed_name": "Olive", "do": "sign"}

    refused = lead.send(path, fields)
    signed = lead.send(path, {**fields, "answered_by": "Five of us"})

    assert "Enter who really answered" in refused.text
    assert signed.location == f"/self-evaluation/{yearly.assessment_id}/finished"
    assert "Entered by Bo for Five of us." in lead.page(signed.location).get_text(" ", strip=True)


def test_what_was_said_of_who_typed_is_shown_again(lead: CheckedClient, yearly: Desk) -> None:
    path = f"/self-evaluation/{yearly.assessment_id}/sign-off"
    fields = {"typed": "another", "typed_by": "Bo", "answered_by": "Five of us", "do": "keep"}

    before = lead.page(path)
    lead.send(path, fields)
    after = lead.page(path)

    assert before.select_one("[name=typed][checked]")["value"] == "same"
    assert after.select_one("[name=typed][checked]")["value"] == "another"
    assert after.select_one("[name=typed_by]")["value"] == "Bo"
    assert "Five of us" in after.select_one("[name=answered_by]").get_text()


def test_signing_makes_promises_of_what_we_will_do(lead: CheckedClient, yearly: Desk) -> None:
    yearly.save(posted(ACTIONS, "We walked two wards."))
    new = f"/checklists/{yearly.assessment_id}/what-we-will-do/new"
    assert lead.send(new, {"what": "Walk a third."}).status_code == 302
    yearly.call(sign_off, yearly.sheet(), "Olive", "Lead", {})

    page = lead.page(f"/self-evaluation/{yearly.assessment_id}/finished")

    assert "1 promise" in page.get_text()


def test_last_year_is_named_beside_the_question(lead: CheckedClient, yearly: Desk) -> None:
    yearly.save(posted(ACTIONS, "We walked two wards."))
    this_year = start(yearly, "2027/28")

    page = lead.page(f"/checklists/{this_year}/questions/{ACTIONS}")

    assert "Last time: 2026/27" in page.get_text()
    assert "We walked two wards." in page.get_text()


def test_no_account_is_needed_to_read_and_print_the_questions(client: CheckedClient) -> None:
    page = client.page("/framework/self-evaluation")
    example = client.page("/framework/self-evaluation/example")
    approach = client.page("/framework/connecting")

    assert len(page.select(".icf-question")) == 32
    assert "We match" in example.get_text()
    assert "In the yearly self-evaluation" in approach.get_text()


def test_the_list_goes_on_with_this_years_draft(lead: CheckedClient, yearly: Desk) -> None:
    this_year = year_of(datetime.now(UTC).date())
    draft = yearly.assessment_id if this_year == "2026/27" else start(yearly, this_year)

    page = lead.page("/self-evaluation")

    assert page.select_one(f"a.govuk-button[href='/checklists/{draft}']")


def test_services_that_have_not_started_stand_in_one_table(
    lead: CheckedClient, yearly: Desk
) -> None:
    for name in ("Libraries", "Parks"):
        lead.send("/services", {"name": name})

    tables = lead.page("/self-evaluation").find_all("table")

    names = [one.get_text() for one in tables[-1].select("tbody th")]
    assert names == ["Libraries", "Parks"]


def test_two_years_show_the_levels_of_each_approach_and_no_counts_of_one(
    lead: CheckedClient, yearly: Desk
) -> None:
    yearly.save(posted("icf:self-connecting-alignment", "3"))
    next_year = start(yearly, "2027/28")

    page = lead.page(f"/checklists/{next_year}/compare")

    assert "The same in numbers" not in page.get_text()
    row = page.find("th", string="Connecting").find_parent("tr")
    assert [one.get_text() for one in row.find_all("td")] == ["Acting", "Not answered"]


def test_who_only_reads_sees_the_names_of_services_that_have_not_started(
    lead: CheckedClient, yearly: Desk, signed_in: Any
) -> None:
    lead.send("/services", {"name": "Libraries"})
    here = Somewhere(yearly.actor.organisation_id, yearly.actor.organisation_name)

    page = signed_in("viewer", organisation=here, name="Cosmo").page("/self-evaluation")

    assert [one.get_text(strip=True) for one in page.select("main .govuk-list--bullet li")] == [
        "Libraries"
    ]
