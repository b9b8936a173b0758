"""The files of the example: everything in them fits the framework and any day of the year."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from flask import Flask
from pydantic import ValidationError

from icf.core.questionnaire import CORE, PLANNING
from icf.example.answers import LEVELS, Deck
from icf.example.clock import Clock, working_day
from icf.example.content import Phrase, PieceOfWork, organisations, phrases
from icf.example.cycle_dates import cycle_dates
from icf.example.year_content import (
    SelfEvaluation,
    annual_cycles,
    implementation_plans,
    self_evaluations,
)

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


def test_on_any_day_three_years_of_meetings_lie_a_year_apart_and_the_last_day_has_just_gone() -> (
    None
):
    for number in range(0, 1500, 3):
        today = date(2026, 1, 1) + timedelta(days=number)

        years = cycle_dates(today)

        assert [later.meets_on - one.meets_on for one, later in pairwise(years)] == [
            timedelta(weeks=52)
        ] * 2
        assert years[-1].due < today < years[-1].meets_on, today
        for one in years:
            assert working_day(one.meets_on) == one.meets_on
            assert one.opens < one.due < one.meets_on


def test_what_is_sent_is_written_while_its_cycle_is_open_and_signed_off_before() -> None:
    longest = max(one.before for every in self_evaluations().values() for one in every)
    shortest = min(
        (one.due - one.opens).days
        for number in range(0, 1500, 7)
        for one in cycle_dates(date(2026, 1, 1) + timedelta(days=number))
    )
    sent = {
        (years_ago, part.name): part.sends
        for years_ago, year in zip((2, 1, 0), annual_cycles().years, strict=True)
        for part in year.organisations
        if part.sends is not None and not part.nil
    }
    signed = {
        (one.year, name): one.before - one.signed.after
        for name, every in self_evaluations().items()
        for one in every
        if one.signed and not one.service
    }

    assert longest < shortest
    assert all(signed[where] > days for where, days in sent.items())


def test_everybody_who_writes_in_the_years_belongs_to_the_organisation() -> None:
    known = {one.name: {person.name for person in one.people} for one in organisations()}

    for name, every in self_evaluations().items():
        signers = {one.signed.by for one in every if one.signed}
        assert {*(one.by for one in every), *signers} <= known[name]
    for name, plans in implementation_plans().items():
        assert {one.by for one in plans} <= known[name]
    for year in annual_cycles().years:
        assert {part.name for part in year.organisations} == set(known)


def test_this_years_actions_cannot_have_become_anything_yet() -> None:
    this_year = {"year": 0, "before": 30, "by": "A"}
    became = [{"after": 9, "status": "done", "words": "Done."}]

    with pytest.raises(ValidationError, match="nothing has become"):
        SelfEvaluation.model_validate({**this_year, "actions": [{"what": "X", "became": became}]})


def test_a_clock_goes_forwards_and_keeps_to_working_days() -> None:
    clock = Clock(date(2026, 5, 2), Random(1))

    first = clock.tick()
    clock.day(4)
    second = clock.tick()

    assert first.date() == date(2026, 5, 5), "Monday the 4th is a bank holiday"
    assert second.date() == date(2026, 5, 6)
    clock.day(0)
    assert clock.now == second


def _phrases(*texts: str) -> list[Phrase]:
    return [Phrase(text=text) for text in texts]
