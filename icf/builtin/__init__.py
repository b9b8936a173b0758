"""The framework itself, which comes through the same hooks as any plugin."""

from collections.abc import Iterable
from pathlib import Path

from icf.plugin import CORE_KINDS, QuestionKind, hookimpl


@hookimpl
def register_packs() -> Iterable[Path]:
    """The core pack."""
    return (Path(__file__).with_name("icf.yaml"),)


@hookimpl
def register_question_kinds() -> Iterable[QuestionKind]:
    """The kinds that every pack may use."""
    return CORE_KINDS.values()
