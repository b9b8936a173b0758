"""The guests of an organisation, and taking their names away."""

from typing import Any

from flask import flash, render_template
from wtforms import BooleanField

from icf.accounts.page import form_page, go_to
from icf.db import across_organisations, db, scrub, write
from icf.records.guest import SOME_GUEST, erase_guest, guest, guests_of, would_erase_guest
from icf.records.views import blueprint
from icf.web.forms import IcfForm
from icf.web.guards import actor, may, now
from icf.web.i18n import _, _l, ngettext


class EraseGuestForm(IcfForm):
    in_texts = BooleanField(
        _l("Take their name out of other texts too"),
        description=_l("Leave this empty if they typed a role, such as “head teacher”."),
    )
    label = BooleanField(_l("The link was for them alone: take away what it says too"))


@blueprint.get("/organisation/guests")
@may("share")
def guests() -> str:
    return render_template("records/guests.html", guests=guests_of(db.session(), actor()))


@blueprint.route("/organisation/guests/<int:guest_visit_id>/erase", methods=["GET", "POST"])
@may("share")
def erase_one_guest(guest_visit_id: int) -> Any:
    """Shows what would become of it before anything happens."""
    one = guest(db.session(), actor(), guest_visit_id)
    form = EraseGuestForm(data={"in_texts": True})
    if form.validate_on_submit():
        with across_organisations("a guest is erased"), write() as rows:
            erase_guest(
                rows, actor(), now(), guest_visit_id, form.in_texts.data, form.label.data
            )  # fmt: skip
        scrub(db.engine)
        flash(_("The guest is erased. What they wrote stays, without their name."), "success")
        return go_to("records.guests")
    with across_organisations("a guest is erased"):
        shown = would_erase_guest(db.session(), actor(), one)
    form.in_texts.label.text = ngettext(
        "Take “%(name)s” out of %(num)s text, where it will say “%(instead)s”",
        "Take “%(name)s” out of %(num)s texts, where it will say “%(instead)s”",
        shown.text_count, name=one.typed_name, instead=SOME_GUEST,
    )  # fmt: skip
    form.label.description = _("It says “%(label)s”.", label=one.label)
    return form_page("records/erase_guest.html", form, one=one, shown=shown)
