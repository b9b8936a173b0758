"""The files of the example: everything in them fits the framework and any day of the year."""

from datetime import date, timedelta
from random import Random

import pytest
from flask import Flask
from pydantic import ValidationError

from icf.core.questionnaire import CORE, PLANNING
from icf.example.answers import LEVELS, Deck
from icf.example.clock import Clock, working_day
from icf.example.content import Phrase, PieceOfWork, organisations, phrases

WORK = PieceOfWork(
    key="x", title="X", summary="", stage="idea", lead="A", days_ago=9, words={"place": "Elm Row"}
)
GATHERING = WORK.model_copy(update={"gathering": True})


def test_every_core_question_has_phrases_for_every_level(app: Flask) -> None:
    core, _overlays = app.extensions["icf_plugins"].registry.packs(())
    names = {
        question.key.removeprefix(f"{CORE}:")
        for section in core.sections
        if section.instrument == PLANNING
        for question in section.questions
    }

    found = phrases()

    assert set(found) == {*names, "actions"}
    for name in names:
        assert set(found[name]) == set(LEVELS)
        for pile in found[name].values():
            assert any(one.fits(WORK) for one in pile), name
            assert any(one.fits(GATHERING) for one in pile), name


def test_a_deck_deals_all_phrases_before_one_comes_again() -> None:
    deck = Deck({"q": {"todo": _phrases("{Place} one", "two", "three")}}, seed=1)

    dealt = [deck.deal("q", "todo", WORK) for _ in range(6)]

    assert set(dealt[:3]) == set(dealt[3:]) == {"Elm Row one", "two", "three"}


def test_a_phrase_for_gatherings_is_kept_from_other_work() -> None:
    pile = [*_phrases("of any kind"), Phrase(text="with tea", gathering=True)]
    deck = Deck({"q": {"todo": pile}}, seed=1)

    assert {deck.deal("q", "todo", WORK) for _ in range(4)} == {"of any kind"}
    assert deck.deal("q", "todo", GATHERING) == "with tea"


def test_another_seed_deals_in_another_order() -> None:
    texts = {"q": {"todo": _phrases(*map(str, range(20)))}}

    one, other = ([deck.deal("q", "todo", WORK) for _ in range(20)] for deck in
                  (Deck(texts, 1), Deck(texts, 2)))  # fmt: skip

    assert one != other
    assert sorted(one) == sorted(other)


def test_on_any_day_of_the_year_all_that_happens_lies_in_the_past() -> None:
    days = [date(2027, 1, 1) + timedelta(days=number) for number in range(800)]
    works = [work for one in organisations() for work in one.work]

    late = [
        (work.key, today)
        for work in works
        for today in days
        if working_day(work.first_day(today) + timedelta(days=work.last_day)) >= today
    ]

    assert late == []


def test_work_that_has_no_time_to_happen_is_refused() -> None:
    with pytest.raises(ValidationError, match="too few"):
        PieceOfWork.model_validate(
            {
                "key": "x",
                "title": "X",
                "summary": "",
                "stage": "idea",
                "lead": "A",
                "days_ago": 5,
                "deleted_after": 4,
            }
        )


def test_everybody_who_is_named_belongs_to_the_organisation() -> None:
    for organisation in organisations():
        known = {one.name for one in organisation.people}
        for work in organisation.work:
            rounds = [one for checklist in work.checklists for one in checklist.rounds()]
            signers = {one.signed.by for one in rounds if one.signed}
            assert {work.lead, *signers, *(one.by for one in rounds)} <= known, work.key


def test_a_clock_goes_forwards_and_keeps_to_working_days() -> None:
    clock = Clock(date(2026, 5, 2), Random(1))

    first = clock.tick()
    clock.day(3)
    second = clock.tick()

    assert first.date() == date(2026, 5, 4)
    assert second.date() == date(2026, 5, 5)
    clock.day(0)
    assert clock.now == second


def _phrases(*texts: str) -> list[Phrase]:
    return [Phrase(text=text) for text in texts]
