"""The ledger of what was promised as a paper: only for people of the organisation, to learn from.

It names what became of each promise and counts none of them, so that nobody can make a rate of it
and hand that on. There is no version for others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from icf.accounts.organisation import organisation_of
from icf.assessments.page import strength_label
from icf.core.report import Block, Cell, Part, Report, Table, Words
from icf.evaluation.ledger import LedgerLine, chosen_from, ledger
from icf.evaluation.result import answer_label
from icf.plans.standing import in_words
from icf.plans.status import MARKS as STATUS_MARKS
from icf.reports.day_cell import day_cell
from icf.reports.evaluation import MARKS
from icf.reports.paper import Wanted
from icf.web.i18n import _, day, day_of
from icf.work.models import Work
from icf.work.service import piece_of_work


@dataclass(frozen=True)
class LedgerSource:
    """What the ledger is made from.

    Args:
        work: the piece of work that it is of; None for all that the organisation does.
        is_narrowed: whether a filter left something out.
    """

    organisation: str
    reference: str
    marking: str
    work: Work | None
    lines: Sequence[LedgerLine]
    is_narrowed: bool
    made_on: date


def ledger_source(wanted: Wanted) -> LedgerSource:
    """Everything that was promised, or what the filters ``answer`` and ``approach`` leave.

    Raises:
        NotFound: there is no such piece of work.
    """
    own = organisation_of(wanted.session, wanted.reader.organisation_id)
    work = piece_of_work(wanted.session, wanted.reader, wanted.number) if wanted.number else None
    lines = ledger(wanted.session, wanted.reader, work.id if work else None)
    answer, approach = (wanted.address.get(name) or "" for name in ("answer", "approach"))
    shown = chosen_from(lines, answer, approach)
    return LedgerSource(
        organisation=own.name,
        reference=work.reference if work else f"O{own.id}",
        marking=(work.marking if work else "") or own.marking,
        work=work,
        lines=shown,
        is_narrowed=len(shown) < len(lines),
        made_on=day_of(wanted.now),
    )


def ledger_report(source: LedgerSource) -> Report:
    """The ledger as a report, with nothing left to compute."""
    return Report(
        title=_("What we promised, and what became of it"),
        subtitle=source.work.title if source.work else _("Everything that we do"),
        language="en-GB",
        organisation=source.organisation,
        reference=source.reference,
        version=_("as of %(date)s", date=day(source.made_on)),
        made_on=source.made_on.isoformat(),
        marking=source.marking,
        seen_by=_(
            "Only for people of %(organisation)s: a ledger to learn from. It counts nothing and"
            " marks nobody.",
            organisation=source.organisation,
        ),
        parts=(Part(_("What was promised"), _promises(source)),),
    )


def _promises(source: LedgerSource) -> tuple[Block, ...]:
    about = _(
        "This is a ledger to learn from. It is for %(organisation)s alone, it counts nothing and"
        " it marks nobody.",
        organisation=source.organisation,
    )
    if not source.lines:
        empty = (
            _("Nothing that was promised fits this choice.")
            if source.is_narrowed
            else _("Nothing has been promised yet.")
        )
        return (Words(about), Words(empty))
    columns = (
        *(_("What we said"), _("Who, and where"), _("By when"), _("What became of it")),
        *(_("Why, what shows it, and what we learn"), _("Carried over to")),
    )
    table = Table(
        _("What we said, and what became of it"),
        columns,
        tuple(_row(source, one) for one in source.lines),
        widths=(20, 15, 15, 15, 20, 15),
    )
    left_out = _("Only a part of the ledger: a filter was chosen on the page.")
    return (Words(about), *((Words(left_out),) if source.is_narrowed else ()), table)


def _row(source: LedgerSource, one: LedgerLine) -> tuple[Cell | str, ...]:
    promise = one.promise
    where = _("%(reference)s on %(date)s", reference=one.reference, date=day(one.promised_at))
    known, carried = promise.how_we_know, one.carried
    measure = _("How we will know: %(measure)s", measure=known) if known else ""
    goes_on = [carried.what, day(carried.due_on) if carried.due_on else ""] if carried else ["–"]
    return (
        _lines([promise.what, measure]),
        _lines([promise.who, "" if source.work else one.work_title, where]),
        day_cell(promise.due_on, promise.no_date_reason or _("No date")),
        _became(source, one),
        _said(one),
        _lines(goes_on),
    )


def _became(source: LedgerSource, one: LedgerLine) -> Cell:
    """The answer; where no evaluation asks it back, what the list of actions says."""
    if one.listed is None:
        return Cell(answer_label(one.answer), MARKS[one.answer])
    found = one.listed.action
    return Cell(in_words(found, one.listed.since, source.made_on), STATUS_MARKS[found.status])


def _said(one: LedgerLine) -> str:
    """Why, what shows it, who says so and what is learned; and where that was said."""
    if one.listed:
        number = one.listed.action.reference
        return _("From the list of actions, %(action)s, not from an evaluation", action=number)
    if one.said is None:
        return "–"
    review = one.said.review
    says = " – ".join(filter(None, [review.who_says, strength_label(review.strength)]))
    draft = _("not signed off yet") if one.said.is_draft else ""
    return _lines(
        [
            review.why,
            review.evidence,
            _("Says so: %(who)s", who=says) if says else "",
            _("What we learn: %(words)s", words=review.learned) if review.learned else "",
            ", ".join(filter(None, [f"{one.said.name} P{one.said.assessment_id}", draft])),
        ]
    )


def _lines(texts: Sequence[str]) -> str:
    return "\n".join(filter(None, texts))
