"""What can go wrong, in kinds: some are shown to the person, some to whoever runs the toolkit.

Every error says what is wrong, where, what was seen and what to do. The core knows no HTTP: one
table in ``icf.web`` maps kinds to status codes.
"""

from datetime import datetime


class IcfError(Exception):
    """Something that we can explain.

    Args:
        message: what is wrong, and what was seen, in one sentence.
        hint: what to do about it; may be empty.
        where: the file, line, setting, question or command it is about; may be empty.
    """

    def __init__(self, message: str, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        cure = f" {self.hint}" if self.hint else ""
        return f"{place}{self.message}{cure}"


class InvalidInput(IcfError):
    """What was sent cannot be used as it is; the person can put it right."""


class NotFound(IcfError):
    """There is no such thing, or none that this person may know of."""


class NotAllowed(IcfError):
    """It exists and this person may know it, but may not do this to it."""


class Conflict(IcfError):
    """Somebody else changed it first; both versions are kept."""


class TooManyTries(IcfError):
    """Something was tried too often; ``retry_at`` is when the next try is taken."""

    def __init__(self, retry_at: datetime, message: str = "", hint: str = "") -> None:
        super().__init__(message or "There were too many tries in a short time.", hint)
        self.retry_at = retry_at


class ConfigError(IcfError):
    """A setting, folder or database that the operator has to put right."""


class PackError(IcfError):
    """A pack that cannot be used. ``faults`` holds every fault found, a line each."""

    def __init__(
        self, message: str, hint: str = "", where: str = "", faults: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message, hint, where)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *self.faults])


class PluginError(IcfError):
    """An add-on that cannot be loaded or that failed; it is named in ``where``."""


class ReportError(IcfError):
    """A report that could not be made."""
