"""Tables of screens as rows for a spreadsheet: one column for each thing that is known."""

from collections.abc import Mapping, Sequence

from icf.conversations.register import Entry
from icf.conversations.words import STATES
from icf.core.report import Cell, Table
from icf.core.voices import Heard
from icf.core.vote import Spread
from icf.plans.forms import BUDGET_LABELS
from icf.plans.listing import Listed
from icf.plans.models import ActionProposal
from icf.plans.proposal_views import STATES as PROPOSAL_STATES
from icf.plans.status import PRIORITIES, STATUSES
from icf.reports.count_cell import count_cell
from icf.reports.day_cell import day_cell
from icf.voices.models import VoicePanel
from icf.voices.service import Results
from icf.web.i18n import _, day_of, month_name
from icf.work.forms import KIND_LABELS, STAGE_LABELS
from icf.work.models import Work

Row = tuple[Cell | str, ...]


def actions_table(actions: Sequence[Listed], approaches: Mapping[str, str]) -> Table:
    """The list of actions.

    Args:
        approaches: their names by key.
    """
    columns = (
        *(_("Ref"), _("What"), _("What it is about"), _("Approaches"), _("Who"), _("By when")),
        *(_("Why there is no date"), _("Status"), _("Why it was stopped"), _("Priority")),
        *(_("How we will know"), _("Support needed"), _("Support offered")),
        *(_("Money and staff time"), _("What is agreed"), _("Look again on")),
        *(_("Last update"), _("Last note")),
    )
    return Table(_("Actions"), columns, tuple(_action(one, approaches) for one in actions))


def _action(one: Listed, approaches: Mapping[str, str]) -> Row:
    return (
        one.reference,
        one.what,
        one.title,
        ", ".join(approaches.get(key, key) for key in one.approaches),
        one.who,
        day_cell(one.due_on, ""),
        "" if one.due_on else one.no_date_reason,
        str(STATUSES[one.status]),
        one.stopped_reason,
        str(PRIORITIES[one.priority]) if one.priority else "",
        one.how_we_know,
        one.support_needed,
        one.support_offered,
        str(BUDGET_LABELS[one.budget]) if one.budget else "",
        one.resources,
        day_cell(one.review_on, ""),
        day_cell(day_of(one.note_at or one.edited_at), ""),
        one.note,
    )


def proposals_table(proposals: Sequence[ActionProposal]) -> Table:
    """Actions that others proposed to us, and that we proposed to them."""
    columns = (
        *(_("What"), _("Proposed by"), _("Proposed to"), _("Our action"), _("Proposed on")),
        *(_("What was said about it"), _("How we will know"), _("By when")),
        *(_("Answer"), _("Answered on"), _("Agreed until"), _("Why"), _("Status")),
    )
    return Table(_("Proposals"), columns, tuple(map(_proposal, proposals)))


def _proposal(one: ActionProposal) -> Row:
    is_accepted = one.state == "accepted"
    return (
        one.what,
        _("Us") if one.is_ours else one.other_name,
        one.other_name if one.is_ours else _("Us"),
        f"A{one.action_id}" if one.action_id else "",
        day_cell(day_of(one.proposed_at)),
        one.words,
        one.how_we_know,
        day_cell(one.due_on, ""),
        str(PROPOSAL_STATES[one.state]),
        day_cell(day_of(one.answered_at) if one.answered_at else None, ""),
        day_cell(one.agreed_on if is_accepted else None, ""),
        one.reason,
        str(STATUSES[one.status]) if is_accepted else "",
    )


def register_table(entries: Sequence[Entry], approaches: Mapping[str, str]) -> Table:
    """The register of conversations, as far as its reader sees it."""
    columns = (
        *(_("Ref"), _("What"), _("Who asks"), _("Service"), _("Whom"), _("Where"), _("Month")),
        *(_("From"), _("To"), _("State"), _("About what"), _("Approaches"), _("How")),
        *(_("Whom colleagues can ask"), _("Looks like")),
    )
    rows = tuple(_entry(one, approaches) for one in entries)
    return Table(_("Conversations with communities"), columns, rows)


def _entry(one: Entry, approaches: Mapping[str, str]) -> Row:
    return (
        one.reference,
        one.title,
        one.organisation,
        one.service,
        ", ".join(one.group_names),
        ", ".join(one.place_names),
        month_name(one.month),
        day_cell(one.starts_on, ""),
        day_cell(one.ends_on, ""),
        str(STATES[one.state]),
        one.topics,
        ", ".join(approaches.get(key, key) for key in one.approaches),
        ", ".join(one.tools),
        one.contact,
        ", ".join(f"{found.entry.reference} {found.entry.organisation}" for found in one.alike),
    )


def panel_table(panel: VoicePanel, results: Results) -> Table:
    """What a panel says beside the staff; of an item that few answered, that alone."""
    levels = results.asked.levels
    columns = (
        *(_("Statement"), _("Staff say")),
        *(_("The panel: %(level)s", level=label) for _key, label in levels),
        *(_("The panel: cannot tell"), _("See less of it than the staff")),
        *(_("See it as the staff do"), _("See more of it than the staff")),
    )
    labels_of = dict(levels)
    rows = tuple(
        (
            one.item.text,
            labels_of.get(panel.staff.get(one.item.key, ""), _("Nothing yet")),
            *_heard(one, [key for key, _label in levels]),
        )
        for one in results.heard
    )
    return Table(_("The panel beside the staff"), columns, rows)


def _heard(one: Heard, levels: Sequence[str]) -> Row:
    if one.is_few:
        return (_("Fewer than 5"),) * (len(levels) + 4)
    beside = (one.less, one.same, one.more) if one.staff else ()
    counts = (*(one.counts[key] for key in levels), one.cannot_tell, *beside)
    return (*map(count_cell, counts), *(() if one.staff else ("", "", "")))


def vote_table(question: str, spread: Spread) -> Table:
    """How a room voted; without numbers where that could tell who voted how."""
    rows: tuple[Row, ...] = tuple(
        (label, count_cell(count)) for (_key, label), count in spread.pairs
    )
    few = _("Not shown: fewer than three people voted.")
    caption = _("How the room voted: %(question)s", question=question)
    return Table(caption, (_("Answer"), _("Votes")), rows if not spread.is_few else ((few, ""),))


def work_table(works: Sequence[Work]) -> Table:
    """The pieces of work of an organisation."""
    columns = (
        *(_("Ref"), _("Title"), _("Kind"), _("Stage"), _("Where"), _("Led by")),
        _("Started here"),
    )
    rows = tuple(
        (
            work.reference,
            work.title,
            str(KIND_LABELS[work.kind]),
            str(STAGE_LABELS[work.stage]),
            ", ".join(place.name for place in work.places),
            work.lead_name,
            day_cell(day_of(work.created_at)),
        )
        for work in works
    )
    return Table(_("Pieces of work"), columns, rows)
