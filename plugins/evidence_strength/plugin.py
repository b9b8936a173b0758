"""What the strength of evidence adds; its questions and their scale are in ``pack.yaml``."""

from collections.abc import Iterable

from icf.plugin import (
    ActionRule,
    AssessmentSignedOff,
    Exporter,
    QuestionKind,
    ReportSection,
    Route,
    hookimpl,
    plain,
)

from .evidence import EVIDENCE
from .register import download, note, register
from .rules import GatherEvidence
from .section import EVIDENCE_BEHIND, REGISTER


@hookimpl
def register_question_kinds() -> Iterable[QuestionKind]:
    """A short form: what we know, how, who found out, how old and how strong it is."""
    return (EVIDENCE,)


@hookimpl
def register_action_rules() -> Iterable[ActionRule]:
    """Look for evidence where a strong rating rests on little."""
    return (GatherEvidence(),)


@hookimpl
def register_report_sections() -> Iterable[ReportSection]:
    """Each approach, its rating, and what that rests on."""
    return (EVIDENCE_BEHIND,)


@hookimpl
def register_exporters() -> Iterable[Exporter]:
    """The same as a table."""
    return (REGISTER,)


@hookimpl
def register_routes() -> Iterable[Route]:
    """The register over all checklists, and its file."""
    title = plain("What our ratings rest on")
    file = plain("The register of evidence, as a table")
    return (
        Route("/", title, "signed_in", register),
        Route("/files/<file>", file, "signed_in", download),
    )


@hookimpl
def assessment_signed_off(event: AssessmentSignedOff) -> None:
    """Keep how strong the evidence was on that day."""
    note(event)
