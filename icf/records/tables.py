"""Which tables belong to an organisation's records, and which stay behind, and why.

Every table is either a tenant table, and travels with its organisation, or is named here. A test
compares this with the models, so that nobody forgets a new one.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from icf.db import Base
from icf.db.base import is_tenant

TRAVELS_IN_ITS_OWN_WAY = {
    "organisation": "it is the head of the file",
    "person": "people are named once, without their passwords",
    "membership": "who belongs to the organisation, and in which role",
    "questionnaire": "only those that the organisation's checklists ask",
    "audit": "only what was done in the organisation",
    "cycle": "only the years that the organisation takes part in or has sent something for",
}

STAYS_BEHIND = {
    "setting": "it is about the installation",
    "sign_in": "a secret of this installation",
    "one_time_link": "a secret of this installation",
    "tries": "kept for hours only, and only as a hash",
    "pending": "kept for minutes only",
    "job_round": "when this installation last planned its e-mails",
    "job": "work that is under way in this installation",
    "code_app": "a secret of this installation",
    "recovery_code": "a secret of this installation",
    "passkey": "a secret of this installation",
    "service_account": "how somebody signs in to this installation",
    "parked_form": "kept for minutes only",
    "guest_link": "a secret of this installation",
    "guest_visit": "a secret of this installation",
    "conversation_page": "a secret of this installation",
    "voice_link": "a secret of this installation",
    "workshop_room": "kept until the vote is over, a day at most",
    "workshop_vote": "kept until the vote is over, a day at most",
    "presence": "who had a checklist open in the last hour",
    "cycle_feed": "a secret of this installation",
    "reminder": "which e-mails this installation has planned, for some months",
    "plugin_failure": "it is about the installation",
    "plugin_pause": "it is about the installation",
}


def travelling_tables() -> Sequence[sa.Table]:
    """The tables of an organisation's rows; one that others refer to stands before them."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if is_tenant(table) and table.name not in STAYS_BEHIND
    ]


def target_of(column: sa.Column[object]) -> str:
    """The table that a column refers to; empty when it refers to none."""
    key = next(iter(column.foreign_keys), None)
    return key.column.table.name if key is not None else ""


def in_order(table: sa.Table) -> Sequence[sa.Column[object]]:
    """The columns by which the rows of a table stand in one order."""
    return list(table.primary_key.columns)
