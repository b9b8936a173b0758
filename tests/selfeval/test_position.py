"""Where we are: in words first, last year beside it, never one grade, and unanswered is not 0."""

from icf.db import db
from icf.selfeval.earlier import earlier_sheet
from icf.selfeval.position import Position, position
from tests.desk import Desk, posted
from tests.selfeval.conftest import start


def found(desk: Desk) -> Position:
    sheet = desk.sheet()
    made: Position = desk.run(lambda: position(sheet, earlier_sheet(db.session, desk.actor, sheet)))
    return made


def rate(desk: Desk, approach: str, alignment: str, confidence: str = "", **more: str) -> None:
    answers = [posted(f"icf:self-{approach}-alignment", alignment, **more)]
    if confidence:
        answers.append(posted(f"icf:self-{approach}-confidence", confidence))
    assert desk.save(*answers).is_complete


def test_what_is_not_rated_is_no_nought(yearly: Desk) -> None:
    rate(yearly, "connecting", "0")

    connecting, communicating, *_others = found(yearly).approaches

    assert connecting.alignment is not None
    assert connecting.alignment.place == 0
    assert communicating.alignment is not None
    assert communicating.alignment.place is None
    assert communicating.alignment.text == "Not rated"


def test_the_approaches_stand_in_the_order_of_the_framework(yearly: Desk) -> None:
    names = [one.name for one in found(yearly).approaches]

    assert names == ["Connecting", "Communicating", "Equalising", "Trusting", "Celebrating"]


def test_nothing_is_said_before_anything_is_rated(yearly: Desk) -> None:
    made = found(yearly)

    assert not made.is_rated
    assert "Nothing is rated yet" in made.headline


def test_the_headline_names_the_ends_and_what_is_missing(yearly: Desk) -> None:
    rate(yearly, "connecting", "4", "2")
    rate(yearly, "trusting", "1", "5")

    headline = found(yearly).headline

    assert "We match Connecting most (4\N{NO-BREAK SPACE}– Mostly there)." in headline
    assert "We match Trusting least (1\N{NO-BREAK SPACE}– Talked about)." in headline
    assert "We feel least sure about Connecting (2\N{NO-BREAK SPACE}– Trying it out)." in headline
    assert "Not rated: Communicating, Equalising and Celebrating." in headline


def test_last_year_is_beside_and_changes_are_said(yearly: Desk) -> None:
    rate(yearly, "connecting", "2", "3")
    yearly.assessment_id = start(yearly, "2027/28")
    rate(yearly, "connecting", "3", "3")

    made = found(yearly)

    assert made.last_period == "2026/27"
    assert made.approaches[0].alignment is not None
    assert made.approaches[0].alignment.last == 2
    assert made.changes == (
        "Connecting: we match it more"
        " (3\N{NO-BREAK SPACE}– Acting, last time 2\N{NO-BREAK SPACE}– Adjusting).",
    )


def test_a_high_rating_wants_evidence_and_confidence(yearly: Desk) -> None:
    rate(yearly, "connecting", "5", "1", strength="think")
    rate(yearly, "communicating", "4", "4", strength="told")
    yearly.save(
        *(
            posted(f"icf:self-communicating-{part}", "Something real.")
            for part in ("actions", "measures", "difference")
        )
    )
    rate(yearly, "equalising", "2", "0")

    risks = [one.sentence for one in found(yearly).risks]

    assert [one.partition(" (")[0] for one in risks] == ["Connecting"] * 3
    assert "we only think so" in risks[0]
    assert "3 of the questions about what we did" in risks[1]
    assert "we do not feel sure about it (1\N{NO-BREAK SPACE}– Getting the idea)" in risks[2]
