"""Run a plugin's code so that its failure is logged with its name and harms nothing else."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, ParamSpec, TypeGuard, TypeVar

from icf.core.actions import ActionRule, Suggestion
from icf.core.answer import Answer, Value
from icf.core.kinds import N_, QuestionKind, no_level, plain_export
from icf.core.questionnaire import Question, Questionnaire
from icf.core.report import Block
from icf.core.scale import Scale
from icf.errors import InvalidInput
from icf.plugin.report_section import ReportContext, ReportSection

log = logging.getLogger("icf.plugin")

P = ParamSpec("P")
T = TypeVar("T")


def guarded(
    plugin: str, doing: str, function: Callable[P, T], otherwise: Callable[P, T]
) -> Callable[P, T]:
    """``function``, or where it raises, what ``otherwise`` gives for the same arguments.

    ``InvalidInput`` is meant for the person and passes through.
    """

    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except InvalidInput:
            raise
        except (Exception, SystemExit):  # noqa: BLE001 a plugin may raise anything
            log_failure(plugin, doing)
            return otherwise(*args, **kwargs)

    return call


def log_failure(plugin: str, doing: str) -> None:
    """Log the exception being handled, with the name of the plugin that raised it."""
    log.exception("The plugin “%s” failed in %s; its result is left out.", plugin, doing)


def guarded_kind(plugin: str, kind: QuestionKind) -> QuestionKind:
    """The kind with guarded functions: what cannot be shown in its own way is shown plainly."""

    def cannot_read(*_: object) -> Value:
        raise InvalidInput(
            N_("The add-on that asks this question failed, so this answer was not saved.")
        )

    def show_plainly(_q: Question, _s: Scale | None, value: Value, _language: str) -> str:
        return plain_export(value)

    return replace(
        kind,
        parse=guarded(plugin, f"{kind.name} parse", kind.parse, cannot_read),
        display=guarded(plugin, f"{kind.name} display", kind.display, show_plainly),
        level=guarded(plugin, f"{kind.name} level", kind.level, no_level),
        export=guarded(plugin, f"{kind.name} export", kind.export, plain_export),
    )


@dataclass(frozen=True)
class GuardedRule:
    """An action rule whose failure suggests nothing."""

    plugin: str
    rule: ActionRule

    @property
    def key(self) -> str:
        """The rule's own key."""
        return self.rule.key

    @property
    def layer(self) -> str:
        """The rule's own layer."""
        return self.rule.layer

    def suggest(
        self, questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
    ) -> Iterable[Suggestion]:
        """What the rule suggests; nothing when it fails."""
        ask = guarded(self.plugin, f"action rule {self.key}", self._listed, lambda *_: ())
        return ask(questionnaire, depth, answers)

    def _listed(
        self, questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
    ) -> tuple[Suggestion, ...]:
        suggestions = tuple(self.rule.suggest(questionnaire, depth, answers))
        return _all_are(Suggestion, suggestions)


def is_action_rule(thing: Any) -> TypeGuard[ActionRule]:
    """Whether a thing that a plugin gave has what an action rule needs."""
    texts = (getattr(thing, name, None) for name in ("key", "layer"))
    return all(isinstance(text, str) for text in texts) and callable(
        getattr(thing, "suggest", None)
    )


def guarded_section(plugin: str, section: ReportSection, layer: Callable[[], str]) -> ReportSection:
    """The section with guarded, checked blocks and with the plugin's own layer in its context."""

    def listed(context: ReportContext) -> Iterable[Block]:
        return _all_are(Block, tuple(section.blocks(replace(context, layer=layer()))))

    doing = f"report section {section.key}"
    return replace(section, blocks=guarded(plugin, doing, listed, lambda _: ()))


def _all_are(kind: Any, things: tuple[T, ...]) -> tuple[T, ...]:
    for thing in things:
        if not isinstance(thing, kind):
            raise TypeError(f"got {thing!r}, which is not a {getattr(kind, '__name__', kind)}")
    return things
