"""A server to measure, in a process of its own on a processor of its own.

Run: python -m benchmarks.server KIND FOLDER CPU. It prints its port and serves until its standard
input is closed. It serves through waitress with eight threads, as ``icf serve`` does.
"""

import logging
import os
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

from flask import Flask, jsonify, render_template_string, request
from waitress.server import create_server

THREADS = 8

BARE_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1><p>{{ words }}</p></main></body>
</html>
"""


def main() -> None:
    kind, folder, cpu = sys.argv[1:4]
    os.sched_setaffinity(0, {int(cpu)})
    logging.getLogger("waitress").setLevel(logging.ERROR)
    app = KINDS[kind](Path(folder))
    server = create_server(app, host="127.0.0.1", port=0, threads=THREADS, ident=None)
    threading.Thread(target=_stop_with_input, daemon=True).start()
    print(server.effective_port, flush=True)
    server.run()


def bare(_folder: Path) -> Flask:
    """The floor of pages: Flask, one route, one small template with two values in it."""
    app = Flask("bare")

    @app.get("/")
    def page() -> str:
        return render_template_string(BARE_PAGE, title="A page", words="Some words")

    return app


def toolkit(folder: Path) -> Flask:
    """The toolkit as it is, with one more route: the floor of saving."""
    from benchmarks.installation import SECRET_KEY
    from icf.app import create_app
    from icf.web import guards

    app = create_app({"secret_key": SECRET_KEY}, instance=folder)
    app.add_url_rule(
        "/raw", "raw", guards.public(_RawUpsert(folder / "raw.sqlite")), methods=["POST"]
    )
    return app


def without_results(folder: Path) -> Flask:
    """The toolkit, but saving does not count the results again."""
    import icf.assessments.saving as saving

    saving.store_results = lambda *_: None  # type: ignore[assignment]
    return toolkit(folder)


def without_isolation(folder: Path) -> Flask:
    """The toolkit, but nothing keeps statements to the organisation in scope."""
    from sqlalchemy import event

    import icf.db.engine as engine
    from icf.db.scope import OrganisationSession, _hold_to_scope

    engine.finding_compiler = lambda compiler: compiler
    engine._check = lambda *_: None  # type: ignore[assignment]
    engine._begin_postgresql = lambda _connection: None
    event.remove(OrganisationSession, "do_orm_execute", _hold_to_scope)
    return toolkit(folder)


def without_add_ons(folder: Path) -> Flask:
    """The toolkit with the framework alone: no add-on is loaded."""
    import icf.app
    from icf.plugin.discover import Sources

    icf.app.sources = lambda _settings: Sources(builtin=("icf.builtin",))
    return toolkit(folder)


def with_no_ops(folder: Path) -> Flask:
    """The toolkit with the add-ons of ``benchmarks.add_ons``, which do nothing."""
    import icf.app
    from icf.plugin.discover import Sources

    icf.app.sources = lambda _settings: Sources(
        builtin=("icf.builtin",), instance=folder / "no-ops"
    )
    return toolkit(folder)


class _RawUpsert:
    """One answer stored through Python's own SQLite driver, as safely as the toolkit stores it.

    Writers wait for a lock, which is quicker than waiting for SQLite.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._own = threading.local()
        self._connection().execute(
            "CREATE TABLE IF NOT EXISTS answer (assessment INTEGER, question TEXT, value TEXT,"
            " words TEXT, version INTEGER, PRIMARY KEY (assessment, question))"
        )

    def __call__(self) -> Any:
        answer = request.get_json()["answers"][0]
        connection = self._connection()
        with self._lock:
            connection.execute(
                "INSERT INTO answer VALUES (1, :key, :value, :words, :version)"
                " ON CONFLICT DO UPDATE SET value = :value, words = :words, version = :version",
                answer,
            )
        return jsonify(saved=[{"key": answer["key"], "version": answer["version"] + 1}])

    def _connection(self) -> sqlite3.Connection:
        if not hasattr(self._own, "connection"):
            # Without transactions of its own, each statement is one, and durable when it returns.
            self._own.connection = sqlite3.connect(self._path, isolation_level=None, timeout=10)
            self._own.connection.execute("PRAGMA journal_mode=WAL")
            self._own.connection.execute("PRAGMA synchronous=FULL")
        connection: sqlite3.Connection = self._own.connection
        return connection


def _stop_with_input() -> None:
    sys.stdin.read()
    os._exit(0)


KINDS = {
    "bare": bare,
    "toolkit": toolkit,
    "without_results": without_results,
    "without_isolation": without_isolation,
    "without_add_ons": without_add_ons,
    "with_no_ops": with_no_ops,
}

if __name__ == "__main__":
    main()
