"""A server that is broken on purpose: it says “saved” first, and stores the answer a moment later.

Run as ``python -m tests.reliability.hasty_server``. It shows that the harness would notice.
"""

import threading
import time
from typing import Any

from flask import Flask, current_app, jsonify, request
from waitress.server import create_server

from icf.app import create_app
from icf.assessments.posted import posted_json
from icf.assessments.saving import save_answers
from icf.db import db, in_organisation
from icf.web.guards import actor, now, signed_in

DELAY_SECONDS = 0.1


def main() -> None:
    app = hasty(create_app())
    server = create_server(app, host="127.0.0.1", port=0, threads=8, ident=None)
    print(f"Serving on http://127.0.0.1:{server.effective_port}", flush=True)
    server.run()


def hasty(app: Flask) -> Flask:
    """The same application with its save replaced."""
    app.view_functions["assessments.save"] = _save
    return app


@signed_in
def _save(assessment_id: int) -> Any:
    body = request.get_json()
    who, moment = actor(), now()
    kinds = current_app.extensions["icf_plugins"].registry.kinds(None)
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def store() -> None:
        time.sleep(DELAY_SECONDS)
        with app.app_context(), in_organisation(who.organisation_id):
            posted = posted_json(body)
            save_answers(db.session, who, moment, kinds, assessment_id, posted, "")

    threading.Thread(target=store, daemon=True).start()
    answer = body["answers"][0]
    saved = {"key": answer["key"], "version": answer["version"] + 1, "saved_at": str(moment)}
    return jsonify(saved=[saved], conflicts=[], errors=[])


if __name__ == "__main__":
    main()
