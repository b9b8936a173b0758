"""Last year's answers beside this year's: copied one by one or all, and checked by somebody."""

from typing import Any

import pytest
from flask import Flask

from icf.assessments.saving import copy_empty, copy_last_time
from icf.assessments.service import delete_assessment, reopen
from icf.db import db
from icf.errors import NotFound
from icf.plans.signing import obstacles, sign_off
from tests.desk import NOW, Desk, posted
from tests.own_questions import BENCHES, CROSSING, KEY, LAMPS, LIGHTS, publish, switch_own
from tests.selfeval.conftest import start
from tests.support import Somewhere

ACTIONS = "icf:self-connecting-actions"
MEASURES = "icf:self-connecting-measures"
ALIGNMENT = "icf:self-connecting-alignment"


def this_year(desk: Desk) -> Desk:
    """Next year's self-evaluation, with three answers of last year beside it."""
    desk.save(
        posted(ACTIONS, "We walked two wards."),
        posted(MEASURES, "A diary."),
        posted(ALIGNMENT, "3", words="So say two partners."),
    )
    desk.assessment_id = start(desk, "2027/28")
    return desk


def copy_all(desk: Desk) -> int:
    copied: int = desk.call(copy_empty, desk.plugins, desk.sheet())
    return copied


def test_one_answer_is_copied_and_says_so_until_it_is_saved(yearly: Desk) -> None:
    desk = this_year(yearly)

    desk.call(copy_last_time, desk.plugins, desk.sheet(), ALIGNMENT, checked=False)
    copied = desk.sheet().answers[ALIGNMENT]
    desk.save(posted(ALIGNMENT, "3", version=1, words="So say two partners."))

    assert (copied.value, copied.words, copied.copied) == ("3", "So say two partners.", True)
    assert not desk.sheet().answers[ALIGNMENT].copied


def test_copying_all_leaves_alone_what_is_answered(yearly: Desk) -> None:
    desk = this_year(yearly)
    desk.save(posted(ACTIONS, "We walked four wards."))

    copied = copy_all(desk)

    answers = desk.sheet().answers
    assert copied == 2
    assert answers[ACTIONS].value == "We walked four wards."
    assert not answers[ACTIONS].copied
    assert answers[MEASURES].copied
    assert answers[ALIGNMENT].copied
    assert copy_all(desk) == 0


def test_copies_are_listed_to_be_looked_at_one_by_one(yearly: Desk, signed_in: Any) -> None:
    desk = this_year(yearly)
    copy_all(desk)
    desk.save(posted(ACTIONS, "We walked two wards.", version=1))
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)

    main = signed_in("lead", organisation=here).page(f"/checklists/{desk.assessment_id}").main

    listed = [link["href"] for link in main.select("#copied a")]
    at = f"/checklists/{desk.assessment_id}/questions/"
    assert "2 answers are copied, not checked" in main.get_text()
    assert listed == [at + MEASURES, at + ALIGNMENT]
    assert main.select_one(".govuk-task-list__link")["href"] == at + MEASURES


def test_a_section_that_is_answered_by_copies_alone_wants_somebody_to_go_on(
    yearly: Desk, signed_in: Any
) -> None:
    desk = yearly
    section = desk.sheet().main_sections[0]
    desk.save(*(posted(one.key, "3") for one in section.questions))
    desk.assessment_id = start(desk, "2027/28", copies=True)
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)

    main = signed_in("lead", organisation=here).page(f"/checklists/{desk.assessment_id}").main

    assert "Go on: Connecting" in main.get_text()


def test_unchecked_copies_block_signing_off_and_not_saving(yearly: Desk) -> None:
    desk = this_year(yearly)
    copy_all(desk)

    outcome = desk.save(posted("icf:self-learned", "It slowed us down, and that was good."))
    in_the_way = obstacles(desk.sheet())

    assert outcome.is_complete
    assert [(one.what, one.number) for one in in_the_way] == [("copied", 3)]


def test_a_reopened_one_still_has_last_year_beside_it(yearly: Desk) -> None:
    last_year = yearly.assessment_id
    desk = this_year(yearly)
    desk.save(posted(ACTIONS, "We walked four wards."))
    desk.call(sign_off, desk.sheet(), "Ada", "Lead", {})

    again = desk.call(reopen, desk.plugins, desk.assessment_id)

    assert desk.sheet(again).record.copied_from_id == last_year
    assert desk.sheet(again).record.period == "2027/28"


