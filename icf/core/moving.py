"""What moving an assessment to another questionnaire does with its answers and its depth.

Nothing is deleted by moving: an answer to a renamed question is given again under its new name, and
an answer to a question that is not there any more stays where it is, to be read.
"""

from collections.abc import Mapping
from dataclasses import replace

from icf.core.answer import Answer
from icf.core.change import Aliases, Change, changes
from icf.core.depth import all_asked_keys, core_depths
from icf.core.questionnaire import CORE, SCREENING, Questionnaire
from icf.core.showif import keys_read


def renamed_keys(
    old: Questionnaire, new: Questionnaire, aliases: Aliases | None = None
) -> dict[str, str]:
    """Old question keys to new ones, of the questions that an alias leads on."""
    found = changes(old, new, aliases)
    return {change.was: change.question for change in found if "renamed" in change.kinds}


def both_ways(
    old: Questionnaire, new: Questionnaire, aliases: Aliases, back: Aliases
) -> dict[str, str]:
    """The aliases that lead from the old to the new, those of a newer version read backwards too.

    Args:
        aliases: of the packs that are in ``new``.
        back: of the packs that are in ``old``, which may be the newer ones.
    """
    before, after = _all_keys(old), _all_keys(new)
    backwards = {
        now: was
        for was, now in back.items()
        if now in before and now not in after and was in after and was not in before
    }
    return backwards | dict(aliases)


def carried(answers: Mapping[str, Answer], renamed: Mapping[str, str]) -> dict[str, Answer]:
    """The answers that are given again under the names that their questions have now, by those."""
    return {
        now: replace(answers[was], question=now) for was, now in renamed.items() if was in answers
    }


def nearest_depth(
    old: Questionnaire, new: Questionnaire, depth: str, aliases: Aliases | None = None
) -> str:
    """The depth of the new questionnaire that comes nearest to one of the old.

    Returns:
        The same one, or the one that an alias leads to; where there is none, that which asks most
        nearly the same of the framework's questions. Of two that are as near, the larger one.

    Raises:
        NotFound: ``old`` has no such depth.
    """
    same = (aliases or {}).get(depth, depth)
    if same in new.index.depth:
        return same
    before = _core_keys(old, depth)
    keys = [one.key for one in core_depths(new)]
    distance = {key: len(before ^ _core_keys(new, key)) for key in keys}
    return min(reversed(keys), key=distance.__getitem__)


def keys_that_matter(
    old: Questionnaire, new: Questionnaire, found: tuple[Change, ...]
) -> frozenset[str]:
    """The old keys whose answers can make a difference to ``upgrade``; all others need no look.

    Args:
        found: what ``changes(old, new, aliases)`` gives.
    """
    keys = {change.was for change in found}
    for whole in (old, new):
        keys.update(whole.index.conditions)
        for conditions in whole.index.conditions.values():
            keys.update(key for one in conditions for key in keys_read(one))
    # Which questions a depth asks can change without any question changing.
    pairs = {(depth, key) for depth in old.index.depth for key in all_asked_keys(old, depth)}
    after = {(depth, key) for depth in new.index.depth for key in all_asked_keys(new, depth)}
    keys.update(key for _depth, key in pairs ^ after)
    return frozenset(keys & old.index.question.keys())


def _all_keys(whole: Questionnaire) -> frozenset[str]:
    index = whole.index
    return frozenset().union(index.question, index.section, index.scale, index.depth)


def _core_keys(whole: Questionnaire, depth: str) -> frozenset[str]:
    questions, section_of = whole.index.question, whole.index.section_of
    return frozenset(
        key
        for key in all_asked_keys(whole, depth)
        if questions[key].layer == CORE and section_of[key].instrument != SCREENING
    )
