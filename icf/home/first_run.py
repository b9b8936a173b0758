"""Setting the installation up for the first time: a few steps, each stored as it is taken."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.link import use_first_link
from icf.accounts.models import Organisation, Person
from icf.accounts.organisation import (
    create_organisation,
    organisation_of,
    rename_organisation,
)
from icf.accounts.person import (
    add_membership,
    create_person,
    set_email,
    set_password,
)
from icf.accounts.setting import SETUP_FINISHED, get_setting, set_setting, setup_finished
from icf.db import in_organisation
from icf.errors import InvalidInput
from icf.packs.service import set_switch
from icf.web.i18n import _
from icf.work.places import CONFIRMED_PLACE_LISTS

SETUP = "setup"
ARRANGEMENTS = ("just_us", "partnership")


@dataclass(frozen=True)
class SetUp:
    """What set-up has stored so far; 0 and empty while it has not."""

    organisation_id: int = 0
    person_id: int = 0
    arrangement: str = ""


def setup_so_far(session: Session) -> SetUp:
    """How far set-up has come."""
    return SetUp(**get_setting(session, SETUP, {}))


def setup_under_way(session: Session) -> bool:
    """Whether somebody has begun with set-up and not finished: they need its link again."""
    return get_setting(session, SETUP) is not None and not setup_finished(session)


def save_organisation(
    session: Session, now: datetime, arrangement: str, name: str, kind: str, size: str
) -> Organisation:
    """The first organisation; taking the step again changes it."""
    so_far = setup_so_far(session)
    if so_far.organisation_id:
        organisation = organisation_of(session, so_far.organisation_id)
        rename_organisation(session, organisation, name)
        organisation.kind, organisation.size = kind, size
    else:
        organisation = create_organisation(session, now, name, kind, size)
    _store(session, replace(so_far, organisation_id=organisation.id, arrangement=arrangement))
    return organisation


def save_administrator(
    session: Session, now: datetime, name: str, email: str, password: str
) -> Person:
    """The first administrator; taking the step again changes them, an empty password keeps it."""
    so_far = setup_so_far(session)
    if so_far.person_id:
        person = session.get_one(Person, so_far.person_id)
        person.name = name
        set_email(session, now, person, email)
        if password:
            set_password(session, now, person, password)
    else:
        person = create_person(session, now, name, email, password)
        add_membership(session, now, so_far.organisation_id, person.id, "administrator")
        _store(session, replace(so_far, person_id=person.id))
    return person


def save_add_ons(
    session: Session, now: datetime, chosen: Collection[str], offered: Collection[str]
) -> None:
    """Switch on what was chosen, and off what was offered and not chosen."""
    organisation_id = setup_so_far(session).organisation_id
    with in_organisation(organisation_id):
        for name in sorted(offered):
            set_switch(session, organisation_id, now, name, name in chosen)


def confirm_place_lists(session: Session, now: datetime, keys: Collection[str]) -> None:
    """Note which lists of wards and places the owner has checked."""
    set_setting(session, CONFIRMED_PLACE_LISTS, sorted(keys))
    audit.record(session, "place_lists_confirmed", None, now, lists=sorted(keys))


def finish_setup(session: Session, now: datetime, secret: str) -> SetUp:
    """Close set-up for good. Raises InvalidInput while a step that is needed is missing."""
    so_far = setup_so_far(session)
    if not (so_far.organisation_id and so_far.person_id):
        raise InvalidInput(_("Set-up is not complete."), _("Go through the steps first."))
    use_first_link(session, now, secret)
    set_setting(session, SETUP_FINISHED, True)
    audit.record(session, "setup_finished", None, now)
    return so_far


def _store(session: Session, so_far: SetUp) -> None:
    set_setting(session, SETUP, asdict(so_far))
