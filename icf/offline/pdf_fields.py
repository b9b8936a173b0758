"""The fields of a PDF from a stranger. Opened in a worker, whose time and memory are bounded.

Only values of fields are looked at; no page is drawn, no script runs, no attachment is opened.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from icf.errors import InvalidInput

MOST_FIELDS = 6_000
MOST_LEVELS = 6
LONGEST_VALUE = 40_000
LONGEST_NAME = 300

Field = tuple[str, tuple[str, ...]]
"""The full name of a field and what was entered: several texts where several were picked."""


def pdf_fields(content: bytes) -> list[Field]:
    """The fields of a form, in the order of the file; those without a value have no texts.

    Raises:
        InvalidInput: it cannot be opened, has no fields, or is larger than a form can be. The
            sentences are fixed, so that they can be translated where they are shown.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            form = pdf.Root.get("/AcroForm")
            found = list(_fields(form.get("/Fields", []), "", 0)) if form is not None else []
    except InvalidInput:
        raise
    except pikepdf.PasswordError:
        raise InvalidInput(
            "The PDF is locked with a password.", "Save it without one.", where="file"
        ) from None
    # What a damaged file makes of the library that reads it cannot be listed.
    except Exception as error:
        raise InvalidInput(
            "This PDF is damaged, so that it cannot be read.",
            "Open it in the program that you filled it in with, and save it once more.",
            where="file",
        ) from error
    if not found:
        raise InvalidInput(
            "This PDF has no fields that can be filled in: it may have been printed or scanned.",
            "Save the form itself instead of printing it into a PDF.",
            where="file",
        )
    return found


def _fields(nodes: Any, parent: str, level: int) -> Iterator[Field]:
    for count, node in enumerate(nodes):
        if count > MOST_FIELDS or level > MOST_LEVELS:
            raise InvalidInput(
                "This PDF has more fields than any form of ours.",
                "Take the form out again.",
                where="file",
            )
        own = str(node.get("/T", ""))[:LONGEST_NAME]
        name = f"{parent}.{own}" if parent and own else own or parent
        kids = [kid for kid in node.get("/Kids", []) if "/T" in kid]
        if kids:
            yield from _fields(kids, name, level + 1)
        elif name:
            yield name, _texts(node.get("/V"))


def _texts(value: Any) -> tuple[str, ...]:
    import pikepdf

    if value is None:
        return ()
    if isinstance(value, pikepdf.Array):
        return tuple(text for one in list(value)[:100] for text in _texts(one))
    if isinstance(value, pikepdf.Stream):
        raise InvalidInput(
            "A field of this PDF holds formatted text, which is not taken.",
            "Save it from another program, as plain text.",
            where="file",
        )
    # Some programs end the lines of a field as old typewriters did.
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_VALUE:
        raise InvalidInput(
            "A field of this PDF holds more text than fits into an answer.",
            "Shorten it.",
            where="file",
        )
    return (text,) if text else ()
