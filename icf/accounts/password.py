"""Passwords: which are accepted, and how they are stored and compared (argon2id)."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from icf.accounts.common_password import is_common
from icf.errors import InvalidInput
from icf.web.i18n import _

SHORTEST = 12
ADVISED = 15
LONGEST = 500
FEWEST_DIFFERENT = 5

# The second choice of RFC 9106 is 64 MiB; these are the smallest figures that OWASP recommends, so
# that a few people signing in at once do not exhaust a small machine.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def accepted_password(password: str, *about: str) -> str:
    """The password, if it may be used.

    Args:
        about: texts that everybody knows, such as the person's own e-mail address.

    Raises:
        InvalidInput: too short, too long, or far too easy to guess.
    """
    if len(password) < SHORTEST:
        raise InvalidInput(
            _("Use at least %(number)s characters for your password.", number=SHORTEST),
            _("Three or four unrelated words are easy to remember."),
            "password",
        )
    if len(password) > LONGEST:
        message = _("Use at most %(number)s characters for your password.", number=LONGEST)
        raise InvalidInput(message, where="password")
    if len(set(password)) < FEWEST_DIFFERENT or password.casefold() in map(str.casefold, about):
        message = _("That password is too easy to guess. Choose another one.")
        raise InvalidInput(message, where="password")
    if is_common(password):
        raise InvalidInput(
            _("That password, or the two parts that it is made of, is on a list of stolen ones."),
            _("Guessing starts with those. Three or four unrelated words are easy to remember."),
            "password",
        )
    return password


def password_hash(password: str) -> str:
    """What is stored."""
    return _hasher.hash(_normal(password))


def matches(stored_hash: str | None, password: str) -> bool:
    """Whether the password is right. It takes as long when there is nothing to compare with."""
    try:
        _hasher.verify(stored_hash or _nobodys_hash(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored_hash is not None


def is_outdated(stored_hash: str) -> bool:
    """Whether the hash was made with other figures than today's."""
    return _hasher.check_needs_rehash(stored_hash)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody has this password")


def _normal(password: str) -> str:
    """The same letters typed on different machines are the same password."""
    return unicodedata.normalize("NFKC", password[:LONGEST])
