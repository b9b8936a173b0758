"""Who is asking, and what their role lets them do."""

from dataclasses import dataclass

GUEST = "guest"
"""The role of somebody without an account; no capability belongs to it."""

SHARED = frozenset({"shared"})
READ_SUBMITTED = SHARED | {"read_submitted"}
READ = SHARED | {"read"}
COMMENT = READ | {"comment"}
FILL = COMMENT | {"fill"}
REVIEW = COMMENT | {"review"}
LEAD = FILL | REVIEW | {"sign_off", "people", "addons", "settings", "share"}

CAPABILITIES: dict[str, frozenset[str]] = {
    "viewer": READ,
    "contributor": FILL,
    "reviewer": REVIEW,
    "lead": LEAD,
    "partnership_officer": READ_SUBMITTED | {"run_cycle"},
    "board_member": READ_SUBMITTED,
    "administrator": LEAD | READ_SUBMITTED | {"installation", "run_cycle"},
}
"""What each role may do.

``shared`` is reading what another organisation shared, ``read`` the organisation's own work, drafts
included, ``comment`` talking about it, ``fill`` everything that filling in a checklist takes,
``review`` saying what should change in it. ``read_submitted`` is reading the copies that any
organisation sent to the Board, ``run_cycle`` running the annual cycle for all of them; only an
administrator gives somebody a role with one of these. Somebody who may not fill can still be given
a section: see ``icf.assessments.assignment``.
"""

ALL_CAPABILITIES = frozenset().union(*CAPABILITIES.values())


def roles_that_may(capability: str) -> tuple[str, ...]:
    """Every role that has the capability.

    Raises:
        ValueError: no role has such a capability; a slip in our own code.
    """
    if capability not in ALL_CAPABILITIES:
        raise ValueError(f"There is no capability {capability!r}: {sorted(ALL_CAPABILITIES)}")
    return tuple(role for role, may in CAPABILITIES.items() if capability in may)


@dataclass(frozen=True)
class Actor:
    """A signed-in person, acting for one organisation.

    Args:
        layout: ``question`` or ``section``: how much of a checklist they see on a page.
        brand: the colour of the organisation as ``#rrggbb``; empty for the toolkit's own.
        marking: the protective marking of the organisation's pages; empty for none.
    """

    person_id: int
    name: str
    email: str
    organisation_id: int
    organisation_name: str
    role: str
    layout: str = "question"
    brand: str = ""
    marking: str = ""

    def may(self, capability: str) -> bool:
        """Whether the role of this person has the capability.

        Raises:
            ValueError: no role has such a capability; a slip in our own code.
        """
        return self.role in roles_that_may(capability)
