"""Jobs, for administrators: what waits, what failed, and trying it again."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for

from icf.config import Settings
from icf.db import db, write
from icf.jobs.registry import KINDS
from icf.jobs.service import failed_jobs, try_again, waiting_jobs
from icf.web.guards import actor, may, now
from icf.web.i18n import _

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")


@blueprint.get("")
@may("installation")
def list_jobs() -> Any:
    settings: Settings = current_app.extensions["icf_settings"]
    titles = {name: kind.title for name, kind in KINDS.items()}
    return render_template(
        "jobs/list.html",
        failed=failed_jobs(db.session()),
        waiting=waiting_jobs(db.session()),
        titles=titles,
        outbox="" if settings.mail_server else settings.outbox,
    )


@blueprint.post("/<int:job_id>/try-again")
@may("installation")
def try_one_again(job_id: int) -> Any:
    with write() as session:
        try_again(session, actor(), now(), job_id)
    flash(_("It is tried again now. Look here in a minute to see whether it worked."), "success")
    return redirect(url_for("jobs.list_jobs"), 303)
