"""Who is asking, and what their role lets them do."""

from dataclasses import dataclass

FILL = frozenset({"fill"})
LEAD = FILL | {"sign_off", "people", "addons", "settings", "share"}

CAPABILITIES: dict[str, frozenset[str]] = {
    "contributor": FILL,
    "lead": LEAD,
    "administrator": LEAD | {"installation"},
}
"""What each role may do. ``fill`` is everything that filling in a checklist takes."""

ALL_CAPABILITIES = frozenset().union(*CAPABILITIES.values())


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
        if capability not in ALL_CAPABILITIES:
            raise ValueError(f"There is no capability {capability!r}: {sorted(ALL_CAPABILITIES)}")
        return capability in CAPABILITIES.get(self.role, frozenset())
