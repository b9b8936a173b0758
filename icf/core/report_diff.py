"""What differs between two versions of the same report, in its own words."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from icf.core.report import (
    Asked,
    Bars,
    Block,
    Bullets,
    Cell,
    Facts,
    Figure,
    Heading,
    Part,
    QuestionAnswer,
    Report,
    Table,
    Words,
)


@dataclass(frozen=True)
class Difference:
    """Something that is not the same.

    Args:
        where: the part of the report, and the heading within it where there is one.
        label: the question, or the caption of the table; empty for plain words.
        before: what stands only in the earlier report; may be empty.
        after: what stands only in the later report; may be empty.
    """

    where: str
    label: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(before: Report, after: Report) -> tuple[Difference, ...]:
    """What differs, in the order of the later report; what only the earlier one has comes last.

    The title, the day and the version of the reports are not compared: they always differ.
    """
    old, new = _said(before), _said(after)
    found = []
    for place in dict.fromkeys((*new, *old)):
        gone, come = Counter(old.get(place, ())), Counter(new.get(place, ()))
        only_old, only_new = tuple((gone - come).elements()), tuple((come - gone).elements())
        if only_old or only_new:
            found.append(Difference(place.where, place.label, only_old, only_new))
    return tuple(found)


@dataclass(frozen=True)
class _Place:
    """Where a text stands. Only ``where`` and ``key`` tell places apart: captions count rows."""

    where: str
    key: str
    label: str = field(compare=False)


def _said(report: Report) -> dict[_Place, list[str]]:
    """Each text by the place where it stands."""
    found: dict[_Place, list[str]] = defaultdict(list)
    for part in (*filter(None, [report.front]), *report.parts):
        for place, text in _texts_of_part(part):
            found[place].append(text)
    return found


def _texts_of_part(part: Part) -> Iterator[tuple[_Place, str]]:
    where = part.title
    for block in part.blocks:
        if isinstance(block, Heading):
            where = f"{part.title}: {block.text}"
        else:
            key = _columns(block)
            for label, text in _texts(block):
                yield _Place(where, key or label, label), text


def _columns(block: Block) -> str:
    """What a table is known by whatever its caption says; empty for anything else."""
    table = block.table if isinstance(block, Figure) else block
    return "\n".join(table.columns) if isinstance(table, Table) else ""


def _texts(block: Block) -> Iterator[tuple[str, str]]:
    if isinstance(block, QuestionAnswer):
        yield block.question, "\n".join(filter(None, [block.answer, block.words, block.sure]))
    elif isinstance(block, Facts):
        yield from block.pairs
    elif isinstance(block, Words):
        yield "", block.text
    elif isinstance(block, Bullets):
        yield from (("", item) for item in block.items)
    elif isinstance(block, Asked):
        yield from (("", item) for item in block.decisions)
    elif isinstance(block, Table):
        yield from ((block.caption, text) for text in _rows(block))
    elif isinstance(block, Figure):
        yield from ((block.table.caption, text) for text in _rows(block.table))
    elif isinstance(block, Bars):
        yield from (
            (f"{block.title}: {row.label}", _levels(block, row.counts)) for row in block.rows
        )


def _levels(bars: Bars, counts: Iterable[int]) -> str:
    pairs = zip(bars.levels, counts, strict=True)
    return ", ".join(f"{level}: {count}" for level, count in pairs if count)


def _rows(table: Table) -> list[str]:
    """The rows as texts; a first column that only numbers them is left out, for numbers shift."""
    rows = [[_text(cell) for cell in row] for row in table.rows]
    numbers = [str(number) for number in range(1, len(rows) + 1)]
    start = 1 if len(table.columns) > 1 and [row[0] for row in rows] == numbers else 0
    shown = list(enumerate(table.columns))[start:]
    return [
        "; ".join(f"{name}: {row[place]}" for place, name in shown if row[place]) for row in rows
    ]


def _text(cell: Cell | str) -> str:
    return cell.text if isinstance(cell, Cell) else cell
