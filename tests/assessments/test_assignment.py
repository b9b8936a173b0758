"""Giving sections to people: they find them first, and may answer nothing else."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.assessments.assignment import assign, assignments_of, my_sections, take_back
from icf.assessments.given import WHOLE, sections_to_answer
from icf.audit import AuditEntry
from icf.db import db
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.plans.signing import sign_off
from icf.web.actor import Actor
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_links import link_on
from tests.desk import CHANNELS, WHO, Desk, posted
from tests.statements import counted
from tests.support import CheckedClient, Somewhere

MakeBrowser = Callable[..., CheckedClient]
SECTION, OTHER = "icf:connecting", "icf:communicating"
DUE = date(2027, 3, 9)
FIRST = {f"a-{WHO}-version": "0", f"a-{WHO}-value": "partly", f"a-{WHO}-words": "We met them"}


@pytest.fixture
def someone(desk: Desk, signed_in: MakeBrowser) -> Callable[..., CheckedClient]:
    """`someone("viewer")` gives a browser of somebody else of the desk's organisation."""
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    return lambda role="viewer", name="": signed_in(role, organisation=here, name=name)


def actor_of(client: CheckedClient) -> Actor:
    assert client.actor is not None
    return client.actor


def give(desk: Desk, whom: CheckedClient, *sections: str) -> None:
    person = actor_of(whom).person_id
    desk.call(assign, desk.sheet(), person, sections or (SECTION,), DUE)


