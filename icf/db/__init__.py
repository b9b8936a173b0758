"""The database: base class, types, the organisation in scope, and the one way to write."""

from icf.db.across import across_organisations
from icf.db.base import Base, Tenant, UtcDateTime
from icf.db.scope import db, in_organisation, scope
from icf.db.statement import ScopeError
from icf.db.undo import UNDO_DAYS, deleted_rows, kept_row
from icf.db.write import lock_row, scrub, write

__all__ = [
    "UNDO_DAYS",
    "Base",
    "ScopeError",
    "Tenant",
    "UtcDateTime",
    "across_organisations",
    "db",
    "deleted_rows",
    "in_organisation",
    "kept_row",
    "lock_row",
    "scope",
    "scrub",
    "write",
]
