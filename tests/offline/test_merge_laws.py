"""What a row of a file means for the answer that stands here, as laws."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from icf.core.answer import Answer
from icf.core.merge import combined, row_state, says, says_nothing

answers = st.builds(
    Answer,
    question=st.just("icf:who"),
    value=st.sampled_from([None, "todo", "through"]),
    blank=st.none(),
    words=st.sampled_from(["", "We met", "We asked"]),
    strength=st.sampled_from([None, "told"]),
)
perhaps = st.none() | answers


@given(perhaps, perhaps, answers)
def test_a_file_that_says_nothing_or_the_same_never_wants_anything_changed(ours, seen, theirs):
    state = row_state(ours, seen, theirs)

    if says_nothing(theirs) or (ours is not None and says(ours) == says(theirs)):
        assert state in ("left", "same")


@given(perhaps, answers)
def test_what_was_not_touched_in_the_file_never_takes_back_what_was_written_here(ours, seen):
    assert row_state(ours, seen, seen) in ("left", "same", "new")


@given(answers, answers, answers)
def test_both_sides_that_changed_are_told_apart_from_one(ours, seen, theirs):
    state = row_state(ours, seen, theirs)

    if state == "differs":
        assert says(seen) == says(ours) != says(theirs)
    if state == "both":
        assert len({says(ours), says(seen), says(theirs)}) == 3


@given(perhaps, perhaps, answers)
def test_new_is_only_what_has_nothing_here(ours, seen, theirs):
    if row_state(ours, seen, theirs) == "new":
        assert ours is None or says_nothing(ours)


@given(answers, answers)
def test_put_together_nobodys_words_are_lost(ours, theirs):
    found = combined(ours, theirs, is_text=False)

    assert ours.words in found.words
    assert theirs.words in found.words
    assert found.value == theirs.value


@given(st.text(min_size=1), st.text(min_size=1))
def test_put_together_both_texts_of_a_text_answer_are_kept(ours, theirs):
    one = Answer("icf:why", ours)

    found = combined(one, replace(one, value=theirs), is_text=True)

    assert ours in str(found.value)
    assert theirs in str(found.value)


@given(answers)
def test_how_an_answer_was_shown_makes_no_difference(answer):
    assert says(answer) == says(replace(answer, displayed="Otherwise", copied=True, later=True))