def test_a_section_stands_first_on_the_first_page_with_date_and_counts(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    viewer = someone("viewer")
    give(desk, viewer)

    card = viewer.page("/").select("main section")[0]

    asked = len(desk.sheet().section(SECTION).questions)
    assert card.h2 is not None
    assert card.h2.text == "Your sections"
    assert "Millbrook garden" in card.text
    assert f"0 of {asked} answered" in card.text
    assert "9 March 2027" in card.text


def test_a_viewer_answers_what_was_given_and_only_that(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    viewer = someone("viewer")
    give(desk, viewer)
    path = f"/checklists/{desk.assessment_id}/sections"

    mine = viewer.page(f"{path}/{SECTION}")
    saved = viewer.send(f"{path}/{SECTION}", FIRST)
    other = viewer.send_json(
        f"/assessments/{desk.assessment_id}/answers",
        {"answers": [{"key": CHANNELS, "version": 0, "value": "partly"}]},
    )

    assert mine.select("main form")
    assert saved.status_code == 302
    assert desk.sheet().answers[WHO].words == "We met them"
    assert other.status_code == 403
    assert CHANNELS not in desk.sheet().answers
    assert viewer.page(f"{path}/{OTHER}").select("main form") == []


def test_one_forbidden_answer_among_others_stores_none(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    viewer = someone("viewer")
    give(desk, viewer)

    with pytest.raises(NotAllowed):
        desk.save(posted(WHO, "partly"), posted(CHANNELS, "partly"), actor=actor_of(viewer))

    assert desk.sheet().answers == {}


def test_the_whole_checklist_can_be_given(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    reviewer = someone("reviewer")
    give(desk, reviewer, WHOLE)

    desk.save(posted(WHO, "partly"), posted(CHANNELS, "todo"), actor=actor_of(reviewer))

    assert set(desk.sheet().answers) == {WHO, CHANNELS}
    assert "The whole checklist" in reviewer.page("/").text


def test_what_was_taken_back_can_only_be_read(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    viewer = someone("viewer")
    give(desk, viewer)
    one = desk.call(lambda session, actor, _now: assignments_of(session, actor, desk.assessment_id))

    desk.call(take_back, desk.sheet(), one[0].id)

    with pytest.raises(NotAllowed):
        desk.save(posted(WHO, "partly"), actor=actor_of(viewer))
    assert "Your sections" not in viewer.page("/").text
    with pytest.raises(NotFound):
        desk.call(take_back, desk.sheet(), one[0].id)


def test_the_task_list_and_the_check_say_who(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    lead, bo = someone("lead"), someone("contributor", "Bo Example")
    give(desk, bo)

    for page in ("", "/sign-off", "/who"):
        assert "Bo Example" in lead.page(f"/checklists/{desk.assessment_id}{page}").main.text  # type: ignore[union-attr]


def test_giving_twice_changes_the_date(
    app: Flask, desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    viewer = someone("viewer")
    give(desk, viewer)
    person = actor_of(viewer).person_id

    desk.call(assign, desk.sheet(), person, [SECTION], date(2027, 4, 1))

    found = desk.call(
        lambda session, actor, _now: assignments_of(session, actor, desk.assessment_id)
    )
    assert [(one.section, one.due_on) for one in found] == [(SECTION, date(2027, 4, 1))]
    with app.app_context():
        said = db.session.scalars(sa.select(AuditEntry.what)).all()
    assert said.count("section given") == 2


def test_a_form_gives_and_takes_back(desk: Desk, someone: Callable[..., CheckedClient]) -> None:
    contributor, viewer = someone("contributor"), someone("viewer", "Val Example")
    who = f"/checklists/{desk.assessment_id}/who"
    form = {"person": str(actor_of(viewer).person_id), "sections": [SECTION, OTHER]}

    assert contributor.send(who, form).status_code == 302
    page = contributor.page(who)
    assert page.main.text.count("Val Example") > 1  # type: ignore[union-attr]
    action = str(page.select_one("dl form")["action"])  # type: ignore[index]
    assert contributor.send(action).status_code == 302

    assert len(desk.run(lambda: my_sections(db.session, actor_of(viewer)))) == 1


@pytest.mark.parametrize(
    "form", [{}, {"person": "1"}, {"sections": [SECTION]}, {"person": "99999", "sections": "all"}]
)
def test_a_form_that_names_nobody_or_nothing_is_refused(
    desk: Desk, someone: Callable[..., CheckedClient], form: dict[str, Any]
) -> None:
    reply = someone("lead").send(f"/checklists/{desk.assessment_id}/who", form)

    assert reply.status_code == 400


def test_only_people_who_may_read_here_can_be_asked(
    desk: Desk,
    someone: Callable[..., CheckedClient],
    signed_in: MakeBrowser,
    make_organisation: Any,
) -> None:
    board = someone("board_member")
    stranger = signed_in("contributor", organisation=make_organisation("Airedale"))

    for client in (board, stranger):
        with pytest.raises(InvalidInput):
            give(desk, client)


def test_a_signed_checklist_gives_nothing_to_anybody(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    viewer = someone("viewer")
    give(desk, viewer)
    desk.save(posted(WHO, "through"))
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})

    assert "Your sections" not in viewer.page("/").text
    with pytest.raises(Conflict):
        give(desk, viewer)


def test_a_finished_section_leaves_the_first_page(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    viewer = someone("viewer")
    give(desk, viewer)

    viewer.send(
        f"/checklists/{desk.assessment_id}/sections/{SECTION}", {**FIRST, "finished": "yes"}
    )

    assert "Your sections" not in viewer.page("/").text


def test_the_section_opens_as_the_person_likes(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    viewer = someone("viewer")
    give(desk, viewer)
    link = viewer.page("/").select_one("main section a")
    assert link is not None

    opened = viewer.get(str(link["href"]))

    assert opened.status_code == 302
    assert opened.location.endswith(f"/questions/{WHO}")


def test_whoever_is_invited_for_one_section_finds_it_first(
    desk: Desk, client: CheckedClient, someone: Callable[..., CheckedClient]
) -> None:
    lead = someone("lead")
    invited = lead.send(
        f"/checklists/{desk.assessment_id}/who/invite",
        {"name": "Ines New", "email": "Ines@Example.org", "role": "viewer", "sections": [SECTION]},
    )
    link = link_on(invited.text)
    assert "invited, not joined yet" in lead.page(f"/checklists/{desk.assessment_id}/who").text

    joined = client.send(link, {"name": "Ines New", "password": PASSWORD})

    assert joined.location == "/"
    assert client.page("/").select("main section")[0].h2.text == "Your sections"  # type: ignore[union-attr]
    path = f"/checklists/{desk.assessment_id}/sections/{SECTION}"
    assert client.send(path, FIRST).status_code == 302
    assert "invited" not in lead.page(f"/checklists/{desk.assessment_id}/who").dl.text  # type: ignore[union-attr]


def test_an_invitation_that_is_refused_gives_nothing(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    lead = someone("lead")

    reply = lead.send(
        f"/checklists/{desk.assessment_id}/who/invite",
        {"name": "Ines", "email": desk.actor.email, "role": "viewer", "sections": [SECTION]},
    )

    assert reply.status_code == 400
    assert desk.call(lambda s, a, _now: assignments_of(s, a, desk.assessment_id)) == []


def test_the_first_page_takes_as_many_statements_for_ten_sections_as_for_one(
    app: Flask, desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    viewer = someone("viewer")
    give(desk, viewer)
    with counted(app) as one:
        viewer.get("/")

    keys = [section.key for section in desk.sheet().main_sections]
    give(desk, viewer, *keys)
    with counted(app) as many:
        viewer.get("/")

    assert len(many) <= len(one)


def test_a_role_that_fills_may_answer_everything(desk: Desk) -> None:
    assert desk.call(lambda s, a, _now: sections_to_answer(s, a, desk.assessment_id)) is None
