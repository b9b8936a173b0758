"""A report as a Word document, from the same blocks as the page and the PDF.

Headings, lists and tables are Word's own, so that its navigation, its screen readers and its
"restrict editing" work. A drawing is left out: the table beside it says the same.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from icf.core.report import Block, Cover, Part, Report
from icf.reports.word_blocks import BlockWriter, plain
from icf.web.i18n import _

if TYPE_CHECKING:
    from docx.document import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Arial"
"""On every machine that opens Word files; ours would have to be installed there."""
SIZE = 11


def report_docx(report: Report) -> bytes:
    """The whole report as the content of a ``.docx`` file."""
    import docx

    document = docx.Document()
    _set_properties(document, report)
    _set_styles(document, report)
    _set_edges(document, report)
    document.add_paragraph(plain(report.title), style="Title")
    document.add_paragraph(plain(_subtitle(report)), style="Subtitle")
    if report.cover:
        _write_cover(document, report.cover, report)
    for number, part in enumerate(_parts(report)):
        _write_part(document, part, report, begins_page=bool(report.cover) and number == 0)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _parts(report: Report) -> tuple[Part, ...]:
    return (*((report.front,) if report.front else ()), *report.parts)


def _subtitle(report: Report) -> str:
    said = (report.subtitle, report.organisation, report.reference, report.version)
    return " · ".join(filter(None, said))


def _write_cover(document: Document, cover: Cover, report: Report) -> None:
    writer = BlockWriter(document, report.language)
    if cover.asks:
        document.add_paragraph(plain(cover.asks), style="Body Text 2")
    writer.facts(cover.facts)


def _write_part(document: Document, part: Part, report: Report, begins_page: bool) -> None:
    heading = document.add_heading(plain(part.title), level=1)
    heading.paragraph_format.page_break_before = begins_page or part.new_page
    writer = BlockWriter(document, report.language)
    blocks: tuple[Block, ...] = part.blocks
    for block in blocks:
        writer.write(block)


def _set_properties(document: Document, report: Report) -> None:
    about = document.core_properties
    about.title, about.subject = plain(report.title)[:255], plain(report.subtitle)[:255]
    about.author = about.last_modified_by = plain(report.organisation)[:255]
    about.language, about.comments, about.keywords = report.language, "", report.reference[:255]
    about.created = about.modified = datetime.now(UTC).replace(tzinfo=None)


def _set_styles(document: Document, report: Report) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    accent = report.theme.accent if report.theme else "#12436d"
    size = report.theme.font_size if report.theme else SIZE
    styles: Any = document.styles
    styles["Normal"].font.name, styles["Normal"].font.size = FONT, Pt(size)
    language = styles.element.find(f".//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), report.language)
    styles["Body Text 2"].font.size = Pt(size + 2)
    styles["Body Text 2"].paragraph_format.line_spacing = 1.15
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Caption"):
        style = styles[name]
        style.font.name = FONT
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(accent.removeprefix("#").upper())
        # Word keeps a second name for headings, which would win over the first.
        fonts = style.element.rPr.rFonts
        for other in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{other}"), None)
        fonts.set(qn("w:hAnsi"), FONT)


def _set_edges(document: Document, report: Report) -> None:
    """What stands at the top and the bottom of each page."""
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    top = " – ".join(filter(None, (report.marking, _("Draft") if report.draft else "")))
    section.header.paragraphs[0].text = plain(top)
    foot = section.footer.paragraphs[0]
    foot.text = plain(f"{report.reference}, {report.version}. {report.seen_by} ")
    _field(foot, _("Page"), "PAGE")
    _field(foot, f" {_('of')}", "NUMPAGES")


def _field(paragraph: Any, before: str, name: str) -> None:
    """A number that Word works out itself."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    paragraph.add_run(f"{before} ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
