"""The register over all checklists, and how the evidence grows from one signed plan to the next."""

from collections import Counter
from collections.abc import Iterable

from icf.plugin import (
    AssessmentSignedOff,
    Block,
    Download,
    FilledIn,
    Heading,
    Link,
    NotFound,
    Page,
    PageRequest,
    Table,
    Words,
    csv_text,
    submitted,
)

from .approaches import NAMES, evidence_of, has_said, strengths
from .evidence import in_words

FILE = "register.csv"
SIGNED = "signed:"
STRENGTHS = {"strong": "Strong", "fair": "Fair", "weak": "Weak", "": "No evidence yet"}
WEAKEST_FIRST = ("", "weak", "fair", "strong")
MOST_ROWS = 500
"""On one page; the table to download has all."""

Row = tuple[str, ...]


def register(request: PageRequest) -> Page:
    """Every approach of every checklist, those with the least evidence first."""
    _ = request.translate
    chosen = submitted(request.query, "approach")
    approach = chosen if chosen in NAMES else ""
    rows = _rows(request, approach)
    title = _("What our ratings rest on")
    links = [Link(_("All approaches"), "/")] if approach else []
    links += [
        Link(_("Only %(approach)s") % {"approach": _(name)}, f"/?approach={key}")
        for key, name in NAMES.items()
        if key != approach
    ]
    if not rows:
        empty = _(
            "Nobody has said yet what the ratings rest on. It is asked in each checklist, under "
            "“How good is the evidence?”."
        )
        return Page(title, (Words(empty), *_growth(request)))
    about = (
        _("%(approach)s, the least evidence first") % {"approach": _(NAMES[approach])}
        if (approach)
        else _("The least evidence first")
    )
    blocks: list[Block] = []
    if len(rows) > MOST_ROWS:
        more = _("The first %(shown)s of %(all)s rows; the table to download has all.")
        blocks.append(Words(more % {"shown": MOST_ROWS, "all": len(rows)}))
    columns = (_("Work"), _("Approach"), _("Strength"), _("What we know"), _("How"), _("Said on"))
    shown = tuple(
        (*row[:4], "\n".join(text for text in row[4:7] if text != "–") or "–", row[7])
        for row in rows[:MOST_ROWS]
    )
    blocks.append(Table(about, columns, shown, widths=(15, 20, 15, 20, 15, 15)))
    links.append(Link(_("Download the register (CSV)"), f"/files/{FILE}"))
    return Page(title, (*blocks, *_growth(request)), tuple(links))


def download(request: PageRequest) -> Download:
    """The whole register."""
    if request.params.get("file") != FILE:
        raise NotFound(request.translate("There is no such file."))
    rows = [_columns(request), *_rows(request, "")]
    return Download("evidence-register.csv", "text/csv", csv_text(rows))


def note(event: AssessmentSignedOff) -> None:
    """Keep how strong the evidence of a signed plan was, with the day."""
    one = event.filled_in
    if has_said(one.answers):
        kept = {"on": event.at.date().isoformat(), "title": one.title[:200]}
        kept["strengths"] = strengths(one.answers)
        event.store.set(f"{SIGNED}{one.reference}:{one.version}", kept)


def _columns(request: PageRequest) -> Row:
    _ = request.translate
    return (
        *(_("Work"), _("Approach"), _("Strength"), _("What we know")),
        *(_("How we found out"), _("Who found out"), _("How old it was"), _("Said on")),
    )


def _rows(request: PageRequest, approach: str) -> list[Row]:
    found = [
        (WEAKEST_FIRST.index(_strength(one, key)), _row(one, key, request))
        for one in request.filled_in()
        if one.is_newest and has_said(one.answers)
        for key in NAMES
        if not approach or key == approach
    ]
    return [row for _rank, row in sorted(found, key=lambda pair: pair[0])]


def _strength(one: FilledIn, approach: str) -> str:
    strength = evidence_of(one.answers, approach).rating
    return strength if strength in STRENGTHS else ""


def _row(one: FilledIn, approach: str, request: PageRequest) -> Row:
    _ = request.translate
    words = in_words(evidence_of(one.answers, approach), request.language)
    return (
        f"{one.title} ({one.reference})",
        _(NAMES[approach]),
        _(STRENGTHS[_strength(one, approach)]),
        words["known"] or "–",
        words["method"] or "–",
        words["who"] or "–",
        words["age"] or "–",
        one.changed_on.isoformat(),
    )


def _growth(request: PageRequest) -> Iterable[Block]:
    """A line for each plan that was signed off, the latest first."""
    _ = request.translate
    lines = []
    for key in request.store.keys(SIGNED):
        stored = request.store.get(key)
        if stored is None or not isinstance(stored.value, dict):
            continue
        kept = stored.value
        counts = Counter(dict(kept.get("strengths", {})).values())
        reference = key.removeprefix(SIGNED).partition(":")[0]
        numbers = (str(counts[strength]) for strength in STRENGTHS)
        lines.append((str(kept.get("on", "")), f"{kept.get('title', '')} ({reference})", *numbers))
    if lines:
        columns = (_("Signed off on"), _("Work"), *(_(words) for words in STRENGTHS.values()))
        caption = _("Of five approaches, how many had which evidence")
        yield Heading(_("How the evidence grows"))
        yield Table(caption, columns, tuple(sorted(lines, reverse=True)[:MOST_ROWS]))
