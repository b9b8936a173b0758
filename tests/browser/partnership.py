"""Rows that browser tests begin with: an organisation with a lead who has invited somebody."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask

from icf.accounts.service import add_membership, create_organisation, create_person, invite
from icf.db import in_organisation, write
from icf.packs.service import switch_plugin
from icf.web.actor import Actor

PASSWORD = "seven green lanterns swing"
NEWCOMER = "Ada Example"
EMAIL = "ada@example.org"


@dataclass(frozen=True)
class Council:
    """An organisation with a lead; `link` is the path of the newcomer's invitation."""

    lead: Actor
    link: str


def council(app: Flask, *add_ons: str) -> Council:
    """Brooktown Council with these add-ons on, where a lead has invited Ada Example."""
    now = datetime.now(UTC)
    with app.app_context(), write() as session:
        place = create_organisation(session, now, "Brooktown Council", "council", "large")
        person = create_person(session, now, "Lena Lead", "lena@example.org", PASSWORD)
        add_membership(session, now, place.id, person.id, "lead")
        lead = Actor(person.id, person.name, person.email, place.id, place.name, "lead")
    with app.app_context(), in_organisation(lead.organisation_id), write() as session:
        for name in add_ons:
            switch_plugin(session, lead, now, app.extensions["icf_plugins"], name, True)
        _row, secret = invite(session, lead, now, NEWCOMER, EMAIL, "lead")
    return Council(lead, f"/link/{secret}")
