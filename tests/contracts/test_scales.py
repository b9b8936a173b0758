"""What holds for every scale, whether a pack or a plugin brings it."""

import pytest

from tests.contracts.installed import EVERYTHING


@pytest.fixture(params=EVERYTHING.scales, ids=lambda scale: scale.key)
def scale(request):
    return request.param


def test_levels_are_distinct(scale):
    labels = [level.label.original for level in scale.levels]

    assert len(set(scale.level_keys)) == len(scale.levels) >= 2
    assert len(set(labels)) == len(labels)


def test_every_level_has_a_label_and_says_what_it_means(scale):
    assert scale.title
    assert all(level.label and level.text for level in scale.levels)


def test_the_best_level_ranks_highest_and_ranks_leave_no_gap(scale):
    ranks = [scale.rank(level.key) for level in scale.levels]

    assert sorted(ranks) == list(range(len(scale.levels)))
    assert scale.rank(scale.best.key) == max(ranks)


def test_no_two_scales_share_a_key():
    keys = [scale.key for scale in EVERYTHING.scales]

    assert len(set(keys)) == len(keys)
