"""What holds for the blocks of every report section: tables that fit, drawings that can be read."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from icf.core.report import Block, Figure, Table

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "title", "g", "rect", "circle", "line", "path", "polygon", "text", "tspan"}
SHAPES |= {"defs", "pattern", "desc", "ellipse", "polyline"}
FORBIDDEN = {"style", "href", "id"}


def block_faults(blocks: Iterable[Block]) -> list[str]:
    """What is wrong with them, a sentence each; empty when all are sound."""
    return [fault for block in blocks for fault in _faults(block)]


def _faults(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from table_faults(block)
    if isinstance(block, Figure):
        yield from figure_faults(block)
        yield from table_faults(block.table)


def table_faults(table: Table) -> Iterator[str]:
    """Rows that are shorter or longer than the columns, widths that do not add up."""
    name = f"the table “{table.caption}”"
    if not table.caption:
        yield "a table has no caption"
    if not table.rows:
        yield f"{name} has no rows"
    if wrong := {len(row) for row in table.rows} - {len(table.columns)}:
        yield f"{name} has {len(table.columns)} columns and a row of {min(wrong)} cells"
    if table.widths and len(table.widths) != len(table.columns):
        yield f"{name} has {len(table.widths)} widths for {len(table.columns)} columns"
    elif table.widths and sum(table.widths) != 100:
        yield f"the widths of {name} add up to {sum(table.widths)}, not to 100"


def figure_faults(figure: Figure) -> Iterator[str]:
    """A drawing that is not well-formed, has no name, or more than shapes and text."""
    name = f"the drawing “{figure.title}”"
    try:
        svg = ElementTree.fromstring(figure.svg)  # noqa: S314 the plugin's own text, checked before
    except ElementTree.ParseError as error:
        yield f"{name} is not well-formed SVG: {error}"
        return
    if not figure.alt or not figure.title:
        yield f"{name} needs a title and, in alt, a sentence that says what it shows"
    if not len(svg) or svg[0].tag != f"{SVG}title" or not svg[0].text:
        yield f"{name} does not begin with a <title> inside <svg xmlns=…>"
    tags = {str(one.tag).removeprefix(SVG) for one in svg.iter()}
    if other := tags - SHAPES:
        yield f"{name} has <{min(other)}>; shapes and text only"
    names = {name for one in svg.iter() for name in one.attrib}
    if wrong := {one for one in names if one.startswith("on") or one in FORBIDDEN}:
        yield f"{name} uses the attribute {min(wrong)}, which is not allowed"
