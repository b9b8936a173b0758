"""One form over the years: a chart for each question on a scale, cut where that is not the same."""

from collections.abc import Mapping, Sequence

from icf.assessments.page import blank_label, layer_label
from icf.assessments.sheet import Sheet
from icf.compare.drawing import Point, line_chart
from icf.compare.sides import side_name
from icf.compare.words import fate_title
from icf.core.compare import Line, Stop
from icf.core.report import Block, Figure, Part, Table
from icf.core.scale import Scale
from icf.web.i18n import _, ngettext


def year_labels(sheets: Sequence[Sheet]) -> list[str]:
    """The year of each, with its reference where a year has more than one."""
    years = [
        one.record.period or str((one.record.signed_at or one.record.changed_at).year)
        for one in sheets
    ]
    return [
        f"{year} {sheet.reference}" if years.count(year) > 1 else year
        for year, sheet in zip(years, sheets, strict=True)
    ]


def parts(
    sheets: Sequence[Sheet], lines: Sequence[Line], names: Mapping[str, str]
) -> tuple[Part, ...]:
    """A part for each approach, in the framework's order; other questions last."""
    newest, labels = sheets[-1], year_labels(sheets)
    order = [one.key for one in newest.questionnaire.approaches]
    order += sorted({line.approach for line in lines} - set(order))
    found = []
    for approach in order:
        own = [line for line in lines if line.approach == approach]
        if own:
            blocks = tuple(_figure(newest, line, labels) for line in own)
            found.append(Part(_approach(newest, approach, names), blocks))
    return tuple(found)


def which_years(sheets: Sequence[Sheet]) -> Table:
    """Which checklist stands behind each year."""
    rows = tuple(
        (label, side_name(sheet.record), _size(sheet))
        for label, sheet in zip(year_labels(sheets), sheets, strict=True)
    )
    caption = ngettext("%(num)s year", "%(num)s years", len(sheets))
    return Table(caption, (_("Year"), _("Taken from"), _("Size")), rows)


def _size(sheet: Sheet) -> str:
    return sheet.index.depth[sheet.record.depth].title.in_language(sheet.language)


def _approach(sheet: Sheet, key: str, names: Mapping[str, str]) -> str:
    found = sheet.index.approach.get(key)
    return names.get(key) or (found.title.in_language(sheet.language) if found else _("Other"))


def _figure(sheet: Sheet, line: Line, labels: Sequence[str]) -> Block:
    scale = next(one for one in reversed(line.scales) if one)
    title = scale.title.in_language(sheet.language)
    text = line.question.text.in_language(sheet.language)
    points = [
        _point(stop, own, label)
        for stop, own, label in zip(line.stops, line.scales, labels, strict=True)
    ]
    rows = tuple(
        (label, _in_words(sheet, stop, own), _since(stop))
        for stop, own, label in zip(line.stops, line.scales, labels, strict=True)
    )
    added = layer_label(sheet, line.layer)
    caption = f"{title} ({added})" if added else title
    columns = (_("Year"), _("Answer"), _("Since the year before"))
    said = "; ".join(f"{row[0]}: {row[1]}" for row in rows)
    table = Table(text, columns, rows, widths=(20, 45, 35))
    if not any(stop.level for stop in line.stops):
        return table
    return Figure(caption, line_chart(caption, points), f"{caption}. {said}", table)


def _point(stop: Stop, scale: Scale | None, label: str) -> Point:
    if scale is None or not stop.level:
        return Point(label, None, 2, "", joined=False, cut=bool(stop.cut))
    place = scale.level_keys.index(stop.level)
    value = stop.level if stop.level.isdigit() else str(place + 1)
    return Point(
        label, scale.rank(stop.level), len(scale.levels), value, stop.joined, bool(stop.cut)
    )


def _in_words(sheet: Sheet, stop: Stop, scale: Scale | None) -> str:
    if not stop.question:
        return _("Not asked")
    if stop.blank:
        return blank_label(stop.blank)
    level = scale.level(stop.level) if scale else None
    if level is None:
        return _("Not answered")
    label = level.label.in_language(sheet.language)
    is_number = stop.level.isdigit() and not label.startswith(stop.level)
    return f"{stop.level}: {label}" if is_number else label


def _since(stop: Stop) -> str:
    if stop.cut:
        return _("%(what)s: no line is drawn", what=fate_title(stop.cut))
    return _("The same question on the same scale") if stop.joined else "–"
