"""Encrypts what we must be able to read again: a copy of the database alone opens nothing."""

import base64
import hashlib
from typing import TYPE_CHECKING

from flask import current_app

from icf.errors import InvalidInput
from icf.web.i18n import _

if TYPE_CHECKING:
    from cryptography.fernet import Fernet


def sealed(text: str) -> str:
    """The text, encrypted with a key made from the installation's secret."""
    return _box().encrypt(text.encode()).decode()


def unsealed(text: str) -> str:
    """What was sealed. Raises InvalidInput where the installation has another secret since."""
    from cryptography.fernet import InvalidToken

    try:
        return str(_box().decrypt(text.encode()).decode())
    except InvalidToken as error:
        raise InvalidInput(
            _("The toolkit was given a new secret, so your authenticator app must be set up anew."),
            _("Use a recovery code, or ask an administrator."),
            "code",
        ) from error


def _box() -> "Fernet":
    from cryptography.fernet import Fernet

    key = hashlib.sha256(b"icf seal\n" + str(current_app.secret_key).encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
