"""What a plugin gives is looked at before it is used."""

import pytest

from icf.plugin import And, Compare, Not, Words, plain
from icf.plugin.sound import is_condition, is_wording, sound_blocks, sound_text, sound_value
from icf.plugin.sound_html import check_html
from icf.plugin.watch import Watch, in_words


@pytest.mark.parametrize(
    "html",
    [
        "<p>Well done</p>",
        '<input type="text"><br><label for="a">A</label>',
        '<svg viewBox="0 0 1 1"><title>A line</title><path d="M0 0"/></svg>',
        "3 &lt; 4",
    ],
)
def test_html_that_closes_what_it_opens_is_used(html):
    check_html(html)


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<div><p>Open</p>", "<div> is not closed"),
        ("</form>", "</form> closes nothing"),
        ("<p><b>Crossed</p></b>", "</p> closes nothing"),
        ("<form></form>", "<form> has no place"),
        ("<script>1</script>", "<script> has no place"),
        ("<title>Mine</title>", "<title> has no place"),
        ('<p onclick="x()">Press</p>', "“onclick” would run a script"),
    ],
)
def test_html_that_would_change_the_page_around_it_is_refused(html, problem):
    with pytest.raises(ValueError, match=problem):
        check_html(html)


@pytest.mark.parametrize(
    "value", [None, "text", 3, 2.5, True, ("a", "b"), {"good": "Trees", "bad": ""}]
)
def test_values_that_can_be_stored_pass(value):
    assert sound_value(value) == value


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        [1],
        ("a", 3),
        {"a": None},
        b"a",
        float("nan"),
        10**20,
        "a\0",
        "\ud800",
        "x" * 100_001,
    ],
)
def test_values_that_cannot_be_stored_are_refused(value):
    with pytest.raises((TypeError, ValueError)):
        sound_value(value)


def test_only_texts_are_texts():
    with pytest.raises(TypeError, match="got 3, which is not a text"):
        sound_text(3)


def test_a_wording_is_sound_through_and_through():
    assert is_wording(plain("Who?"))
    assert not is_wording("Who?")
    assert not is_wording(plain(3))  # type: ignore[arg-type]


def test_a_condition_is_sound_through_and_through():
    sound = Compare("icf:size", "=", "large")

    assert is_condition(And((sound, Not(sound))))
    assert not is_condition(And((sound, Not(3))))  # type: ignore[arg-type]
    assert not is_condition(Compare("icf:size", "~", "large"))  # type: ignore[arg-type]


def test_blocks_that_hold_themselves_are_refused():
    deep: tuple = ()
    for _level in range(30):
        deep = (deep,)

    with pytest.raises(ValueError, match="nested too deeply"):
        sound_blocks((Words(deep),))  # type: ignore[arg-type]


def test_an_exception_that_cannot_speak_is_named_all_the_same():
    class Mute(Exception):
        def __str__(self):
            raise ValueError

    assert in_words(Mute()) == "Mute: it cannot say what is wrong"


def test_what_is_said_of_an_exception_can_be_stored():
    assert in_words(ValueError("a\0b\ud800" + "x" * 400)).startswith("ValueError: ab?xxx")


def test_calls_are_counted_and_timed():
    watch = Watch()

    watch.took("fire", "fire:hose parse", 0.5)
    watch.took("fire", "fire:hose parse", 1.5)
    watch.took("water", "loading", 0.1)

    slowest = watch.timings()[0]
    assert (slowest.plugin, slowest.calls) == ("fire", 2)
    assert (slowest.total_seconds, slowest.worst_seconds) == (2.0, 1.5)


def test_failures_that_could_not_be_stored_come_first_the_next_time():
    watch = Watch()
    for doing in ("first", "second"):
        watch.fail("fire", doing, ValueError("x"))
        if doing == "first":
            taken = watch.take()

    watch.put_back(taken)

    assert [one.doing for one in watch.take()] == ["first", "second"]
