"""The save contract: what is replied as saved is stored, and nobody overwrites anybody silently."""

import threading

import pytest
import sqlalchemy as sa

from icf.assessments import service
from icf.assessments.models import AnswerHistory, StoredSectionResult
from icf.assessments.stored_results import section_results
from icf.db import db
from icf.errors import Conflict, NotFound
from tests.desk import CHANNELS, WHO, posted


def history(desk, key=WHO):
    def read():
        rows = db.session.scalars(
            sa.select(AnswerHistory)
            .where(AnswerHistory.question == key)
            .order_by(AnswerHistory.version)
        )
        return [(row.version, row.words) for row in rows]

    return desk.run(read)


def stored_results(desk):
    def read():
        rows = db.session.scalars(
            sa.select(StoredSectionResult).where(
                StoredSectionResult.assessment_id == desk.assessment_id
            )
        )
        return {row.section: (row.asked, row.answered, row.unanswered, row.levels) for row in rows}

    return desk.run(read)


def recomputed_results(desk):
    sheet = desk.sheet()
    results = section_results(
        sheet.questionnaire,
        sheet.record.instrument,
        sheet.record.depth,
        sheet.answers,
        desk.plugins.registry.kinds(),
    )
    return {
        result.section: (result.asked, result.answered, result.unanswered, dict(result.levels))
        for result in results
    }


def test_a_saved_answer_is_there_when_the_page_is_read_again(desk):
    outcome = desk.save(posted(value="partly", words="We asked the walking group."))

    answer = desk.sheet().answers[WHO]
    assert [one.version for one in outcome.saved] == [1]
    assert (answer.value, answer.words, answer.displayed) == (
        "partly",
        "We asked the walking group.",
        "Partly",
    )


def test_every_version_stays_in_the_history(desk):
    desk.save(posted(value="todo", words="one"))
    desk.save(posted(value="todo", words="two", version=1))
    desk.save(posted(value="partly", words="three", version=2))

    assert history(desk) == [(1, "one"), (2, "two"), (3, "three")]


def test_saving_the_same_again_changes_nothing(desk):
    desk.save(posted(value="todo", words="one"))

    outcome = desk.save(posted(value="todo", words="one", version=1))

    assert [one.version for one in outcome.saved] == [1]
    assert history(desk) == [(1, "one")]


def test_two_editors_of_the_same_version_get_both_texts_back(desk, colleague):
    desk.save(posted(value="todo", words="first"))
    desk.save(posted(value="partly", words="theirs", version=1), actor=colleague)

    outcome = desk.save(posted(value="through", words="mine", version=1))

    clash = outcome.clashes[0]
    assert (clash.who, clash.theirs.words, clash.mine.words) == ("Colleague", "theirs", "mine")
    assert desk.sheet().answers[WHO].words == "theirs"


def test_sound_answers_are_kept_beside_one_that_clashes(desk, colleague):
    desk.save(posted(value="todo", words="first"))
    desk.save(posted(value="partly", words="theirs", version=1), actor=colleague)

    outcome = desk.save(
        posted(value="through", version=1), posted(CHANNELS, value="partly", words="post office")
    )

    assert [one.key for one in outcome.saved] == [CHANNELS]
    assert desk.sheet().answers[CHANNELS].words == "post office"


def test_an_answer_that_the_person_left_alone_does_not_clash(desk, colleague):
    desk.save(posted(value="todo", words="as it was"))
    desk.save(posted(value="partly", words="theirs", version=1), actor=colleague)

    outcome = desk.save(
        posted(value="todo", words="as it was", version=1), posted(CHANNELS, value="through")
    )

    assert outcome.is_complete
    assert desk.sheet().answers[WHO].words == "theirs"


def test_a_save_that_arrives_twice_is_one_save(desk, colleague):
    desk.save(posted(value="todo", words="mine"), save_key="k1")
    desk.save(posted(value="partly", words="theirs", version=1), actor=colleague)

    again = desk.save(posted(value="todo", words="mine"), save_key="k1")

    assert again.is_complete
    assert history(desk) == [(1, "mine"), (2, "theirs")]


def test_going_on_after_a_save_that_arrived_twice_still_clashes_with_what_came_between(
    desk, colleague
):
    desk.save(posted(value="todo", words="mine"), save_key="k1")
    desk.save(posted(value="partly", words="theirs", version=1), actor=colleague)
    again = desk.save(posted(value="todo", words="mine"), save_key="k1")

    outcome = desk.save(posted(value="todo", words="mine and more", version=again.saved[0].version))

    assert [clash.theirs.words for clash in outcome.clashes] == ["theirs"]


