"""What the board reads: cover, the page for the chair, the profile, risks and resources."""

from icf.core.report import (
    Asked,
    Bar,
    Bars,
    Block,
    Bullets,
    Cell,
    Cover,
    Facts,
    Heading,
    Part,
    Table,
    Words,
)
from icf.plans.models import PlanPaper
from icf.plans.sense_check import (
    BLANK,
    UNANSWERED,
    levels_best_first,
    standing_label,
)
from icf.reports.count_cell import count_cell
from icf.reports.plan_source import PlanSource
from icf.web.i18n import _, day
from icf.work.forms import KIND_LABELS, STAGE_LABELS

TOP = 3


def organisation_line(source: PlanSource) -> str:
    """The organisation and the service that leads."""
    return ", ".join(filter(None, [source.organisation.name, source.service]))


def cover(source: PlanSource) -> Cover:
    """The cover: what the board is asked to do, and the facts of the paper."""
    paper, work = source.paper, source.work
    decisions = [one.rstrip(".") for one in paper.decisions] if paper else []
    asks = _("The board is asked to: %(decisions)s", decisions="; ".join(decisions))
    public = {True: _("Public"), False: _("Private"), None: ""}
    facts = [
        (_("Meeting"), _meeting(paper)),
        (_("Agenda item"), paper.agenda_item if paper else ""),
        (_("Public or private"), public[paper.is_public if paper else None]),
        (_("Author"), work.lead_name),
        (_("Organisation"), organisation_line(source)),
        (_("Partners"), ", ".join(partner.name for partner in work.partners)),
        (_("Places and wards"), ", ".join(place.name for place in work.places)),
        (_("Signed off"), _signed_line(source)),
    ]
    return Cover(asks if decisions else "", tuple((name, text) for name, text in facts if text))


def _meeting(paper: PlanPaper | None) -> str:
    if paper is None:
        return ""
    return ", ".join(filter(None, [paper.meeting, day(paper.meets_on)]))


def _signed_line(source: PlanSource) -> str:
    record = source.sheet.record
    if not record.signed_at:
        return _("Not yet: this is a draft")
    who = ", ".join(filter(None, [record.signed_name, record.signed_role]))
    return _("%(who)s, %(date)s", who=who, date=day(record.signed_at))


def front(source: PlanSource) -> Part:
    """Page 2: what to decide, where we are, the profile, what changed, the three biggest risks."""
    return Part(
        _("For the chair: what to decide and where we are"),
        (
            *decisions(source),
            *position(source),
            profile_bars(source),
            *_changed(source),
            *_risks(source),
        ),
    )


def decisions(source: PlanSource) -> tuple[Block, ...]:
    """What the board is asked to decide; nothing when nothing is asked."""
    decisions = tuple(source.paper.decisions) if source.paper else ()
    if not decisions:
        return ()
    return (Heading(_("Decisions asked for"), 3), Asked(decisions))


def position(source: PlanSource) -> tuple[Block, ...]:
    """Where we are, in the officer’s own words or else the headline of the sense check."""
    written = source.paper.position if source.paper else ""
    heading = (Heading(_("Where we are"), 3),) if source.is_long else ()
    return (*heading, Words(written or source.check.headline, look="lead"))


def profile_bars(source: PlanSource) -> Bars:
    """The five approaches: how many of the framework's questions stand where."""
    standings = [key for key, _label in levels_best_first(source.sheet)] + [BLANK, UNANSWERED]
    looks = ("high", "mid", "low", "blank", "none")
    return Bars(
        title=_("The framework’s questions by approach"),
        levels=tuple(standing_label(source.sheet, standing) for standing in standings),
        rows=tuple(
            Bar(
                bar.label,
                tuple(bar.counts.get(standing, 0) for standing in standings),
                _(
                    "%(through)s of %(total)s",
                    through=bar.counts.get("through", 0),
                    total=bar.total,
                ),
            )
            for bar in source.check.bars
        ),
        looks=looks,
    )


def profile_table(source: PlanSource) -> Table:
    """The profile in numbers alone: with two questions for each approach, bars say nothing more."""
    bars = profile_bars(source)
    rows: tuple[tuple[Cell | str, ...], ...] = tuple(
        (bar.label, *map(count_cell, bar.counts)) for bar in bars.rows
    )
    caption = _("How many questions of each approach stand where")
    return Table(caption, (_("Approach"), *bars.levels), rows, widths=(20, 15, 10, 15, 25, 15))


def _changed(source: PlanSource) -> tuple[Block, ...]:
    """What is different from the version that this one reopens."""
    if source.previous is None:
        return ()
    before = {bar.approach: bar.counts.get("through", 0) for bar in source.previous.bars}
    lines = [
        _(
            "%(approach)s: %(now)s thought through, %(before)s before",
            approach=bar.label,
            now=bar.counts.get("through", 0),
            before=before.get(bar.approach, 0),
        )
        for bar in source.check.bars
        if bar.counts.get("through", 0) != before.get(bar.approach, 0)
    ]
    block = Bullets(tuple(lines)) if lines else Words(_("Nothing changed in the counts."))
    return (Heading(_("What changed since the last version"), 3), block)


def _risks(source: PlanSource) -> tuple[Block, ...]:
    """The officer's risks; where none were given, what looks strong on weak evidence."""
    written = tuple(source.paper.risks) if source.paper else ()
    if written:
        return (Heading(_("The biggest risks"), 3), Bullets(written[:TOP], numbered=True))
    weak = source.check.risky[:TOP]
    if not weak:
        return ()
    return (
        Heading(_("Looks strong, but nobody has checked"), 3),
        Bullets(tuple(one.text for one in weak)),
    )


def about(source: PlanSource) -> Block:
    """What the work is, where it is and whose it is."""
    work = source.work
    kind = f"{KIND_LABELS[work.kind]}, {str(STAGE_LABELS[work.stage]).lower()}"
    facts = [
        (_("What it is"), work.summary),
        (_("Kind and stage"), kind + ", " + (_("new") if work.is_new else _("exists already"))),
        (_("Places and wards"), ", ".join(place.name for place in work.places)),
        (_("Led by"), ", ".join(filter(None, [work.lead_name, source.service]))),
        (_("With"), ", ".join(partner.name for partner in work.partners)),
        (_("Starts on"), day(work.starts_on)),
    ]
    if not source.is_long:
        facts += [(_("Meeting"), _meeting(source.paper)), (_("Signed off"), _signed_line(source))]
    return Facts(tuple((name, text) for name, text in facts if text))


def resources(source: PlanSource) -> tuple[Block, ...]:
    """Money and people, and what it means for equality; only what was written."""
    paper = source.paper
    blocks: list[Block] = []
    for title, text in (
        (_("Money, staff and other resources"), paper.resources if paper else ""),
        (_("What it means for equality"), paper.equality if paper else ""),
    ):
        if text:
            blocks += [Heading(title, 3), Words(text)]
    return tuple(blocks)


def paper_facts(source: PlanSource) -> tuple[Block, ...]:
    """Risks, resources and equality in as little room as they need."""
    paper = source.paper
    risks = "; ".join(
        f"({number}) {risk}" for number, risk in enumerate(paper.risks if paper else (), 1)
    )
    facts = (
        (_("Biggest risks"), risks),
        (_("Resources"), paper.resources if paper else ""),
        (_("Equality"), paper.equality if paper else ""),
    )
    given = tuple((name, text) for name, text in facts if text)
    return (Facts(given),) if given else _risks(source)
