"""How wide the columns of a table in a Word document are, so that no header breaks within a word.

What letters need is an estimate for the font of Word files: the machine that makes the file need
not have it.
"""

from collections.abc import Sequence

from icf.core.report import Cell, Table

WIDTH_CM = 17.0
"""What the margins of an A4 page leave."""
NARROWEST_CM = 1.2
SMALLEST_PT = 8.0
LONGEST_HEADER_CM, LONGEST_WORD_CM = 4.5, 2.8
"""A longer word may break: an address, or a text without spaces."""
_CM_PER_PT = 2.54 / 72
_PADDING_CM = 0.42
_NARROW, _WIDE, _OTHER, _CAPITAL = 0.33, 0.92, 0.6, 0.74
"""Of bold letters, as shares of the size."""
_LONGEST_TEXT = 60


def column_widths(table: Table, size: float) -> tuple[list[float], float]:
    """The width of each column in centimetres, and the size of letters at which words fit.

    Each column has room for its longest word, unless that is very long. What is left goes where
    the table says, else where the most is written.

    Args:
        size: of the plain text in points; a table of many columns is written smaller.
    """
    columns = [
        [name, *(_text(row[place]) for row in table.rows)]
        for place, name in enumerate(table.columns)
    ]
    needed = _needed(columns, size)
    while sum(needed) > WIDTH_CM and size > SMALLEST_PT:
        size = max(size - 0.5, SMALLEST_PT)
        needed = _needed(columns, size)
    if sum(needed) > WIDTH_CM:
        return [WIDTH_CM * one / sum(needed) for one in needed], size
    wanted = _wanted(table, columns)
    more = [max(want - need, 0) for want, need in zip(wanted, needed, strict=True)]
    left = WIDTH_CM - sum(needed)
    shares = more if sum(more) else needed
    return [
        need + left * share / sum(shares) for need, share in zip(needed, shares, strict=True)
    ], size


def _needed(columns: Sequence[Sequence[str]], size: float) -> list[float]:
    """What the longest words of each column take; the first column is its rows' headers."""
    found = []
    for place, (name, *texts) in enumerate(columns):
        header = _longest(" ".join([name, *texts]) if place == 0 else name, size)
        word = _longest(" ".join(texts), size)
        taken = max(min(header, LONGEST_HEADER_CM), min(word, LONGEST_WORD_CM)) + _PADDING_CM
        found.append(max(taken, NARROWEST_CM))
    return found


def _longest(text: str, size: float) -> float:
    """How wide the widest word is, in centimetres."""
    return max(map(_letters, text.split()), default=0) * size * _CM_PER_PT


def _wanted(table: Table, columns: Sequence[Sequence[str]]) -> list[float]:
    """As the table says, else by how much stands in each column."""
    shares: Sequence[int] = table.widths
    if len(shares) != len(columns):
        shares = [min(max(map(len, texts)), _LONGEST_TEXT) for texts in columns]
    return [WIDTH_CM * share / max(sum(shares), 1) for share in shares]


def _letters(word: str) -> float:
    """How wide a word is, in sizes of its letters."""
    return sum(
        _NARROW
        if letter in "iljtfrI.,:;'’|!()-[]"
        else _WIDE
        if letter in "mwMW@%–—■▲●◆▬○"
        else _CAPITAL
        if letter.isupper() or not letter.isascii()
        else _OTHER
        for letter in word
    )


def _text(said: Cell | str) -> str:
    """What stands in a cell, with room for its mark."""
    if not isinstance(said, Cell):
        return said
    return f"■ {said.text}" if said.mark else said.text
