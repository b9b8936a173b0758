"""Organisations, their services, people, who may do what, and who is signed in."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from icf.db import Base, Tenant

ROLES = (
    "contributor",
    "reviewer",
    "viewer",
    "lead",
    "partnership_officer",
    "board_member",
    "administrator",
)
"""As people choose among them; what each may do is in ``icf.web.actor``."""


class Setting(Base):
    """One fact about the whole installation, such as whether set-up is finished."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    value: Mapped[Any] = mapped_column(sa.JSON)


class Organisation(Base):
    """An organisation. ``look`` holds its colours and short name for the header."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40), default="")
    size: Mapped[str] = mapped_column(sa.String(20), default="")
    look: Mapped[dict[str, Any]] = mapped_column(default=dict)
    marking: Mapped[str] = mapped_column(sa.String(60), default="")
    who_to_ask: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    services: Mapped[list["Service"]] = relationship(order_by="Service.name", viewonly=True)


class Service(Tenant, Base):
    """A service or team within an organisation."""

    __tablename__ = "service"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    deleted_at: Mapped[datetime | None]


class Person(Base):
    """Somebody who signs in. Professional contact only; purpose: to sign in and to be named.

    ``emails``: which e-mails they want, see ``icf.accounts.emails``.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    layout: Mapped[str] = mapped_column(sa.String(10), default="question")
    emails: Mapped[str] = mapped_column(sa.String(10), default="at_once")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Membership(Base):
    """What a person may do in an organisation. Read before any scope is known: no tenant row."""

    __tablename__ = "membership"
    __table_args__ = (sa.UniqueConstraint("organisation_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    role: Mapped[str] = mapped_column(sa.String(20))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    person: Mapped[Person] = relationship()


class SignIn(Base):
    """One signed-in browser. The cookie holds a secret; only its hash is stored.

    ``how``: ``password``, ``link``, ``code`` (password and code), ``passkey``, ``service`` (another
    sign-in service) or ``operator`` (a link from the command line).
    """

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(sa.ForeignKey("organisation.id"))
    browser: Mapped[str] = mapped_column(sa.String(60), default="")
    how: Mapped[str] = mapped_column(sa.String(10), default="password")
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class OneTimeLink(Base):
    """A link that works once. Its secret is shown once; only its hash is stored.

    ``purpose``: ``first`` (set the installation up), ``join`` (an organisation), ``found`` (set an
    organisation up), ``reset`` (choose a new password), ``address`` (sign in with another e-mail
    address) or ``enter`` (sign in without a password; only the command line makes these).
    """

    __tablename__ = "one_time_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    purpose: Mapped[str] = mapped_column(sa.String(10))
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    role: Mapped[str] = mapped_column(sa.String(20), default="")
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    created_by: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class ParkedForm(Base):
    """What somebody had typed when their session ended; given back to the same person only."""

    __tablename__ = "parked_form"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"))
    path: Mapped[str] = mapped_column(sa.String(500))
    fields: Mapped[list[Any]]
    parked_at: Mapped[datetime]


class Pending(Base):
    """Something begun by somebody who is not signed in yet; see ``icf.accounts.pending``."""

    __tablename__ = "pending"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(sa.String(20))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"))
    held: Mapped[dict[str, Any]]
    expires_at: Mapped[datetime]


class CodeApp(Base):
    """The app on a person's phone that shows codes.

    ``sealed_secret`` is what the app and we share, encrypted with the installation's own secret.
    ``last_step`` is the half minute of the code used last: none works twice.
    """

    __tablename__ = "code_app"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(sa.String(200))
    last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class RecoveryCode(Base):
    """A code on paper for a lost phone. Each works once; only its hash is stored."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(sa.String(64))
    used_at: Mapped[datetime | None]


class Passkey(Base):
    """A key that a phone, computer or security key holds for a person. We store its public half."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    credential_id: Mapped[str] = mapped_column(sa.String(1400), unique=True)
    public_key: Mapped[str] = mapped_column(sa.Text)
    sign_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ServiceAccount(Base):
    """Somebody's account with another sign-in service: whom its name for them stands for here."""

    __tablename__ = "service_account"
    __table_args__ = (sa.UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    issuer: Mapped[str] = mapped_column(sa.String(300))
    subject: Mapped[str] = mapped_column(sa.String(255))
    created_at: Mapped[datetime]
