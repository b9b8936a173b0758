"""The results of a place, and of one conversation: drawings with tables, never an average."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from icf.plugin import (
    FEW_PEOPLE,
    FEWER,
    Block,
    Bullets,
    Facts,
    Figure,
    Heading,
    Hidden,
    Link,
    Page,
    PageRequest,
    Table,
    Words,
    small_hidden,
)

from .compass import Legend, Spoke, compass
from .kept import PlaceResults, promised
from .names import BECAME, GROUPS, KINDS, THEMES, VERSIONS, Translate, day_in_words
from .record import Conversation, Said, spread_in_words

SIDE_BY_SIDE = 5
"""Conversations in one table over time: the latest ones."""


def results_of(place: PlaceResults, request: PageRequest, public: bool = False) -> Page:
    """The latest conversation, those before it, who took part, and what became of priorities."""
    _ = request.translate
    blocks: list[Block] = [Words(_counts(place, _), look="lead")]
    for latest in _latest_of_each_version(place):
        blocks += [Heading(_latest_title(latest, place, _)), *_picture(latest, _, public)]
    blocks += _over_time(place, _)
    blocks += [Heading(_("Who took part")), _took_part(place, _, public)]
    blocks += _priorities(place, request, public)
    links = _links(place, _) if not public else (Link(_("All places"), "/"),)
    return Page(
        place.name, tuple(blocks), (*links, Link(_("The data, and what its columns mean"), "/data"))
    )


def one_conversation(one: Conversation, request: PageRequest) -> Page:
    """One conversation with all that was said."""
    _ = request.translate
    blocks: list[Block] = [Facts(_facts(one, _)), *_picture(one, _, public=False)]
    rows = tuple(
        (_(THEMES[each.theme]), each.what or _("Not said yet"), _(BECAME[each.became]))
        for each in one.priorities
    )
    if rows:
        columns = (_("Theme"), _("What we will do"), _("What became of it"))
        blocks.append(Table(_("Priorities"), columns, rows))
    links = (
        Link(_("Change this conversation"), f"/conversations/{one.key}/edit"),
        Link(_("Delete this conversation"), f"/conversations/{one.key}/delete"),
        Link(_("All conversations about places"), "/"),
    )
    return Page(f"{one.place}, {day_in_words(one.held_on, _)}", tuple(blocks), links)


def people_in_words(one: Conversation, translate: Translate, public: bool = False) -> str:
    """How many took part; to others not exactly where they were few."""
    if one.how_many is None:
        return translate("Not known")
    shown = small_hidden(one.how_many) if public else one.how_many
    return translate(FEWER) % {"number": FEW_PEOPLE} if isinstance(shown, Hidden) else str(shown)


def groups_in_words(one: Conversation, translate: Translate, public: bool = False) -> str:
    """Which groups took part, with their numbers; to others only those that are not small."""
    shown = [
        f"{translate(name)}: {count}"
        for key, name in GROUPS.items()
        if (count := one.groups.get(key)) and not (public and count < FEW_PEOPLE)
    ]
    return "; ".join(shown)


def spread_of(said: Said, translate: Translate, public: bool = False) -> str:
    """The spread of what each participant said; nothing to others where they were few."""
    if public and len(said.each) < FEW_PEOPLE:
        return ""
    return spread_in_words(said.each, translate)


def _counts(place: PlaceResults, _: Translate) -> str:
    versions = [one.version for one in place.conversations]
    numbers = [
        f"{versions.count(version)} {words}"
        for version, words in (("adults", _("with adults")), ("children", _("with children")))
        if version in versions
    ]
    return f"{_('Conversations')}: {len(versions)} ({'; '.join(numbers)})."


def _latest_of_each_version(place: PlaceResults) -> list[Conversation]:
    latest: dict[str, Conversation] = {}
    for one in place.conversations:
        latest.setdefault(one.version, one)
    return [latest[version] for version in VERSIONS if version in latest]


def _latest_title(one: Conversation, place: PlaceResults, _: Translate) -> str:
    is_only = sum(each.version == one.version for each in place.conversations) == 1
    what = _(VERSIONS[one.version])
    when = day_in_words(one.held_on, _)
    return f"{what}, {when}" if is_only else f"{what}, {_('latest conversation')}, {when}"


def _facts(one: Conversation, _: Translate) -> tuple[tuple[str, str], ...]:
    pairs = (
        (_("Place"), one.place),
        (_("Kind of place"), _(KINDS[one.kind]) if one.kind else ""),
        (_("Ward"), one.ward),
        (_("When"), day_in_words(one.held_on, _)),
        (_("Version"), _(VERSIONS[one.version])),
        (_("People who took part"), people_in_words(one, _)),
        (_("Groups"), groups_in_words(one, _)),
        (_("Whose voice was missing"), one.missing),
        (_("Its texts may be published"), _("Yes") if one.may_publish else _("No")),
    )
    return tuple((label, text) for label, text in pairs if text)


def _picture(one: Conversation, _: Translate, public: bool) -> Iterable[Block]:
    said = {key: one.said.get(key, Said()) for key in THEMES}
    spreads = {key: spread_of(each, _, public) for key, each in said.items()}
    texts = (not public or one.may_publish) and any(
        each.good or each.better for each in said.values()
    )
    columns = [_("Theme"), _("Rating that people agreed")]
    columns += [_("What each would give")] if any(spreads.values()) else []
    columns += [_("What is good"), _("What could be better")] if texts else []
    rows = []
    for key, each in said.items():
        row = [_(THEMES[key]), _(one.rating_in_words(key)) or _("No rating agreed")]
        row += [spreads[key] or "–"] if any(spreads.values()) else []
        row += [each.good or "–", each.better or "–"] if texts else []
        rows.append(tuple(row))
    low, high = ("1 to 3", "4 to 7") if one.version == "adults" else ("1", "2 and 3")
    yield Figure(
        title=_("What people said about the place"),
        svg=compass(
            _("Compass of the ratings of all themes"),
            [Spoke(_(THEMES[key]), each.agreed) for key, each in said.items()],
            Legend(low=_(low), high=_(high), missing=_("no rating was agreed")),
            one.highest,
        ),
        alt=_(
            "A compass with a spoke for each theme, from the lowest rating in the middle to the "
            "highest at the rim. The table below gives every rating."
        ),
        table=Table(_("Theme by theme"), tuple(columns), tuple(rows)),
    )
    yield Words(
        _("Ratings are what people feel and agreed in a conversation. They are not averaged."),
        look="note",
    )


def _over_time(place: PlaceResults, _: Translate) -> list[Block]:
    """A table for each scale: adults and children, or two wordings, never stand in one."""
    series: Mapping[object, list[Conversation]] = defaultdict(list)
    for one in place.conversations:
        series[one.series].append(one)
    tables: list[Block] = []
    for some in series.values():
        shown = list(reversed(some[:SIDE_BY_SIDE]))
        if len(shown) < 2:
            continue
        columns = (_("Theme"), *(_when(one, _) for one in shown))
        rows = tuple(
            (_(name), *(str(one.said.get(key, Said()).agreed or "–") for one in shown))
            for key, name in THEMES.items()
        )
        caption = f"{_(VERSIONS[some[0].version])}: {_('ratings by day')}"
        tables.append(Table(caption, columns, rows))
    if not tables:
        return []
    note = _(
        "Other people may have come each time, so a difference is a reason to ask, not a result. "
        "Only ratings on the same scale, in the same words, stand side by side."
    )
    return [Heading(_("Over time")), Words(note), *tables]


def _when(one: Conversation, _: Translate) -> str:
    day = day_in_words(one.held_on, _)
    return f"{day} ({one.reference})" if one.reference else day


def _took_part(place: PlaceResults, _: Translate, public: bool) -> Table:
    columns = [_("When"), _("Version"), _("People"), _("Groups")]
    columns += [] if public else [_("Recorded")]
    rows = []
    for one in place.conversations:
        row = [day_in_words(one.held_on, _), _(VERSIONS[one.version])]
        row += [people_in_words(one, _, public), groups_in_words(one, _, public) or "–"]
        row += [] if public else [_source(one, _)]
        rows.append(tuple(row))
    return Table(_("All conversations, the latest first"), tuple(columns), tuple(rows))


def _source(one: Conversation, _: Translate) -> str:
    if not one.reference:
        return _("Here")
    said = {
        "draft": _("In checklist %(reference)s, a draft"),
        "signed": _("In checklist %(reference)s, signed off"),
    }.get(one.state, _("In checklist %(reference)s, signed off and no longer there"))
    return said % {"reference": one.reference}


def _priorities(place: PlaceResults, request: PageRequest, public: bool) -> list[Block]:
    _ = request.translate
    rows: list[tuple[str, ...]] = []
    to_copy = []
    for one in place.conversations:
        when = _when(one, _)
        for each in one.priorities:
            what = each.what if not public or one.may_publish else ""
            rows.append((when, _(THEMES[each.theme]), what or "–", _(BECAME[each.became])))
            if each.what and each.became in ("open", "under_way"):
                to_copy.append(f"{each.what} ({place.name}, {_(THEMES[each.theme])})")
        if not public:
            promises = promised(request.store, one)
            state = _("In the plan of %(reference)s") % {"reference": one.reference}
            rows += [(when, _(THEMES[theme]), what, state) for theme, what in promises]
    if not rows:
        return []
    columns = (_("When"), _("Theme"), _("What we will do"), _("What became of it"))
    blocks: list[Block] = [
        Heading(_("Priorities")),
        Table(_("What people chose, and what became of it"), columns, tuple(rows)),
    ]
    if to_copy and not public:
        words = _("Is a checklist about this place? Copy what fits into “What we will do”:")
        blocks += [Words(words), Bullets(tuple(to_copy))]
    return blocks


def _links(place: PlaceResults, _: Translate) -> tuple[Link, ...]:
    own = [one for one in place.conversations if not one.reference]
    return (
        *(
            Link(
                _("Conversation of %(day)s") % {"day": day_in_words(one.held_on, _)},
                f"/conversations/{one.key}",
            )
            for one in own[:40]
        ),
        Link(_("Record another with adults"), f"/new/adults?place={place.key}"),
        Link(_("Record another with children"), f"/new/children?place={place.key}"),
        Link(_("All places"), "/"),
    )
