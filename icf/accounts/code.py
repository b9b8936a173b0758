"""Six figures that change every half minute, as authenticator apps show them (RFC 6238), and the
recovery codes on paper for when the phone is gone."""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
STEPS_EITHER_WAY = 1
"""Clocks differ, and people type slowly."""

DIGITS = 6
SECRET_BYTES = 20
RECOVERY_CODES = 8
RECOVERY_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that look alike. Twelve of them are 59 bits: more than anybody can try."""


def new_code_secret() -> str:
    """A secret to share with an app, in the letters and figures that apps take."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def is_code_secret(text: str) -> bool:
    """Whether it is such a secret."""
    try:
        return len(base64.b32decode(text)) == SECRET_BYTES
    except ValueError:
        return False


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of a half minute, counted from 1970."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(moment: datetime) -> int:
    """The half minute that a moment is in."""
    return int(moment.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, now: datetime, after: int) -> int | None:
    """The half minute that the code is of, if that is near and later than ``after``; else None."""
    typed = "".join(code.split())
    this = step_of(now)
    for step in range(this - STEPS_EITHER_WAY, this + STEPS_EITHER_WAY + 1):
        expected = code_at(secret, step)
        if step > after and hmac.compare_digest(expected.encode(), typed.encode()):
            return step
    return None


def app_address(secret: str, issuer: str, account: str) -> str:
    """What the picture says that an app scans."""
    label = quote(f"{issuer}:{account}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"


def new_recovery_codes() -> list[str]:
    """Codes such as ``abcd-efgh-jkmn``, to be written down."""
    return [
        "-".join("".join(secrets.choice(RECOVERY_LETTERS) for _ in range(4)) for _ in range(3))
        for _ in range(RECOVERY_CODES)
    ]


def recovery_hash(code: str) -> str:
    """What is stored of one; capitals, blanks and hyphens make no difference."""
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()
