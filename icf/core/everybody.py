"""Who have we not thought about? One grid of answers, actions and evidence by group of people.

A group is found where somebody wrote one of its words, so it may be missed, and a word may mean
something else. The grid shows where to look; it decides nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

Where = Literal["answer", "action", "evidence"]
WHERE: tuple[Where, ...] = ("answer", "action", "evidence")

WORDS: Mapping[str, tuple[str, ...]] = {
    "children": ("child*", "kids", "pupil*", "toddler*", "nurser*", "school*"),
    "young": ("young people", "young person*", "teenage*", "youth*", "student*", "young ones"),
    "families": ("famil*", "parent*", "mother*", "father*", "mums", "dads", "pushchair*", "prams"),
    "older": ("older", "elderly", "pension*", "retired", "old people", "old age"),
    "disabled": (
        *("disab*", "wheelchair*", "blind", "deaf", "autis*", "dementia", "easy read"),
        *("long-term condition*", "mental health", "hearing loop*", "step-free"),
    ),
    "carers": ("carer*",),
    "women": ("women", "woman", "girl*"),
    "men": ("men", "man", "boys", "boy"),
    "lgbt": ("lgbt*", "gay", "lesbian*", "trans", "bisexual*", "queer"),
    "ethnicity": (
        *("ethnic*", "black", "asian*", "roma", "traveller*", "polish", "urdu", "punjabi"),
        *("gujarati", "language*", "interpreter*", "translat*"),
    ),
    "faith": (
        *("faith*", "mosque*", "church*", "temple*", "gurdwara*", "synagogue*", "chapel*"),
        *("muslim*", "christian*", "hindu*", "sikh*", "jewish", "prayer*"),
    ),
    "new": ("refugee*", "asylum", "migrant*", "newcomer*", "new to", "new here"),
    "low_income": (
        *("low income*", "poor", "poverty", "benefits", "debt*", "food bank*", "afford*"),
        *("free school meal*", "cost of living", "short of money"),
    ),
    "tenants": ("tenant*",),
    "traders": ("trader*", "shop*", "business*", "employer*", "market stall*"),
    "groups": ("community group*", "voluntary", "charit*", "clubs", "residents' group*"),
}
"""What each group is called in English, by its key; ``*`` stands for any ending."""


@dataclass(frozen=True)
class Item:
    """Something that somebody wrote.

    Args:
        where: in an answer, in what we will do, or in what people told us or we checked.
        reference: what it is called, such as ``connecting-who`` or ``A12``.
        title: what it is about, in words.
        text: what was written.
        groups: keys of the groups that it names outright.
    """

    where: Where
    reference: str
    title: str
    text: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A group with what was written about it."""

    group: str
    found: Mapping[Where, tuple[Item, ...]]

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything about the group."""
        return not any(self.found.values())


def grid(items: Iterable[Item], groups: Sequence[str] = tuple(WORDS)) -> tuple[Row, ...]:
    """A row for each group, in the order of ``groups``; groups without anything have one too."""
    every = [(item, groups_of(item)) for item in items]
    return tuple(
        Row(
            group,
            {
                where: tuple(
                    item for item, named in every if item.where == where and group in named
                )
                for where in WHERE
            },
        )
        for group in groups
    )


def groups_of(item: Item) -> frozenset[str]:
    """The groups that an item names, outright or by one of their words.

    >>> sorted(groups_of(Item("answer", "P1", "Who?", "Carers, and the men who play bowls")))
    ['carers', 'men']
    """
    by_word = {group for group in WORDS if _pattern(group).search(item.text)}
    return frozenset(by_word.union(item.groups))


@cache
def _pattern(group: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\*", r"\w*") for word in WORDS[group])
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
