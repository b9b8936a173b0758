"""The second step when somebody signs in: a passkey, a code from an app, or a code from paper."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf import audit
from icf.accounts.code import matching_step, new_recovery_codes, recovery_hash
from icf.accounts.models import CodeApp, Passkey, RecoveryCode
from icf.accounts.seal import sealed, unsealed
from icf.errors import InvalidInput
from icf.web.i18n import _


@dataclass(frozen=True)
class SecondSteps:
    """What somebody has set up."""

    has_app: bool
    recovery_codes: int
    passkeys: tuple[Passkey, ...]

    @property
    def any(self) -> bool:
        """Whether they are asked for a second step, or could be."""
        return self.has_app or bool(self.passkeys)


def second_steps_of(session: Session, person_id: int) -> SecondSteps:
    """What a person has set up."""
    keys = session.scalars(
        sa.select(Passkey).where(Passkey.person_id == person_id).order_by(Passkey.id)
    )
    codes = session.scalar(
        sa.select(sa.func.count()).where(
            RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
        )
    )
    return SecondSteps(session.get(CodeApp, person_id) is not None, codes or 0, tuple(keys))


def has_second_step(session: Session, person_id: int) -> bool:
    """The same in one statement, for each sign-in."""
    app = sa.select(CodeApp.person_id).where(CodeApp.person_id == person_id)
    key = sa.select(Passkey.person_id).where(Passkey.person_id == person_id)
    return session.scalar(sa.union_all(app, key).limit(1)) is not None


def start_app(session: Session, now: datetime, person_id: int, secret: str, code: str) -> list[str]:
    """Use an app from now on, once it has shown a right code. Answers new recovery codes.

    Raises:
        InvalidInput: the code is not right.
    """
    step = matching_step(secret, code, now, after=0)
    if step is None:
        raise _wrong_code()
    session.execute(sa.delete(CodeApp).where(CodeApp.person_id == person_id))
    row = CodeApp(person_id=person_id, sealed_secret=sealed(secret), last_step=step, created_at=now)
    session.add(row)
    audit.record(session, "code_app_added", None, now, "person", str(person_id))
    return renew_recovery_codes(session, now, person_id)


def renew_recovery_codes(session: Session, now: datetime, person_id: int) -> list[str]:
    """New recovery codes; the old ones stop working. They are shown once and not stored."""
    session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = new_recovery_codes()
    session.add_all(
        RecoveryCode(person_id=person_id, code_hash=recovery_hash(code)) for code in codes
    )
    session.flush()
    audit.record(session, "recovery_codes_made", None, now, "person", str(person_id))
    return codes


def use_code(session: Session, now: datetime, person_id: int, code: str) -> None:
    """Take a code from the app or from paper. Raises InvalidInput; each code works once."""
    if not (
        _use_recovery_code(session, now, person_id, code) or _use_app(session, now, person_id, code)
    ):
        raise _wrong_code()


def remove_app(session: Session, now: datetime, person_id: int) -> None:
    """No codes from the app any more; those from paper stay for somebody with a passkey."""
    session.execute(sa.delete(CodeApp).where(CodeApp.person_id == person_id))
    drop_codes_without_step(session, person_id)
    audit.record(session, "code_app_removed", None, now, "person", str(person_id))


def drop_codes_without_step(session: Session, person_id: int) -> None:
    """Recovery codes stand in for an app or a passkey: without either there is nothing to ask."""
    session.flush()
    if not has_second_step(session, person_id):
        session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person_id))


def remove_all(session: Session, now: datetime, person_id: int) -> None:
    """For somebody who lost their phone: the password alone is enough again."""
    session.execute(sa.delete(Passkey).where(Passkey.person_id == person_id))
    remove_app(session, now, person_id)
    audit.record(session, "second_steps_removed", None, now, "person", str(person_id))


def _use_app(session: Session, now: datetime, person_id: int, code: str) -> bool:
    app = session.get(CodeApp, person_id, with_for_update=True, populate_existing=True)
    if app is None:
        return False
    step = matching_step(unsealed(app.sealed_secret), code, now, app.last_step)
    if step is None:
        return False
    app.last_step = step
    session.flush()
    return True


def _use_recovery_code(session: Session, now: datetime, person_id: int, code: str) -> bool:
    used = session.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == recovery_hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
    )
    if used.first() is None:
        return False
    audit.record(session, "recovery_code_used", None, now, "person", str(person_id))
    return True


def _wrong_code() -> InvalidInput:
    return InvalidInput(
        _("That code is not right, or has been used."),
        _("Codes in the app change every half minute: enter the one it shows now."),
        "code",
    )
