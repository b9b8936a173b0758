"""Comments: said about a question, asked of somebody, naming somebody, settled, taken back."""

from datetime import timedelta
from typing import Any

import pytest

from icf.assessments import service
from icf.db import write
from icf.errors import InvalidInput, NotAllowed, NotFound
from icf.talk import comments
from icf.web.actor import Actor
from tests.desk import CHANNELS, NOW, WHO, Desk
from tests.support import Somewhere


def say(desk: Desk, words: str = "Who says so?", by: Actor | None = None, **more: Any) -> int:
    def work() -> int:
        with write() as session:
            return comments.say(
                session, by or desk.actor, NOW, desk.assessment_id, WHO, words, **more
            )

    found: int = desk.run(work)
    return found


def do(desk: Desk, function: Any, *args: Any, by: Actor | None = None, days: int = 0) -> Any:
    def work() -> Any:
        with write() as session:
            return function(session, by or desk.actor, NOW + timedelta(days=days), *args)

    return desk.run(work)


def said(desk: Desk, question: str = WHO) -> list[comments.Said]:
    found = desk.call(
        lambda s, actor, _now: comments.conversations(s, actor, desk.assessment_id, question)
    )
    return list(found)


def for_you(desk: Desk, actor: Actor) -> list[tuple[str, bool]]:
    found = desk.call(lambda session, _actor, _now: comments.for_you(session, actor))
    return [(one.words, one.is_asked) for one in found]


def counts(desk: Desk) -> dict[str, int]:
    return dict(desk.call(lambda s, a, _now: comments.open_counts(s, a, desk.assessment_id)))


def test_a_conversation_has_its_replies_in_order(desk: Desk, colleague: Actor) -> None:
    first = say(desk)
    say(desk, "The market traders.", by=colleague, reply_to=first)
    say(desk, "All of them?", reply_to=first)

    (one,) = said(desk)

    assert one.words == "Who says so?"
    assert [(reply.name, reply.words) for reply in one.replies] == [
        ("Colleague", "The market traders."),
        ("Person 1", "All of them?"),
    ]


def test_only_conversations_that_are_not_settled_count_as_open(desk: Desk) -> None:
    first, second = say(desk), say(desk, "And this?")
    say(desk, "A reply is no conversation.", reply_to=second)

    do(desk, comments.settle, first, True)
    assert counts(desk) == {WHO: 1}

    do(desk, comments.settle, first, False)
    assert counts(desk) == {WHO: 2}


def test_whoever_is_asked_finds_it_until_it_is_settled(desk: Desk, colleague: Actor) -> None:
    first = say(desk, asked_id=colleague.person_id)

    assert for_you(desk, colleague) == [("Who says so?", True)]
    assert for_you(desk, desk.actor) == []

    do(desk, comments.settle, first, True)
    assert for_you(desk, colleague) == []


def test_whoever_is_named_finds_it_too_also_in_a_reply(desk: Desk, colleague: Actor) -> None:
    first = say(desk, "Nobody in particular")
    say(desk, "Ask @colleague, please.", reply_to=first)

    assert for_you(desk, colleague) == [("Ask @colleague, please.", False)]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("@Ada Example knows", [1]),
        ("@ada example, and @Ben Other", [1, 2]),
        ("Ada Example without the sign", []),
        ("@Ada Exampleton is somebody else", []),
        ("mail@Ada Example counts too", [1]),
        ("@Me Myself", []),
    ],
)
def test_names_are_found_after_an_at_sign(words: str, named: list[int]) -> None:
    people = {1: "Ada Example", 2: "Ben Other", 3: "Me Myself"}

    assert comments.named_in(words, people, but=3) == named


@pytest.mark.parametrize(
    ("words", "asked", "said"),
    [("  ", None, "Write"), ("x" * 5001, None, "Shorten"), ("Fine", 999_999, "colleague")],
)
def test_what_cannot_be_said_is_refused(
    desk: Desk, words: str, asked: int | None, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        say(desk, words, asked_id=asked)

    assert counts(desk) == {}


def test_nobody_of_another_organisation_can_be_asked(
    desk: Desk, signed_in: Any, make_organisation: Any
) -> None:
    stranger = signed_in("lead", organisation=make_organisation("Elsewhere")).actor

    with pytest.raises(InvalidInput, match="colleague"):
        say(desk, asked_id=stranger.person_id)


def test_a_reply_cannot_be_hung_on_a_reply_or_on_another_question(desk: Desk) -> None:
    first = say(desk)
    reply = say(desk, "A reply", reply_to=first)

    with pytest.raises(NotFound):
        say(desk, "On a reply", reply_to=reply)
    with pytest.raises(NotFound):
        do(desk, comments.say, desk.assessment_id, CHANNELS, "Elsewhere", None, first)


def test_only_whoever_said_it_takes_it_back_and_brings_it_back(
    desk: Desk, colleague: Actor
) -> None:
    first = say(desk)

    with pytest.raises(NotAllowed):
        do(desk, comments.take_back, first, by=colleague)
    do(desk, comments.take_back, first)
    assert said(desk) == []
    with pytest.raises(NotFound):
        do(desk, comments.bring_back, first, by=colleague)

    do(desk, comments.bring_back, first, days=29)
    assert [one.id for one in said(desk)] == [first]


def test_after_thirty_days_it_cannot_be_brought_back(desk: Desk) -> None:
    first = say(desk)
    do(desk, comments.take_back, first)

    with pytest.raises(NotFound):
        do(desk, comments.bring_back, first, days=31)


def test_the_pages_of_a_question_and_of_the_checklist_show_it(
    desk: Desk, signed_in: Any, organisation: Somewhere
) -> None:
    browser = signed_in("contributor", organisation=organisation)
    path = f"/checklists/{desk.assessment_id}/questions/{WHO}"

    refused = browser.send(f"{path}/comments", {"words": " ", "asked": ""})
    sent = browser.send(f"{path}/comments", {"words": "<b>Who</b> says so?", "asked": ""})
    browser.send(f"/checklists/{desk.assessment_id}/comments/1/reply", {"words": "We do."})

    assert refused.status_code == 400
    assert sent.status_code == 303
    for shown in (f"{path}/comments", f"/checklists/{desk.assessment_id}/comments"):
        text = browser.page(shown).get_text()
        assert "<b>Who</b> says so?" in text
        assert "We do." in text
    assert "1 open comment" in browser.page(path).get_text()


def test_another_organisation_finds_no_comment(
    desk: Desk, signed_in: Any, make_organisation: Any
) -> None:
    first = say(desk)
    browser = signed_in("lead", organisation=make_organisation("Elsewhere"))

    for what in ("settle", "delete", "restore"):
        path = f"/checklists/{desk.assessment_id}/comments/{first}/{what}"
        assert browser.send(path).status_code == 404
    assert counts(desk) == {WHO: 1}


def test_a_comment_is_reached_only_through_its_own_checklist(
    desk: Desk, signed_in: Any, organisation: Somewhere
) -> None:
    first = say(desk)
    other = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    browser = signed_in("lead", organisation=organisation)

    for what in ("settle", "open", "delete", "nonsense"):
        assert browser.send(f"/checklists/{other}/comments/{first}/{what}").status_code == 404
    assert browser.get(f"/checklists/{other}/comments/{first}/reply").status_code == 404
    assert counts(desk) == {WHO: 1}
