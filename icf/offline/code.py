"""The code in every file that is taken out: which checklist it is of, and what stood in it then.

It is short plain text, so that people can copy it and every program keeps it. A seal over it tells
a code that was edited; it opens nothing, because whoever brings a file back needs the right to
answer in any case.
"""

import hashlib
import hmac
from dataclasses import dataclass

from icf.errors import InvalidInput
from icf.web.i18n import _

MARK = "ICF1"
NONE = "-"
NOBODY = 0
"""Stands for the organisation in the seal of a file that belongs to no checklist yet."""
LONGEST = 4_000
MOST_VERSIONS = 1_000


@dataclass(frozen=True)
class FileCode:
    """What a file says about itself.

    Args:
        reference: of the checklist, such as P34; empty for one filled in without an account.
        digest: of the questions that it asks.
        versions: of the answer to each question, in the order in which the file asks them.
        sealed: whether the seal fits.
    """

    reference: str
    instrument: str
    depth: str
    digest: str
    versions: tuple[int, ...]
    sealed: bool = True


def code_text(code: FileCode, secret: str, organisation_id: int) -> str:
    """The code as it stands in a file."""
    return f"{_plain(code)} {_seal(_plain(code), secret, organisation_id)}"


def read_code(text: str, secret: str, organisation_id: int) -> FileCode:
    """The code of a file that came back.

    Raises:
        InvalidInput: it is not one of ours.
    """
    parts = text[:LONGEST].split()
    if len(parts) != 7 or parts[0] != MARK:
        raise _unknown()
    _mark, reference, instrument, depth, digest, versions, seal = parts
    plain = " ".join(parts[:-1])
    owner = NOBODY if reference == NONE else organisation_id
    return FileCode(
        reference="" if reference == NONE else reference[:20],
        instrument=instrument[:80],
        depth=depth[:80],
        digest=digest[:64],
        versions=_numbers(versions),
        sealed=hmac.compare_digest(seal.encode(), _seal(plain, secret, owner).encode()),
    )


def _plain(code: FileCode) -> str:
    versions = ".".join(map(str, code.versions)) or NONE
    reference = code.reference or NONE
    return f"{MARK} {reference} {code.instrument} {code.depth} {code.digest} {versions}"


def _seal(plain: str, secret: str, organisation_id: int) -> str:
    key = f"offline file of {organisation_id}\n{secret}".encode()
    return hmac.new(key, plain.encode(), hashlib.sha256).hexdigest()[:20]


def _numbers(text: str) -> tuple[int, ...]:
    if text == NONE:
        return ()
    parts = text.split(".")
    if len(parts) > MOST_VERSIONS or not all(
        part.isascii() and part.isdigit() and len(part) < 7 for part in parts
    ):
        raise _unknown()
    return tuple(map(int, parts))


def _unknown() -> InvalidInput:
    return InvalidInput(
        _("This file does not say which checklist it belongs to: its code is missing or damaged."),
        _("Take the file out again from the checklist, and copy your answers over."),
        where="file",
    )
