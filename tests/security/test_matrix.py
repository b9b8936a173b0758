"""The who-sees-what matrix finds no leak; and it does find each kind of leak."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, abort, request

from icf.accounts.models import Service
from icf.db import across_organisations, db, write
from icf.web.guards import check_audiences
from icf.web.guards import signed_in as for_signed_in
from icf.work.models import Work
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.security.matrix import Matrix, NoPdf, run_matrix
from tests.security.world import Place, switch_all_on
from tests.support import CheckedClient


@pytest.fixture
def tried(
    app: Flask,
    databases: SqliteDatabases | PostgresDatabases,
    database_url: str,
    make_place: Callable[[str, str], Place],
    client: CheckedClient,
) -> Callable[..., Matrix]:
    """`tried()` fills two organisations, switches on every add-on there is and runs the matrix."""

    def run(below: str = "/") -> Matrix:
        ours, theirs = make_place("Brooktown", "Quokkamark"), make_place("Hillside", "Zebramark")
        for place in (ours, theirs):
            switch_all_on(app, place)
        with app.app_context():
            db.engine.dispose()
        app.extensions["icf_pdf"] = NoPdf()
        put_back = databases.keep(database_url)
        return run_matrix(app, ours, theirs, put_back, client, below)

    return run


def test_nobody_sees_or_changes_what_another_organisation_has(
    tried: Callable[..., Matrix], figure: Callable[..., None]
) -> None:
    matrix = tried()

    print(matrix.table())
    figure("S1", matrix.summary())
    assert matrix.leaks == []
    assert matrix.unclassified == []
    assert matrix.unreached == [], "Put a row of the kind into tests/security/world.py"
    assert sum(matrix.tried.values()) > 900


def title_of(work_id: int) -> Any:
    with across_organisations("a leak for a test"):
        return db.session.scalar(sa.select(Work.title).where(Work.id == work_id))


def leaks_by_path(work_id: int) -> str:
    return title_of(work_id) or abort(404)


def leaks_by_field(work_id: int) -> str:
    db.session.get(Work, work_id) or abort(404)
    return title_of(int(request.values.get("work", 0))) or abort(404)


def leaks_by_json(work_id: int) -> str:
    return title_of(int(request.get_json()["work_id"])) or abort(404) if request.is_json else "fine"


def tells_that_it_exists(work_id: int) -> str:
    own = db.session.get(Work, work_id)
    return own.title if own else abort(409 if title_of(work_id) else 404)


def lets_in_with_another_status(work_id: int) -> str:
    return "Nothing here"


def changes_what_others_have(work_id: int) -> str:
    with across_organisations("a leak for a test"), write() as session:
        session.execute(sa.update(Service).values(name=Service.name + "!"))
    abort(404)


@pytest.mark.parametrize(
    ("view", "method", "where", "words"),
    [
        (leaks_by_path, "GET", "path", "shows what another organisation wrote"),
        (leaks_by_field, "GET", "query", "shows what another organisation wrote"),
        (leaks_by_field, "POST", "form", "shows what another organisation wrote"),
        (leaks_by_json, "POST", "json", "shows what another organisation wrote"),
        (tells_that_it_exists, "GET", "path", "is 409, not 404"),
        (lets_in_with_another_status, "GET", "path", "is 200, not 404"),
        (changes_what_others_have, "POST", "anything", "changed another organisation's rows"),
    ],
)
def test_a_route_that_leaks_is_found(
    app: Flask, tried: Callable[..., Matrix], view: Any, method: str, where: str, words: str
) -> None:
    app.add_url_rule("/x/leaky/<int:work_id>", "leaky", for_signed_in(view), methods=[method])

    matrix = tried(below="/x/leaky")

    assert any(f"{where}" in one and words in one for one in matrix.leaks), matrix.leaks


def test_a_route_that_does_not_say_who_it_is_for_stops_the_application(app: Flask) -> None:
    app.add_url_rule("/x/silent", "silent", lambda: "x")

    with pytest.raises(RuntimeError, match="silent"):
        check_audiences(app)
