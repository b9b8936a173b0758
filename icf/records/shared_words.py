"""Words of one organisation that another one keeps: actions that were proposed between them.

A proposal has a row at each of the two, and what was accepted is an action of the one that was
asked. Whoever is erased at one of them is named in the other's rows too.
"""

from collections.abc import Collection

import sqlalchemy as sa

from icf.audit import AuditEntry
from icf.plans.models import Action, ActionHistory, ActionProposal, Promise

_TAKEN_OVER = frozenset({"what", "how_we_know"})
"""What an accepted action has from whoever proposed it; the rest is its own organisation's."""

_ACTIONS = {
    Action.__tablename__: "id",
    ActionHistory.__tablename__: "action_id",
    Promise.__tablename__: "action_id",
}
"""Where an action's words stand, and the column with the action's number."""


def shared_words(
    table: sa.Table, organisations: Collection[int]
) -> tuple[sa.ColumnElement[bool], frozenset[str]] | None:
    """The rows elsewhere that hold words of these organisations; None where a table has none.

    Use it across organisations.

    Returns:
        Which rows, and the only columns that count in them; no column for every one.
    """
    if "organisation_id" not in table.c:
        return None
    elsewhere = table.c.organisation_id.not_in(organisations)
    proposal = ActionProposal.__table__
    asked = proposal.c.other_id.in_(organisations)
    if table is proposal:
        return elsewhere & asked, frozenset()
    accepted = sa.select(proposal.c.action_id).where(
        asked, proposal.c.is_ours.is_(False), proposal.c.action_id.is_not(None)
    )
    if table.name in _ACTIONS:
        return elsewhere & table.c[_ACTIONS[table.name]].in_(accepted), _TAKEN_OVER
    if table.name != AuditEntry.__tablename__:
        return None
    proposed = sa.select(sa.cast(proposal.c.id, sa.String)).where(asked)
    numbers = accepted.with_only_columns("A" + sa.cast(proposal.c.action_id, sa.String))
    is_about = (table.c.subject == "proposal") & table.c.subject_id.in_(proposed)
    became = (table.c.subject == "action") & table.c.subject_id.in_(numbers)
    return elsewhere & (is_about | became), frozenset()
