"""An organisation leaves one installation and arrives in another with everything it had."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.accounts.models import Organisation, Person
from icf.db import Base, across_organisations, db, in_organisation, write
from icf.db.base import is_tenant
from icf.errors import Conflict, InvalidInput
from icf.records.bring_in import ROLES_HERE, bring_in
from icf.records.packed import Packed, read_file
from icf.records.tables import STAYS_BEHIND, TRAVELS_IN_ITS_OWN_WAY, travelling_tables
from icf.records.take_out import OF_A_PERSON, Taken, take_out
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.example.conftest import NOW, new_app
from tests.example.conftest import loaded_app as loaded_app


@pytest.fixture
def elsewhere(
    databases: SqliteDatabases | PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An installation without any organisation."""
    with new_app(databases, tmp_path_factory) as made:
        yield made


def ids(app: Flask) -> list[int]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Organisation.id).order_by(Organisation.id)))


def taken(app: Flask, organisation_id: int) -> Taken:
    with app.app_context(), in_organisation(organisation_id):
        return take_out(db.session(), organisation_id)


def brought(app: Flask, packed: Packed, name: str = "") -> Any:
    with app.app_context(), across_organisations("a test"), write() as session:
        return bring_in(session, NOW, packed, name)


def changed(file: Taken, change: Callable[[dict[str, Any]], object]) -> Packed:
    document = json.loads(file.json)
    change(document)
    return read_file(Taken(document, file.files).as_zip())


def every_table(app: Flask) -> dict[str, int]:
    """How many rows each table has."""
    with app.app_context(), across_organisations("a test"):
        return {
            table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name != "audit"
        }


def test_every_table_is_known_to_travel_or_to_stay() -> None:
    others = {table.name for table in Base.metadata.sorted_tables if not is_tenant(table)}

    assert others <= {*STAYS_BEHIND, *TRAVELS_IN_ITS_OWN_WAY}
    assert {*STAYS_BEHIND, *TRAVELS_IN_ITS_OWN_WAY} <= set(Base.metadata.tables)


def test_nothing_secret_travels() -> None:
    travels = {one.name for one in travelling_tables()} | {"organisation", "membership"}
    secret = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(word in column.name for word in ("token", "secret", "password"))
        and (table.name in travels or (table.name == "person" and column.name in OF_A_PERSON))
    }

    assert secret == set()


def test_all_organisations_of_the_example_arrive_byte_for_byte(
    loaded_app: Flask, elsewhere: Flask, figure: Callable[..., None]
) -> None:
    files = [taken(loaded_app, one) for one in ids(loaded_app)]

    for file in files:
        brought(elsewhere, read_file(file.as_zip()))
    again = [taken(elsewhere, one) for one in ids(elsewhere)]

    assert len(files) == 6
    assert sum(len(file.document["tables"]["answer"]) for file in files) > 500
    for file in files:
        for one in file.document["members"]:
            # Roles that reach beyond an organisation are the one thing that is not brought along.
            one["role"] = ROLES_HERE.get(one["role"], one["role"])
    assert [file.json for file in again] == [file.json for file in files]
    assert [file.as_zip() for file in again] == [file.as_zip() for file in files]
    rows = sum(len(found) for file in files for found in file.document["tables"].values())
    figure("S13", f"{len(files)} organisations with {rows} rows taken out, in and out: byte-equal")


def test_rows_that_come_later_get_numbers_of_their_own(loaded_app: Flask, elsewhere: Flask) -> None:
    brought(elsewhere, read_file(taken(loaded_app, ids(loaded_app)[-1]).as_zip()))

    with elsewhere.app_context(), write() as session:
        row = Organisation(name="Brooktown Council", created_at=NOW)
        session.add(row)
        session.flush()

        assert row.id > ids(loaded_app)[-1]


def test_where_numbers_are_taken_all_move_up_and_the_rest_is_equal(
    loaded_app: Flask, elsewhere: Flask
) -> None:
    # Own questions have a name of their own in an installation, so they cannot come twice.
    files = [taken(loaded_app, one) for one in ids(loaded_app)]
    file = next(one for one in files if not one.document["tables"].get("own_pack"))
    first = brought(elsewhere, read_file(file.as_zip()))

    second = brought(elsewhere, read_file(file.as_zip()), "The same again")

    assert "assessment" in second.renumbered
    assert first.rows == second.rows
    one, other = (taken(elsewhere, found.organisation_id) for found in (first, second))
    assert [row["title"] for row in one.document["tables"]["work"]] == [
        row["title"] for row in other.document["tables"]["work"]
    ]
    people = {row["id"]: row for row in one.document["people"]}
    assert all(people[row["id"]] == row for row in other.document["people"])
    assert one.document["members"]
    assert other.document["members"] == []
    assert len(second.known) == len(one.document["members"])
    assert not second.has_lead


