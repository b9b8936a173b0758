"""What every statement has to show before it runs: that it stays within the organisation in scope.

A statement is looked at once, while SQLAlchemy compiles it; the finding stays with the compiled
statement in SQLAlchemy's own cache. What is left for each run is comparing a few values. Looking at
compiled SQL, rather than at ORM events, is what catches Core statements, subqueries, tables that
appear only in a WHERE clause, and plain text.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import ExecutionContext
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler

from icf.db.base import ORGANISATION, tenant_tables
from icf.errors import IcfError

_ORGANISATION_OF_ROW = re.compile(rf"{ORGANISATION}(_m\d+)?")
"""How SQLAlchemy names the values of that column in an INSERT of one row or of many."""


class ScopeError(IcfError):
    """A statement, or a change of scope, that could let one organisation see another's rows."""


class ScopeFinding(SQLCompiler):
    """Notes, while compiling, which tenant tables are read and which are held to one organisation.

    ``reads`` counts each tenant table (or alias) in a FROM, UPDATE, DELETE or ON CONFLICT;
    ``held_by`` has, for each, the bind parameters that its ``organisation_id`` must equal.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.reads: Counter[str] = Counter()
        self.held_by: dict[str, list[str]] = {}
        self._tenants = tenant_tables()
        self._loosened = 0
        super().__init__(*args, **kwargs)

    def visit_table(self, table: Any, asfrom: Any = False, **kwargs: Any) -> str:  # type: ignore[override]
        if asfrom and table.name in self._tenants:
            alias = kwargs.get("enclosing_alias")
            named = alias if alias is not None and alias.element is table else table
            self.reads[str(named.name)] += 1
        return str(super().visit_table(table, asfrom=asfrom, **kwargs))

    def visit_binary(self, binary: Any, *args: Any, **kwargs: Any) -> str:
        text = super().visit_binary(binary, *args, **kwargs)
        if binary.operator is operators.eq and not self._loosened:
            self._note(binary.left, binary.right, kwargs)
        return text

    def visit_expression_clauselist(self, clauselist: Any, **kwargs: Any) -> str:
        with _Loosened(self, clauselist.operator is operators.or_):
            return super().visit_expression_clauselist(clauselist, **kwargs)

    def visit_unary(self, unary: Any, *args: Any, **kwargs: Any) -> str:
        with _Loosened(self, unary.operator is operators.inv):
            return super().visit_unary(unary, *args, **kwargs)

    def visit_textclause(self, textclause: Any, *args: Any, **kwargs: Any) -> str:
        self.reads.update(_tenants_named_in(textclause.text))
        return super().visit_textclause(textclause, *args, **kwargs)

    def visit_on_conflict_do_update(self, on_conflict: Any, **kwargs: Any) -> str:
        table = self.statement.table  # type: ignore[union-attr]
        if table.name in self._tenants:
            self.reads[table.name] += 1
        return super().visit_on_conflict_do_update(on_conflict, **kwargs)  # type: ignore[misc]

    def _note(self, column: Any, value: Any, kwargs: Mapping[str, Any]) -> None:
        if isinstance(column, sa.BindParameter):
            column, value = value, column
        if kwargs.get("within_columns_clause") or getattr(column, "name", "") != ORGANISATION:
            return
        table = getattr(column, "table", None)
        if table is not None and isinstance(value, sa.BindParameter):
            self.held_by.setdefault(str(table.name), []).append(self.bind_names[value])


class _Loosened:
    """Inside OR and NOT a comparison holds nothing back."""

    def __init__(self, compiler: ScopeFinding, loosens: bool) -> None:
        self._compiler = compiler
        self._by = int(loosens)

    def __enter__(self) -> None:
        self._compiler._loosened += self._by

    def __exit__(self, *_: object) -> None:
        self._compiler._loosened -= self._by


def finding_compiler(compiler: type[SQLCompiler]) -> type[SQLCompiler]:
    """The database's own compiler, which also notes what the statement needs."""
    return type(f"Scope{compiler.__name__}", (ScopeFinding, compiler), {})


def changes_rows(context: ExecutionContext, statement: str) -> bool:
    """Whether this is an INSERT, UPDATE or DELETE."""
    compiled = context.compiled
    if isinstance(compiled, SQLCompiler) and not isinstance(compiled.statement, sa.TextClause):
        return bool(compiled.isinsert or compiled.isupdate or compiled.isdelete)
    return statement.lstrip()[:7].upper().rstrip() in {"INSERT", "UPDATE", "DELETE", "REPLACE"}


def check_scope(context: ExecutionContext, statement: str, organisation_id: int | None) -> None:
    """Refuse a statement on tenant tables that is not held to ``organisation_id``.

    Args:
        organisation_id: the organisation in scope; None when there is none.

    Raises:
        ScopeError: naming the table.
    """
    compiled = context.compiled
    if not isinstance(compiled, ScopeFinding):
        _refuse_text(statement)
        return
    rows: Sequence[Mapping[str, Any]] = context.compiled_parameters  # type: ignore[attr-defined]
    if compiled.isinsert:
        _check_insert(compiled, rows, organisation_id)
    for name, count in compiled.reads.items():
        if organisation_id is None:
            raise _no_scope(name)
        binds = compiled.held_by.get(name, ())
        if len(binds) < count or any(row[b] != organisation_id for row in rows for b in binds):
            raise ScopeError(
                f"A statement reads or changes “{name}” without keeping to the organisation in"
                " scope.",
                f"Compare its {ORGANISATION} with scope().",
            )


def _check_insert(
    compiled: ScopeFinding, rows: Sequence[Mapping[str, Any]], organisation_id: int | None
) -> None:
    name = compiled.statement.table.name  # type: ignore[union-attr]
    if name not in compiled._tenants:
        return
    if organisation_id is None:
        raise _no_scope(name)
    for row in rows:
        given = [value for key, value in row.items() if _ORGANISATION_OF_ROW.fullmatch(key)]
        if not given or any(value != organisation_id for value in given):
            raise ScopeError(
                f"A row for “{name}” belongs to organisation {given or 'none'}, but"
                f" {organisation_id} is in scope.",
            )


def _no_scope(name: str) -> ScopeError:
    return ScopeError(
        f"“{name}” was asked for with no organisation in scope.",
        "Use in_organisation(…) around it.",
    )


def _refuse_text(statement: str) -> None:
    for name in _tenants_named_in(statement):
        raise ScopeError(
            f"Plain SQL on “{name}” cannot be checked.", "Write it with SQLAlchemy expressions."
        )


@lru_cache(maxsize=512)
def _tenants_named_in(text: str) -> frozenset[str]:
    return tenant_tables() & frozenset(re.findall(r"\w+", text.lower()))
