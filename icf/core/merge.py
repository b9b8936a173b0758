"""An answer that comes back from paper or a file, beside the one that stands here: what to do.

Nothing is ever overwritten by itself. What the file leaves as it was, or leaves empty, changes
nothing, whatever happened here meanwhile.
"""

from dataclasses import replace
from typing import Literal

from icf.core.answer import Answer
from icf.core.on_paper import plain_value
from icf.core.typed import clean

RowState = Literal["same", "left", "new", "differs", "both"]
"""What a row of a file means for the answer that stands here.

- ``same``: both say the same.
- ``left``: the file says nothing, or still what stood here when it was made.
- ``new``: there is no answer here yet.
- ``differs``: the file says something else; here nothing changed since it was made.
- ``both``: both changed since the file was made.
"""


def row_state(ours: Answer | None, seen: Answer | None, theirs: Answer) -> RowState:
    """What a row means.

    Args:
        ours: the answer that stands here; None when there is none.
        seen: the one that stood here when the file was made; None when there was none.
        theirs: the one in the file.
    """
    if says_nothing(theirs):
        return "left"
    if ours is not None and says(ours) == says(theirs):
        return "same"
    if seen is not None and says(seen) == says(theirs):
        return "left"
    if ours is None or says_nothing(ours):
        return "new"
    if seen is not None and says(seen) == says(ours):
        return "differs"
    return "both"


def says(answer: Answer) -> tuple[object, ...]:
    """All that a person said, without how it was shown and how lines and blanks end."""
    words = (clean(answer.reason), clean(answer.words))
    return (plain_value(answer.value), answer.blank, *words, answer.strength)


def says_nothing(answer: Answer) -> bool:
    """Whether there is neither a value, nor a blank, nor any words."""
    return says(answer) == (None, None, "", "", None)


def combined(ours: Answer, theirs: Answer, is_text: bool) -> Answer:
    """Their answer with both texts, ours first.

    Args:
        is_text: the answer itself is a text, so that both are kept in it.
    """
    joined = replace(theirs, words=joined_texts(ours.words, theirs.words))
    if not is_text:
        return joined
    texts = (ours.value, theirs.value)
    value = joined_texts(*(text if isinstance(text, str) else "" for text in texts))
    return replace(joined, value=value, blank=None if value else theirs.blank)


def joined_texts(ours: str, theirs: str) -> str:
    """Both texts, ours first; one of them where the other is empty or the same."""
    if not ours or not theirs or ours == theirs:
        return ours or theirs
    return f"{ours}\n\n{theirs}"
