"""The organisation in scope, and sessions that keep to it.

``in_organisation`` says whose rows may be read and written. There is one session for each scope, so
that a row that one organisation loaded is never found in another's session. The only way round is
``across_organisations``.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask.globals import app_ctx
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria

from icf.db.base import Base, Tenant
from icf.db.row_security import has_row_security, say_scope
from icf.db.statement import ScopeError


class _Scope(NamedTuple):
    """``organisation_id`` is None for no scope; ``across`` says that all may be seen."""

    organisation_id: int | None
    across: bool
    session_key: object


_NONE = _Scope(None, False, None)
_current: ContextVar[_Scope] = ContextVar("icf_scope", default=_NONE)
_flushing: ContextVar[bool] = ContextVar("icf_flushing", default=False)
writing: ContextVar[bool] = ContextVar("icf_writing", default=False)


class OrganisationSession(FlaskSession):
    """A session that serves one scope only and stores nothing outside ``write()``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scope = _current.get()[:2]

    def get(self, *args: Any, **kwargs: Any) -> Any:
        # A row that is already loaded is found without any statement, so it is checked here.
        self.check_scope()
        return super().get(*args, **kwargs)

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        self.check_scope()
        token = _flushing.set(True)
        try:
            super().flush(objects)
        finally:
            _flushing.reset(token)

    def check_scope(self) -> None:
        """Refuse to serve another scope than the one that the session was made for."""
        if self.scope != _current.get()[:2]:
            raise ScopeError(
                "A database session was used in another scope than its own.",
                "Take db.session afresh inside in_organisation(…).",
            )


def _session_key() -> tuple[int, object]:
    return id(app_ctx._get_current_object()), _current.get().session_key  # type: ignore[attr-defined]


class Database(SQLAlchemy):
    """``session`` stands for the session of the scope, so it may be passed on as one."""

    session: Any


db = Database(
    model_class=Base,
    session_options={"class_": OrganisationSession, "scopefunc": _session_key},
)


def scope() -> int | None:
    """The organisation in scope; None when there is none, or when all are."""
    return _current.get().organisation_id


def is_across() -> bool:
    """Whether rows of every organisation may be seen."""
    return _current.get().across


def is_flushing() -> bool:
    """Whether the ORM is storing rows, each of which was checked just before."""
    return _flushing.get()


@contextmanager
def in_organisation(organisation_id: int) -> Iterator[None]:
    """Everything inside reads and writes the rows of this organisation only.

    Raises:
        ScopeError: another organisation is in scope already.
    """
    if scope() is not None:
        raise ScopeError(
            f"Organisation {scope()} is in scope already; {organisation_id} was asked for.",
            "Leave the first scope, or use across_organisations(reason).",
        )
    with entered(organisation_id, across=False):
        yield


@contextmanager
def entered(organisation_id: int | None, across: bool) -> Iterator[None]:
    """Put a scope in place; for ``in_organisation`` and ``across_organisations`` alone."""
    outer = _current.get()
    if writing.get():
        with _entered_while_writing(outer, _Scope(organisation_id, across, outer.session_key)):
            yield
        return
    token = _current.set(_Scope(organisation_id, across, object()))
    try:
        yield
    finally:
        db.session.remove()
        _current.reset(token)


@contextmanager
def _entered_while_writing(outer: _Scope, inner: _Scope) -> Iterator[None]:
    """A change of scope within one transaction keeps the session but not what it has loaded."""
    session: Any = db.session()
    session.flush()
    token = _current.set(inner)
    session.scope = inner[:2]
    try:
        _tell_database(session)
        yield
        session.flush()
    finally:
        _current.reset(token)
        session.scope = outer[:2]
        _forget_others(session, outer)
        _tell_database(session)


def _tell_database(session: Any) -> None:
    # Transactions are told when they begin (see engine.py); this one goes on in another scope.
    # One that has failed can only be rolled back, and then begins again.
    if session.is_active and has_row_security(session.get_bind().dialect):
        say_scope(session.connection(), scope(), is_across())


def _forget_others(session: Any, outer: _Scope) -> None:
    if outer.across:
        return
    for row in list(session):
        if isinstance(row, Tenant) and row.organisation_id != outer.organisation_id:
            session.expunge(row)


@lru_cache(maxsize=1024)
def _keep_to(organisation_id: int) -> Any:
    return with_loader_criteria(
        Tenant,
        lambda cls: cls.organisation_id == organisation_id,
        include_aliases=True,
        propagate_to_loaders=False,
    )


@event.listens_for(OrganisationSession, "do_orm_execute")
def _hold_to_scope(state: ORMExecuteState) -> None:
    session: Any = state.session
    session.check_scope()
    organisation_id = scope()
    # Statements on tables, without classes, have to compare it themselves: see statement.py.
    if organisation_id is None or not state.is_orm_statement or state.is_insert:
        return
    if state.is_column_load and state.bind_mapper and issubclass(state.bind_mapper.class_, Tenant):
        # A row read once more after a commit or rollback: SQLAlchemy leaves criteria out of that.
        own = state.bind_mapper.class_.organisation_id == organisation_id
        again: Any = state.statement
        state.statement = again.where(own)
    else:
        state.statement = state.statement.options(_keep_to(organisation_id))


@event.listens_for(OrganisationSession, "before_flush")
def _check_rows(session: Any, *_: object) -> None:
    if not writing.get():
        raise RuntimeError("Rows were about to be stored outside write(): wrap the change in it.")
    if is_across():
        return
    organisation_id = scope()
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Tenant):
            _check_row(row, organisation_id)


def _check_row(row: Tenant, organisation_id: int | None) -> None:
    if organisation_id is None:
        raise ScopeError(
            f"A {type(row).__name__} was about to be stored with no organisation in scope.",
            "Use in_organisation(…) around it.",
        )
    history = sa.inspect(row, raiseerr=True).attrs.organisation_id.history
    if not history:
        row.organisation_id = organisation_id
    if any(value not in (organisation_id, None) for value in history.sum()):
        raise ScopeError(
            f"A {type(row).__name__} of organisation {row.organisation_id} was about to be stored,"
            f" but {organisation_id} is in scope."
        )
