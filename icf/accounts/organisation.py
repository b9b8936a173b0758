"""Organisations: their name, whom to ask, marking, look and services."""

from datetime import datetime
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import Organisation, Service
from icf.db import Base, deleted_rows
from icf.errors import InvalidInput, NotFound
from icf.web.actor import Actor
from icf.web.i18n import _
from icf.web.theme import accepted_colour


def create_organisation(
    session: Session,
    now: datetime,
    name: str,
    kind: str = "",
    size: str = "",
    actor: Actor | None = None,
) -> Organisation:
    """A new organisation without people. Raises InvalidInput where the name is taken."""
    _refuse_taken_name(session, name)
    organisation = Organisation(name=name, kind=kind, size=size, created_at=now)
    session.add(organisation)
    session.flush()
    audit.record(
        session,
        "organisation_created",
        actor,
        now,
        "organisation",
        str(organisation.id),
        name=name,
    )
    return organisation


def organisations(session: Session) -> list[Organisation]:
    """All that are open, by name; for administrators and set-up only."""
    statement = sa.select(Organisation).where(Organisation.closed_at.is_(None))
    return list(session.scalars(statement.order_by(sa.func.lower(Organisation.name))))


def organisation_of(session: Session, organisation_id: int) -> Organisation:
    """An open organisation. Raises NotFound."""
    organisation = session.get(Organisation, organisation_id)
    if organisation is None or organisation.closed_at:
        raise NotFound(_("There is no such organisation."))
    return organisation


def edit_organisation(
    session: Session,
    actor: Actor,
    now: datetime,
    name: str,
    who_to_ask: str,
    marking: str,
) -> Organisation:
    """Change the actor's own organisation."""
    organisation = organisation_of(session, actor.organisation_id)
    before = {key: getattr(organisation, key) for key in ("name", "who_to_ask", "marking")}
    rename_organisation(session, organisation, name)
    organisation.who_to_ask = who_to_ask
    organisation.marking = marking
    changed = {key: old for key, old in before.items() if getattr(organisation, key) != old}
    _record(session, "organisation_changed", actor, now, organisation, before=changed)
    return organisation


def rename_organisation(session: Session, organisation: Organisation, name: str) -> None:
    """Raises InvalidInput where the name is taken."""
    _refuse_taken_name(session, name, but=organisation.id)
    organisation.name = name
    session.flush()


def set_look(
    session: Session, actor: Actor | None, now: datetime, organisation: Organisation, colour: str
) -> None:
    """The brand colour, as ``#rrggbb``; an empty one means the toolkit's own.

    Raises InvalidInput where white words on it could not be read.
    """
    look = {key: value for key, value in organisation.look.items() if key != "brand"}
    organisation.look = {**look, "brand": accepted_colour(colour)} if colour else look
    _record(session, "look_changed", actor, now, organisation, colour=colour)


def _record(
    session: Session,
    what: str,
    actor: Actor | None,
    now: datetime,
    organisation: Organisation,
    **details: object,
) -> None:
    session.flush()
    audit.record(session, what, actor, now, "organisation", str(organisation.id), **details)


def _refuse_taken_name(session: Session, name: str, but: int = 0) -> None:
    taken = sa.select(Organisation.id).where(
        sa.func.lower(Organisation.name) == name.lower(), Organisation.id != but
    )
    if session.scalar(taken) is not None:
        message = _("There is an organisation called “%(name)s” already.", name=name)
        raise InvalidInput(message, _("Use another name."), "name")


def services(session: Session) -> list[Service]:
    """The services of the organisation in scope, by name."""
    statement = sa.select(Service).where(Service.deleted_at.is_(None))
    return list(session.scalars(statement.order_by(sa.func.lower(Service.name))))


def service_of(session: Session, service_id: int) -> Service:
    """A service of the organisation in scope. Raises NotFound."""
    service = session.scalar(
        sa.select(Service).where(Service.id == service_id, Service.deleted_at.is_(None))
    )
    if service is None:
        raise NotFound(_("There is no such service."))
    return service


def add_service(session: Session, actor: Actor, now: datetime, name: str) -> Service:
    """A new service of the actor's organisation."""
    _refuse_taken_service(session, name)
    service = session.scalar(
        sa.select(Service).where(sa.func.lower(Service.name) == name.lower())
    ) or Service(organisation_id=actor.organisation_id)
    # One of that name that was removed lately comes back.
    service.name, service.deleted_at = name, None
    session.add(service)
    session.flush()
    audit.record(session, "service_added", actor, now, "service", str(service.id), name=name)
    return service


def rename_service(
    session: Session, actor: Actor, now: datetime, service_id: int, name: str
) -> Service:
    """Everything that names the service follows."""
    service = service_of(session, service_id)
    _refuse_taken_service(session, name, but=service_id)
    before, service.name = service.name, name
    session.flush()
    audit.record(
        session, "service_renamed", actor, now, "service", str(service_id), before=before, name=name
    )
    return service


def remove_service(session: Session, actor: Actor, now: datetime, service_id: int) -> str:
    """Remove a service and answer its name; it can be brought back for 30 days.

    Raises InvalidInput where something uses it.
    """
    service = service_of(session, service_id)
    if service_is_used(session, service):
        message = _("“%(name)s” cannot be removed: there is work in it.", name=service.name)
        raise InvalidInput(message, _("Move that work to another service first, or rename it."))
    service.deleted_at = now
    session.flush()
    audit.record(
        session, "service_removed", actor, now, "service", str(service_id), name=service.name
    )
    return service.name


def deleted_services(session: Session, now: datetime) -> list[Service]:
    """Services of the organisation in scope that can still be brought back, latest first."""
    return deleted_rows(session, Service, now)


def restore_service(session: Session, actor: Actor, now: datetime, service_id: int) -> str:
    """Bring a removed service back; answers its name. Raises NotFound."""
    for service in deleted_services(session, now):
        if service.id == service_id:
            service.deleted_at = None
            session.flush()
            audit.record(
                session, "service_restored", actor, now, "service", str(service_id),
                name=service.name,
            )  # fmt: skip
            return service.name
    raise NotFound(_("There is no removed service to bring back."))


def service_is_used(session: Session, service: Service) -> bool:
    """Whether any row anywhere points at it; asks the schema, so that new tables count at once."""
    return any(
        session.execute(
            sa.select(sa.literal(1))
            .where(column == service.id, table.c.organisation_id == service.organisation_id)
            .limit(1)
        ).first()
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.references(cast("sa.Column[int]", Service.__table__.c.id))
    )


def _refuse_taken_service(session: Session, name: str, but: int = 0) -> None:
    taken = sa.select(Service.id).where(
        sa.func.lower(Service.name) == name.lower(),
        Service.id != but,
        Service.deleted_at.is_(None) if not but else sa.true(),
    )
    if session.scalar(taken) is not None:
        message = _("There is a service called “%(name)s” already.", name=name)
        raise InvalidInput(message, where="name")
