"""What a paper is: how it is found, what it says, what its file is called and who may have it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.core.report import Report
from icf.plugin.manager import Plugins
from icf.web.actor import Actor

PDF = "pdf"

Found = sa.Select[*tuple[Any, ...]]
"""A statement that gives an organisation's id, and the number of what a paper is about."""


@dataclass(frozen=True)
class Wanted:
    """A paper that somebody asks for.

    Args:
        session: in the scope of the reader's organisation.
        number: of what the paper is about; 0 for all that the organisation does.
        to_hand_over: for others, without what is meant only for us.
        beside: the number of what it is compared with; 0 where nobody chose.
        address: the parts of the address of the same as a page, with what it is filtered by.
    """

    session: Session
    reader: Actor
    now: datetime
    plugins: Plugins
    number: int = 0
    to_hand_over: bool = False
    beside: int = 0
    address: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Paper:
    """One of the papers that the toolkit writes.

    Args:
        name: of its command, such as ``support-plan``.
        title: what it is called within a sentence.
        about: what the help of its command says.
        found_by: by the letter of a reference, such as ``P``, what its number is looked up with.
        where: how somebody finds a reference.
        report: its blocks. Raises NotFound where there is nothing of that number.
        file: what its files are called in front of the reference.
        page: the endpoint of the same as a page.
        kept_as: of papers that are kept once they are signed off, the kinds of our own and of the
            one to hand over; see ``icf.reports.service.issue``.
        made_up: the example of papers that have one of nobody.
        example: the reference of the example in what ``icf example`` loaded; see
            ``icf.example.loaded``.
        compares: whether it takes a second reference.
        reader: the capability of people who may have it.
    """

    name: str
    title: str
    about: str
    found_by: Mapping[str, Callable[[int], Found]]
    where: str
    report: Callable[[Wanted], Report]
    file: str
    page: str
    kept_as: tuple[str, str] | None = None
    made_up: Callable[[Session, Plugins], Report] | None = None
    example: Callable[[Session, Mapping[str, Any]], str] | None = None
    compares: bool = False
    reader: str = "read"

    @property
    def has_example(self) -> bool:
        """Whether its command takes ``--example``."""
        return bool(self.made_up or self.example)
