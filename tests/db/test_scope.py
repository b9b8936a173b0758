"""Rows of one organisation are never read or written in the scope of another."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Organisation, Person, Service
from icf.db import ScopeError, across_organisations, db, in_organisation, scope, write
from icf.work.models import Work, WorkPartner, WorkPlace
from tests.support import Somewhere

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def two(app: Flask, make_organisation: Callable[..., Somewhere]) -> Iterator[tuple[int, int]]:
    """Two organisations, each with a piece of work that has a place, and an app context."""
    first, second = make_organisation("First").id, make_organisation("Second").id
    with app.app_context():
        with write() as session:
            session.add(Person(name="Ada", email="ada@example.org", created_at=NOW))
        for organisation_id in (first, second):
            with in_organisation(organisation_id), write() as session:
                work = Work(title=f"Work of {organisation_id}", created_by=1, created_at=NOW)
                work.places.append(WorkPlace(kind="ward", name=f"Ward of {organisation_id}"))
                session.add(work)
        yield first, second


def test_an_orm_select_finds_only_rows_of_the_organisation_in_scope(two: tuple[int, int]) -> None:
    with in_organisation(two[0]):
        found = db.session.scalars(sa.select(Work)).all()

        assert [work.organisation_id for work in found] == [two[0]]


def test_a_select_of_columns_finds_only_rows_in_scope(two: tuple[int, int]) -> None:
    with in_organisation(two[1]):
        titles = db.session.scalars(sa.select(Work.title)).all()

        assert titles == [f"Work of {two[1]}"]


def test_a_count_counts_only_rows_in_scope(two: tuple[int, int]) -> None:
    with in_organisation(two[1]):
        count = db.session.scalar(sa.select(sa.func.count()).select_from(Work))

        assert count == 1


def test_a_join_finds_only_rows_in_scope(two: tuple[int, int]) -> None:
    with in_organisation(two[0]):
        rows = db.session.execute(
            sa.select(Work.title, WorkPlace.name).join(WorkPlace, WorkPlace.work_id == Work.id)
        ).all()

        assert rows == [(f"Work of {two[0]}", f"Ward of {two[0]}")]


def test_a_subquery_finds_only_rows_in_scope(two: tuple[int, int]) -> None:
    places = sa.select(WorkPlace.work_id).subquery()

    with in_organisation(two[0]):
        found = db.session.scalars(sa.select(Work.id).join(places, places.c.work_id == Work.id))

        assert len(found.all()) == 1


def test_relationships_load_only_rows_in_scope(two: tuple[int, int]) -> None:
    with in_organisation(two[0]):
        work = db.session.scalars(sa.select(Work)).one()

        assert [place.organisation_id for place in work.places] == [two[0]]


def test_get_does_not_find_a_row_of_another_organisation(two: tuple[int, int]) -> None:
    with in_organisation(two[0]):
        own = db.session.scalars(sa.select(Work.id)).one()
    with in_organisation(two[1]):
        assert db.session.get(Work, own) is None


def test_get_through_the_identity_map_does_not_leave_the_scope(two: tuple[int, int]) -> None:
    with in_organisation(two[0]):
        session = db.session()
        own = session.scalars(sa.select(Work)).one().id
    with in_organisation(two[1]), pytest.raises(ScopeError, match="another scope"):
        session.get(Work, own)


@pytest.mark.parametrize("fails", [False, True])
def test_a_row_is_read_again_in_its_scope_after_a_transaction(
    two: tuple[int, int], fails: bool
) -> None:
    with in_organisation(two[0]):
        work = db.session.scalars(sa.select(Work)).one()
        with suppress(KeyError), write():
            if fails:
                raise KeyError

        assert work.title == f"Work of {two[0]}"


def test_a_tenant_table_without_any_scope_is_refused(two: tuple[int, int]) -> None:
    for statement in (sa.select(Work), sa.select(Work.__table__), sa.select(Work.title)):
        with pytest.raises(ScopeError, match="no organisation in scope"):
            db.session.execute(statement)


def test_tables_of_the_installation_need_no_scope(two: tuple[int, int]) -> None:
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Organisation)) == 2


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(lambda _: sa.select(Work.__table__), id="no comparison"),
        pytest.param(
            lambda own: sa.select(Work.__table__).where(
                Work.__table__.c.organisation_id == own + 1
            ),
            id="another organisation",
        ),
        pytest.param(
            lambda own: sa.select(Work.__table__).where(
                sa.or_(Work.__table__.c.organisation_id == own, Work.__table__.c.id > 0)
            ),
            id="or",
        ),
        pytest.param(
            lambda own: sa.select(Work.__table__).where(
                sa.not_(
                    sa.and_(
                        Work.__table__.c.organisation_id == own, Work.__table__.c.title == "none"
                    )
                )
            ),
            id="not",
        ),
        pytest.param(
            lambda own: sa.select(Work.__table__, Work.__table__.c.organisation_id == own),
            id="only as a column",
        ),
        pytest.param(
            lambda own: (
                sa.select(Work.__table__, WorkPlace.__table__)
                .where(Work.__table__.c.organisation_id == own)
                .join_from(
                    Work.__table__, WorkPlace.__table__, Work.__table__.c.id == WorkPlace.work_id
                )
            ),
            id="the second table of a join",
        ),
        pytest.param(
            lambda _: sa.select(Organisation.name).where(
                sa.select(Work.__table__.c.id)
                .where(Work.__table__.c.organisation_id == Organisation.id)
                .exists()
            ),
            id="exists",
        ),
        pytest.param(lambda _: sa.select(sa.table("work", sa.column("id"))), id="by its name"),
        pytest.param(lambda _: sa.text("SELECT * FROM work"), id="plain text"),
        pytest.param(
            lambda _: sa.select(sa.literal(1)).where(sa.text("EXISTS (SELECT 1 FROM work)")),
            id="text within a statement",
        ),
    ],
)
def test_a_core_select_that_strays_is_refused(two: tuple[int, int], statement: object) -> None:
    with in_organisation(two[0]), pytest.raises(ScopeError):
        db.session.execute(statement(two[0]))  # type: ignore[operator]


def test_plain_sql_given_to_the_driver_is_refused(two: tuple[int, int]) -> None:
    with in_organisation(two[0]), pytest.raises(ScopeError, match="Plain SQL"):
        db.session.connection().exec_driver_sql("SELECT * FROM work")


def test_a_tenant_table_named_only_in_where_is_held_to_the_scope_or_refused(
    two: tuple[int, int],
) -> None:
    with in_organisation(two[0]):
        try:
            names = db.session.scalars(
                sa.select(Organisation.name).where(Organisation.id == Work.organisation_id)
            ).all()
        except ScopeError:
            names = ["First"]

        assert names == ["First"]


def test_a_core_select_that_compares_the_organisation_is_let_through(two: tuple[int, int]) -> None:
    work, place = Work.__table__, WorkPlace.__table__.alias("place")
    with in_organisation(two[0]):
        rows = db.session.execute(
            sa.select(work.c.title, place.c.name)
            .join(place, sa.and_(place.c.work_id == work.c.id, place.c.organisation_id == scope()))
            .where(work.c.organisation_id == scope())
        ).all()

        assert rows == [(f"Work of {two[0]}", f"Ward of {two[0]}")]


def test_the_same_statement_is_checked_again_in_each_scope(two: tuple[int, int]) -> None:
    def titles(organisation_id: int) -> list[str]:
        work = Work.__table__
        statement = sa.select(work.c.title).where(work.c.organisation_id == organisation_id)
        return list(db.session.scalars(statement))

    for own in two:
        with in_organisation(own):
            assert titles(own) == [f"Work of {own}"]
    with in_organisation(two[0]), pytest.raises(ScopeError):
        titles(two[1])


@pytest.mark.parametrize("change", [sa.update(Work).values(title="x"), sa.delete(WorkPlace)])
def test_an_orm_update_or_delete_touches_only_rows_in_scope(
    two: tuple[int, int], change: sa.Executable
) -> None:
    with in_organisation(two[0]), write() as session:
        result = session.execute(change)

        assert result.rowcount == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "change", [sa.update(Work.__table__).values(title="x"), sa.delete(WorkPlace.__table__)]
)
def test_a_core_update_or_delete_without_the_organisation_is_refused(
    two: tuple[int, int], change: sa.Executable
) -> None:
    with in_organisation(two[0]), pytest.raises(ScopeError), write() as session:
        session.execute(change)


def test_a_new_row_gets_the_organisation_in_scope(two: tuple[int, int]) -> None:
    with in_organisation(two[1]):
        with write() as session:
            session.add(Service(name="Parks"))
        found = db.session.scalars(sa.select(Service)).one()

        assert found.organisation_id == two[1]


def test_a_new_row_of_another_organisation_is_refused(two: tuple[int, int]) -> None:
    with in_organisation(two[0]), pytest.raises(ScopeError, match="in scope"), write() as session:
        session.add(Service(name="Parks", organisation_id=two[1]))


def test_giving_a_row_to_another_organisation_is_refused(two: tuple[int, int]) -> None:
    with in_organisation(two[0]), pytest.raises(ScopeError), write() as session:
        session.scalars(sa.select(Work)).one().organisation_id = two[1]


@pytest.mark.parametrize("table", [Service, Service.__table__])
def test_inserting_many_rows_of_another_organisation_is_refused(
    two: tuple[int, int], table: object
) -> None:
    rows = [
        {"name": "Parks", "organisation_id": two[0]},
        {"name": "Roads", "organisation_id": two[1]},
    ]

    with in_organisation(two[0]), pytest.raises(ScopeError), write() as session:
        session.execute(sa.insert(table), rows)  # type: ignore[arg-type]


def test_inserting_many_rows_of_the_own_organisation_works(two: tuple[int, int]) -> None:
    rows = [{"name": name, "organisation_id": two[0]} for name in ("Parks", "Roads")]

    with in_organisation(two[0]):
        with write() as session:
            session.execute(sa.insert(Service), rows)
            one = {"name": "Bins", "organisation_id": two[0]}
            session.execute(sa.insert(Service.__table__).values(one))  # type: ignore[arg-type]

        assert db.session.scalar(sa.select(sa.func.count()).select_from(Service)) == 3


def test_scopes_do_not_nest(two: tuple[int, int]) -> None:
    with in_organisation(two[0]), pytest.raises(ScopeError, match="in scope already"):
        in_organisation(two[1]).__enter__()


def test_looking_across_organisations_finds_all_and_leaves_a_line_in_the_audit(
    two: tuple[int, int],
) -> None:
    audit = sa.text("SELECT what, subject, organisation_id FROM audit")

    with in_organisation(two[0]), across_organisations("counting for a test"):
        found = db.session.scalars(sa.select(Work)).all()

    assert len(found) == 2
    assert db.session.execute(audit).all() == [
        ("across_organisations", "counting for a test", two[0])
    ]


def test_one_organisation_can_be_entered_while_looking_across(two: tuple[int, int]) -> None:
    with across_organisations("filling a test"), write() as session:
        for own in two:
            with in_organisation(own):
                session.add(WorkPartner(work_id=own, name="A partner"))

    with in_organisation(two[1]):
        assert len(db.session.scalars(sa.select(WorkPartner)).all()) == 1


def test_rows_of_a_scope_are_forgotten_when_it_ends_within_a_transaction(
    two: tuple[int, int],
) -> None:
    with write() as session:
        with in_organisation(two[0]):
            own = session.scalars(sa.select(Work)).one().id

        with pytest.raises(ScopeError):
            session.get(Work, own)
