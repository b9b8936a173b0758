"""Reviews: asked of a colleague, answered once, shown with what changed since."""

from typing import Any

import pytest

from icf.db import db, write
from icf.errors import Conflict, InvalidInput, NotFound
from icf.talk import reviews
from icf.web.actor import Actor
from tests.desk import NOW, Desk, posted
from tests.support import Somewhere


def do(desk: Desk, function: Any, *args: Any, by: Actor | None = None) -> Any:
    def work() -> Any:
        with write() as session:
            return function(session, by or desk.actor, NOW, *args)

    return desk.run(work)


def ask(desk: Desk, reviewer: Actor) -> int:
    number: int = do(
        desk, reviews.ask_for_review, desk.assessment_id, reviewer.person_id, "The budget?"
    )
    return number


def waiting(desk: Desk, actor: Actor) -> list[int]:
    return [one.id for one in desk.run(lambda: reviews.waiting_for(db.session, actor))]


def test_whoever_is_asked_finds_it_until_they_answer(desk: Desk, colleague: Actor) -> None:
    number = ask(desk, colleague)
    assert waiting(desk, colleague) == [number]
    assert waiting(desk, desk.actor) == []

    do(desk, reviews.answer_review, number, "approved", "", by=colleague)

    assert waiting(desk, colleague) == []
    (found,) = desk.run(lambda: reviews.reviews_of(db.session, desk.actor, desk.assessment_id))
    assert (found.reviewer, found.answer, found.note) == ("Colleague", "approved", "The budget?")


def test_a_review_is_answered_once_and_by_whoever_was_asked(desk: Desk, colleague: Actor) -> None:
    number = ask(desk, colleague)

    with pytest.raises(NotFound):
        do(desk, reviews.answer_review, number, "approved", "")
    do(desk, reviews.answer_review, number, "changes", "Say who pays.", by=colleague)

    with pytest.raises(Conflict):
        do(desk, reviews.answer_review, number, "approved", "", by=colleague)
    with pytest.raises(Conflict):
        do(desk, reviews.withdraw_review, number)


@pytest.mark.parametrize("answer", ["changes", "approved"])
def test_only_whoever_asked_or_was_asked_or_signs_off_withdraws_a_review(
    desk: Desk, colleague: Actor, signed_in: Any, answer: str
) -> None:
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    other = signed_in("contributor", organisation=here)
    number = ask(desk, colleague)
    path = f"/checklists/{desk.assessment_id}/review"

    assert "Nobody needs to look any more" not in other.page(path).text
    assert other.send(f"{path}s/{number}/withdraw").status_code == 403
    do(desk, reviews.answer_review, number, answer, "Say who pays.", by=colleague)

    again = ask(desk, colleague)
    do(desk, reviews.withdraw_review, again, by=colleague)
    lead = signed_in("lead", organisation=here)
    third = ask(desk, colleague)
    assert "Nobody needs to look any more" in lead.page(path).text
    assert lead.send(f"{path}s/{third}/withdraw").status_code == 303


def test_asking_for_changes_says_which(desk: Desk, colleague: Actor) -> None:
    number = ask(desk, colleague)

    with pytest.raises(InvalidInput, match="what should change"):
        do(desk, reviews.answer_review, number, "changes", "  ", by=colleague)
    with pytest.raises(InvalidInput, match="Choose"):
        do(desk, reviews.answer_review, number, "perhaps", "", by=colleague)


def test_nobody_reviews_themselves_or_is_asked_twice_at_once(
    desk: Desk, colleague: Actor, signed_in: Any, make_organisation: Any
) -> None:
    stranger = signed_in("lead", organisation=make_organisation("Elsewhere")).actor
    number = ask(desk, colleague)

    with pytest.raises(Conflict):
        ask(desk, colleague)
    with pytest.raises(InvalidInput, match="somebody else"):
        ask(desk, desk.actor)
    with pytest.raises(InvalidInput, match="colleague"):
        ask(desk, stranger)

    do(desk, reviews.withdraw_review, number)
    assert ask(desk, colleague) != number


def test_the_page_says_how_much_changed_after_the_reviewer_spoke(
    desk: Desk, signed_in: Any, organisation: Somewhere
) -> None:
    reviewer = signed_in("contributor", organisation=organisation, name="Rae Viewer")
    lead = signed_in("lead", organisation=organisation)
    asked = lead.send(
        f"/checklists/{desk.assessment_id}/review",
        {"reviewer": str(reviewer.actor.person_id), "note": ""},
    )
    first_page = reviewer.page("/").get_text()
    answered = reviewer.send("/reviews/1", {"answer": "approved", "words": "Well thought out."})
    desk.save(posted(value="todo"), minutes=60 * 24 * 365)

    text = lead.page(f"/checklists/{desk.assessment_id}/review").get_text()

    assert (asked.status_code, answered.status_code) == (303, 303)
    assert "Waiting for your review" in first_page
    assert "Rae Viewer" in text
    assert "Ready to be signed off" in text
    assert "1 answer has changed since." in text
    assert (
        "Rae Viewer says that it is ready"
        in lead.page(f"/checklists/{desk.assessment_id}/sign-off").get_text()
    )


def test_an_incomplete_answer_keeps_what_was_typed(
    desk: Desk, signed_in: Any, organisation: Somewhere
) -> None:
    reviewer = signed_in("contributor", organisation=organisation)
    ask(desk, reviewer.actor)

    reply = reviewer.send("/reviews/1", {"words": "Long thoughts"})

    assert reply.status_code == 400
    assert "Long thoughts" in reply.text


def test_somebody_elses_review_is_not_found(
    desk: Desk, colleague: Actor, signed_in: Any, organisation: Somewhere
) -> None:
    number = ask(desk, colleague)

    other = signed_in("lead", organisation=organisation)

    assert other.get(f"/reviews/{number}").status_code == 404
    assert other.send(f"/reviews/{number}", {"answer": "approved"}).status_code == 404
