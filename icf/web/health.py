"""For load balancers and monitoring: is the toolkit up, and does its database answer?"""

import sqlalchemy as sa
from flask import Blueprint

from icf.db import db
from icf.web.guards import public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> dict[str, str]:
    """``{"status": "ok"}``; 503 when the database does not answer."""
    db.session.execute(sa.select(1))
    return {"status": "ok"}
