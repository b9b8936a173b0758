"""Taking files along, filling them in as other programs do, and bringing them back."""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import openpyxl
import pikepdf
import pypdf
import pypdfium2
from bs4 import BeautifulSoup

from icf.assessments import service
from icf.core.questionnaire import SELF_EVALUATION
from icf.db import write
from icf.work.subject import take_subject
from tests.desk import NOW, Desk

COLUMNS = {"answer": 5, "reason": 6, "words": 7, "sure": 8}
ANY = 0
"""For a reply whose status makes no difference."""


def take(browser: Any, desk: Desk, kind: str) -> bytes:
    """The file of the desk's checklist: `pdf` or `xlsx`."""
    reply = browser.get(f"/checklists/{desk.assessment_id}/take-along.{kind}")
    assert reply.status_code == 200, reply.text
    return bytes(reply.data)


def workbook(browser: Any, desk: Desk) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(take(browser, desk, "xlsx")))


def row_of(book: openpyxl.Workbook, key: str) -> int:
    return next(row[0].row for row in book["Answers"].iter_rows() if row[0].value == key)


def fill(book: openpyxl.Workbook, key: str, **cells: str) -> None:
    """Write into the cells of one question: answer, reason, words, sure."""
    for name, text in cells.items():
        book["Answers"].cell(row_of(book, key), COLUMNS[name]).value = text


def saved(book: openpyxl.Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def bring(
    browser: Any, desk: Desk, content: bytes, status: int = 200, name: str = "filled.xlsx"
) -> BeautifulSoup:
    """Bring a file; the page that shows what is in it, or why it cannot be read."""
    token = browser.page("/help").find("input", attrs={"name": "csrf_token"})["value"]
    # Written by hand: the test client keeps a large file open that nobody closes.
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = (
        head.format("csrf_token", "") + token + "\r\n" + head.format("file", f'; filename="{name}"')
    )
    reply = browser.post(
        f"/checklists/{desk.assessment_id}/bring-back",
        data=body.encode() + content + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
    )
    assert status in (ANY, reply.status_code), reply.text
    return BeautifulSoup(reply.text, "html.parser")


def confirm(browser: Any, desk: Desk, page: BeautifulSoup, status: int = 302, **instead: str):
    """Send the form of the dry run as it is, or with other choices by question."""
    address = f"/checklists/{desk.assessment_id}/bring-back/take"
    reply = browser.send(address, _chosen(page, instead))
    assert reply.status_code == status, reply.text
    return reply


def _chosen(page: BeautifulSoup, instead: Mapping[str, str]) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for field in page.find("form", action=re.compile("take$")).find_all("input"):
        if field.get("type") == "radio":
            key = field["name"][len("a-") : -len("-keep")]
            wanted = instead.get(key.partition(":")[2].replace("-", "_"))
            picked = field["value"].startswith(wanted) if wanted else field.has_attr("checked")
            if not picked:
                continue
        if field["name"] != "csrf_token":
            fields.setdefault(field["name"], []).append(field["value"])
    return fields


def text_of(page: BeautifulSoup) -> str:
    return re.sub(r"\s+", " ", page.main.get_text(" "))


def self_evaluation(desk: Desk) -> None:
    """Put a self-evaluation of the organisation on the desk."""

    def begin() -> int:
        with write() as session:
            subject = take_subject(session, desk.actor, NOW)
            start = service.Start(SELF_EVALUATION, "quick", "2026/27")
            return service.begin(session, desk.actor, NOW, desk.plugins, subject, start)

    desk.assessment_id = desk.run(begin)


def sign(desk: Desk) -> None:
    def work() -> None:
        with write() as session:
            service.mark_signed(session, desk.actor, NOW, desk.assessment_id, "Ada", "Manager")

    desk.run(work)


def with_pypdf(content: bytes, values: Mapping[str, str]) -> bytes:
    """The PDF as pypdf fills it in."""
    writer = pypdf.PdfWriter(clone_from=BytesIO(content))
    for page in writer.pages:
        if "/Annots" in page:
            writer.update_page_form_field_values(page, dict(values))
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def typed_with_pdfium(content: bytes, name: str, text: str) -> bytes:
    """The PDF after somebody clicked into a field and typed, as browsers with PDFium have it."""
    raw = pypdfium2.raw
    number, edges = _place_of(content, name)
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    page = document[number]
    form = document.formenv.raw
    x, y = (edges[0] + edges[2]) / 2, (edges[1] + edges[3]) / 2
    raw.FORM_OnMouseMove(form, page.raw, 0, x, y)
    raw.FORM_OnLButtonDown(form, page.raw, 0, x, y)
    raw.FORM_OnLButtonUp(form, page.raw, 0, x, y)
    for letter in text:
        raw.FORM_OnChar(form, page.raw, ord(letter), 0)
    raw.FORM_ForceToKillFocus(form)
    file = BytesIO()
    document.save(file)
    page.close()
    document.close()
    return file.getvalue()


def _place_of(content: bytes, name: str) -> tuple[int, list[float]]:
    with pikepdf.open(BytesIO(content)) as pdf:
        for number, page in enumerate(pdf.pages):
            for note in page.get("/Annots", []):
                if str(note.get("/T", "")) == name:
                    return number, [float(edge) for edge in note["/Rect"]]
    raise LookupError(name)
