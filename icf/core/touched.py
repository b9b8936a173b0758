"""Which sections an answer touches, so that only their stored results are counted again."""

from collections.abc import Collection

from icf.core.questionnaire import Questionnaire
from icf.core.showif import keys_read


def touched_sections(questionnaire: Questionnaire, changed: Collection[str]) -> frozenset[str]:
    """The sections whose results can differ once these questions are answered otherwise.

    A section is touched when it holds a changed question, or when a condition in it reads one –
    directly, or through a question that the change may show or hide.

    Args:
        changed: question keys; keys that the questionnaire does not have touch nothing.

    Returns:
        Section keys.
    """
    keys = set(changed)
    for key, conditions in questionnaire.index.conditions.items():
        if any(keys_read(condition) & keys for condition in conditions):
            keys.add(key)
    return frozenset(
        questionnaire.index.section_of[key].key
        for key in keys & questionnaire.index.question.keys()
    )
