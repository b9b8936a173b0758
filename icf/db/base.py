"""The base class of all tables, the type of a moment, and what makes a row an organisation's."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

ORGANISATION = "organisation_id"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC. Naive moments are refused on the way in; aware ones come out."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment without a time zone was about to be stored: {value!r}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables. Constraint names are spelt out so that migrations can find them."""

    registry = registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime, dict[str, Any]: sa.JSON, list[Any]: sa.JSON},
    )


class Tenant:
    """A row that belongs to one organisation. Reading or writing one needs that scope."""

    @declared_attr
    def organisation_id(cls) -> Mapped[int]:  # noqa: N805 it is given the class
        return mapped_column(sa.ForeignKey("organisation.id"), index=True, info={"tenant": True})


def is_tenant(table: sa.FromClause) -> bool:
    """Whether the rows of this table belong to organisations."""
    column = table.c.get(ORGANISATION)
    return column is not None and bool(column.info.get("tenant"))


def tenant_tables() -> frozenset[str]:
    """The names of all tables whose rows belong to organisations."""
    return frozenset(name for name, table in Base.metadata.tables.items() if is_tenant(table))
