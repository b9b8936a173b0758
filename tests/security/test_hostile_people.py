"""What people who are let in to something try beyond it: guests, board members, administrators."""

import io
import zipfile

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Membership, Person
from icf.assessments.models import StoredAnswer
from icf.db import across_organisations, db
from icf.guests.models import GuestVisit
from icf.talk.models import Comment
from tests.desk import CHANNELS
from tests.security.matrix import guest_of
from tests.security.world import Place, rows_of

OTHER_SECTION = "icf:communicating"


def answer_to(question: str) -> dict[str, object]:
    return {"answers": [{"key": question, "version": 0, "value": "todo", "words": "Ours now"}]}


def test_a_guest_is_shown_no_other_section_and_no_talk(app: Flask, ours: Place) -> None:
    guest, number = guest_of(app, ours), ours.ids["assessment_id"]
    guest.look_at_pages = False

    other = guest.get(f"/guest/sections/{OTHER_SECTION}")
    pages = [
        guest.get(path).status_code
        for path in (
            f"/checklists/{number}/comments",
            f"/checklists/{number}/history",
            f"/checklists/{number}/questions/icf:connecting-who/comments",
            "/history",
        )
    ]
    own = guest.get("/guest/sections/icf:connecting")

    assert other.status_code == 404
    assert pages == [303, 303, 303, 303]
    assert own.status_code == 200
    assert ours.text("Who says so?") not in own.text


@pytest.mark.parametrize("what", ["/guest/answers", "/guest/sections/icf:connecting"])
def test_a_guest_answers_nothing_beyond_their_section(app: Flask, ours: Place, what: str) -> None:
    guest, before = guest_of(app, ours), rows_of(app, ours)["answer"]
    guest.look_at_pages = False

    if what == "/guest/answers":
        reply = guest.send_json(what, answer_to(CHANNELS))
    else:
        fields = {f"a-{CHANNELS}-version": "0", f"a-{CHANNELS}-value": "todo"}
        reply = guest.send(what, fields)

    assert reply.status_code < 500
    assert rows_of(app, ours)["answer"] == before


def test_a_guest_stays_with_the_checklist_of_their_link(
    app: Flask, ours: Place, theirs: Place
) -> None:
    guest, before = guest_of(app, ours), rows_of(app, theirs)

    foreign = {"assessment_id": theirs.ids["assessment_id"], "checklist": theirs.ids["signed_id"]}
    reply = guest.send_json("/guest/answers", answer_to("icf:connecting-where") | foreign)

    assert reply.status_code < 500
    assert rows_of(app, theirs) == before
    with app.app_context(), across_organisations("a test"):
        visits = db.session.scalars(sa.select(GuestVisit)).all()
        guests = {one.person_id for one in visits}
        written = db.session.scalars(
            sa.select(StoredAnswer).where(StoredAnswer.edited_by.in_(guests))
        )
        assert {one.assessment_id for one in written} <= {ours.ids["assessment_id"]}


@pytest.mark.parametrize("role", ["viewer", "partnership_officer", "board_member"])
def test_who_only_reads_says_nothing(app: Flask, ours: Place, role: str) -> None:
    client, number = ours.browsers[role], ours.ids["assessment_id"]
    comment = f"/checklists/{number}/comments/{ours.ids['comment_id']}"
    before = rows_of(app, ours)

    replies = [
        client.send(path, {"words": "Mine"}).status_code
        for path in (
            f"/checklists/{number}/questions/icf:connecting-who/comments",
            f"{comment}/reply",
            f"{comment}/settle",
            f"{comment}/delete",
            f"/reviews/{ours.ids['review_id']}",
        )
    ]

    assert replies == [403] * 5
    assert rows_of(app, ours) == before


@pytest.mark.parametrize("role", ["partnership_officer", "board_member"])
def test_who_reads_only_what_is_shared_opens_no_page_of_an_add_on(ours: Place, role: str) -> None:
    client = ours.browsers[role]
    client.look_at_pages = False

    assert client.get("/x/size_by_cost/").status_code == 403
    assert client.get(f"/checklists/{ours.ids['assessment_id']}").status_code == 403


def test_an_administrator_erases_nobody_of_another_organisation(
    app: Flask, ours: Place, theirs: Place
) -> None:
    client = ours.browsers["administrator"]
    path = f"/people/{theirs.ids['membership_id']}/erase"

    replies = [client.get(path).status_code, client.send(path, {"sure": "yes"}).status_code]

    assert replies == [404, 404]
    with app.app_context():
        one = db.session.get_one(Membership, theirs.ids["membership_id"])
        assert db.session.get_one(Person, one.person_id).disabled_at is None


def test_what_is_taken_out_holds_nothing_of_another_organisation(
    app: Flask, ours: Place, theirs: Place
) -> None:
    fields = {"sure": "yes", "organisation_id": str(theirs.id), "organisation": str(theirs.id)}

    reply = ours.browsers["lead"].send("/organisation/take-out", fields)

    assert reply.status_code == 200
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert ours.mark.encode() in everything
    assert theirs.mark.encode() not in everything


def test_another_organisations_questions_are_brought_in_by_nobody(
    app: Flask, ours: Place, theirs: Place
) -> None:
    client, before = ours.browsers["lead"], rows_of(app, theirs)
    client.look_at_pages = False
    path = f"/question-changes/new?own={theirs.ids['version_id']}&on=1"

    shown, sent = client.get(path), client.send(path, {"sure": "yes", "choice": "bring_in"})
    undone = client.send(f"/question-changes/{theirs.ids['move_id']}/undo", {"sure": "yes"})

    assert [shown.status_code, sent.status_code, undone.status_code] == [404, 404, 404]
    assert theirs.mark not in shown.text + sent.text + undone.text
    assert rows_of(app, theirs) == before


def test_nobody_answers_or_withdraws_another_organisations_review(
    app: Flask, ours: Place, theirs: Place
) -> None:
    client, before = ours.browsers["lead"], rows_of(app, theirs)
    number = theirs.ids["review_id"]

    replies = [
        client.send(path, {"answer": "agreed", "words": "Fine"}).status_code
        for path in (
            f"/reviews/{number}",
            f"/checklists/{ours.ids['assessment_id']}/reviews/{number}/withdraw",
        )
    ]

    assert replies == [404, 404]
    assert rows_of(app, theirs) == before
    with app.app_context(), across_organisations("a test"):
        assert db.session.get(Comment, theirs.ids["comment_id"]) is not None
