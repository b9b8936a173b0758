"""A comparison as the blocks of a report: bars with their tables, and every question in a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from icf.assessments.page import blank_label, layer_label
from icf.assessments.sheet import Sheet
from icf.compare import words
from icf.core.answer import BLANK_KINDS, BlankKind
from icf.core.compare import Beside, Comparison, Counts
from icf.core.questionnaire import CORE
from icf.core.report import Bar, Bars, Block, Bullets, Heading, Table, Words
from icf.core.results import SectionResult
from icf.core.scale import Scale
from icf.reports.count_cell import count_cell
from icf.web.i18n import _, ngettext

Names = Mapping[str, str]
"""Names of approaches that the owner confirmed, by key."""


@dataclass(frozen=True)
class Sides:
    """Two checklists with what they are called."""

    before: Sheet
    after: Sheet
    names: tuple[str, str]
    approaches: Names

    def approach(self, key: str) -> str:
        """The name of an approach as this installation shows it."""
        for sheet in (self.after, self.before):
            if key in sheet.index.approach:
                title = sheet.index.approach[key].title.in_language(sheet.language)
                return self.approaches.get(key) or title
        return _("Other questions")

    def scale(self, key: str) -> Scale:
        return self.after.index.scale.get(key) or self.before.index.scale[key]


def summary(found: Comparison) -> tuple[Block, ...]:
    """How much is the same: it stands before everything else."""
    blocks: list[Block] = [Words(words.how_much_is_the_same(found), look="lead")]
    if differs := words.what_differs(found):
        blocks.append(Bullets(differs))
        blocks.append(Words(_("Only questions that are the same are put against each other.")))
    return tuple(blocks)


def levels(sides: Sides, found: Comparison) -> tuple[Block, ...]:
    """How many answers are at each level, on each scale of each layer."""
    blocks: list[Block] = []
    for layer, scale in dict.fromkeys((one.layer, one.scale) for one in found.counts):
        rows = [one for one in found.counts if (one.layer, one.scale) == (layer, scale)]
        blocks.append(Heading(_title(sides, layer, scale), 3))
        blocks += _one_scale(sides, sides.scale(scale), rows)
    return tuple(blocks) or (Words(_("Nothing here is answered on a scale.")),)


def questions(sides: Sides, found: Comparison) -> tuple[Block, ...]:
    """Every question with both answers, those that moved first."""
    same = [one for one in found.questions if one.fate == "same"]
    blocks: list[Block] = []
    for direction in ("worse", "better", "level", ""):
        rows = [one for one in same if one.direction == direction]
        title, meaning = words.direction_title(direction), words.direction_meaning(direction)
        blocks += _group(sides, title, meaning, rows)
    for fate in words.FATE_ORDER:
        rows = [one for one in found.questions if one.fate == fate]
        blocks += _group(sides, words.fate_title(fate), words.fate_meaning(fate), rows)
    return tuple(blocks)


def _title(sides: Sides, layer: str, scale: str) -> str:
    title = sides.scale(scale).title.in_language(sides.after.language)
    if layer == CORE:
        return title
    sheet = sides.after if layer in _layers(sides.after) else sides.before
    return f"{title} ({layer_label(sheet, layer)})"


def _layers(sheet: Sheet) -> set[str]:
    return {key for key, _version, _title in sheet.questionnaire.packs}


def _one_scale(sides: Sides, scale: Scale, rows: Sequence[Counts]) -> list[Block]:
    fair = [row for row in rows if row.same_scale and row.fair_after.asked]
    blocks: list[Block] = []
    if not all(row.same_scale for row in rows):
        blocks.append(Words(_changed_scale(sides, scale)))
    elif not fair:
        blocks.append(Words(_("No question on this scale is the same in both.")))
    if fair and all(row.fair_before.asked == row.fair_after.asked == 1 for row in fair):
        blocks.append(_one_answer_each(sides, scale, fair))
    elif fair:
        blocks.append(_bars(sides, scale, fair))
    if any((row.before, row.after) != (row.fair_before, row.fair_after) for row in rows):
        blocks.append(Words(_("Everything that was asked, each on its own:")))
        blocks += _each_on_its_own(sides, scale, rows)
    return blocks


def _changed_scale(sides: Sides, scale: Scale) -> str:
    key = scale.key
    if key in sides.before.index.scale and key in sides.after.index.scale:
        return _("The levels of this scale changed between the two, so nothing is drawn.")
    return _("Only one of the two has this scale, so nothing is drawn.")


def _bars(sides: Sides, scale: Scale, rows: Sequence[Counts]) -> Bars:
    pairs = [
        (f"{sides.approach(row.approach)}, {when}", result)
        for row in rows
        for when, result in (
            (_("earlier"), row.fair_before),
            (_("later"), row.fair_after),
        )
    ]
    blanks = _blanks_used(result for _label, result in pairs)
    count = len(scale.levels)
    between = ("mid",) * (count - 2)
    return Bars(
        title=_("Questions that are the same in both"),
        levels=_columns(sides, scale, blanks),
        rows=tuple(Bar(label, _numbers(scale, blanks, result)) for label, result in pairs),
        looks=("low", *between, "high", *("blank" for _one in blanks), "none"),
    )


def _one_answer_each(sides: Sides, scale: Scale, rows: Sequence[Counts]) -> Table:
    """Where every approach asks one question, its level says more than a count of one."""
    old = sides.before.index.scale[scale.key]
    return Table(
        caption=_("Questions that are the same in both"),
        columns=(_("Approach"), _("Earlier"), _("Later")),
        rows=tuple(
            (
                sides.approach(row.approach),
                _only_answer(sides, old, row.fair_before),
                _only_answer(sides, scale, row.fair_after),
            )
            for row in rows
        ),
        widths=(40, 30, 30),
    )


def _only_answer(sides: Sides, scale: Scale, result: SectionResult) -> str:
    blanks = _blanks_used([result])
    counts = zip(_columns(sides, scale, blanks), _numbers(scale, blanks, result), strict=True)
    return next(label for label, count in counts if count)


def _each_on_its_own(sides: Sides, scale: Scale, rows: Sequence[Counts]) -> Iterable[Table]:
    old = sides.before.index.scale.get(scale.key, scale)
    for name, own, results in (
        (sides.names[0], old, [(row.approach, row.before) for row in rows]),
        (sides.names[1], scale, [(row.approach, row.after) for row in rows]),
    ):
        asked = [(approach, result) for approach, result in results if result.asked]
        if not asked:
            continue
        blanks = _blanks_used(result for _approach, result in asked)
        yield Table(
            caption=name,
            columns=(_("Approach"), *_columns(sides, own, blanks)),
            rows=tuple(
                (sides.approach(approach), *map(count_cell, _numbers(own, blanks, result)))
                for approach, result in asked
            ),
        )


def _blanks_used(results: Iterable[SectionResult]) -> tuple[BlankKind, ...]:
    used = {kind for result in results for kind, count in result.blanks.items() if count}
    return tuple(kind for kind in BLANK_KINDS if kind in used)


def _columns(sides: Sides, scale: Scale, blanks: Sequence[BlankKind]) -> tuple[str, ...]:
    labels = [level.label.in_language(sides.after.language) for level in scale.levels]
    return (*labels, *(blank_label(kind) for kind in blanks), _("Not answered"))


def _numbers(scale: Scale, blanks: Sequence[BlankKind], result: SectionResult) -> tuple[int, ...]:
    counts = next(iter(result.levels.values()), {})
    return (
        *(counts.get(level.key, 0) for level in scale.levels),
        *(result.blanks.get(kind, 0) for kind in blanks),
        result.unanswered,
    )


def _group(sides: Sides, title: str, meaning: str, rows: Sequence[Beside]) -> list[Block]:
    if not rows:
        return []
    blocks: list[Block] = [Heading(title, 3)]
    if meaning:
        blocks.append(Words(meaning))
    columns = (_("Question"), _("Earlier"), _("Later"))
    caption = ngettext("%(num)s question", "%(num)s questions", len(rows))
    table = Table(caption, columns, tuple(_row(sides, one) for one in rows), widths=(40, 30, 30))
    return [*blocks, table]


def _row(sides: Sides, one: Beside) -> tuple[str, ...]:
    language = sides.after.language
    now = one.after.text.in_language(language) if one.after else ""
    then = one.before.text.in_language(language) if one.before else ""
    if now and then and now != then and one.fate != "same":
        text = _("%(now)s\nBefore: %(then)s", now=now, then=then)
    else:
        text = now or then
    earlier, later = words.answer_then(one, False), words.answer_then(one, True)
    is_told = one.before and one.after and earlier == later
    return text, earlier, _("The same as before") if is_told else later
