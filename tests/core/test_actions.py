from collections.abc import Iterable
from dataclasses import dataclass

from icf.core.actions import Suggestion, suggested_actions
from icf.core.answer import Answer, Value
from icf.core.compose import compose
from icf.core.questionnaire import Choice, SuggestedAction
from icf.core.showif import Compare
from icf.core.wording import plain
from tests.core.pieces import core_pack, overlay, question, section

ANY = SuggestedAction("fire:any", plain("Do something"))
FIRST = SuggestedAction("fire:first", plain("Begin"), ("todo",))
NO_VISIT = SuggestedAction("fire:visit", plain("Visit"), ("no",))
CARERS = SuggestedAction("fire:carers", plain("Ask carers"), ("carers",))
CHOICES = tuple(Choice(key, plain(key)) for key in ("alone", "carers"))
Q = compose(
    core_pack(),
    [
        overlay(
            sections=(
                section(
                    "fire:s",
                    question("fire:status", actions=(ANY, FIRST)),
                    question("fire:yes", "yes_no", actions=(NO_VISIT,)),
                    question("fire:groups", "choices", choices=CHOICES, actions=(CARERS,)),
                ),
            )
        )
    ],
)


def offered(key: str, value: Value = None, **more: object) -> list[str]:
    given = {key: Answer(key, value, **more)}
    return [one.key for one in suggested_actions(Q, "quick", given, (), ())]


def test_an_action_is_offered_for_the_answers_it_waits_for():
    assert offered("fire:status", "todo") == ["fire:any", "fire:first"]
    assert offered("fire:status", "partly") == ["fire:any"]
    assert offered("fire:yes", "no") == ["fire:visit"]
    assert offered("fire:yes", "yes") == []
    assert offered("fire:groups", ("alone", "carers")) == ["fire:carers"]


def test_nothing_is_offered_at_the_best_level_or_without_an_answer():
    assert offered("fire:status", "through") == []
    assert offered("fire:status") == []
    assert offered("fire:status", blank="not_relevant") == []


def test_dont_know_calls_for_what_any_gap_calls_for():
    assert offered("fire:status", blank="dont_know") == ["fire:any"]


def test_what_is_dismissed_or_taken_is_not_offered_again():
    given = {"fire:status": Answer("fire:status", "todo")}

    left = suggested_actions(Q, "quick", given, {"fire:any"}, {"fire:first"})

    assert left == ()


def test_a_suggestion_tells_where_it_comes_from():
    given = {"fire:status": Answer("fire:status", "partly")}

    (one,) = suggested_actions(Q, "quick", given, (), ())

    assert one == Suggestion("fire:any", "fire:status", "", plain("Do something"), "fire")


def test_a_hidden_question_offers_nothing():
    hidden = question("fire:a", actions=(ANY,), show_if=Compare("icf:large", "=", "yes"))
    questionnaire = compose(core_pack(), [overlay(sections=(section("fire:s", hidden),))])

    offers = suggested_actions(questionnaire, "quick", {"fire:a": Answer("fire:a", "todo")}, (), ())

    assert offers == ()


@dataclass
class Rule:
    """Suggests what it is told to."""

    suggestions: list[Suggestion]
    key: str = "plug:rule"
    layer: str = "plug"

    def suggest(self, *_situation) -> Iterable[Suggestion]:
        return self.suggestions


def test_rules_come_after_questions_and_cannot_replace_them():
    given = {"fire:status": Answer("fire:status", "partly")}
    own = Suggestion("plug:act", "", "", plain("Walk the street"), "plug")
    copy = Suggestion("fire:any", "", "", plain("Something else"), "plug")

    offers = suggested_actions(Q, "quick", given, (), (), [Rule([copy, own])])

    assert [(one.key, one.layer) for one in offers] == [("fire:any", "fire"), ("plug:act", "plug")]
