"""What plugins do wrong while they are tried, each with its place in the plugin's own files."""

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from icf.conformance.outcome import Fault
from icf.plugin.watch import in_words

LOGGER = logging.getLogger("icf.plugin")


@dataclass(frozen=True)
class PluginFailed:
    """One failure of a plugin.

    Args:
        doing: which hook or function failed, such as ``fire:mood parse``.
        problem: the kind of exception and what it says.
        where: file and line in the plugin's own folder; empty where none is known.
    """

    doing: str
    problem: str
    where: str = ""

    @property
    def fault(self) -> Fault:
        """As a check reports it."""
        return Fault(f"{self.doing} failed: {self.problem}.", self.where)


class FailureLog(logging.Handler):
    """Remembers each failure that the toolkit logs while the block lasts.

    Args:
        folders: the plugins' own folders.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(logging.WARNING)
        self.found: list[PluginFailed] = []
        self._folders = tuple(folder.resolve() for folder in folders)

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is None or not isinstance(record.args, tuple) or len(record.args) < 2:
            return
        where = place_of(error, *self._folders)
        self.found.append(PluginFailed(str(record.args[1]), in_words(error), where))

    def take(self) -> tuple[Fault, ...]:
        """What failed since this was last asked, each once."""
        found = tuple(dict.fromkeys(one.fault for one in self.found))
        self.found.clear()
        return found

    def __enter__(self) -> Self:
        LOGGER.addHandler(self)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        LOGGER.removeHandler(self)


def place_of(error: BaseException, *folders: Path) -> str:
    """The last ``file:line`` in the folders that an exception went through; empty for none."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, SyntaxError) and seen.filename and _is_in(seen.filename, folders):
            return f"{seen.filename}:{seen.lineno}"
        for frame, line in reversed(list(traceback.walk_tb(seen.__traceback__))):
            name = frame.f_code.co_filename
            if _is_in(name, folders):
                # A template runs as Python that Jinja made of it, and knows its own lines.
                template = frame.f_globals.get("__jinja_template__")
                return f"{name}:{template.get_corresponding_lineno(line) if template else line}"
        seen = seen.__cause__ or seen.__context__
    return ""


def _is_in(name: str, folders: Sequence[Path]) -> bool:
    path = Path(name).resolve()
    return any(path.is_relative_to(folder.resolve()) for folder in folders)
