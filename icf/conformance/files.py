"""What is wrong with a file to keep: empty, unreadable, or a table that would be calculated."""

import csv
import io
import json
from collections.abc import Iterator

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""

CURE = "make it with csv_text"


def file_faults(media_type: str, content: bytes) -> Iterator[str]:
    """The faults of a file, in words; nothing for a sound one."""
    kind = media_type.partition(";")[0].strip().lower()
    if not content:
        yield "the file is empty; write a row of headings at least"
    elif kind == "text/csv":
        yield from _of_csv(content)
    elif kind == "application/json":
        yield from _of_json(content)


def _of_csv(content: bytes) -> Iterator[str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield f"it is not UTF-8: {error}"
        return
    for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), start=1):
        for cell in row:
            if cell.lstrip(" ").startswith(SIGNS) and not _is_number(cell):
                yield f"a spreadsheet would calculate “{cell:.40}” in row {number}; {CURE}"
                return


def _of_json(content: bytes) -> Iterator[str]:
    try:
        json.loads(content)
    except ValueError as error:
        yield f"it is not JSON: {error}"


def _is_number(cell: str) -> bool:
    return cell.removeprefix("-").replace(".", "", 1).isdecimal()
