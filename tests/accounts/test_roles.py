"""Who may do what, as one table; and that no page offers what its reader may not do."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from icf.accounts.forms import ROLE_MEANINGS, ROLE_NAMES
from icf.accounts.models import ROLES
from icf.accounts.person import add_membership
from icf.db import write
from icf.web.actor import CAPABILITIES
from tests.desk import WHO, Desk, posted
from tests.support import CheckedClient, Somewhere

MakeBrowser = Callable[..., CheckedClient]

ANSWER = {"answers": [{"key": WHO, "version": 0, "value": "partly"}]}
READERS = {"viewer", "contributor", "reviewer", "lead", "administrator"}
WRITERS = {"contributor", "lead", "administrator"}
LEADS = {"lead", "administrator"}
LONG_LISTS = ("/framework", "/add-ons/")

TABLE = (
    ("see the first page", "GET", "/", set(ROLES)),
    ("see their account", "GET", "/account", set(ROLES)),
    ("see what partners shared", "GET", "/work", set(ROLES)),
    ("read a piece of work", "GET", "/work/{work}", READERS),
    ("read a checklist", "GET", "/checklists/{draft}", READERS),
    ("read a section", "GET", "/checklists/{draft}/sections/icf:connecting", READERS),
    ("read a question", "GET", "/checklists/{draft}/questions/icf:connecting-who", READERS),
    ("read the sense check", "GET", "/checklists/{draft}/sense-check", READERS),
    ("read what we will do", "GET", "/checklists/{draft}/what-we-will-do", READERS),
    ("read the plan", "GET", "/checklists/{draft}/plan", READERS),
    ("print the questions", "GET", "/checklists/{draft}/print", READERS),
    ("start a piece of work", "GET", "/work/new", WRITERS),
    ("change a piece of work", "GET", "/work/{work}/edit", WRITERS),
    ("delete a piece of work", "GET", "/work/{work}/delete", WRITERS),
    ("see what was deleted", "GET", "/work/deleted", WRITERS),
    ("start a checklist", "GET", "/work/{work}/start", WRITERS),
    ("choose its size", "GET", "/checklists/{draft}/size", WRITERS),
    ("answer as a script", "JSON", "/assessments/{draft}/answers", WRITERS),
    ("answer as a form", "POST", "/checklists/{draft}/sections/icf:connecting", WRITERS),
    ("add an action", "GET", "/checklists/{draft}/what-we-will-do/new", WRITERS),
    ("answer suggestions", "POST", "/checklists/{draft}/suggestions", WRITERS),
    ("check before signing off", "GET", "/checklists/{draft}/sign-off", WRITERS),
    ("reopen what is signed off", "POST", "/checklists/{draft}/reopen", LEADS),
    ("share with partners", "POST", "/work/{work}/share", LEADS),
    ("see people", "GET", "/people", LEADS),
    ("add people", "GET", "/people/add", LEADS),
    ("change the organisation", "GET", "/organisation", LEADS),
    ("switch add-ons", "GET", "/add-ons", LEADS),
    ("see all organisations", "GET", "/organisations", {"administrator"}),
)
"""What, how, where, and the roles that may; everybody else is refused with 403."""


@pytest.fixture
def browsers(desk: Desk, signed_in: MakeBrowser) -> dict[str, CheckedClient]:
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    return {role: signed_in(role, organisation=here) for role in ROLES}


def ask(client: CheckedClient, how: str, path: str) -> int:
    if how == "GET":
        return client.get(path).status_code
    if how == "JSON":
        return client.send_json(path, ANSWER).status_code
    return client.send(path, {f"a-{WHO}-version": "0", f"a-{WHO}-value": "partly"}).status_code


@pytest.mark.parametrize(("what", "how", "where", "roles"), TABLE, ids=[row[0] for row in TABLE])
def test_each_role_may_do_this_or_is_refused(
    desk: Desk,
    browsers: dict[str, CheckedClient],
    what: str,
    how: str,
    where: str,
    roles: set[str],
) -> None:
    path = where.format(work=desk.work_id, draft=desk.assessment_id)

    refused = {role for role, client in browsers.items() if ask(client, how, path) == 403}

    assert refused == set(ROLES) - roles, what


def test_every_role_has_capabilities_a_name_and_plain_words() -> None:
    assert set(CAPABILITIES) == set(ROLES) == set(ROLE_NAMES) == set(ROLE_MEANINGS)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_leads_its_reader_to_what_they_may_not_do(
    app: Flask, desk: Desk, browsers: dict[str, CheckedClient], role: str
) -> None:
    """Every link of the pages that a role reaches from the first page can be opened."""
    desk.save(posted(WHO, "todo", words="Nobody has asked yet"))
    client, seen, waiting = browsers[role], set(), {"/", "/work", "/account"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        reply = client.get(path)
        assert reply.status_code != 403, path
        if reply.mimetype == "text/html" and reply.status_code == 200:
            waiting |= set(_links(client, path)) - seen

    assert len(seen) >= 10


def _links(client: CheckedClient, path: str) -> list[str]:
    """Links of a page to other pages of ours; long lists of their kind are left to other tests."""
    found = [str(link["href"]).partition("#")[0] for link in client.page(path).select("a[href]")]
    own = [one for one in found if one.startswith("/") and ".pdf" not in one]
    return [one for one in own if ":" not in one and not one.startswith(LONG_LISTS)]


def test_a_reader_sees_the_answers_and_nothing_to_write_into(
    desk: Desk, browsers: dict[str, CheckedClient]
) -> None:
    desk.save(posted(WHO, "partly", words="We met the walking group"))

    page = browsers["viewer"].page(f"/checklists/{desk.assessment_id}/sections/icf:connecting")

    assert "We met the walking group" in page.main.text  # type: ignore[union-attr]
    assert page.select("main form") == []


def test_a_board_member_sees_no_draft_of_their_own_organisation(
    desk: Desk, browsers: dict[str, CheckedClient]
) -> None:
    for path in ("/", "/work"):
        assert "Millbrook garden" not in browsers["board_member"].page(path).text


def test_a_role_given_and_taken_away_counts_from_the_next_page(
    desk: Desk, browsers: dict[str, CheckedClient]
) -> None:
    lead, viewer = browsers["lead"], browsers["viewer"]
    person = next(
        link["href"] for link in lead.page("/people").select("dd a")
        if viewer.actor and link.text.strip().endswith(viewer.actor.name)
    )  # fmt: skip
    assert viewer.get("/work/new").status_code == 403

    assert lead.send(str(person), {"role": "contributor"}).status_code == 303

    assert viewer.get("/work/new").status_code == 200


def test_whoever_changes_organisation_stays_on_the_page(
    app: Flask, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere]
) -> None:
    lead, elsewhere = signed_in("lead"), make_organisation("Airedale Neighbours")
    assert lead.actor is not None
    assert "Change organisation" not in lead.page("/people").text
    with app.app_context(), write() as session:
        add_membership(session, datetime.now(UTC), elsewhere.id, lead.actor.person_id, "lead")

    link = lead.page("/services").find("a", string="Change organisation")
    form = {"organisation": str(elsewhere.id), "next": str(link["href"]).partition("next=")[2]}  # type: ignore[index]
    moved = lead.send("/account/organisations", form)

    assert moved.location == "/services"
    assert "Airedale Neighbours" in lead.page("/services").text


@pytest.mark.parametrize("path", ["/work/7", "https://evil.example", "//evil.example", ""])
def test_a_page_that_the_other_organisation_does_not_have_leads_home(
    app: Flask, signed_in: MakeBrowser, make_organisation: Callable[..., Somewhere], path: str
) -> None:
    lead, elsewhere = signed_in("lead"), make_organisation("Airedale Neighbours")
    assert lead.actor is not None
    with app.app_context(), write() as session:
        add_membership(session, datetime.now(UTC), elsewhere.id, lead.actor.person_id, "viewer")

    moved = lead.send("/account/organisations", {"organisation": str(elsewhere.id), "next": path})

    assert moved.location == "/"
    assert lead.get("/people").status_code == 403
