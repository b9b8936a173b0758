"""The sense check says in words what the answers show, and opens every number."""

from icf.plans.sense_check import BLANK, UNANSWERED, sense_check
from tests.desk import CHANNELS, WHO, posted


def check(desk):
    sheet = desk.sheet()
    return desk.run(lambda: sense_check(sheet, desk.plugins.registry.kinds()))


def test_with_nothing_answered_there_is_nothing_to_check(desk):
    assert "Nothing is answered yet" in check(desk).headline


def test_the_headline_counts_what_is_thought_through(desk):
    desk.save(posted(WHO, "through"), posted(CHANNELS, "todo"))

    headline = check(desk).headline

    assert headline.startswith(
        "1 of 10 questions of the framework are thought through; 1 needs work."
    )
    assert headline.endswith("Most is still to do under Communicating.")


def test_what_is_still_to_do_comes_before_what_is_partly_done(desk):
    desk.save(posted(WHO, "partly"), posted(CHANNELS, "todo"))

    assert [one.key for one in check(desk).gaps] == [CHANNELS, WHO]


def test_thought_through_but_only_thought_so_is_risky(desk):
    desk.save(
        posted(WHO, "through", strength="think"), posted(CHANNELS, "through", strength="told")
    )

    assert [one.key for one in check(desk).risky] == [WHO]


def test_every_count_of_a_bar_opens_to_its_questions(desk):
    desk.save(posted(WHO, "partly"), posted(CHANNELS, "blank:dont_know"))

    for bar in check(desk).bars:
        opened = {standing: len(keys) for standing, keys in bar.behind.items()}
        assert opened == {standing: count for standing, count in bar.counts.items() if count}
        assert sum(bar.counts.values()) == bar.total


def test_blank_and_unanswered_are_counted_apart(desk):
    desk.save(posted(CHANNELS, "blank:dont_know"))

    bar = next(one for one in check(desk).bars if one.approach == "icf:communicating")

    assert (bar.counts[BLANK], bar.counts[UNANSWERED]) == (1, 1)