def test_the_same_key_with_another_text_is_a_new_save(desk):
    desk.save(posted(value="todo", words="one"), save_key="k1")

    outcome = desk.save(posted(value="todo", words="two", version=1), save_key="k1")

    assert [one.version for one in outcome.saved] == [2]


def test_keeping_mine_writes_on_top_of_theirs(desk, colleague):
    desk.save(posted(value="todo", words="first"))
    desk.save(posted(value="partly", words="theirs", version=1), actor=colleague)

    outcome = desk.save(posted(value="through", words="mine", version=2, keep="mine"))

    assert outcome.is_complete
    assert desk.sheet().answers[WHO].words == "mine"


def test_keeping_theirs_leaves_it_as_it_is(desk, colleague):
    desk.save(posted(value="todo", words="first"))
    desk.save(posted(value="partly", words="theirs", version=1), actor=colleague)

    outcome = desk.save(posted(value="through", words="mine", version=2, keep="theirs"))

    assert outcome.is_complete
    assert desk.sheet().answers[WHO].words == "theirs"


def test_keeping_both_joins_the_words(desk, colleague):
    desk.save(posted(value="todo", words="first"))
    desk.save(posted(value="partly", words="theirs", version=1), actor=colleague)

    desk.save(posted(value="through", words="mine", version=2, keep="both"))

    answer = desk.sheet().answers[WHO]
    assert (answer.value, answer.words) == ("through", "theirs\n\nmine")


def test_a_faulty_answer_is_named_and_the_others_are_kept(desk):
    outcome = desk.save(posted(value="nonsense"), posted(CHANNELS, value="partly"))

    assert [fault.key for fault in outcome.faults] == [WHO]
    assert [one.key for one in outcome.saved] == [CHANNELS]


def test_an_unknown_question_is_refused(desk):
    outcome = desk.save(posted("icf:no-such-question", value="partly"))

    assert "no question" in outcome.faults[0].message


def test_a_blank_that_planning_does_not_offer_is_refused(desk):
    outcome = desk.save(posted(blank="prefer_not"))

    assert "ways shown" in outcome.faults[0].message


def test_a_blank_is_not_an_answer_and_keeps_its_reason(desk):
    desk.save(posted(value="blank:not_relevant", reason="Nobody lives there"))

    sheet = desk.sheet()
    assert sheet.answers[WHO].blank == "not_relevant"
    assert sheet.answers[WHO].reason == "Nobody lives there"
    assert (sheet.progress.answered, sheet.progress.not_relevant) == (0, 1)


def test_words_that_are_too_long_are_refused_and_say_by_how_much(desk):
    outcome = desk.save(posted(value="partly", words="x" * 20_001))

    assert "20,001" in outcome.faults[0].message


def test_a_signed_checklist_takes_no_more_answers(desk):
    desk.save(posted(value="partly"))
    desk.call(lambda *args: sign(*args, desk.assessment_id))

    with pytest.raises(Conflict):
        desk.save(posted(value="through", version=1))

    assert desk.sheet().answers[WHO].value == "partly"


def test_another_organisation_finds_no_such_checklist(desk, signed_in, make_organisation):
    stranger = signed_in("lead", organisation=make_organisation("Elsewhere")).actor

    other = type(desk)(desk.app, stranger, desk.assessment_id, desk.work_id)

    with pytest.raises(NotFound):
        other.save(posted(value="partly"))


def test_stored_results_equal_a_recount_after_every_save(desk):
    for version, value in enumerate(["todo", "partly", "blank:dont_know", "through"]):
        desk.save(
            posted(value=value, version=version), posted(CHANNELS, value=value, version=version)
        )

        assert stored_results(desk) == recomputed_results(desk)


def test_of_many_writers_of_one_version_exactly_one_wins(desk):
    desk.save(posted(value="todo", words="start"))
    outcomes = []

    def write_one(number):
        outcomes.append(desk.save(posted(value="partly", words=f"writer {number}", version=1)))

    threads = [threading.Thread(target=write_one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    winners = [outcome for outcome in outcomes if outcome.is_complete]
    assert len(winners) == 1
    assert len(outcomes) == 6
    assert [version for version, _words in history(desk)] == [1, 2]


def sign(session, actor, now, assessment_id):
    from icf.db import write

    with write() as session:
        service.mark_signed(session, actor, now, assessment_id, "Ada", "Lead")
