"""What was loaded, as the installation remembers it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from icf.accounts.service import get_setting

EXAMPLE = "example"
"""The setting that holds a ``Loaded`` as a dictionary."""


@dataclass(frozen=True)
class Loaded:
    """What the example consists of.

    Args:
        reference: of the plan to show first, such as P3.
        lead_id: the person to sign in as first, a lead of the council.
        works: how many pieces of work there are, a deleted one left out.
        checklists: how many checklists, each version counted.
        leads: organisation, name and e-mail address of one lead each.
        evaluation: the reference of the evaluation to show first.
    """

    reference: str
    lead_id: int
    works: int
    checklists: int
    leads: list[list[str]]
    evaluation: str = ""


def loaded(session: Session) -> Loaded | None:
    """What was loaded into this installation, or None."""
    found = get_setting(session, EXAMPLE)
    return Loaded(**found) if found else None
