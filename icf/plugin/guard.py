"""Run a plugin's code so that its failure is logged with its name and harms nothing else."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter
from typing import Any, ParamSpec, TypeGuard, TypeVar

from icf.core.actions import ActionRule, Suggestion
from icf.core.answer import Answer, Value
from icf.core.kinds import N_, QuestionKind, no_level, plain_export
from icf.core.on_paper import OnPaper, PaperField
from icf.core.questionnaire import Question, Questionnaire
from icf.core.report import Block
from icf.core.scale import Scale
from icf.errors import Conflict, IcfError, InvalidInput, NotFound, PluginError
from icf.plugin.exporter import Exporter
from icf.plugin.report_section import ReportContext, ReportSection
from icf.plugin.sound import (
    MOST_BLOCKS,
    MOST_SUGGESTIONS,
    is_wording,
    sound_blocks,
    sound_level,
    sound_paper,
    sound_suggestion,
    sound_text,
    sound_texts,
    sound_value,
)
from icf.plugin.sound_page import check_exporter, sound_file
from icf.plugin.watch import Watch

P = ParamSpec("P")
T = TypeVar("T")

LONGEST_MESSAGE = 500


def guarded(
    plugin: str,
    doing: str,
    function: Callable[P, T],
    otherwise: Callable[P, T],
    watch: Watch,
    may_refuse: bool = False,
) -> Callable[P, T]:
    """``function``, or where it raises or its plugin is paused, what ``otherwise`` gives.

    Args:
        watch: is told of failures and of how long each call took.
        may_refuse: ``InvalidInput`` is meant for the person and passes through.
    """

    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        if watch.is_paused(plugin):
            return otherwise(*args, **kwargs)
        began = perf_counter()
        try:
            return function(*args, **kwargs)
        except (Exception, SystemExit) as error:
            if may_refuse and _is_for_the_person(error):
                raise
            watch.fail(plugin, doing, error)
        finally:
            watch.took(plugin, doing, perf_counter() - began)
        return otherwise(*args, **kwargs)

    return call


@dataclass(frozen=True)
class Failed:
    """A plugin's code failed; ``reference`` stands in the log beside the traceback."""

    reference: str


FOR_THE_PERSON = (InvalidInput, NotFound, Conflict)


def attempted(
    plugin: str,
    doing: str,
    function: Callable[[], T],
    watch: Watch,
    lets_pass: tuple[type[BaseException], ...] = (),
) -> T | Failed:
    """What ``function`` gives, or that it failed.

    Args:
        lets_pass: what the plugin is not to blame for, or means for the person.
    """
    began = perf_counter()
    try:
        return function()
    except (Exception, SystemExit) as error:
        if isinstance(error, lets_pass) and _is_sayable(error):
            raise
        return Failed(watch.fail(plugin, doing, error))
    finally:
        watch.took(plugin, doing, perf_counter() - began)


def guarded_kind(plugin: str, kind: QuestionKind, watch: Watch | None = None) -> QuestionKind:
    """The kind with guarded functions: what cannot be shown in its own way is shown plainly."""
    seen_by = watch or Watch()

    def cannot_read(*_: object) -> Value:
        raise InvalidInput(
            N_("The add-on that asks this question failed, so this answer was not saved.")
        )

    def show_plainly(_q: Question, _s: Scale | None, value: Value, _language: str) -> str:
        return plain_export(value)

    def parse(question: Question, scale: Scale | None, fields: Any) -> Value:
        return sound_value(kind.parse(question, scale, fields))

    def display(question: Question, scale: Scale | None, value: Value, language: str) -> str:
        return sound_text(kind.display(question, scale, value, language))

    def level(question: Question, value: Value) -> str | None:
        return sound_level(kind.level(question, value))

    def export(value: Value) -> str:
        return sound_text(kind.export(value))

    def guard(function: Callable[P, T], otherwise: Callable[P, T]) -> Callable[P, T]:
        doing = f"{kind.name} {function.__name__}"
        return guarded(plugin, doing, function, otherwise, seen_by, function is parse)

    return replace(
        kind,
        parse=guard(parse, cannot_read),
        display=guard(display, show_plainly),
        level=guard(level, no_level),
        export=guard(export, plain_export),
        on_paper=_guarded_paper(plugin, kind, seen_by),
    )


