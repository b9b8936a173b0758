"""The section of the plan and its file: each approach, its rating, and what that rests on."""

from collections.abc import Iterable

from icf.plugin import (
    Block,
    Cell,
    Exporter,
    ReportContext,
    ReportSection,
    Table,
    Words,
    csv_text,
    plain,
)

from .approaches import STRENGTH, Backed, approaches, risky
from .evidence import in_words


def blocks(context: ReportContext) -> Iterable[Block]:
    """Nothing while nobody has said for which approaches there is evidence."""
    found = approaches(context.questionnaire, context.depth, context.answers)
    if not found:
        return
    _ = context.translate
    if names := [one.name for one in risky(found)]:
        yield Words(f"{_('A strong rating that rests on little:')} {'; '.join(names)}.")
    else:
        yield Words(_("No strong rating rests on weak, old or no evidence."))
    yield Table(
        caption=_("Each approach, its rating, and what that rests on"),
        columns=(
            _("Approach"),
            _("Rating"),
            _("Strength"),
            _("How, and how old"),
            _("What we know"),
        ),
        rows=tuple(_row(one, context) for one in found),
        widths=(18, 20, 15, 20, 27),
    )


def export(context: ReportContext) -> str:
    """A row for each approach."""
    _ = context.translate
    header = (
        *(
            _("Work"),
            _("Approach"),
            _("Best ratings"),
            _("Ratings"),
            _("Strength"),
            _("What we know"),
        ),
        *(_("How we found out"), _("Who found out"), _("How old it is"), _("Look here first")),
    )
    work = f"{context.title} ({context.reference})"
    rows: list[tuple[str | int, ...]] = [header]
    for one in approaches(context.questionnaire, context.depth, context.answers):
        words = in_words(one.found, context.language)
        yes = _("Yes") if one.is_risky else _("No")
        strength = strength_in_words(one, context)
        known = (words["known"], words["method"], words["who"], words["age"])
        rows.append((work, one.name, one.best, one.rated, strength, *known, yes))
    return csv_text(rows)


def strength_in_words(one: Backed, context: ReportContext) -> str:
    """How strong the evidence is, in words; also that there is none."""
    scale = context.questionnaire.index.scale.get(STRENGTH)
    level = scale.level(one.found.rating) if scale else None
    if level:
        return level.label.in_language(context.language)
    return context.translate("Not said" if one.found.known else "No evidence yet")


def _row(one: Backed, context: ReportContext) -> tuple[Cell | str, ...]:
    _ = context.translate
    words = in_words(one.found, context.language)
    rating = _("%(best)s of %(rated)s thought through") % {"best": one.best, "rated": one.rated}
    strength = strength_in_words(one, context)
    how = "\n".join(text for text in (words["method"], words["who"], words["age"]) if text)
    return (
        one.name,
        rating if one.rated else _("Not rated yet"),
        Cell(strength, "risk") if one.is_risky else strength,
        how or "–",
        words["known"] or "–",
    )


EVIDENCE_BEHIND = ReportSection(
    key="evidence_strength:approaches",
    title=plain("How good is the evidence?"),
    blocks=blocks,
)

REGISTER = Exporter(
    key="evidence_strength:register",
    title=plain("What the ratings rest on, as a table"),
    media_type="text/csv",
    extension="csv",
    export=export,
)
