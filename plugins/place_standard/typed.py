"""What was typed into the form: read as a conversation, or given back with what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from icf.plugin import N_, Fields, submitted

from .names import BECAME, GROUPS, KINDS, THEMES, Translate
from .record import Conversation, Priority, Said, place_key, rating, whole, words_of

LONGEST = 2_000
"""Of one text, so that the longest conversation still fits into the store."""

LONGEST_NAME = 100
MOST_PEOPLE = 100_000
MOST_RATINGS = 200
PRIORITIES = ("1", "2", "3")
PARTS = ("agreed", "each", "good", "better")


@dataclass
class Typed:
    """The form as it was sent.

    Args:
        values: every field as it was typed.
        errors: what is wrong, by field.
    """

    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)


def typed(form: Fields) -> Typed:
    """What was sent; the letters that nobody can see are left out, but not new lines."""
    texts = {name: submitted(form, name) for name in form}
    return Typed({name: _seen(text) for name, text in texts.items()})


def _seen(text: str) -> str:
    return "".join(letter for letter in text if letter == "\n" or ord(letter) >= 32)


def values_of(one: Conversation) -> dict[str, str]:
    """A conversation as the form shows it."""
    year, month, day = one.held_on.split("-") if one.held_on else ("", "", "")
    values = {
        "place": place_key(one.place),
        "kind": one.kind,
        "ward": one.ward,
        "held-on-day": day.lstrip("0"),
        "held-on-month": month.lstrip("0"),
        "held-on-year": year,
        "how-many": "" if one.how_many is None else str(one.how_many),
        "missing": one.missing,
        "may-publish": "yes" if one.may_publish else "",
    }
    values |= {f"group-{key}": str(count or "") for key, count in one.groups.items()}
    for theme, said in one.said.items():
        values[f"{theme}-agreed"] = str(said.agreed or "")
        values[f"{theme}-each"] = " ".join(map(str, said.each))
        values[f"{theme}-good"], values[f"{theme}-better"] = said.good, said.better
    for place, priority in zip(PRIORITIES, one.priorities, strict=False):
        values[f"priority-{place}-theme"] = priority.theme
        values[f"priority-{place}-what"] = priority.what
        values[f"priority-{place}-became"] = priority.became
    return values


def read(
    sent: Typed,
    key: str,
    version: str,
    words: tuple[str, ...],
    known_places: Mapping[str, str],
    today: date,
    translate: Translate,
) -> Conversation | None:
    """The conversation that was typed; None where ``sent.errors`` now says what is wrong.

    Args:
        words: of the scale, as they were when it was recorded first.
        known_places: names of earlier places by key.
    """
    _ = translate
    highest = len(words_of(version))
    values = sent.values
    for name, text in values.items():
        most = LONGEST_NAME if name in ("new-place", "ward") else LONGEST
        if len(text) > most:
            sent.errors[name] = _(N_("Shorten this to %(most)s characters.")) % {"most": most}
    place = _place(sent, known_places, _)
    held_on = _held_on(sent, today, _)
    how_many = _people(sent, "how-many", _)
    if how_many is None and "how-many" not in sent.errors:
        sent.errors["how-many"] = _(N_("Enter how many people took part, such as 12."))
    groups = {one: _people(sent, f"group-{one}", _) for one in GROUPS}
    said = {theme: _theme(sent, theme, highest, how_many, _) for theme in THEMES}
    if all(one.is_empty for one in said.values()):
        sent.errors.setdefault(
            f"{next(iter(THEMES))}-agreed", _(N_("Record at least one theme: a rating or a text."))
        )
    priorities = _priorities(sent, _)
    if sent.errors:
        return None
    return Conversation(
        key=key,
        place=place,
        kind=values["kind"] if values.get("kind") in KINDS else "",
        ward=values.get("ward", ""),
        held_on=held_on,
        how_many=how_many,
        groups={one: count for one, count in groups.items() if count},
        missing=values.get("missing", ""),
        version=version,
        words=words,
        said={theme: one for theme, one in said.items() if not one.is_empty},
        priorities=priorities,
        may_publish=values.get("may-publish") == "yes",
    )


def _place(sent: Typed, known_places: Mapping[str, str], _: Translate) -> str:
    chosen, new = sent.values.get("place", ""), sent.values.get("new-place", "")
    new = " ".join(new.split())
    if chosen and new:
        sent.errors["new-place"] = _(N_("Choose an earlier place or name a new one, not both."))
    elif new:
        return known_places.get(place_key(new), new)
    elif chosen not in known_places:
        field = "place" if known_places else "new-place"
        sent.errors[field] = _(N_("Say which place you talked about."))
    return known_places.get(chosen, "")


def _held_on(sent: Typed, today: date, _: Translate) -> str:
    year, month, day = (sent.values.get(f"held-on-{part}", "") for part in ("year", "month", "day"))
    try:
        held_on = date.fromisoformat(f"{year}-{month.zfill(2)}-{day.zfill(2)}")
    except ValueError:
        example = N_("Enter a real date with day, month and year, such as 27 3 2026.")
        sent.errors["held-on"] = _(example)
        return ""
    if held_on > today:
        sent.errors["held-on"] = _(N_("Enter a day that is not in the future."))
    return held_on.isoformat()


def _people(sent: Typed, name: str, _: Translate) -> int | None:
    text = sent.values.get(name, "")
    count = whole(text)
    if text and (count is None or not 0 < count <= MOST_PEOPLE):
        sent.errors[name] = _(N_("Enter a whole number of people, such as 12, or leave it empty."))
        return None
    return count


def _theme(sent: Typed, theme: str, highest: int, how_many: int | None, _: Translate) -> Said:
    agreed, each, good, better = (sent.values.get(f"{theme}-{part}", "") for part in PARTS)
    if agreed and rating(agreed, highest) is None:
        sent.errors[f"{theme}-agreed"] = _(N_("Select one of the ratings shown."))
    parts = re.split(r"[\s,;]+", each) if each else []
    ratings = [found for part in parts if (found := rating(part, highest))]
    name = f"{theme}-each"
    if len(ratings) < len([part for part in parts if part]):
        words = N_("Type ratings from 1 to %(highest)s with spaces between them, such as 1 3 2.")
        sent.errors[name] = _(words) % {"highest": highest}
    elif len(ratings) > MOST_RATINGS:
        sent.errors[name] = _(N_("Type 200 ratings at most."))
    elif how_many is not None and len(ratings) > how_many:
        words = N_("Here are %(given)s ratings, but you say that %(people)s took part.")
        sent.errors[name] = _(words) % {"given": len(ratings), "people": how_many}
    # Sorted, so that nobody can tell from the order who said what.
    return Said(rating(agreed, highest), tuple(sorted(ratings)), good, better)


def _priorities(sent: Typed, _: Translate) -> tuple[Priority, ...]:
    found = []
    for place in PRIORITIES:
        theme, what, became = (
            sent.values.get(f"priority-{place}-{part}", "") for part in ("theme", "what", "became")
        )
        if theme not in THEMES and what:
            sent.errors[f"priority-{place}-theme"] = _(N_("Choose the theme of this priority."))
        elif theme in THEMES:
            found.append(Priority(theme, what, became if became in BECAME else "open"))
    chosen = [one.theme for one in found]
    for place, theme in zip(PRIORITIES, chosen, strict=False):
        if chosen.count(theme) > 1:
            again = N_("Choose each theme only once.")
            sent.errors.setdefault(f"priority-{place}-theme", _(again))
    return tuple(found)
