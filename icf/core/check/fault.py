"""A fault in a pack: where it is, what was seen, what is probably meant."""

from dataclasses import dataclass
from difflib import get_close_matches

Path = tuple[str | int, ...]
"""Where in the file: ``("sections", 0, "questions", 2, "show_if")``."""

MOST_COMPARED = 1_000
LONGEST_COMPARED = 130


@dataclass(frozen=True)
class Fault:
    """Something in a pack that has to be put right.

    Args:
        path: where in the file it is.
        problem: what is wrong, what was seen and the cure, without a full stop.
        seen: the word that may be misspelt; empty when nothing is.
        known: the words that would have been right; they are compared only when the fault is shown.
        cure: what to do when no known word is like the one seen.
    """

    path: Path
    problem: str
    seen: str = ""
    known: tuple[str, ...] = ()
    cure: str = ""

    def __str__(self) -> str:
        near = nearest(self.seen, self.known)
        return f"{self.problem} (did you mean {near}?)" if near else f"{self.problem}{self.cure}"


def nearest(seen: str, known: tuple[str, ...]) -> str:
    """The known word most like the one seen, or an empty text.

    Only the first thousand are compared, and no long texts: a pack from a stranger may have many.

    >>> nearest("home-visit", ("home-visits", "oxygen"))
    'home-visits'
    """
    is_short = 0 < len(seen) <= LONGEST_COMPARED
    matches = get_close_matches(seen, known[:MOST_COMPARED], n=1) if is_short else []
    return matches[0] if matches else ""
