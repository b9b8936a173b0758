"""What evaluations found is offered beside the questions of the yearly self-evaluation."""

from icf.assessments.service import Start, begin
from icf.core.questionnaire import SELF_EVALUATION
from icf.db import db, write
from icf.selfeval.evidence import from_own_work
from icf.work.subject import take_subject
from tests.desk import NOW, posted
from tests.evaluation.conftest import REACHED


def offered(looking, approach="icf:connecting"):
    """The words and what they are about, in a self-evaluation that is begun now."""
    desk = looking.desk

    def begun():
        with write() as session:
            subject = take_subject(session, desk.actor, NOW)
            start = Start(SELF_EVALUATION, "quick", period="2026/27")
            return begin(session, desk.actor, NOW, desk.plugins, subject, start)

    sheet = desk.sheet(desk.run(begun))
    found = desk.run(lambda: from_own_work(db.session, desk.actor, sheet, approach))
    return [(one.words, one.about, one.reference) for one in found]


def test_what_became_of_a_promise_is_offered_instead_of_the_promise(looking):
    looking.say(0, "kept", evidence="Fourteen people came.", strength="told")
    looking.say(1, "not", why="No money")
    looking.say(2, "not", why="No ramps")
    looking.answer(posted(REACHED, "little", words="A start.", strength="told"))
    looking.sign()

    found = offered(looking)

    assert found[0][0] == "Meet the hostel (Kept) Fourteen people came."
    assert "From the evaluation of “Millbrook garden”, 21 November 2026" in found[0][1]
    assert found[0][2] == f"P{looking.evaluation_id}"
    assert found[1:] == []


def test_what_was_not_kept_and_drafts_are_not_offered(looking):
    looking.say(0, "not", evidence="Nobody came.", why="It rained")

    assert [words for words, _about, _reference in offered(looking)] == ["Meet the hostel"]


def test_what_happened_is_offered_where_people_told_us(looking):
    for place, answer in enumerate(("kept", "kept", "kept")):
        looking.say(place, answer)
    looking.answer(posted(REACHED, "fully", words="All eleven groups.", strength="told"))
    looking.sign()

    words = [one for one, _about, _reference in offered(looking)]

    assert "All eleven groups." in words
