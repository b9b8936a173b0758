"""Counting the calls that some work takes: the same on every machine, unlike the seconds."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class TooMuchWork(BaseException):
    """No code under test may catch it, as it could an Exception."""


@contextmanager
def counted_calls(at_most: int) -> Iterator[Counter[str]]:
    """How often each function, of Python or of C, is called by this thread inside the block.

    Args:
        at_most: with one call more than that the work is given up, so that a runaway ends.

    Yields:
        The count of each function by its qualified name, such as ``PasswordHasher.verify``.

    Raises:
        TooMuchWork: there were more.
    """
    calls: Counter[str] = Counter()
    total = 0

    def note(frame: Any, event: str, called: Any) -> None:
        nonlocal total
        if event not in ("call", "c_call"):
            return
        total += 1
        calls[frame.f_code.co_qualname if event == "call" else called.__qualname__] += 1
        if total > at_most:
            sys.setprofile(None)
            raise TooMuchWork(f"More than {at_most:,} calls, most of {calls.most_common(3)}")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(before)
