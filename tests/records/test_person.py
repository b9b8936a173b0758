"""What is kept about a person can be seen by them, and erased so that nothing of it is left."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf import audit
from icf.accounts.invitation import invite
from icf.accounts.models import (
    ROLES,
    CodeApp,
    Membership,
    OneTimeLink,
    Passkey,
    Person,
    RecoveryCode,
    ServiceAccount,
    SignIn,
)
from icf.assessments.models import Assessment
from icf.audit import AuditEntry
from icf.core.answer import Answer
from icf.db import Base, across_organisations, db, in_organisation, scrub, write
from icf.errors import InvalidInput
from icf.jobs.models import Job
from icf.jobs.service import enqueue
from icf.plans import follow_up, proposals
from icf.plans.follow_up import Place
from icf.plans.models import Action
from icf.records.person import SOMEBODY, about, as_json, erase, would_erase
from icf.web.actor import Actor
from tests.desk import NOW, WHO, Desk, posted

CANARY = "Ottilie Quillfeather"
EMAIL = "ottilie.quillfeather@example.org"


@pytest.fixture
def canary(desk: Desk, signed_in: Any) -> Actor:
    """Somebody whose name stands wherever a name can stand."""
    from tests.support import Somewhere

    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    actor: Actor = signed_in("contributor", organisation=here, name=CANARY).actor
    with desk.app.app_context(), write() as session:
        session.get_one(Person, actor.person_id).email = EMAIL
    desk.save(posted(value="partly", words=f"Ask {CANARY.upper()} or {EMAIL}."), actor=actor)
    desk.save(posted(value="todo", version=1, words="Somebody else will know."), actor=actor)
    desk.call(_write_everywhere)
    return actor


def _write_everywhere(session: Any, actor: Actor, now: datetime) -> None:
    assessment = session.scalars(sa.select(Assessment)).one()
    with write() as rows:
        one = rows.get_one(Assessment, assessment.id)
        one.signed_name, one.depth_reason = CANARY, "Because Ottilie\n Quillfeather said so."
        rows.add(
            Action(
                work_id=one.work_id,
                assessment_id=one.id,
                what=f"Ring {CANARY}",
                who=CANARY,
                created_by=actor.person_id,
                created_at=now,
                edited_by=actor.person_id,
                edited_at=now,
            )
        )
        invite(rows, actor, now, CANARY, "elsewhere@example.org", "contributor")
        audit.record(rows, "tested", actor, now, "test", "1", names=[CANARY], more={"to": EMAIL})


def everything(app: Flask) -> str:
    """Every cell of every table, as text."""
    with app.app_context(), across_organisations("a test"):
        return "\n".join(
            str(tuple(row))
            for table in Base.metadata.sorted_tables
            for row in db.session.execute(sa.select(table))
        )


def erased(desk: Desk, person_id: int, by: Actor | None = None) -> Any:
    with desk.app.app_context():
        with across_organisations("a test"), write() as session:
            done = erase(session, by, NOW, person_id)
        scrub(db.engine)
        return done


def test_no_table_names_an_erased_person_in_any_spelling(desk: Desk, canary: Actor) -> None:
    before = everything(desk.app).casefold()

    done = erased(desk, canary.person_id)

    after = everything(desk.app).casefold()
    assert before.count("quillfeather") > 10
    assert "quillfeather" not in after
    assert "ottilie" not in after
    assert {name for name, _count in done.texts} == {
        "action",
        "answer_history",
        "assessment",
        "audit",
        "one_time_link",
    }


def test_no_file_of_the_installation_names_an_erased_person(
    desk: Desk, canary: Actor, instance_folder: Any, figure: Any
) -> None:
    with desk.app.app_context():
        url = db.engine.url
    folders = [instance_folder]
    if url.get_backend_name() == "sqlite":
        folders.append(Path(str(url.database)).parent)

    def hits() -> int:
        files = {one for folder in folders for one in folder.rglob("*") if one.is_file()}
        return sum(one.read_bytes().lower().count(b"quillfeather") for one in files)

    before = hits()
    assert before > 10 or len(folders) == 1

    erased(desk, canary.person_id)

    assert hits() == 0
    figure("S12", f"{before} places in files named the person, 0 do now")


def test_the_work_stays_with_its_author_as_a_number(desk: Desk, canary: Actor) -> None:
    erased(desk, canary.person_id)

    answer = desk.sheet().answers[WHO]
    assert isinstance(answer, Answer)
    assert answer.words == "Somebody else will know."
    with desk.app.app_context(), in_organisation(desk.actor.organisation_id):
        action = db.session.scalars(sa.select(Action)).one()
        assert (action.what, action.who) == (f"Ring {SOMEBODY}", SOMEBODY)
        person = db.session.get_one(Person, canary.person_id)
        assert person.name == f"Former colleague {canary.person_id}"
        assert person.disabled_at


def test_an_erased_person_can_come_in_by_no_way(desk: Desk, canary: Actor) -> None:
    erased(desk, canary.person_id)

    with desk.app.app_context():
        assert not db.session.scalars(sa.select(SignIn).filter_by(person_id=canary.person_id)).all()
        assert not db.session.scalars(sa.select(OneTimeLink).filter_by(email=EMAIL)).all()


def test_what_would_be_done_changes_nothing(desk: Desk, canary: Actor) -> None:
    before = everything(desk.app)
    with desk.app.app_context(), across_organisations("a test"):
        told = would_erase(db.session(), canary.person_id)

    assert everything(desk.app) == before
    assert told.text_count == erased(desk, canary.person_id).text_count


def test_a_name_of_one_word_is_not_looked_for_within_sentences(
    desk: Desk, signed_in: Any, organisation: Any
) -> None:
    actor = signed_in("contributor", name="May").actor
    desk.save(posted(value="todo", words="We may ask again in May."))

    erased(desk, actor.person_id)

    assert desk.sheet().answers[WHO].words == "We may ask again in May."


def test_the_same_name_elsewhere_is_left_alone(
    desk: Desk, canary: Actor, signed_in: Any, make_organisation: Any
) -> None:
    other = signed_in("lead", organisation=make_organisation("Elsewhere"), name=CANARY).actor

    erased(desk, canary.person_id)

    with desk.app.app_context():
        assert db.session.get_one(Person, other.person_id).name == CANARY


def test_nobody_erases_themselves_or_the_last_who_can_run_an_organisation(
    desk: Desk, canary: Actor
) -> None:
    with pytest.raises(InvalidInput, match="Somebody else"):
        erased(desk, desk.actor.person_id, by=desk.actor)
    with pytest.raises(InvalidInput, match="Nobody else can run"):
        erased(desk, desk.actor.person_id)


def test_a_person_sees_what_is_kept_without_what_others_wrote(desk: Desk, canary: Actor) -> None:
    desk.save(posted(value="todo", version=2, words="Written by a colleague."))

    with desk.app.app_context(), across_organisations("a test"):
        found = about(db.session(), canary.person_id)
    text = as_json(found)

    assert found["account"]["email"] == EMAIL
    assert len(found["named_in"]["answer_history.edited_by"]) == 2
    assert "Written by a colleague." not in text
    assert json.loads(text)["account"]["since"].startswith("20")


def test_the_page_and_its_download_are_about_whoever_asks(signed_in: Any) -> None:
    browser = signed_in(ROLES[0], name=CANARY)

    page = browser.page("/account/what-is-kept")
    file = browser.get("/account/what-is-kept.json")

    assert CANARY in page.get_text()
    assert file.json["account"]["name"] == CANARY
    assert "attachment" in file.headers["Content-Disposition"]


def test_an_administrator_sees_what_erasing_would_do_and_then_does_it(
    desk: Desk, canary: Actor, signed_in: Any, organisation: Any
) -> None:
    browser = signed_in("administrator", organisation=organisation)
    with desk.app.app_context():
        number = db.session.scalar(sa.select(Membership.id).filter_by(person_id=canary.person_id))

    shown = browser.page(f"/people/{number}/erase").get_text()
    reply = browser.send(f"/people/{number}/erase", follow_redirects=True)

    assert "cannot be undone" in shown
    assert "is erased" in reply.text
    assert CANARY not in everything(desk.app)


def test_a_lead_takes_everything_out_and_it_is_written_down(desk: Desk, signed_in: Any) -> None:
    browser = signed_in("lead")

    file = browser.send("/organisation/take-out")

    assert file.mimetype == "application/zip"
    assert file.data.startswith(b"PK")
    with desk.app.app_context():
        assert db.session.scalars(
            sa.select(AuditEntry).filter_by(what="organisation_taken_out")
        ).one()


def test_a_contributor_cannot_take_everything_out(signed_in: Any) -> None:
    assert signed_in("contributor").send("/organisation/take-out").status_code == 403


def test_taking_everything_out_over_and_over_is_slowed_down(signed_in: Any) -> None:
    browser = signed_in("lead")

    codes = [browser.send("/organisation/take-out").status_code for _time in range(7)]

    assert codes == [200] * 5 + [429] * 2


def test_what_somebody_signs_in_with_and_letters_to_them_go_too(desk: Desk, canary: Actor) -> None:
    number = canary.person_id
    with desk.app.app_context(), write() as session:
        session.add_all(
            [
                CodeApp(person_id=number, sealed_secret="x", created_at=NOW),
                RecoveryCode(person_id=number, code_hash="x"),
                Passkey(
                    person_id=number, name="Phone", credential_id="x", public_key="x",
                    created_at=NOW,
                ),
                ServiceAccount(
                    person_id=number, issuer="https://id.example", subject=EMAIL, created_at=NOW
                ),
            ]
        )  # fmt: skip
        enqueue(session, NOW, "send-reset-link", {"email": EMAIL.upper()})
        new = {"person_id": number, "email": "never.taken@example.org"}
        enqueue(session, NOW, "send-address-link", new)
        enqueue(session, NOW, "send-reset-link", {"email": "somebody@example.org"})

    erased(desk, number)

    with desk.app.app_context():
        for model in (CodeApp, RecoveryCode, Passkey, ServiceAccount):
            assert db.session.scalars(sa.select(model)).all() == []
        assert [one.arguments for one in db.session.scalars(sa.select(Job))] == [
            {"email": "somebody@example.org"}
        ]
    assert "never.taken" not in everything(desk.app)


def test_the_same_name_in_another_organisations_links_and_audit_is_left_alone(
    desk: Desk, canary: Actor, signed_in: Any, make_organisation: Any
) -> None:
    elsewhere = make_organisation("Elsewhere")
    other = signed_in("lead", organisation=elsewhere, name="Another").actor
    with desk.app.app_context(), in_organisation(elsewhere.id), write() as session:
        invite(session, other, NOW, CANARY, "another@example.org", "viewer")
        audit.record(session, "tested", other, NOW, "test", "1", name=CANARY)

    erased(desk, canary.person_id)

    with desk.app.app_context():
        link = db.session.scalars(
            sa.select(OneTimeLink).filter_by(email="another@example.org")
        ).one()
        kept = db.session.scalars(sa.select(AuditEntry).filter_by(organisation_id=elsewhere.id))
        assert link.name == CANARY
        assert CANARY in str([one.details for one in kept])


def test_what_was_proposed_elsewhere_names_an_erased_person_no_more(
    desk: Desk, canary: Actor, signed_in: Any, make_organisation: Any
) -> None:
    elsewhere = make_organisation("Elsewhere")
    partner = Desk(desk.app, signed_in("lead", organisation=elsewhere).actor, 0, 0)
    said = {"what": f"{CANARY} opens the room", "how_we_know": f"Ask {EMAIL}"}
    made = desk.call(follow_up.list_action, Place(desk.work_id), said)
    desk.call(proposals.propose, made, elsewhere.id, f"Ring {CANARY}")
    (theirs,) = partner.call(lambda s, a, _now: proposals.proposals(s, a))
    arguments = (theirs.id, Place(), None, "", f"The other {CANARY}")
    taken = partner.call(proposals.accept, *arguments)

    erased(desk, canary.person_id)

    with desk.app.app_context(), in_organisation(elsewhere.id):
        action = db.session.get_one(Action, taken)
        (proposed,) = proposals.proposals(db.session, partner.actor)
        assert (action.what, action.who) == (f"{SOMEBODY} opens the room", f"The other {CANARY}")
        assert proposed.words == f"Ring {SOMEBODY}"
    assert f"the other {CANARY}".casefold() in everything(desk.app).casefold()
    left = everything(desk.app).replace(f"The other {CANARY}", "").casefold()
    assert "quillfeather" not in left


def test_an_answer_from_elsewhere_names_an_erased_person_no_more(
    desk: Desk, canary: Actor, signed_in: Any, make_organisation: Any
) -> None:
    elsewhere = make_organisation("Elsewhere")
    partner = Desk(desk.app, signed_in("lead", organisation=elsewhere).actor, 0, 0)
    made = partner.call(follow_up.list_action, Place(), {"what": "Open the room"})
    partner.call(proposals.propose, made, desk.actor.organisation_id)
    (ours,) = desk.call(lambda s, a, _now: proposals.proposals(s, a))
    desk.call(proposals.decline, ours.id, f"{CANARY} is away")

    erased(desk, canary.person_id)

    assert "quillfeather" not in everything(desk.app).casefold()
