"""The project plan: an implementation plan of one piece of work, as a report.

Quick and smaller sizes make two sides without cover and contents; standard and full have a cover, a
page 2 that answers the chair alone, findings by approach, and appendices that detach.
"""

from icf.core.report import (
    Part,
    Report,
)
from icf.reports.everybody import everybody_part
from icf.reports.plan_answers import (
    actions,
    all_answers,
    answer_table,
    by_approach,
    glossary,
    no_longer_asked,
)
from icf.reports.plan_board import (
    about,
    cover,
    decisions,
    front,
    organisation_line,
    paper_facts,
    position,
    profile_table,
    resources,
)
from icf.reports.plan_method import method
from icf.reports.plan_source import PlanSource
from icf.web.i18n import _, day_of
from icf.work.models import Work

LANGUAGES = {"en": "en-GB"}


def project_plan(source: PlanSource) -> Report:
    """The plan as a report, with nothing left to compute."""
    parts = _long_parts(source) if source.is_long else _short_parts(source)
    record = source.sheet.record
    return Report(
        title=source.work.title,
        subtitle=_("Project plan"),
        language=LANGUAGES.get(source.sheet.language, source.sheet.language),
        organisation=organisation_line(source),
        reference=source.sheet.reference,
        version=_("version %(number)s", number=record.version),
        made_on=(day_of(record.signed_at) if record.signed_at else source.made_on).isoformat(),
        marking=source.work.marking or source.organisation.marking,
        seen_by=seen_by(source.organisation.name, source.work, source.to_hand_over),
        theme=source.theme,
        draft=source.sheet.is_draft,
        cover=cover(source) if source.is_long else None,
        front=front(source) if source.is_long else None,
        parts=tuple(part for part in parts if part.blocks),
    )


def seen_by(organisation: str, work: Work, to_hand_over: bool = False) -> str:
    """The sentence about who sees the plan."""
    if to_hand_over:
        return _(
            "A copy for others: what is only for %(organisation)s is left out. May be released"
            " under freedom of information.",
            organisation=organisation,
        )
    first = _("Seen by people who sign in for %(organisation)s.", organisation=organisation)
    if work.shared_at and work.partners:
        names = ", ".join(partner.name for partner in work.partners)
        first = _(
            "Seen by people who sign in for %(organisation)s, and shared with %(names)s.",
            organisation=organisation,
            names=names,
        )
    return (
        first
        + " "
        + _("Nobody outside until someone sends it. May be released under freedom of information.")
    )


def _long_parts(source: PlanSource) -> list[Part]:
    return [
        Part(_("About this work"), (about(source),)),
        Part(_("Findings by approach"), by_approach(source)),
        Part(_("What we will do"), actions(source)),
        Part(_("Resources and equality"), resources(source)),
        Part(_("How this was made"), method(source)),
        *_added_parts(source, detaches=False),
        Part(_("Appendix: all answers"), all_answers(source), detaches=True, new_page=True),
        *_gone_parts(source),
        everybody_part(source.everybody),
        Part(_("Appendix: words we use"), glossary(source), detaches=True),
    ]


def _short_parts(source: PlanSource) -> list[Part]:
    """Two sides: no cover, no contents, nothing said twice."""
    return [
        Part(
            _("Where we are"),
            (*decisions(source), *position(source), about(source), profile_table(source)),
        ),
        Part(_("What we will do"), actions(source)),
        Part(_("Our answers"), answer_table(source)),
        Part(_("Risks, resources and equality"), paper_facts(source)),
        Part(_("How this was made"), method(source)),
        *_added_parts(source, detaches=True),
        *_gone_parts(source),
    ]


def _gone_parts(source: PlanSource) -> list[Part]:
    """Answers to questions that are not asked any more, on a sheet of their own."""
    title = _("Appendix: answers to questions that are no longer asked")
    return [Part(title, no_longer_asked(source), detaches=True)]


def _added_parts(source: PlanSource, detaches: bool) -> list[Part]:
    """What add-ons bring: their own sections."""
    return [
        Part(
            section.title.in_language(source.sheet.language),
            source.added_blocks[section.key],
            detaches,
            new_page=True,
        )
        for section in source.added
    ]
