"""Files of other kinds that people bring by mistake, whatever they are called: told by what is in
them, so that the sentence can say what it is and what to do."""

import zipfile
from io import BytesIO

from icf.errors import InvalidInput
from icf.web.i18n import _

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""What an Office file with a password has in it, in the names of its parts."""

OPEN_DOCUMENT = b"application/vnd.oasis.opendocument"
PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\0", b"MM\0*")
BEGINNING = 4_000


def refuse_foreign(content: bytes) -> None:
    """Raises InvalidInput for a file that is known to be of another kind."""
    if not content.strip():
        raise _refused(_("This file is empty."), _("Save it once more, then choose it again."))
    if content.startswith(OLD_OFFICE):
        _refuse_old_office(content)
    if content.startswith(b"PK"):
        _refuse_other_zip(content)
    if content.startswith(PICTURES):
        raise _refused(
            _("This is a picture or a scan, and no form that can be read."),
            _("Type the answers in, or into the PDF or workbook, and bring that."),
        )
    begin = content[:BEGINNING].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t\0").lower()
    if begin.startswith(b"%fdf-") or b"<xfdf" in begin:
        raise _refused(
            _("These are the entries of a PDF without the PDF itself."),
            _("In the program that you filled it in with, save the whole PDF."),
        )
    if begin.startswith((b"<!doctype html", b"<html")):
        raise _refused(
            _("This is a web page, and no PDF or workbook."),
            _("Choose the file that was taken out of the toolkit and filled in."),
        )
    if _is_table(content):
        raise _refused(
            _("This is a table of plain text (CSV), which has lost the names of the questions."),
            _("Save the workbook as .xlsx instead."),
        )


def _refuse_old_office(content: bytes) -> None:
    if LOCKED in content:
        raise _refused(
            _("This workbook is locked with a password."), _("Save it as .xlsx without one.")
        )
    raise _refused(
        _("This is a file of an older Office program, such as .xls or .doc."),
        _("Open the workbook and save it as .xlsx."),
    )


def _refuse_other_zip(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            is_open = "mimetype" in names and OPEN_DOCUMENT in _beginning(archive, "mimetype")
    # The last is what zipfile raises for a password, or a way of packing that it does not know.
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError):
        return  # whoever reads workbooks says what is wrong with it
    if is_open:
        raise _refused(
            _("This is an OpenDocument file, such as .ods."),
            _("Open it in the same program and save it as .xlsx (“Excel 2007–365”)."),
        )
    if any(name.startswith("word/") for name in names):
        raise _refused(
            _("This is a Word document, and no workbook."),
            _("Copy the answers into the workbook or the PDF, and bring that."),
        )
    if names and not any(name.startswith("xl/") for name in names):
        raise _refused(
            _("This is a zip file, and no workbook."),
            _("Unpack it, then choose the file that is in it."),
        )


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(100)


def _is_table(content: bytes) -> bool:
    """Whether it is lines of text with the same mark between their columns."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content[:BEGINNING].decode(encoding, errors="ignore")
    except ValueError:
        return False
    lines = [line for line in text.splitlines() if line.strip()][:5]
    is_text = "\0" not in text and not text.lstrip().startswith(("{", "%", "<", "["))
    return is_text and any(
        len(lines) > 1 and all(line.count(mark) >= 3 for line in lines[:1]) for mark in ",;\t"
    )


def _refused(message: str, hint: str) -> InvalidInput:
    return InvalidInput(message, hint, where="file")
