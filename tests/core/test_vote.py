"""How a room voted: counts by level, and nothing of few."""

from hypothesis import given
from hypothesis import strategies as st

from icf.core.vote import FEWEST, spread

LEVELS = (("todo", "Still to do"), ("partly", "Partly"), ("through", "Thought through"))


def test_the_spread_counts_each_level_in_its_order():
    found = spread(LEVELS, ["partly", "todo", "partly", "nonsense"])

    assert (found.counts, found.voters) == ((1, 2, 0), 3)
    assert found.of("partly") == 2
    assert found.others("partly") == (("Still to do", 1),)


@given(st.lists(st.sampled_from(["todo", "partly", "through"]), max_size=40))
def test_few_votes_tell_nothing_and_many_tell_all(votes):
    found = spread(LEVELS, votes)

    assert found.voters == len(votes)
    if len(votes) < FEWEST:
        assert found.is_few
        assert (found.counts, found.pairs, found.others("todo"), found.of("todo")) == (
            (),
            (),
            (),
            0,
        )
    else:
        assert sum(found.counts) == len(votes)
        assert found.of("todo") + sum(n for _label, n in found.others("todo")) == len(votes)
