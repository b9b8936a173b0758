"""The words of lists: themes, kinds of place, groups, what became of a priority."""

from collections.abc import Callable
from datetime import date

from icf.plugin import N_

Translate = Callable[[str], str]

THEMES = {
    "moving-around": N_("Moving around"),
    "public-transport": N_("Public transport"),
    "traffic-and-parking": N_("Traffic and parking"),
    "streets-and-spaces": N_("Streets and spaces"),
    "natural-space": N_("Natural space"),
    "play-and-recreation": N_("Play and recreation"),
    "facilities-and-amenities": N_("Facilities and amenities"),
    "work-and-local-economy": N_("Work and local economy"),
    "housing-and-community": N_("Housing and community"),
    "social-contact": N_("Social contact"),
    "identity-and-belonging": N_("Identity and belonging"),
    "feeling-safe": N_("Feeling safe"),
    "care-and-maintenance": N_("Care and maintenance"),
    "influence-and-sense-of-control": N_("Influence and sense of control"),
}
"""By key, in the framework's order. A test holds them to the questions of ``pack.yaml``."""

VERSIONS = {"adults": N_("Adults: 1 to 7"), "children": N_("Children: three points")}

KINDS = {
    "street": N_("Street or estate"),
    "neighbourhood": N_("Neighbourhood"),
    "centre": N_("Town or village centre"),
    "green": N_("Park or green space"),
    "ward": N_("Ward"),
    "other": N_("Another kind of place"),
}

GROUPS = {
    "children": N_("Children up to 11"),
    "young": N_("Young people, 12 to 17"),
    "parents": N_("Parents of young children"),
    "older": N_("People over 65"),
    "disabled": N_("Disabled people"),
    "carers": N_("Unpaid carers"),
    "new": N_("People who are new here"),
    "business": N_("Traders and local businesses"),
    "others": N_("Other people who live, work or learn here"),
}

BECAME = {
    "open": N_("Not started"),
    "under_way": N_("Under way"),
    "done": N_("Done"),
    "dropped": N_("Dropped"),
}

MONTHS = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June")),
    *(N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December")),
)


def day_in_words(iso: str, translate: Translate) -> str:
    """Such as “9 March 2026”; words for a day that nobody knows.

    >>> day_in_words("2026-03-09", str)
    '9 March 2026'
    """
    if not iso:
        return translate(N_("Day not known"))
    day = date.fromisoformat(iso)
    return f"{day.day} {translate(MONTHS[day.month - 1])} {day.year}"