def test_whoever_stopped_their_e_mails_gets_none_elsewhere_either(
    loaded_app: Flask, elsewhere: Flask
) -> None:
    file = taken(loaded_app, ids(loaded_app)[0])
    quiet = changed(file, lambda document: document["people"][0].update(emails="weekly"))

    brought(elsewhere, quiet)

    again = taken(elsewhere, ids(elsewhere)[0]).document["people"]
    assert again == quiet.document["people"]
    assert again[0]["emails"] == "weekly"


def test_a_file_from_before_there_were_e_mails_is_read(loaded_app: Flask, elsewhere: Flask) -> None:
    file = taken(loaded_app, ids(loaded_app)[0])

    brought(elsewhere, changed(file, lambda document: document["people"][0].pop("emails")))

    email = file.document["people"][0]["email"]
    with elsewhere.app_context():
        found = db.session.scalar(sa.select(Person.emails).where(Person.email == email))
    assert found == "at_once"


def test_what_travels_of_a_person_is_all_but_what_signs_them_in() -> None:
    columns = {column.name for column in Base.metadata.tables["person"].columns}

    assert columns - set(OF_A_PERSON) == {"password_hash"}


def test_somebody_who_has_an_account_here_keeps_it(loaded_app: Flask, elsewhere: Flask) -> None:
    file = taken(loaded_app, ids(loaded_app)[0])
    email = file.document["people"][0]["email"]
    with elsewhere.app_context(), write() as session:
        session.add(
            Person(
                name="Known here",
                email=email.upper(),
                created_at=NOW,
                password_hash="kept",
            )
        )

    brought(elsewhere, read_file(file.as_zip()))

    with elsewhere.app_context():
        people = db.session.scalars(sa.select(Person)).all()
        assert len(people) == len(file.document["people"])
        assert [one.name for one in people if one.password_hash] == ["Known here"]


def test_two_organisations_cannot_have_one_name(loaded_app: Flask, elsewhere: Flask) -> None:
    file = read_file(taken(loaded_app, ids(loaded_app)[0]).as_zip())
    brought(elsewhere, file)
    before = every_table(elsewhere)

    with pytest.raises(Conflict, match="another name"):
        brought(elsewhere, file)

    assert every_table(elsewhere) == before


def _other_assessment(document: dict[str, Any]) -> None:
    document["tables"]["answer"][0]["assessment_id"] = 999_999


def _number_as_text(document: dict[str, Any]) -> None:
    document["tables"]["work"][0]["id"] = "1; DROP TABLE work"


def _other_wording(document: dict[str, Any]) -> None:
    digest = next(iter(document["questionnaires"]))
    document["questionnaires"][digest]["packs"][0][1] = "9.9.9"


def _somebody_elses(document: dict[str, Any]) -> None:
    document["tables"]["work"][0]["organisation_id"] = 1


def _twice(document: dict[str, Any]) -> None:
    document["people"].append(document["people"][0])


def _no_moment(document: dict[str, Any]) -> None:
    document["tables"]["work"][0]["created_at"] = "yesterday"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_other_assessment, "no assessment 999999"),
        (_number_as_text, "work.id"),
        (_other_wording, "was changed"),
        (_no_moment, "work.created_at"),
        (lambda document: document["tables"].update(sign_in=[{}]), "does not know sign_in"),
        (lambda document: document["tables"].update(work={}), "is broken"),
        (lambda document: document["tables"].update(work=[3]), r"work\[0\]"),
        (
            lambda document: document["tables"]["work"][0].update(organisation_id=1),
            "organisation_id",
        ),
        (lambda document: document["people"][0].update(password_hash="x"), "password_hash"),
        (_twice, "do not fit together"),
        (lambda document: document["members"][0].update(person_id=999_999), "no person 999999"),
    ],
)
def test_a_file_that_was_changed_by_hand_is_refused_whole(
    loaded_app: Flask,
    elsewhere: Flask,
    change: Callable[[dict[str, Any]], object],
    said: str,
) -> None:
    file = taken(loaded_app, ids(loaded_app)[0])
    before = every_table(elsewhere)

    with pytest.raises(InvalidInput, match=said):
        brought(elsewhere, changed(file, change))

    assert every_table(elsewhere) == before


def zipped(**files: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 not a file",
        zipped(other_json="{}"),
        zipped(organisation_json="["),
        zipped(organisation_json="[" * 100_000),
        zipped(organisation_json="[]"),
        zipped(organisation_json='{"format": "icf-organisation", "format_version": 2}'),
        zipped(organisation_json='{"format": "icf-organisation", "format_version": 1}'),
    ],
)
def test_what_is_no_such_file_is_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_file(content)

    assert str(refused.value)


def test_own_questions_that_are_here_already_are_named_and_nothing_is_brought_in(
    loaded_app: Flask, elsewhere: Flask
) -> None:
    files = [taken(loaded_app, one) for one in ids(loaded_app)]
    file = next(one for one in files if one.document["tables"].get("own_pack"))
    (key,) = {one["key"] for one in file.document["tables"]["own_pack"]}
    brought(elsewhere, read_file(file.as_zip()))

    with pytest.raises(Conflict, match=f"here already: {key}"):
        brought(elsewhere, read_file(file.as_zip()), "The same again")