def test_whoever_may_not_answer_copies_nothing(app: Flask, yearly: Desk, signed_in: object) -> None:
    desk = this_year(yearly)
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    viewer = signed_in("viewer", organisation=here, name="Vi").actor  # type: ignore[operator]
    sheet = desk.sheet()

    copied = desk.run(lambda: copy_empty(db.session, viewer, NOW, desk.plugins, sheet))

    assert copied == 0


RATED = (
    "{key: walk, text: How is the walk?, kind: choice, "
    "choices: [{key: good, label: Good}, {key: bad, label: Bad}]}"
)
RATED_ANEW = RATED.replace("bad, label: Bad", "poor, label: Poor")


def asks(desk: Desk, version: str, *questions: str, aliases: str = "") -> None:
    """The organisation's own questions of the self-evaluation, in this version from now on."""
    made = publish(desk, version, questions, aliases=aliases, instrument="self_evaluation")
    switch_own(desk, made)


def a_year_later(desk: Desk, *questions: str, aliases: str = "") -> Desk:
    """Last year the lights, the crossing and the walk were asked about; this year these."""
    asks(desk, "1.0.0", LIGHTS, CROSSING, RATED)
    desk.assessment_id = start(desk, "2027/28")
    desk.save(
        posted(f"{KEY}:lights", "yes"), posted(f"{KEY}:crossing", "no"),
        posted(f"{KEY}:walk", "bad"),
    )  # fmt: skip
    asks(desk, "2.0.0", *questions, aliases=aliases)
    desk.assessment_id = start(desk, "2028/29")
    return desk


def street(desk: Desk, signed_in: Any) -> Any:
    """The page of the section, as a lead sees it."""
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    browser = signed_in("lead", organisation=here, name="Bo")
    return browser.page(f"/checklists/{desk.assessment_id}/sections/{KEY}:street").main


def test_an_answer_stands_beside_the_question_that_took_the_place_of_its_own(
    yearly: Desk, signed_in: Any
) -> None:
    reworded = CROSSING.replace("Can everybody cross?", "Can people with prams cross?")
    desk = a_year_later(yearly, LAMPS, reworded, RATED, aliases="{lights: lamps}")

    lamps, crossing, _walk = street(desk, signed_in).select(".icf-question")
    copied = copy_all(desk)

    assert "Last time: 2027/28" in lamps.get_text()
    assert "in other words" not in lamps.get_text()
    assert "It was asked in other words then: “Can everybody cross?”" in crossing.get_text()
    assert copied == 3
    assert desk.sheet().answers[f"{KEY}:lamps"].value == "yes"


def test_what_is_not_asked_any_more_is_read_at_the_end_of_its_section(
    yearly: Desk, signed_in: Any
) -> None:
    desk = a_year_later(yearly, CROSSING, BENCHES, RATED)

    gone = street(desk, signed_in).select_one("#asked-before").get_text(" ", strip=True)

    assert "Asked last time, not this time: 1 answer" in gone
    assert "Are the lights working? Yes" in gone
    assert "Can everybody cross?" not in gone


def test_an_answer_among_other_choices_is_read_and_not_copied(yearly: Desk, signed_in: Any) -> None:
    desk = a_year_later(yearly, LIGHTS, CROSSING, RATED_ANEW)

    walk = street(desk, signed_in).select(".icf-question")[2]
    copied = copy_all(desk)

    assert "Bad" in walk.get_text()
    assert "The answers to choose from were others then" in walk.get_text()
    assert walk.select_one("button[value^=copy]") is None
    assert copied == 2
    with pytest.raises(NotFound):
        desk.call(copy_last_time, desk.plugins, desk.sheet(), f"{KEY}:walk")


def test_a_year_that_begins_with_copies_leaves_out_what_no_longer_fits(yearly: Desk) -> None:
    desk = a_year_later(yearly, LAMPS, CROSSING, RATED_ANEW, aliases="{lights: lamps}")
    desk.save(posted(f"{KEY}:walk", "good"))
    asks(desk, "3.0.0", LAMPS, CROSSING, RATED)

    desk.assessment_id = start(desk, "2029/30", copies=True)

    assert f"{KEY}:walk" not in desk.sheet().answers


def test_last_years_answers_go_with_it_when_it_is_deleted(yearly: Desk, signed_in: Any) -> None:
    desk = this_year(yearly)
    earlier = desk.sheet().record.copied_from_id
    desk.call(delete_assessment, earlier)
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)

    page = signed_in("lead", organisation=here).page(
        f"/checklists/{desk.assessment_id}/questions/{ACTIONS}"
    )

    assert "We walked two wards." not in page.get_text()
    assert copy_all(desk) == 0
