"""What holds for every scale, whether a pack or a plugin brings it."""

import pytest

from icf.conformance.words import levels_without_meaning, scale_faults
from tests.contracts.installed import EVERYTHING


@pytest.fixture(params=EVERYTHING.scales, ids=lambda scale: scale.key)
def scale(request):
    return request.param


def test_levels_can_be_told_apart_and_rank_without_a_gap(scale):
    assert list(scale_faults(scale)) == []


def test_every_level_says_what_it_means(scale):
    assert levels_without_meaning(scale) == []


def test_no_two_scales_share_a_key():
    keys = [scale.key for scale in EVERYTHING.scales]

    assert len(set(keys)) == len(keys)
