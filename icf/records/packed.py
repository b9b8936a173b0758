"""The file of an organisation that was taken out: read, and refused where it is none."""

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from icf.errors import InvalidInput
from icf.records.tables import travelling_tables
from icf.records.take_out import FORMAT, FORMAT_VERSION, RECORDS

LARGEST = 500_000_000
"""How many bytes a file may have when it is unpacked."""

_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    EOFError,
    RuntimeError,  # a password, a way of packing that zipfile does not know, JSON that is too deep
    OSError,
)

AGAIN = "Take the organisation out again where it came from; do not change the file by hand."
"""What to do about a file that does not fit together."""


@dataclass(frozen=True)
class Packed:
    """A file that was read and looks like one of ours."""

    document: Mapping[str, Any]
    files: Mapping[str, bytes]


def read_file(content: bytes) -> Packed:
    """What a file holds; nothing is stored.

    Raises:
        InvalidInput: it is not such a file, or was made by a later version.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > LARGEST:
                raise InvalidInput("The file is larger than 500 MB.", "", RECORDS)
            files = {one.filename: archive.read(one) for one in archive.infolist()}
        document = json.loads(files.pop(RECORDS), parse_constant=_no_number)
    except _UNREADABLE:
        raise InvalidInput(
            "This is not the file of an organisation.",
            "Choose the .zip file as it was downloaded.",
        ) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InvalidInput("This is not the file of an organisation.", "", RECORDS)
    if document.get("format_version") != FORMAT_VERSION:
        raise InvalidInput(
            f"The file has the format {document.get('format_version')!r}; this version of the"
            f" toolkit reads {FORMAT_VERSION}.",
            "Upgrade the toolkit first.",
            RECORDS,
        )
    _check_shape(document)
    return Packed(document, files)


def _no_number(text: str) -> None:
    raise ValueError(text)


def _check_shape(document: Mapping[str, Any]) -> None:
    wanted = {
        "organisation": dict,
        "people": list,
        "members": list,
        "questionnaires": dict,
        "tables": dict,
        "audit": list,
    }
    for name, kind in wanted.items():
        if not isinstance(document.get(name), kind):
            raise InvalidInput(f"“{name}” is missing or broken.", AGAIN, RECORDS)
    known = {table.name for table in travelling_tables()}
    unknown = sorted(set(document["tables"]) - known)
    if unknown:
        raise InvalidInput(
            f"This version of the toolkit does not know {', '.join(unknown)}.",
            "Upgrade the toolkit first.",
            RECORDS,
        )
