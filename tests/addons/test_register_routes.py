"""`register_routes`: pages of an add-on, in our frame, for those whom they are meant for."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.audit import AuditEntry
from icf.db import across_organisations, db
from icf.plugin.sound_page import CAPABILITIES
from icf.web.actor import ALL_CAPABILITIES
from tests.desk import Desk, posted
from tests.support import CheckedClient, Somewhere

SignIn = Callable[..., CheckedClient]


def audited(app: Flask, what: str) -> list[dict[str, Any]]:
    with app.app_context(), across_organisations("tests read the audit"):
        rows = db.session.scalars(sa.select(AuditEntry.details).where(AuditEntry.what == what))
        return list(rows)


def answered(desk: Desk) -> None:
    """Both questions of the add-on, one of which is only for us."""
    desk.save(
        posted("allotments:how-many", "Forty plots"),
        posted("allotments:quarrel", "With the golf club"),
    )


def signed(desk: Desk, lead: CheckedClient) -> None:
    answered(desk)
    desk.save(posted(value="partly"))
    fields = {"do": "sign", "signed_name": "Ada Lead", "signed_role": "Manager"}
    assert lead.send(f"/checklists/{desk.assessment_id}/sign-off", fields).status_code == 302


def make_public(lead: CheckedClient, public: str = "yes") -> None:
    reply = lead.send("/add-ons/allotments/public", {"public": public})
    assert reply.status_code == 303


def test_a_page_stands_in_our_frame_with_what_the_add_on_says(
    lead: CheckedClient, organisation: Somewhere
) -> None:
    page = lead.page("/x/allotments/")

    assert page.h1.text == "All plots"
    assert f"For {lead.actor.name} of {organisation.name}." in page.main.text
    assert "made by the add-on “Allotments”" in page.main.text
    assert [one.name for one in page.main(["h1", "h2", "h3"])] == ["h1", "h2"]


def test_a_page_sees_only_the_answers_to_its_own_questions(
    plot_desk: Desk, lead: CheckedClient
) -> None:
    answered(plot_desk)
    plot_desk.save(posted(value="partly", words="Nobody else reads this"))

    page = lead.page("/x/allotments/")

    assert "Forty plots" in page.main.text
    assert "Nobody else" not in page.main.text


def test_placeholders_and_queries_reach_the_view_and_are_escaped(lead: CheckedClient) -> None:
    link = lead.page("/x/allotments/").find("a", string="One plot")["href"]

    page = lead.page(link)

    assert link.startswith("/x/allotments/plots/7?look=")
    assert page.h1.text == "Plot 7"
    assert "<script><b></script>" in page.main.text
    assert page.main.script is None


def test_a_form_stores_and_goes_on_with_a_message(lead: CheckedClient) -> None:
    lead.send("/x/allotments/waiting", {"name": "Ada"})
    reply = lead.send("/x/allotments/waiting", {"name": "<b>Bo</b>"}, follow_redirects=True)

    assert "<b>Bo</b> is on the list." in reply.text.replace("&lt;", "<").replace("&gt;", ">")
    names = [one.text for one in lead.page("/x/allotments/waiting").main.select("ul li")]
    assert names == ["Ada", "<b>Bo</b>"]


def test_a_form_without_our_token_is_refused_and_stores_nothing(lead: CheckedClient) -> None:
    reply = lead.post("/x/allotments/waiting", data={"name": "Ada"})

    assert reply.status_code == 400
    assert lead.page("/x/allotments/waiting").main.select("ul li") == []


def test_what_an_add_on_refuses_is_said_to_the_person_and_is_no_failure(
    lead: CheckedClient, app: Flask
) -> None:
    reply = lead.send("/x/allotments/waiting", {"name": ""})

    assert reply.status_code == 400
    assert "Enter a name." in reply.text
    assert app.extensions["icf_plugins"].watch.take() == ()


def test_two_who_change_the_same_value_are_told(lead: CheckedClient) -> None:
    seen = lead.page("/x/allotments/waiting").find("input", {"name": "version"})["value"]
    lead.send("/x/allotments/waiting", {"name": "Ada", "version": seen})

    reply = lead.send("/x/allotments/waiting", {"name": "Bo", "version": seen})

    assert reply.status_code == 409
    assert "Somebody else changed this" in reply.text


def test_a_file_is_a_download_whose_cells_are_texts(lead: CheckedClient) -> None:
    reply = lead.get("/x/allotments/waiting.csv")

    assert reply.headers["Content-Disposition"] == 'attachment; filename="waiting_list.csv"'
    assert reply.mimetype == "text/csv"
    assert reply.text == "Name\r\n'=1+1\r\n"


@pytest.mark.parametrize("path", ["/x/allotments/nothing", "/x/nobody/", "/x/allotments/plots"])
def test_there_are_no_other_pages(lead: CheckedClient, path: str) -> None:
    assert lead.get(path).status_code == 404


def test_a_page_that_takes_no_form_takes_none(lead: CheckedClient) -> None:
    assert lead.send("/x/allotments/plots/7").status_code == 404


def test_an_add_on_that_is_off_has_no_pages(
    lead: CheckedClient, switch: Callable[..., None], organisation: Somewhere
) -> None:
    switch(organisation.id, False)

    assert lead.get("/x/allotments/").status_code == 404
    assert lead.get("/x/allotments/keys").status_code == 404
    assert "All plots" not in lead.page("/").text


def test_who_is_not_signed_in_signs_in_first(client: CheckedClient, lead: CheckedClient) -> None:
    for path in ("/x/allotments/", "/x/allotments/keys", "/x/allotments/no", "/x/nobody/"):
        reply = client.get(path)

        assert reply.status_code == 303
        assert reply.location.startswith("/sign-in?next=/x/")


def test_a_page_for_one_role_is_not_for_others(lead: CheckedClient, signed_in: SignIn) -> None:
    contributor = signed_in("contributor")

    assert "under the pot" in lead.page("/x/allotments/keys").text
    assert contributor.get("/x/allotments/keys").status_code == 403
    assert "Keys" not in contributor.page("/").text


def test_pages_are_listed_at_home_and_on_the_add_ons_card(lead: CheckedClient) -> None:
    home, card = lead.page("/"), lead.page("/add-ons")

    for page in (home, card):
        links = {one.text: one["href"] for one in page.select('a[href^="/x/allotments"]')}
        assert links["All plots"] == "/x/allotments/"
        assert links["Waiting list"] == "/x/allotments/waiting"
        assert "One plot" not in links


def test_a_page_that_fails_says_so_and_stores_nothing(
    lead: CheckedClient, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "broken").touch()

    reply = lead.send("/x/allotments/")

    assert reply.status_code == 500
    assert "could not make the page" in reply.text
    reference = caplog.text.partition("reference ")[2][:8]
    assert reference
    assert reference in reply.text
    (folder / "broken").unlink()
    assert "it keeps 1 note" not in lead.page("/add-ons").text
    assert lead.page("/x/allotments/")


def test_after_three_failures_the_pages_are_gone_and_the_rest_goes_on(
    lead: CheckedClient, folder: Path, client: CheckedClient, organisation: Somewhere
) -> None:
    make_public(lead)
    (folder / "broken").touch()

    statuses = [lead.get("/x/allotments/").status_code for _ in range(4)]

    assert statuses == [500, 500, 500, 404]
    assert client.get(f"/x/allotments/o/{organisation.id}/").status_code == 404
    assert "All plots" not in lead.page("/").text
    assert "Paused because it failed" in lead.page("/add-ons").text


def test_a_public_page_is_there_only_when_a_lead_says_so(
    lead: CheckedClient, client: CheckedClient, app: Flask, organisation: Somewhere
) -> None:
    path = f"/x/allotments/o/{organisation.id}/"

    before = client.get(path).status_code
    make_public(lead)
    page = client.page(path)
    make_public(lead, "no")

    assert before == 404
    assert page.h1.text == "What growers say"
    assert "Anybody who has the address." in page.footer.text
    assert client.get(path).status_code == 404
    assert audited(app, "add_on_pages_public") == [{"public": True}, {"public": False}]


def test_a_public_page_shows_signed_plans_and_nothing_that_is_only_for_us(
    plot_desk: Desk, lead: CheckedClient, client: CheckedClient, organisation: Somewhere
) -> None:
    make_public(lead)
    path = f"/x/allotments/o/{organisation.id}/"
    answered(plot_desk)

    draft = client.page(path).main.text
    signed(plot_desk, lead)
    page = client.page(path).main.text

    assert "Forty plots" not in draft
    assert "Forty plots" in page
    assert "golf club" not in page


def test_switching_off_ends_the_public_pages_until_a_lead_says_so_again(
    lead: CheckedClient,
    client: CheckedClient,
    switch: Callable[..., None],
    organisation: Somewhere,
) -> None:
    make_public(lead)
    path = f"/x/allotments/o/{organisation.id}/"

    switch(organisation.id, False)
    off = client.get(path).status_code
    switch(organisation.id, True)

    assert off == 404
    assert client.get(path).status_code == 404


def test_public_pages_are_read_by_people_of_other_organisations_too(
    lead: CheckedClient,
    signed_in: SignIn,
    organisation: Somewhere,
    make_organisation: Callable[..., Somewhere],
) -> None:
    make_public(lead)
    other = signed_in("lead", organisation=make_organisation("Hillside"))

    page = other.page(f"/x/allotments/o/{organisation.id}/")

    assert organisation.name in page.main.text
    assert other.get("/x/allotments/").status_code == 404


def test_only_a_lead_makes_pages_public(lead: CheckedClient, signed_in: SignIn) -> None:
    reply = signed_in("contributor").send("/add-ons/allotments/public", {"public": "yes"})

    assert reply.status_code == 403


def test_an_add_on_without_public_pages_cannot_be_made_public(lead: CheckedClient) -> None:
    assert lead.send("/add-ons/small_groups/public", {"public": "yes"}).status_code == 400


def test_the_passport_says_which_pages_and_files_it_adds(lead: CheckedClient) -> None:
    lead.send("/x/allotments/waiting", {"name": "Ada"})

    text = " ".join(lead.page("/add-ons/allotments").main.text.split())

    assert "A page of its own: “All plots”" in text
    assert "A page that anybody can read, once you say so: “Growers”" in text
    assert "A file to download of each checklist: “Answers”" in text
    assert "It is told when a plan changes or is signed off." in text
    assert "For your organisation it keeps 1 note at present (1 kB)." in text


def test_the_audiences_are_the_capabilities_of_people() -> None:
    assert set(CAPABILITIES) <= ALL_CAPABILITIES
