"""What is kept about one person: shown to them, and erased so that the work stays.

Authorship is kept as a number, so erasing takes the name out of the account and out of every text
of the organisations that the person belonged to. What was issued as a PDF cannot be changed
without becoming another document; it is listed instead.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.models import (
    CodeApp,
    Membership,
    OneTimeLink,
    Organisation,
    ParkedForm,
    Passkey,
    Pending,
    Person,
    RecoveryCode,
    ServiceAccount,
    SignIn,
)
from icf.accounts.person import RUNNING_ROLES
from icf.audit import AuditEntry
from icf.cycle.models import FROZEN, CycleFeed, Submission
from icf.db import Base, UtcDateTime
from icf.errors import InvalidInput, NotFound
from icf.guests.models import GuestLink, GuestVisit
from icf.jobs.models import Job
from icf.records.shared_words import shared_words
from icf.records.tables import in_order, target_of
from icf.reports.models import IssuedDocument
from icf.web.actor import Actor
from icf.web.i18n import _

SOMEBODY = "a former colleague"
"""What stands in texts where the name stood."""

NEVER_CHANGED = {"questionnaire", "own_version"}
"""Published questions are the same for ever; they are about work, not about people."""

NEVER_CHANGED_COLUMNS = {"submission": frozenset(FROZEN)}
"""What was sent to the Board is the same for ever, as its PDF is; both are listed instead."""

_TO_SIGN_IN = (
    *(SignIn, ParkedForm, Pending, CodeApp, RecoveryCode, Passkey, ServiceAccount),
    CycleFeed,
)
"""What somebody signs in with, or holds while they do, or reads with: it goes with them."""

_ABOUT_THE_PERSON = {"person", "membership", "sign_in", "one_time_link", "parked_form"}


@dataclass(frozen=True)
class Erased:
    """What erasing did, or would do.

    Args:
        texts: how many texts named the person, by table.
        issued: references of checklists whose issued PDF names them, or may.
        sent: the copies sent to the Board that name them, or may.
    """

    name: str
    email: str
    organisations: tuple[str, ...]
    texts: tuple[tuple[str, int], ...]
    issued: tuple[str, ...]
    sent: tuple[str, ...] = ()

    @property
    def text_count(self) -> int:
        """How many texts there are altogether."""
        return sum(count for _table, count in self.texts)


def about(session: Session, person_id: int) -> dict[str, Any]:
    """Everything that is kept about a person, by heading. Use it across organisations.

    What they wrote belongs to their organisation and stays in it: here stand the places and times.

    Raises:
        NotFound: there is no such person.
    """
    person = _person(session, person_id)
    account = {"name": person.name, "email": person.email, "layout": person.layout}
    account["emails"] = person.emails
    return {
        "account": account | {"since": person.created_at},
        "organisations": [
            {
                "name": organisation.name,
                "role": membership.role,
                "since": membership.created_at,
                "until": membership.ended_at,
            }
            for membership, organisation in _memberships(session, person_id)
        ],
        "signed_in": [
            {"browser": one.browser, "since": one.started_at}
            for one in session.scalars(sa.select(SignIn).filter_by(person_id=person_id))
        ],
        "named_in": {
            f"{table.name}.{column.name}": found
            for table, column in _authorship()
            if (found := _places(session, table, column, person_id))
        },
        "done": [
            {"what": what, "at": at}
            for what, at in session.execute(
                sa.select(AuditEntry.what, AuditEntry.at)
                .where(AuditEntry.person_id == person_id)
                .order_by(AuditEntry.id)
            )
        ],
    }


def as_json(found: dict[str, Any]) -> str:
    """What ``about`` gave, as a file that people and programs can read; moments in ISO 8601."""
    return json.dumps(found, ensure_ascii=False, indent=1, default=lambda one: one.isoformat())


def would_erase(session: Session, person_id: int) -> Erased:
    """What erasing a person would do; nothing is changed. Use it across organisations."""
    return _erased(session, _person(session, person_id), change=False)


def erase(session: Session, actor: Actor | None, now: datetime, person_id: int) -> Erased:
    """Take a person's name out of everything. It cannot be undone.

    Call it inside ``across_organisations`` and a write. On SQLite call ``icf.db.scrub`` afterwards,
    so that the file does not keep what was overwritten.

    Raises:
        NotFound: there is no such person.
        InvalidInput: they are asking themselves, or an organisation would have nobody to run it.
    """
    person = _person(session, person_id)
    _refuse(session, actor, person)
    done = _erased(session, person, change=True)
    close_account(session, now, person, f"Former colleague {person_id}")
    audit.record(session, "person_erased", actor, now, "person", str(person_id))
    session.flush()
    return done


def close_account(session: Session, now: datetime, person: Person, new_name: str) -> None:
    """Nobody comes in with it any more, and it names nobody."""
    person_id = person.id
    for model in _TO_SIGN_IN:
        session.execute(sa.delete(model).filter_by(person_id=person_id))
    _forget_links_and_jobs(session, person)
    session.execute(
        sa.update(Membership)
        .where(Membership.person_id == person_id, Membership.ended_at.is_(None))
        .values(ended_at=now)
    )
    person.name, person.email = new_name, f"erased-{person_id}@invalid"
    person.password_hash, person.disabled_at = None, now


def _forget_links_and_jobs(session: Session, person: Person) -> None:
    """Letters to them, which are no use any more and may hold an address that they never took."""
    email = person.email.casefold()
    to_them = (OneTimeLink.person_id == person.id) | (sa.func.lower(OneTimeLink.email) == email)
    gone = set(session.scalars(sa.select(OneTimeLink.id).where(to_them)))
    session.execute(sa.delete(OneTimeLink).where(OneTimeLink.id.in_(gone)))
    for job in session.scalars(sa.select(Job).where(Job.state != "done")):
        asked = job.arguments
        is_about_them = (
            asked.get("person_id") == person.id
            or asked.get("link_id") in gone
            or str(asked.get("email", "")).casefold() in (email, SOMEBODY)
        )
        if is_about_them:
            session.delete(job)


def person_id_of(session: Session, email: str) -> int:
    """The number of the person with an e-mail address. Raises NotFound."""
    found = session.scalar(
        sa.select(Person.id).where(sa.func.lower(Person.email) == email.strip().lower())
    )
    if found is None:
        raise NotFound(_("Nobody here has this e-mail address."), where="email")
    return found


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound(_("There is no such person."))
    return person


def _memberships(session: Session, person_id: int) -> Sequence[Any]:
    return session.execute(
        sa.select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.created_at)
    ).all()


def _authorship() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    """Every column outside the account itself that refers to a person."""
    for table in Base.metadata.sorted_tables:
        if table.name not in _ABOUT_THE_PERSON:
            for column in table.columns:
                if target_of(column) == "person":
                    yield table, column


def _places(
    session: Session, table: sa.Table, column: sa.Column[Any], person_id: int
) -> list[dict[str, Any]]:
    """The keys and moments of the rows that refer to a person; never what others wrote in them."""
    shown = [
        one
        for one in table.columns
        if one.primary_key or isinstance(one.type, (UtcDateTime, sa.Date))
    ]
    rows = session.execute(sa.select(*shown).where(column == person_id).order_by(*in_order(table)))
    return [{one.name: value for one, value in zip(shown, row, strict=True)} for row in rows]


def _refuse(session: Session, actor: Actor | None, person: Person) -> None:
    if actor is not None and actor.person_id == person.id:
        raise InvalidInput(_("Somebody else has to do this for you."))
    for membership, organisation in _memberships(session, person.id):
        if membership.ended_at or membership.role not in RUNNING_ROLES:
            continue
        others = session.scalar(
            sa.select(sa.func.count())
            .select_from(Membership)
            .where(
                Membership.organisation_id == organisation.id,
                Membership.person_id != person.id,
                Membership.role.in_(RUNNING_ROLES),
                Membership.ended_at.is_(None),
            )
        )
        if not others:
            raise InvalidInput(
                _("Nobody else can run %(name)s.", name=organisation.name),
                _("Let somebody else lead it first."),
            )


def _erased(session: Session, person: Person, change: bool) -> Erased:
    places = _memberships(session, person.id)
    organisations = {one.id for _membership, one in places} | _visited(session, person.id)
    replace = replacer(person.name, person.email)
    return Erased(
        person.name,
        person.email,
        tuple(dict.fromkeys(one.name for _membership, one in places)),
        replaced_in_texts(session, organisations, replace, change),
        issued_by(session, organisations),
        _sent(session, organisations),
    )


def replaced_in_texts(
    session: Session, organisations: set[int], replace: "Replace", change: bool
) -> tuple[tuple[str, int], ...]:
    """How many texts of the organisations name somebody, by table."""
    texts = {
        table.name: _replace_in(session, table, organisations, replace, change)
        for table in Base.metadata.sorted_tables
        if table.name not in NEVER_CHANGED and table.name != "person"
    }
    return tuple((name, count) for name, count in texts.items() if count)


def _visited(session: Session, person_id: int) -> set[int]:
    """The organisations where the person was a guest."""
    return set(
        session.scalars(
            sa.select(GuestLink.organisation_id)
            .join(GuestVisit, GuestVisit.link_id == GuestLink.id)
            .where(GuestVisit.person_id == person_id)
        )
    )


def issued_by(session: Session, organisations: set[int]) -> tuple[str, ...]:
    """Every issued document of their organisations: whom one names cannot be told from outside."""
    found = session.scalars(
        sa.select(IssuedDocument.assessment_id)
        .where(IssuedDocument.organisation_id.in_(organisations))
        .order_by(IssuedDocument.assessment_id)
    )
    return tuple(f"P{one}" for one in dict.fromkeys(found))


def _sent(session: Session, organisations: set[int]) -> tuple[str, ...]:
    """Every copy that their organisations sent to the Board, by year and number."""
    found = session.execute(
        sa.select(Submission.cycle_title, Submission.number)
        .where(Submission.organisation_id.in_(organisations), Submission.report != "")
        .order_by(Submission.id)
    )
    return tuple(
        _("%(year)s, copy %(number)s", year=one.cycle_title, number=one.number) for one in found
    )


Replace = Callable[[Any], Any]


def replacer(name: str, email: str, instead: str = SOMEBODY) -> Replace:
    """Gives a value without the name and the address; anything that names nobody as it was."""
    wanted = [re.escape(email)] if email else []
    parts = name.split()
    if len(parts) > 1:
        wanted.append(r"\s+".join(map(re.escape, parts)))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(wanted)})(?!\w)", re.IGNORECASE)

    def replace(value: Any) -> Any:
        if isinstance(value, str):
            # One word alone is too common to be looked for within sentences.
            whole = value.strip().casefold() == name.casefold()
            return instead if whole else pattern.sub(instead, value)
        if isinstance(value, list):
            return [replace(item) for item in value]
        if isinstance(value, dict):
            return {replace(key): replace(item) for key, item in value.items()}
        return value

    return replace


def _replace_in(
    session: Session, table: sa.Table, organisations: set[int], replace: Replace, change: bool
) -> int:
    """How many rows of a table name the person; their texts are replaced when asked to."""
    stays = NEVER_CHANGED_COLUMNS.get(table.name, frozenset())
    columns = [one for one in table.columns if _holds_text(one) and one.name not in stays]
    if not columns:
        return 0
    own: sa.ColumnElement[bool] = sa.true()
    # Elsewhere somebody else may have the same name. What is nobody's is about all of them.
    if "organisation_id" in table.c:
        place = table.c.organisation_id
        own = place.in_(organisations) | place.is_(None)
    elif table.name == "organisation":
        own = table.c.id.in_(organisations)
    count = _replace_where(session, table, columns, own, replace, change)
    if shared := shared_words(table, organisations):
        rows, only = shared
        theirs = [one for one in columns if not only or one.name in only]
        count += _replace_where(session, table, theirs, rows, replace, change)
    return count


def _replace_where(
    session: Session,
    table: sa.Table,
    columns: Sequence[sa.Column[Any]],
    rows: sa.ColumnElement[bool],
    replace: Replace,
    change: bool,
) -> int:
    key, count = in_order(table), 0
    statement = sa.select(*key, *columns).where(rows)
    for row in session.execute(statement).all():
        found = {
            column.name: replaced
            for column, value in zip(columns, row[len(key) :], strict=True)
            if (replaced := replace(value)) != value
        }
        if found:
            count += 1
            if change:
                same = [one == value for one, value in zip(key, row, strict=False)]
                session.execute(sa.update(table).where(*same).values(found))
    return count


def _holds_text(column: sa.Column[Any]) -> bool:
    is_text = isinstance(column.type, (sa.String, sa.JSON))
    return is_text and not column.primary_key and not column.foreign_keys
