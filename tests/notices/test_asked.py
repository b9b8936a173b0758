"""Whoever is asked for something hears of it at once: who asks, for what, where; nothing else."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from icf.talk.comments import settle, take_back
from icf.talk.reviews import withdraw_review
from icf.web.actor import Actor
from icf.work.models import Work
from tests.mail.smtp import mail_server
from tests.notices.conftest import SUNDAY, Post, to, use

SECTION = "icf:connecting"


def test_a_comment_that_asks_somebody_tells_them(post: Post, rae: Actor) -> None:
    post.comment("Secret words, who paid?", asked=rae)

    (mail,) = post.send()

    assert mail["To"] == rae.email
    assert mail["Subject"] == f"{post.desk.actor.name} asks you about a question"
    text = mail.get_content()
    number = post.desk.assessment_id
    assert f"“Millbrook garden” (P{number})" in text
    assert f"https://toolkit.example.org/checklists/{number}/questions/icf:connecting-who" in text
    assert "You get this because" in text
    assert "https://toolkit.example.org/account/emails" in text


def test_a_comment_tells_those_whom_it_names_and_nobody_twice(post: Post, rae: Actor) -> None:
    post.comment("Secret, @Rae Viewer, words", asked=rae)
    post.comment("Secret, @Rae Viewer, words")
    post.comment("Secret words for nobody")

    mails = post.send()

    assert [one["Subject"].split(" ", 2)[2] for one in mails] == [
        "asks you about a question",
        "names you in a comment",
    ]


def test_nobody_hears_of_what_they_did_themselves(post: Post) -> None:
    me = post.desk.actor
    post.comment(f"Note to @{me.name}", asked=me)
    post.give(me, SECTION)

    assert post.send() == []


def test_a_review_tells_whoever_is_asked_and_then_whoever_asked(post: Post, rae: Actor) -> None:
    number = post.review(rae)
    (asked,) = post.send()
    post.answer(number, rae, "changes")
    (answered,) = post.send()
    again = post.review(rae)
    post.send()
    post.answer(again, rae, "approved")
    (approved,) = post.send()

    assert (asked["To"], asked["Subject"]) == (
        rae.email,
        f"{post.desk.actor.name} asks you for a review",
    )
    assert f"/reviews/{number}" in asked.get_content()
    assert (answered["To"], answered["Subject"]) == (
        post.desk.actor.email,
        "Rae Viewer says what should change",
    )
    assert "says that it is ready to be signed off" in approved.get_content()


def test_a_section_tells_whoever_it_is_given_to(post: Post, rae: Actor) -> None:
    post.give(rae, SECTION, date(2026, 12, 24))

    (mail,) = post.send()

    assert mail["To"] == rae.email
    assert "You now have 1 section there to do. It is due by 24 December 2026." in (
        mail.get_content()
    )


def test_no_email_holds_what_people_wrote(post: Post, rae: Actor) -> None:
    post.comment("Secret words @Rae Viewer", asked=rae)
    post.answer(post.review(rae), rae, "changes")
    post.review(rae)
    post.action(SUNDAY.date() + timedelta(days=2), who=rae.name)
    mails = [*post.send(), *post.morning(SUNDAY + timedelta(days=1))]

    assert len(mails) == 5
    assert [one["Subject"] for one in mails if "ecret" in f"{one['Subject']} {one}"] == []
    assert all("ecret" not in one.get_content() for one in mails)


@pytest.mark.parametrize(
    ("marking", "named"), [("OFFICIAL", True), ("OFFICIAL-SENSITIVE", False), ("Ours only", False)]
)
def test_a_marked_organisation_does_not_name_its_work(
    post: Post, rae: Actor, marking: str, named: bool
) -> None:
    post.mark(marking)
    post.review(rae)
    post.give(rae, SECTION, SUNDAY.date() + timedelta(days=2))
    post.action(SUNDAY.date() + timedelta(days=2), who=rae.name)

    mails = [*post.send(), *post.morning(SUNDAY + timedelta(days=1))]

    assert len(mails) == 4
    for mail in mails:
        assert ("Millbrook" in mail.get_content()) == named
        assert f"P{post.desk.assessment_id}" in mail.get_content()
        assert "Millbrook" not in mail["Subject"]


@pytest.mark.parametrize(("marking", "named"), [("OFFICIAL", True), ("OFFICIAL-SENSITIVE", False)])
def test_work_with_a_marking_of_its_own_is_not_named(
    post: Post, rae: Actor, marking: str, named: bool
) -> None:
    post.write(lambda session, *_more: session.execute(sa.update(Work).values(marking=marking)))
    post.comment("Well?", asked=rae)
    post.review(rae)
    post.give(rae, SECTION, SUNDAY.date() + timedelta(days=2))
    post.action(SUNDAY.date() + timedelta(days=2), who=rae.name)

    mails = [*post.send(), *post.morning(SUNDAY + timedelta(days=1))]

    assert len(mails) == 5
    for mail in mails:
        assert ("Millbrook" in mail.get_content()) == named
        assert f"P{post.desk.assessment_id}" in mail.get_content()


@pytest.mark.parametrize("gone", ["settled", "deleted"])
def test_what_is_no_longer_so_is_not_sent(post: Post, rae: Actor, gone: str) -> None:
    comment = post.comment("Who paid?", asked=rae)
    review = post.review(rae)
    if gone == "settled":
        post.write(settle, comment, True)
        post.write(withdraw_review, review)
    else:
        post.write(take_back, comment)
        post.answer(review, rae, "approved")
        post.choose(post.desk.actor, "none")

    assert post.send() == []


@pytest.mark.parametrize("how", ["leave", "disable", "close"])
def test_whoever_is_gone_gets_nothing_that_was_queued_before(
    post: Post, rae: Actor, how: str
) -> None:
    post.comment("Who paid?", asked=rae)
    post.review(rae)
    post.give(rae, SECTION, SUNDAY.date() + timedelta(days=2))
    post.action(SUNDAY.date() + timedelta(days=2), who=rae.name)

    ways: dict[str, Callable[[Actor], None]] = {
        "leave": post.leave,
        "disable": post.disable,
        "close": post.close,
    }
    ways[how](rae)
    mails = [*post.send(), *post.morning(SUNDAY + timedelta(days=1))]

    assert rae.email not in to(*mails)


@pytest.mark.parametrize("choice", ["weekly", "none"])
def test_a_choice_counts_for_what_was_queued_before_it(post: Post, rae: Actor, choice: str) -> None:
    post.comment("Who paid?", asked=rae)
    post.review(rae)
    post.choose(rae, choice)

    assert post.send() == []
    assert set(post.states()) == {"done"}


def test_a_mail_server_that_is_down_for_hours_loses_nothing(post: Post, rae: Actor) -> None:
    with mail_server() as gone:
        dead = gone.port
    use(post.app, dead)
    post.comment("Who paid?", asked=rae)
    post.review(rae)
    post.give(rae, SECTION)
    for minutes in range(0, 240, 20):
        post.send(SUNDAY + timedelta(minutes=minutes))
    assert post.states() == ["queued"] * 3

    with mail_server(dead) as back:
        post.send(SUNDAY + timedelta(hours=12))

    assert to(*back.inbox) == [rae.email] * 3
    assert set(post.states()) == {"done"}


def test_the_header_lets_mail_programs_stop_them_and_stays_in_one_piece(
    post: Post, rae: Actor
) -> None:
    post.review(rae)
    post.send()

    (mail,) = post.server.inbox
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(
        r"<https://toolkit\.example\.org/emails/stop/[\w.-]+>", mail["List-Unsubscribe"]
    )
    assert mail["List-Unsubscribe"].strip("<>") in mail.get_content()


def test_the_moment_of_sending_stands_in_it(post: Post, rae: Actor) -> None:
    post.review(rae)

    (mail,) = post.send(datetime(2026, 11, 22, 10, 30, tzinfo=UTC))

    assert mail["Date"].startswith("Sun, 22 Nov 2026 10:30")
