"""A comparison as a paper: two fillings-in beside each other, and a subject over the years."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Membership
from icf.accounts.organisation import organisation_of
from icf.assessments.last_time import aliases_between
from icf.assessments.models import Assessment
from icf.assessments.sheet import Sheet, load
from icf.compare import blocks, years
from icf.compare.sides import (
    Other,
    earlier_of,
    filling_in,
    others_of,
    side_name,
    years_of,
)
from icf.core.compare import compare as compared
from icf.core.compare import series
from icf.core.questionnaire import SELF_EVALUATION
from icf.core.report import Facts, Part, Report, Words
from icf.errors import NotFound
from icf.packs.service import approach_names
from icf.reports.paper import Paper, Wanted
from icf.reports.papers import LISTED, form, work, work_of_form
from icf.reports.plan import LANGUAGES
from icf.web.i18n import _, day, day_of
from icf.work.models import Work
from icf.work.service import work_or_subject


def chosen(wanted: Wanted, sheet: Sheet, others: Sequence[Other]) -> Other | None:
    """What a checklist is put beside: the one that somebody chose, else what came before it."""
    one = next((one for one in others if one.id == wanted.beside), None)
    return one or earlier_of(sheet, others)


def comparison(wanted: Wanted) -> Report:
    """A checklist beside another of the same piece of work; the earlier one stands first.

    Raises:
        NotFound: no such checklist, or nothing to put beside it.
    """
    sheet = load(wanted.session, wanted.reader, wanted.number)
    other = chosen(wanted, sheet, others_of(wanted.session, wanted.reader, sheet))
    if other is None:
        raise NotFound(
            _("There is nothing to compare %(reference)s with yet.", reference=sheet.reference)
        )
    return comparison_of(wanted, sheet, load(wanted.session, wanted.reader, other.id))


def comparison_of(wanted: Wanted, sheet: Sheet, other: Sheet) -> Report:
    """Two checklists of one piece of work beside each other, whichever was the first."""
    before, after = sorted([sheet, other], key=lambda one: one.id)
    old, new = before.questionnaire, after.questionnaire
    aliases = aliases_between(wanted.session, wanted.reader, wanted.plugins, old, new)
    kinds = wanted.plugins.registry.kinds(None)
    found = compared(filling_in(before), filling_in(after), aliases, kinds)
    names = (side_name(before.record), side_name(after.record))
    sides = blocks.Sides(before, after, names, approach_names(wanted.session))
    which = Facts(
        (
            (_("Earlier"), f"{names[0]} · {_size(before)}"),
            (_("Later"), f"{names[1]} · {_size(after)}"),
        )
    )
    return _report(
        wanted,
        after,
        _("Then and now: %(title)s", title=after.title),
        f"{before.reference}-{after.reference}",
        (
            Part(_("How much is the same"), (*blocks.summary(found), which)),
            Part(_("The levels, then and now"), blocks.levels(sides, found)),
            Part(_("Question by question"), blocks.questions(sides, found)),
        ),
        draft=before.is_draft or after.is_draft,
    )


def over_the_years(wanted: Wanted) -> Report:
    """How far a subject matches and how sure it feels, year by year.

    Raises:
        NotFound: no such subject, or fewer than two self-evaluations of it.
    """
    sheets = years_of(wanted.session, wanted.reader, wanted.number)
    if len(sheets) < 2:
        raise NotFound(_("There are no two self-evaluations to put beside each other yet."))
    return years_report(wanted, sheets)


def years_report(wanted: Wanted, sheets: Sequence[Sheet]) -> Report:
    """Self-evaluations of one subject beside each other, oldest first; two or more."""
    subject = work_or_subject(wanted.session, wanted.reader, wanted.number)
    steps = [
        aliases_between(wanted.session, wanted.reader, wanted.plugins, one, other)
        for one, other in pairwise(sheet.questionnaire for sheet in sheets)
    ]
    kinds = wanted.plugins.registry.kinds(None)
    lines = series([filling_in(one) for one in sheets], steps, kinds)
    how = _(
        "Each question is drawn on its own; nothing is added up. A year without an answer has no"
        " point: it is not zero. Where a question or its levels changed, the line stops and starts"
        " afresh."
    )
    return _report(
        wanted,
        sheets[-1],
        _("Over the years: %(title)s", title=subject.title),
        subject.reference,
        (
            Part(_("Where this comes from"), (Words(how), years.which_years(sheets))),
            *years.parts(sheets, lines, approach_names(wanted.session)),
        ),
        draft=any(one.is_draft for one in sheets),
    )


def _report(
    wanted: Wanted, newest: Sheet, title: str, reference: str, parts: tuple[Part, ...], draft: bool
) -> Report:
    own = organisation_of(wanted.session, wanted.reader.organisation_id)
    subject = work_or_subject(wanted.session, wanted.reader, newest.record.work_id)
    return Report(
        title=title,
        subtitle="",
        language=LANGUAGES.get(newest.language, newest.language),
        organisation=own.name,
        reference=reference,
        version=_("as of %(date)s", date=day(day_of(wanted.now))),
        made_on=day_of(wanted.now).isoformat(),
        marking=subject.marking or own.marking,
        seen_by=_(
            "Seen by people who sign in for %(organisation)s. To learn from: it compares %(own)s"
            " with itself alone.",
            organisation=own.name,
            own=own.name,
        ),
        draft=draft,
        parts=parts,
    )


def _size(sheet: Sheet) -> str:
    return sheet.index.depth[sheet.record.depth].title.in_language(sheet.language)


def _newest_of_example(session: Session, loaded: Mapping[str, Any]) -> str:
    """The newest self-evaluation of the example's first organisation as a whole."""
    own = sa.select(Membership.organisation_id).where(Membership.person_id == loaded["lead_id"])
    newest = (
        sa.select(sa.func.max(Assessment.id))
        .join(Work, Work.id == Assessment.work_id)
        .where(Assessment.organisation_id.in_(own), Assessment.instrument == SELF_EVALUATION)
        .where(Assessment.deleted_at.is_(None), Work.service_id.is_(None))
    )
    return f"P{session.scalar(newest)}"


COMPARISON = Paper(
    name="comparison",
    title="comparison",
    about="Write a checklist beside an earlier one of the same piece of work.",
    found_by={"P": form()},
    where=LISTED,
    report=comparison,
    file="comparison",
    page="compare.two",
    example=_newest_of_example,
    compares=True,
)
YEARS = Paper(
    name="years",
    title="subject",
    about=(
        "Write the self-evaluations of a subject over the years.\n\n"
        "REF is W12 for the subject, or P34 for whatever that self-evaluation is about."
    ),
    found_by={"W": work, "P": work_of_form},
    where=LISTED,
    report=over_the_years,
    file="over-the-years",
    page="compare.over_the_years",
    example=_newest_of_example,
)
PAPERS = (COMPARISON, YEARS)
