"""A file that somebody brings: read, checked and given a name that the organisation owns."""

import re
from dataclasses import dataclass, replace

from icf.core.questionnaire import CORE, Pack
from icf.editor.draft import Installed, draft_of, plain, written
from icf.editor.keys import LONGEST, beginning, pack_name
from icf.errors import PackError
from icf.packfile import read_pack_bytes, read_pack_text
from icf.packfile.workbook import Imported, read_workbook
from icf.packfile.write import pack_values
from icf.web.i18n import _

ZIP = b"PK"
OF_SHEET = re.compile(r"sheet (?P<sheet>[^,]+), row (?P<row>\d+)(?: cell (?P<cell>\w+))?: ")
OF_LINE = re.compile(r"(?P<line>\d+):(?P<column>\d+): ")


@dataclass(frozen=True)
class Line:
    """A fault, or what was not taken: where it is, and the words about it."""

    where: str
    words: str


def read_file(content: bytes, name: str, installed: Installed, organisation: str) -> Imported:
    """The questions in a workbook, an XLSForm or a YAML file, under a name of the organisation.

    Raises:
        PackError: ``faults`` has everything that is wrong with it.
    """
    if content.startswith(ZIP):
        found = read_workbook(content, name, installed.core, organisation)
    else:
        pack = read_pack_bytes(content, name, installed.core)
        found = Imported(pack, "")
    if found.pack.extends != CORE:
        raise PackError(
            _("This is a whole framework, not questions that are added to one."),
            _("Choose another file."),
            where=name,
        )
    return replace(named(found.pack, organisation, name, installed), left_out=found.left_out)


def read_again(text: str, installed: Installed, organisation: str) -> Pack:
    """What a dry run found, when it comes back to be kept. It is checked as if it were new.

    Raises:
        PackError: it has faults.
    """
    pack = read_pack_text(text, _("The file"), installed.core)
    return named(pack, organisation, _("The file"), installed).pack


def named(pack: Pack, organisation: str, name: str, installed: Installed) -> Imported:
    """The pack under a name that begins as the organisation's own do.

    Raises:
        PackError: it cannot be used together with the framework and the add-ons.
    """
    begins = beginning(organisation)
    values = plain(pack_values(pack))
    if not pack.key.startswith(begins):
        values["pack"] = pack_name(organisation, pack.key[: LONGEST - len(begins) - 4], ())
    text = written(values)
    draft = draft_of(text, installed)
    if draft.faults:
        faults = tuple(f"{name}: {fault}" for fault in draft.faults)
        raise PackError(_("These questions cannot be used here."), where=name, faults=faults)
    return Imported(draft.pack, text)


def lines(texts: tuple[str, ...], name: str) -> list[Line]:
    """Faults as the reader gives them, with their places apart."""
    return [_line(text.removeprefix(f"{name}:").strip(), name) for text in texts]


def _line(text: str, name: str) -> Line:
    if found := OF_SHEET.match(text):
        cell = found["cell"]
        where = _("Sheet %(sheet)s, row %(row)s", sheet=found["sheet"], row=found["row"])
        place = _("%(where)s, cell %(cell)s", where=where, cell=cell) if cell else where
    elif found := OF_LINE.match(text):
        place = _("Line %(line)s, column %(column)s", **found.groupdict())
    else:
        return Line(name, _sentence(text))
    return Line(place, _sentence(text[found.end() :]))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
