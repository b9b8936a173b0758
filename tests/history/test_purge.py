"""What was deleted is gone for good after 30 days, with everything that hung on it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from icf.accounts.models import Service
from icf.assessments import service as checklists
from icf.assessments.models import Assessment, StoredAnswer
from icf.audit import AuditEntry
from icf.db import Base, across_organisations, db, write
from icf.history.commands import purge as command
from icf.history.purge import PURGED, purge
from icf.history.sentences import SENTENCES
from icf.packs.models import OwnPack
from icf.plans.action import actions_of, add_action, delete_action
from icf.plans.models import Action, Promise
from icf.plans.signing import sign_off
from icf.talk.comments import conversations, say, take_back
from icf.talk.models import Comment
from icf.work.models import Work
from icf.work.service import delete_work
from tests.desk import NOW, WHO, Desk, posted
from tests.own_questions import LIGHTS, publish

SOON, LATE = NOW + timedelta(days=29), NOW + timedelta(days=31)


def count(app: Flask, model: type) -> int:
    with app.app_context(), across_organisations("tests count rows"):
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def purged(app: Flask, now: datetime) -> dict[str, int]:
    with app.app_context():
        return purge(now)


def test_within_thirty_days_nothing_goes(app: Flask, desk: Desk) -> None:
    desk.call(delete_work, desk.work_id)

    assert set(purged(app, SOON).values()) == {0}
    assert count(app, Work) == 1


def test_work_goes_with_its_checklists_answers_promises_and_history(app: Flask, desk: Desk) -> None:
    desk.save(posted(WHO, "through", words="We asked"))
    desk.call(add_action, desk.sheet(), {"what": "Book the hall"})
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})
    desk.call(checklists.reopen, desk.plugins, desk.assessment_id)
    desk.call(delete_work, desk.work_id)

    assert purged(app, LATE)["work"] == 1

    for model in (Work, Assessment, StoredAnswer, Action):
        assert count(app, model) == 0
    with app.app_context():
        said = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.what == "work purged"))
        assert [one.subject_id for one in said] == [f"W{desk.work_id}"]


def test_what_we_will_do_moves_to_the_checklist_that_stays(app: Flask, desk: Desk) -> None:
    desk.call(add_action, desk.sheet(), {"what": "Book the hall"})
    other = desk.call(checklists.start_assessment, desk.plugins, desk.work_id, "quick")
    desk.call(checklists.delete_assessment, desk.assessment_id)

    assert purged(app, LATE)["assessment"] == 1

    kept = desk.call(lambda s, a, _now: actions_of(s, a, desk.work_id))
    assert [(one.what, one.assessment_id) for one in kept] == [("Book the hall", other)]


def test_a_copy_outlives_what_it_was_copied_from(app: Flask, desk: Desk) -> None:
    copy = desk.call(
        checklists.start_assessment, desk.plugins, desk.work_id, "quick", desk.assessment_id
    )
    desk.call(checklists.delete_assessment, desk.assessment_id)

    purged(app, LATE)

    assert desk.sheet(copy).record.copied_from_id is None


def test_other_work_is_left_alone(app: Flask, desk: Desk) -> None:
    desk.save(posted(WHO, "through"))

    purged(app, LATE)

    assert desk.sheet().answers[WHO].value == "through"


def test_a_service_that_was_removed_goes(app: Flask, desk: Desk) -> None:
    with app.app_context(), across_organisations("tests make a row"), write() as session:
        session.add(
            Service(organisation_id=desk.actor.organisation_id, name="Parks", deleted_at=NOW)
        )

    assert purged(app, LATE)["service"] == 1
    assert count(app, Service) == 0


def test_whatever_can_be_deleted_is_purged() -> None:
    deletable = {
        mapper.class_ for mapper in Base.registry.mappers if "deleted_at" in mapper.columns
    }

    assert deletable == {model for model, *_more in PURGED}
    assert {what for _model, what, *_more in PURGED} <= set(SENTENCES)


def said(desk: Desk, words: str, reply_to: int | None = None) -> int:
    def work(_session: Any, actor: Any, now: Any) -> int:
        with write() as session:
            return say(session, actor, now, desk.assessment_id, WHO, words, reply_to=reply_to)

    number: int = desk.call(work)
    return number


def deleted(desk: Desk, comment_id: int) -> None:
    def work(_session: Any, actor: Any, now: Any) -> None:
        with write() as session:
            take_back(session, actor, now, comment_id)

    desk.call(work)


def test_a_deleted_comment_goes_with_its_replies_and_others_stay(app: Flask, desk: Desk) -> None:
    first, other = said(desk, "Who asked?"), said(desk, "And when?")
    said(desk, "I did", reply_to=first)
    kept, gone = said(desk, "In May", reply_to=other), said(desk, "In June", reply_to=other)
    for comment_id in (first, gone):
        deleted(desk, comment_id)

    assert purged(app, SOON)["comment"] == 0
    assert purged(app, LATE)["comment"] == 2

    (left,) = desk.call(lambda s, a, _now: conversations(s, a, desk.assessment_id))
    assert (left.id, [one.id for one in left.replies]) == (other, [kept])
    assert count(app, Comment) == 2
    with app.app_context():
        noted = db.session.scalars(
            sa.select(AuditEntry.subject_id).where(AuditEntry.what == "comment_purged")
        )
        assert sorted(noted) == sorted([str(first), str(gone)])


def test_deleted_questions_of_our_own_go_unless_they_were_ever_published(
    app: Flask, desk: Desk
) -> None:
    publish(desk, "1.0.0", [LIGHTS])
    with app.app_context(), across_organisations("tests make a row"), write() as session:
        own = desk.actor.organisation_id
        session.add(OwnPack(organisation_id=own, key="drafts", title="Drafts", created_at=NOW))
        session.flush()
        session.execute(sa.update(OwnPack).values(deleted_at=NOW))

    assert purged(app, LATE)["own_pack"] == 1

    with app.app_context(), across_organisations("tests read rows"):
        assert db.session.scalars(sa.select(OwnPack.title)).all() == ["Our streets"]


def test_the_command_says_what_went(app: Flask, desk: Desk) -> None:
    desk.call(delete_work, desk.work_id)
    with app.app_context(), across_organisations("tests make a row"), write() as session:
        session.execute(sa.update(Work).values(deleted_at=datetime.now(UTC) - timedelta(days=40)))

    with app.app_context():
        result = CliRunner().invoke(command, obj=None)

    assert result.exit_code == 0, result.output
    assert "1 pieces of work" in result.output


def test_what_was_promised_is_kept_though_it_was_deleted_from_the_list(
    app: Flask, desk: Desk
) -> None:
    desk.save(posted(WHO, "partly"))
    action_id = desk.call(add_action, desk.sheet(), {"what": "Meet the walking group"})
    desk.call(sign_off, desk.sheet(), "Ada Lead", "Manager", {})
    newer = desk.sheet(desk.call(checklists.reopen, desk.plugins, desk.assessment_id))
    desk.call(delete_action, newer, action_id)

    purged(app, LATE)

    assert count(app, Promise) == 1
    assert count(app, Action) == 1