def _guarded_paper(plugin: str, kind: QuestionKind, watch: Watch) -> OnPaper | None:
    """How the kind is written into files; where that fails it has no fields there."""
    ours = kind.on_paper
    if ours is None:
        return None

    def fields(question: Question, scale: Scale | None) -> tuple[PaperField, ...]:
        return sound_paper(ours.fields(question, scale), kind.fields)

    def texts(value: Value) -> Mapping[str, str]:
        return sound_texts(ours.texts(value))

    doing = f"{kind.name} on paper"
    return OnPaper(
        fields=guarded(plugin, doing, fields, lambda *_: (), watch),
        texts=guarded(plugin, doing, texts, lambda _: {}, watch),
    )


@dataclass(frozen=True)
class GuardedRule:
    """An action rule whose failure suggests nothing. Its key and layer stay as they were."""

    plugin: str
    rule: ActionRule
    watch: Watch = field(default_factory=Watch)
    key: str = field(init=False)
    layer: str = field(init=False)

    def __post_init__(self) -> None:
        for name in ("key", "layer"):
            object.__setattr__(self, name, getattr(self.rule, name))

    def suggest(
        self, questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
    ) -> Iterable[Suggestion]:
        """What the rule suggests; nothing when it fails."""
        doing = f"action rule {self.key}"
        ask = guarded(self.plugin, doing, self._listed, lambda *_: (), self.watch)
        return ask(questionnaire, depth, answers)

    def _listed(
        self, questionnaire: Questionnaire, depth: str, answers: Mapping[str, Answer]
    ) -> tuple[Suggestion, ...]:
        given = islice(self.rule.suggest(questionnaire, depth, answers), MOST_SUGGESTIONS)
        return tuple(sound_suggestion(one, questionnaire) for one in given)


def is_action_rule(thing: Any) -> TypeGuard[ActionRule]:
    """Whether a thing that a plugin gave has what an action rule needs."""
    texts = (getattr(thing, name, None) for name in ("key", "layer"))
    return all(isinstance(text, str) for text in texts) and callable(
        getattr(thing, "suggest", None)
    )


def guarded_section(
    plugin: str, section: ReportSection, layer: Callable[[], str], watch: Watch | None = None
) -> ReportSection:
    """The section with guarded, checked blocks and with the plugin's own layer in its context.

    Raises:
        PluginError: its title is no wording.
    """
    if not is_wording(section.title):
        raise PluginError(
            f"The title of the report section “{section.key}” is {section.title!r:.80}.",
            "Make it with plain(…) or Wording(…).",
            f"plugin {plugin}",
        )

    def listed(context: ReportContext) -> Iterable[Block]:
        own = replace(context, layer=layer())
        return sound_blocks(tuple(islice(section.blocks(own), MOST_BLOCKS + 1)))

    doing = f"report section {section.key}"
    return replace(section, blocks=guarded(plugin, doing, listed, lambda _: (), watch or Watch()))


def guarded_exporter(plugin: str, exporter: Exporter, layer: Callable[[], str]) -> Exporter:
    """The exporter, checked, with the plugin's own layer in its context; it gives bytes.

    Raises:
        PluginError: it cannot be used.
    """
    check_exporter(plugin, exporter)

    def export(context: ReportContext) -> bytes:
        return sound_file(exporter.export(replace(context, layer=layer())))

    return replace(exporter, export=export)


def _is_for_the_person(error: BaseException) -> bool:
    """Whether it is a sentence that can be shown to whoever answers."""
    return isinstance(error, InvalidInput) and _is_sayable(error)


def _is_sayable(error: BaseException) -> bool:
    """Whether an error that is shown to people has texts to show."""
    if not isinstance(error, IcfError):
        return True
    said: tuple[Any, ...] = (error.message, error.hint)
    return all(isinstance(text, str) and len(text) <= LONGEST_MESSAGE for text in said)
