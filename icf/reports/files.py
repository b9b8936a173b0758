"""Files that add-ons make of a checklist: which there are, and making one."""

from flask import Response
from werkzeug.utils import secure_filename

from icf.core.report import Report
from icf.plugin import Exporter
from icf.plugin.guard import Failed, attempted
from icf.plugin.manager import Plugins
from icf.plugin.sound_page import sound_file
from icf.reports.office import KINDS, office_file
from icf.reports.plan_source import PlanSource

TO_HAND_OVER = "others"
"""What the address of a plan or file says that is made for whoever we hand it to."""


def files_of(source: PlanSource, plugins: Plugins) -> list[Exporter]:
    """The files that can be made for this reader, in the order of the add-ons."""
    found = plugins.registry.exporters(frozenset(source.layers))
    return [one for one in found.values() if not source.hides(one.key)]


def made_file(exporter: Exporter, source: PlanSource, plugins: Plugins) -> Response | Failed:
    """The file as a download, or that the add-on failed."""
    content = attempted(
        exporter.key.partition(":")[0],
        f"exporter {exporter.key}",
        lambda: sound_file(exporter.export(source.context)),
        plugins.watch,
    )
    if isinstance(content, Failed):
        return content
    suffix = "-to-hand-over" if source.to_hand_over else ""
    name = f"{exporter.key.replace(':', '-')}-{source.sheet.reference}{suffix}"
    return file_response(f"{name}.{exporter.extension}", exporter.media_type, content)


def office_response(report: Report, ending: str, name: str) -> Response:
    """A report as a Word file or a spreadsheet to keep.

    Args:
        ending: one of ``icf.reports.office.KINDS``.
        name: of the file, without the ending.
    """
    media_type = KINDS[ending].media_type
    return file_response(f"{name}.{ending}", media_type, office_file(report, ending))


def file_response(name: str, media_type: str, content: bytes) -> Response:
    """A file to keep, under a name that every system takes."""
    safe = secure_filename(name) or "download"
    headers = {"Content-Disposition": f'attachment; filename="{safe}"'}
    return Response(content, mimetype=media_type, headers=headers)
