"""The files that the plugin makes of a checklist: whatever was answered, and for whoever reads."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from icf.conformance.case import ONLY_OURS, Case
from icf.conformance.checks.reports import many_answers, report_context
from icf.conformance.failures import place_of
from icf.conformance.files import file_faults
from icf.conformance.outcome import Fault, NotChecked
from icf.core.answer import Answer
from icf.core.questionnaire import CORE
from icf.plugin import Exporter, ReportContext
from icf.plugin.sound_page import sound_file
from icf.plugin.watch import in_words
from icf.reports.files import TO_HAND_OVER

FORMULA = "=1+1"


def files(case: Case) -> Iterator[Fault]:
    """Its files are made whatever was answered, and no cell of a table is a formula."""
    given = [*many_answers(case), {}]
    contexts = [
        replace(report_context(case, "full", answers), title=FORMULA)
        for answers in [*given, *map(_typed, given)]
    ]
    # A checklist that was started before the add-on was switched on.
    contexts.append(replace(report_context(case, "quick", {}), questionnaire=case.alone))
    for exporter in _exporters(case):
        for context in contexts:
            fault = _fault(case, exporter, context)
            if fault is not None:
                yield fault
                break


def handed_over(case: Case) -> Iterator[Fault]:
    """Its files can be downloaded, and those to hand over tell nothing that is only for us."""
    for exporter in _exporters(case):
        address = f"/checklists/{case.signed_off().id}/files/{exporter.key}"
        ours = case.desk.get(address)
        if ours.status_code != 200:
            yield Fault(f"The file answers {ours.status}.", exporter.key)
        theirs = case.desk.get(f"{address}?version={TO_HAND_OVER}")
        if theirs.status_code not in (200, 404):
            yield Fault(f"The file to hand over answers {theirs.status}.", exporter.key)
        if theirs.status_code == 200 and ONLY_OURS.encode() in theirs.data:
            cure = "Write only what context.answers gives."
            yield Fault("The file to hand over tells what is only for us.", exporter.key, cure)


def _fault(case: Case, exporter: Exporter, context: ReportContext) -> Fault | None:
    """What is wrong with the file for one context; None when it is sound."""
    try:
        content = sound_file(exporter.export(context))
    except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may have done anything
        where = place_of(error, case.subject.folder) or exporter.key
        return Fault(f"{exporter.key} failed: {in_words(error)}.", where)
    found = next(file_faults(exporter.media_type, content), None)
    return Fault(f"{found[0].upper()}{found[1:]}.", exporter.key) if found else None


def _exporters(case: Case) -> list[Exporter]:
    found = [
        one
        for key, one in case.registry.exporters({case.name}).items()
        if key.partition(":")[0] not in (CORE, "")
    ]
    if not found:
        raise NotChecked("it makes no files")
    return found


def _typed(answers: Mapping[str, Answer]) -> Mapping[str, Answer]:
    """The same answers, shown and explained with what a spreadsheet would calculate."""
    return {
        key: replace(one, displayed=FORMULA if one.displayed else "", words=FORMULA)
        for key, one in answers.items()
    }
