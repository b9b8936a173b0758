"""Facts about the whole installation."""

from typing import Any

from sqlalchemy.orm import Session

from icf.accounts.models import Setting

SETUP_FINISHED = "setup_finished"


def get_setting(session: Session, key: str, default: Any = None) -> Any:
    """The value, or the default where nothing was ever set."""
    row = session.get(Setting, key)
    return default if row is None else row.value


def set_setting(session: Session, key: str, value: Any) -> None:
    """Store anything that JSON can hold."""
    row = session.get(Setting, key)
    if row is None:
        session.add(Setting(key=key, value=value))
    else:
        row.value = value
    session.flush()


def setup_finished(session: Session) -> bool:
    """Whether the first-run set-up is over. It never opens again."""
    return bool(get_setting(session, SETUP_FINISHED, False))
