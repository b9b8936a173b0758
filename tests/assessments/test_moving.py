"""Rehearsing other questions for open checklists, carrying them out, and undoing."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from icf.assessments import service
from icf.assessments.models import AnswerHistory, Assessment, StoredSectionResult
from icf.assessments.moving.carry_out import carry_out, undo
from icf.assessments.moving.models import MovedAssessment
from icf.assessments.moving.notice import newer_questions
from icf.assessments.moving.patches import take_patches
from icf.assessments.moving.rehearse import Rehearsal, rehearse
from icf.assessments.moving.retired import no_longer_asked
from icf.assessments.moving.switching import with_own_version
from icf.assessments.sheet import Sheet, load
from icf.assessments.stored_results import section_results
from icf.audit import AuditEntry
from icf.db import db, write
from icf.errors import Conflict, InvalidInput, NotAllowed, NotFound
from icf.packs.models import OwnVersion
from icf.packs.selection import Selection, selection
from icf.web.actor import Actor
from icf.work.service import start_work
from tests.desk import NOW, WHO, Desk, posted
from tests.own_questions import (
    BENCHES,
    CROSSING,
    KEY,
    LAMPS,
    LIGHTS,
    MINE,
    publish,
    switch_own,
)

LAMPS_KEY = f"{KEY}:lamps"


@pytest.fixture
def first(desk: Desk) -> int:
    """The first version of our own questions is on, and the checklist asks them."""
    version = publish(desk, "1.0.0", [LIGHTS, CROSSING])
    switch_own(desk, version)
    desk.assessment_id = another(desk)
    return version


def another(desk: Desk, depth: str = "quick") -> int:
    found: int = desk.call(service.start_assessment, desk.plugins, desk.work_id, depth)
    return found


def tried(desk: Desk, version: int, on: bool = True) -> Rehearsal:
    def work(session: Any, actor: Actor, _now: Any) -> Rehearsal:
        chosen = selection(session, actor.organisation_id)
        return rehearse(
            session, actor, desk.plugins, with_own_version(session, chosen, version, on)
        )

    found: Rehearsal = desk.call(work)
    return found


def newer(desk: Desk) -> int:
    found: int = desk.call(
        lambda session, actor, _now: newer_questions(session, actor, desk.plugins)
    )
    return found


def said(sheet: Sheet) -> dict[str, tuple[Any, str]]:
    return {key: (answer.value, answer.words) for key, answer in sheet.answers.items()}


def results_are_a_recount(desk: Desk, assessment_id: int) -> bool:
    sheet = desk.sheet(assessment_id)
    counted = section_results(
        sheet.questionnaire, "planning", sheet.record.depth, sheet.answers,
        desk.plugins.registry.kinds(None),
    )  # fmt: skip
    rows = desk.run(
        lambda: db.session.scalars(
            sa.select(StoredSectionResult).where(StoredSectionResult.assessment_id == assessment_id)
        ).all()
    )
    stored = {row.section: (row.asked, row.answered, row.unanswered) for row in rows}
    return stored == {one.section: (one.asked, one.answered, one.unanswered) for one in counted}


def verdicts(rehearsal: Rehearsal) -> dict[int, str]:
    return {one.id: one.verdict for one in rehearsal.checklists}


def test_a_rehearsal_changes_nothing_and_judges_each_open_checklist(desk: Desk, first: int) -> None:
    answered = desk.assessment_id
    desk.save(posted(MINE, "yes"))
    unanswered = another(desk)
    before = desk.sheet(answered).record.digest

    found = tried(desk, publish(desk, "2.0.0", [CROSSING, BENCHES]))

    assert verdicts(found)[answered] == "needs_you"
    assert verdicts(found)[unanswered] == "compatible"
    assert found.checklists[0].upgrade.answers_touched == (MINE,)
    assert desk.sheet(answered).record.digest == before


def test_signed_and_deleted_checklists_and_those_of_others_are_not_judged(
    desk: Desk, first: int, signed_in: Any, make_organisation: Any
) -> None:
    signed, deleted = another(desk), another(desk)
    sign(desk, signed)
    desk.call(service.delete_assessment, deleted)
    elsewhere = Desk(
        desk.app, signed_in("lead", organisation=make_organisation("Elsewhere")).actor, 0, 0
    )
    elsewhere.work_id = elsewhere.call(start_work, {"title": "Theirs"})
    theirs = another(elsewhere)

    found = verdicts(tried(desk, publish(desk, "2.0.0", [BENCHES])))

    assert not {signed, deleted, theirs} & found.keys()


def sign(desk: Desk, assessment_id: int) -> None:
    def work(session: Any, actor: Actor, now: Any) -> None:
        with write() as session:
            service.mark_signed(session, actor, now, assessment_id, "Ada", "Lead")

    desk.call(work)


def test_checklists_stay_as_they_are_unless_somebody_says_otherwise(desk: Desk, first: int) -> None:
    desk.save(posted(MINE, "yes"))
    before = desk.sheet()

    switch_own(desk, publish(desk, "2.0.0", [CROSSING, BENCHES]))

    assert desk.sheet() == before
    assert f"{KEY}:benches" in desk.sheet(another(desk)).index.question


def test_bringing_in_keeps_every_question_and_adds_the_new_ones(desk: Desk, first: int) -> None:
    desk.save(posted(MINE, "yes", words="All of them"))

    switch_own(desk, publish(desk, "2.0.0", [CROSSING, BENCHES]), "bring_in")

    sheet = desk.sheet()
    own = [key for key in sheet.index.question if key.startswith(KEY)]
    assert own == [MINE, f"{KEY}:crossing", f"{KEY}:benches"]
    assert said(sheet)[MINE] == ("yes", "All of them")
    assert results_are_a_recount(desk, sheet.id)


def test_moving_asks_the_new_questions_and_leaves_the_answers_to_old_ones_readable(
    desk: Desk, first: int
) -> None:
    desk.save(posted(MINE, "yes", words="All of them"))

    switch_own(desk, publish(desk, "2.0.0", [CROSSING, BENCHES]), "move")

    sheet = desk.sheet()
    assert MINE not in sheet.index.question
    assert f"{KEY}:benches" in sheet.index.question
    (gone,) = desk.call(lambda session, actor, _now: no_longer_asked(session, actor, sheet, True))
    assert gone.question.text.original == "Are the lights working?"
    assert (gone.answer.displayed, gone.answer.words) == ("Yes", "All of them")
    assert [version.words for version, _name in gone.versions] == ["All of them"]
    assert not gone.is_seen_by_partners()
    assert results_are_a_recount(desk, sheet.id)


def test_a_renamed_questions_answer_stands_under_its_new_name_too(desk: Desk, first: int) -> None:
    desk.save(posted(MINE, "yes", words="All of them"))
    newest = publish(desk, "2.0.0", [LAMPS, CROSSING], aliases="{lights: lamps}")
    assert verdicts(tried(desk, newest))[desk.assessment_id] == "compatible"

    switch_own(desk, newest, "move")

    sheet = desk.sheet()
    assert said(sheet)[LAMPS_KEY] == said(sheet)[MINE] == ("yes", "All of them")
    assert sheet.edited[LAMPS_KEY].version == 1
    assert desk.call(lambda s, a, _n: no_longer_asked(s, a, sheet)) == ()
    assert history_of(desk, LAMPS_KEY) == ["All of them"]
    assert results_are_a_recount(desk, sheet.id)


def history_of(desk: Desk, key: str) -> list[str]:
    statement = (
        sa.select(AnswerHistory.words)
        .where(AnswerHistory.assessment_id == desk.assessment_id, AnswerHistory.question == key)
        .order_by(AnswerHistory.version)
    )
    return list(desk.run(lambda: db.session.scalars(statement).all()))


def test_single_checklists_can_have_a_choice_of_their_own(desk: Desk, first: int) -> None:
    one, other = desk.assessment_id, another(desk)
    newest = publish(desk, "2.0.0", [CROSSING, BENCHES])

    switch_own(desk, newest, "move", exceptions={other: "stay"})

    assert f"{KEY}:benches" in desk.sheet(one).index.question
    assert f"{KEY}:benches" not in desk.sheet(other).index.question


def test_undoing_puts_questions_answers_and_switches_back(desk: Desk, first: int) -> None:
    desk.save(posted(MINE, "yes", words="All of them"))
    before = desk.sheet()
    newest = publish(desk, "2.0.0", [LAMPS, BENCHES], aliases="{lights: lamps}")
    move = switch_own(desk, newest, "move")

    done = desk.call(undo, desk.plugins, move)

    after = desk.sheet()
    assert (done.back, done.left) == (2, 0)
    assert after.questionnaire == before.questionnaire
    assert said(after)[MINE] == said(before)[MINE]
    assert after.edited[MINE].version == before.edited[MINE].version
    assert on(desk) == Selection(own=frozenset({first}))
    assert results_are_a_recount(desk, after.id)
    assert desk.call(lambda s, a, _n: no_longer_asked(s, a, after)) == ()


def on(desk: Desk) -> Selection:
    found: Selection = desk.call(lambda s, actor, _n: selection(s, actor.organisation_id))
    return found


def test_undoing_loses_nothing_that_was_typed_since(desk: Desk, first: int) -> None:
    newest = publish(desk, "2.0.0", [LAMPS, BENCHES], aliases="{lights: lamps}")
    desk.save(posted(MINE, "yes", words="All of them"))
    move = switch_own(desk, newest, "move")
    desk.save(posted(LAMPS_KEY, "no", 1, words="One is broken"), posted(f"{KEY}:benches", "4"))

    desk.call(undo, desk.plugins, move)

    sheet = desk.sheet()
    assert said(sheet)[MINE] == ("no", "One is broken")
    assert history_of(desk, MINE) == ["All of them", "One is broken"]
    (gone,) = desk.call(lambda s, a, _n: no_longer_asked(s, a, sheet))
    assert (gone.question.key, gone.answer.value) == (f"{KEY}:benches", 4)


def test_an_answer_given_only_after_the_move_goes_back_under_the_old_name(
    desk: Desk, first: int
) -> None:
    newest = publish(desk, "2.0.0", [LAMPS], aliases="{lights: lamps}")
    move = switch_own(desk, newest, "move")
    desk.save(posted(LAMPS_KEY, "no", words="One is broken"))

    desk.call(undo, desk.plugins, move)

    assert said(desk.sheet())[MINE] == ("no", "One is broken")


def test_going_back_to_the_version_before_reads_renames_backwards(desk: Desk, first: int) -> None:
    desk.save(posted(MINE, "yes", words="All of them"))
    switch_own(desk, publish(desk, "2.0.0", [LAMPS], aliases="{lights: lamps}"), "move")
    desk.save(posted(LAMPS_KEY, "no", 1, words="One is broken"))

    switch_own(desk, first, "move")

    assert said(desk.sheet())[MINE] == ("no", "One is broken")


def test_a_checklist_that_was_signed_or_moved_on_since_is_left_alone(
    desk: Desk, first: int
) -> None:
    one, other = desk.assessment_id, another(desk)
    move = switch_own(desk, publish(desk, "2.0.0", [BENCHES]), "move")
    sign(desk, one)
    switch_own(desk, publish(desk, "3.0.0", [BENCHES, LIGHTS]), "move")
    before = [desk.sheet(one), desk.sheet(other)]

    done = desk.call(undo, desk.plugins, move)

    assert (done.back, done.left) == (0, 3)
    assert [desk.sheet(one), desk.sheet(other)] == before


def test_what_somebody_switched_on_since_stays_on(desk: Desk, first: int) -> None:
    move = switch_own(desk, publish(desk, "2.0.0", [BENCHES]))
    third = publish(desk, "3.0.0", [BENCHES, LIGHTS])
    switch_own(desk, third)

    desk.call(undo, desk.plugins, move)

    assert on(desk) == Selection(own=frozenset({third}))


def test_a_move_is_undone_once_and_only_by_its_organisation(
    desk: Desk, first: int, signed_in: Any, make_organisation: Any
) -> None:
    move = switch_own(desk, publish(desk, "2.0.0", [BENCHES]))
    elsewhere = signed_in("lead", organisation=make_organisation("Elsewhere")).actor
    theirs = Desk(desk.app, elsewhere, 0, 0)

    with pytest.raises(NotFound):
        theirs.call(undo, desk.plugins, move)
    desk.call(undo, desk.plugins, move)
    with pytest.raises(Conflict):
        desk.call(undo, desk.plugins, move)


def test_a_size_that_has_gone_becomes_the_nearest_and_comes_back_by_undoing(desk: Desk) -> None:
    asked = ", ".join(core_quick(desk))
    tiny = f"depths:\n  - {{key: tiny, title: Tiny, minutes: 5, questions: [{asked}]}}\n"
    first = publish(desk, "1.0.0", [LIGHTS], more=tiny)
    switch_own(desk, first)
    desk.assessment_id = another(desk, f"{KEY}:tiny")
    newest = publish(desk, "2.0.0", [LIGHTS])
    judged = next(one for one in tried(desk, newest).checklists if one.id == desk.assessment_id)
    assert (judged.verdict, judged.nearest_depth) == ("needs_you", "quick")

    move = switch_own(desk, newest, "move")
    assert desk.sheet().record.depth == "quick"
    desk.call(undo, desk.plugins, move)

    assert desk.sheet().record.depth == f"{KEY}:tiny"


def core_quick(desk: Desk) -> list[str]:
    return [one.key for section in desk.sheet().main_sections for one in section.questions]


def test_a_finished_section_that_asks_more_is_open_again_until_that_is_undone(
    desk: Desk, first: int
) -> None:
    section = f"{KEY}:street"
    desk.call(service.finish_section, desk.assessment_id, section, True)
    desk.call(service.finish_section, desk.assessment_id, "icf:connecting", True)

    move = switch_own(desk, publish(desk, "1.1.0", [LIGHTS, CROSSING, BENCHES]), "bring_in")

    assert desk.sheet().finished == {"icf:connecting"}
    desk.call(undo, desk.plugins, move)
    assert desk.sheet().finished == {"icf:connecting", section}


def test_a_signed_checklist_never_changes(desk: Desk, first: int) -> None:
    desk.save(posted(MINE, "yes"))
    sign(desk, desk.assessment_id)
    before = desk.sheet()

    for choice, version in (("bring_in", "2.0.0"), ("move", "3.0.0")):
        switch_own(desk, publish(desk, version, [BENCHES]), choice)

    assert desk.sheet() == before


def test_a_choice_made_from_another_page_than_todays_is_a_conflict_and_changes_nothing(
    desk: Desk, first: int
) -> None:
    newest = publish(desk, "2.0.0", [BENCHES])

    with pytest.raises(Conflict):
        switch_own(desk, newest, "move", seen="0" * 64)

    assert on(desk) == Selection(own=frozenset({first}))
    assert MINE in desk.sheet().index.question


def test_only_those_who_may_switch_add_ons_can_move_checklists(
    desk: Desk, first: int, colleague: Actor
) -> None:
    def work(session: Any, _actor: Actor, now: Any) -> None:
        carry_out(session, colleague, now, desk.plugins, Selection())

    with pytest.raises(NotAllowed):
        desk.call(work)


def test_a_choice_that_there_is_not_is_refused(desk: Desk, first: int) -> None:
    with pytest.raises(InvalidInput):
        switch_own(desk, first, "vanish")


def test_a_correction_is_taken_by_open_checklists_and_not_by_signed_ones(
    desk: Desk, first: int
) -> None:
    signed = another(desk)
    sign(desk, signed)
    desk.save(posted(MINE, "yes"))
    better = LIGHTS.replace("working?", "all working?")

    switch_own(desk, publish(desk, "1.0.1", [better, CROSSING], meaning_unchanged=True))

    assert words_of(desk, desk.assessment_id) == "Are the lights all working?"
    assert words_of(desk, signed) == "Are the lights working?"
    assert said(desk.sheet())[MINE] == ("yes", "")
    assert newer(desk) == 0
    assert "corrections taken" in audited(desk)


def words_of(desk: Desk, assessment_id: int) -> str:
    return desk.sheet(assessment_id).index.question[MINE].text.original


def audited(desk: Desk) -> list[str]:
    return list(desk.run(lambda: db.session.scalars(sa.select(AuditEntry.what)).all()))


def test_a_correction_that_is_not_marked_so_is_not_taken_unasked(desk: Desk, first: int) -> None:
    better = LIGHTS.replace("working?", "all working?")

    switch_own(desk, publish(desk, "1.0.1", [better, CROSSING]))

    assert words_of(desk, desk.assessment_id) == "Are the lights working?"


def test_a_move_can_be_undone_after_a_correction_was_taken(desk: Desk, first: int) -> None:
    move = switch_own(desk, publish(desk, "2.0.0", [CROSSING, BENCHES]), "move")
    better = BENCHES.replace("are there?", "are there now?")
    switch_own(desk, publish(desk, "2.0.1", [CROSSING, better], meaning_unchanged=True))

    done = desk.call(undo, desk.plugins, move)

    assert (done.back, done.left) == (2, 0)
    assert MINE in desk.sheet().index.question


def test_taking_corrections_twice_takes_nothing_the_second_time(desk: Desk, first: int) -> None:
    version = publish(
        desk, "1.0.1", [LIGHTS.replace("working?", "lit?"), CROSSING], meaning_unchanged=True
    )

    def switched_by_hand(session: Any, actor: Actor, now: Any) -> list[int]:
        with write() as session:
            session.get(OwnVersion, first).is_on = False
            session.get(OwnVersion, version).is_on = True
            session.flush()
            return [
                take_patches(session, now, desk.plugins, actor.organisation_id) for _ in range(2)
            ]

    assert desk.call(switched_by_hand) == [1, 0]


def test_newer_questions_are_counted_until_somebody_has_decided(desk: Desk, first: int) -> None:
    assert newer(desk) == 0
    desk.call(turned_on_by_hand, first, publish(desk, "2.0.0", [BENCHES]))
    assert newer(desk) == 2

    switch_own(desk, next(iter(on(desk).own)), "stay")

    assert newer(desk) == 0


def turned_on_by_hand(session: Any, _actor: Actor, _now: Any, off: int, on: int) -> None:
    """As an upgrade of the installation would: there is something newer, and nobody was asked."""
    with write() as session:
        session.get(OwnVersion, off).is_on = False
        session.get(OwnVersion, on).is_on = True


def test_everything_that_became_of_a_checklist_is_written_down(desk: Desk, first: int) -> None:
    one = desk.assessment_id
    move = switch_own(desk, publish(desk, "2.0.0", [LAMPS], aliases="{lights: lamps}"), "move")

    row = desk.run(lambda: db.session.get(MovedAssessment, (move, one)))

    assert (row.choice, row.renamed) == ("move", {MINE: LAMPS_KEY})
    assert row.to_digest == desk.sheet(one).record.digest
    assert "questions moved" in audited(desk)


def test_a_save_that_meets_a_move_under_way_counts_by_the_new_questions(
    desk: Desk, first: int
) -> None:
    """The move comes between reading the checklist and taking it: the save reads it afresh."""
    newest = publish(desk, "2.0.0", [CROSSING, BENCHES])
    kinds = dict(desk.plugins.registry.kinds(None))

    class Moving(dict[str, Any]):
        moved = False

        def get(self, key: str, default: Any = None) -> Any:
            if not self.moved:
                self.moved = True
                switch_own_inside(desk, newest)
            return super().get(key, default)

    def work(session: Any, actor: Actor, now: Any) -> Any:
        from icf.assessments.saving import save_answers

        return save_answers(
            session,
            actor,
            now,
            Moving(kinds),
            desk.assessment_id,
            [posted(f"{KEY}:crossing", "yes")],
        )

    outcome = desk.call(work)

    assert outcome.is_complete
    assert f"{KEY}:benches" in desk.sheet().index.question
    assert results_are_a_recount(desk, desk.assessment_id)


def switch_own_inside(desk: Desk, version: int) -> None:
    """The same, within the request that is going on."""
    session = db.session
    chosen = with_own_version(
        session, selection(session, desk.actor.organisation_id), version, True
    )
    carry_out(session, desk.actor, NOW + timedelta(minutes=1), desk.plugins, chosen, "move")


def test_a_new_checklist_of_a_copied_one_keeps_what_is_asked(desk: Desk, first: int) -> None:
    desk.save(posted(MINE, "yes"), posted(WHO, "partly"))
    switch_own(desk, publish(desk, "2.0.0", [CROSSING]), "move")

    copy = desk.call(
        service.start_assessment, desk.plugins, desk.work_id, "quick", desk.assessment_id
    )

    assert said(desk.sheet(copy)) == {WHO: ("partly", "")}


def test_a_reopened_checklist_still_shows_what_is_no_longer_asked(desk: Desk, first: int) -> None:
    desk.save(posted(MINE, "yes"))
    switch_own(desk, publish(desk, "2.0.0", [CROSSING]), "move")
    sign(desk, desk.assessment_id)

    again = desk.call(service.reopen, desk.plugins, desk.assessment_id)

    sheet = desk.call(lambda s, a, _n: load(s, a, again))
    (gone,) = desk.call(lambda s, a, _n: no_longer_asked(s, a, sheet))
    assert gone.question.key == MINE


def test_counts_of_assessments_do_not_keep_sections_that_have_gone(desk: Desk, first: int) -> None:
    switch_own(desk, first, "move", on=False)

    sections = desk.run(
        lambda: set(
            db.session.scalars(
                sa.select(StoredSectionResult.section).where(
                    StoredSectionResult.assessment_id == desk.assessment_id
                )
            )
        )
    )

    assert f"{KEY}:street" not in sections
    assert desk.run(lambda: db.session.get(Assessment, desk.assessment_id)).depth == "quick"
