"""What plugins may choose: how much is asked, and how a report looks. The first answer counts."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeVar

from icf.core.answer import Answer
from icf.core.colour import LEAST_CONTRAST, contrast_with_white
from icf.core.depth import DepthSuggestion, core_depths
from icf.core.questionnaire import Questionnaire
from icf.core.report import Theme
from icf.plugin.chosen_depth import ChosenDepth
from icf.plugin.guard import Failed, attempted
from icf.plugin.manager import Plugins
from icf.plugin.report_section import ReportContext
from icf.plugin.sound import is_wording

T = TypeVar("T")

FONT_SIZES = (9, 18)
LINE_HEIGHTS = (1.2, 2)
_HEX = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class DepthChooser:
    """Asks the plugins that an organisation has on whether more should be asked."""

    plugins: Plugins
    enabled: Collection[str]

    def __call__(
        self,
        questionnaire: Questionnaire,
        answers: Mapping[str, Answer],
        suggested: DepthSuggestion,
    ) -> DepthSuggestion:
        """The suggestion, raised where a plugin says so; a smaller size than it is no answer."""
        order = [depth.key for depth in core_depths(questionnaire)]
        now = order.index(suggested.depth)

        def sound(given: Any) -> ChosenDepth | None:
            if given is None:
                return None
            if not isinstance(given, ChosenDepth) or not is_wording(given.because):
                raise TypeError(f"got {given!r:.80}, which is no ChosenDepth")
            if given.depth not in order:
                raise ValueError(f"got {given.depth!r:.80}; sizes are {', '.join(order)}")
            return given if order.index(given.depth) >= now else None

        given = {"questionnaire": questionnaire, "suggested": suggested.depth}
        name, chosen = first_answer(
            self.plugins, "choose_depth", self.enabled, sound,
            lambda _plugin: {**given, "answers": dict(answers)},
        )  # fmt: skip
        if chosen is None or chosen.depth == suggested.depth:
            return suggested
        return replace(suggested, depth=chosen.depth, because=chosen.because, by=name)


def chosen_theme(
    plugins: Plugins, enabled: Collection[str], context: ReportContext
) -> Theme | None:
    """How a report looks; None for the toolkit's own look."""

    def given(plugin: str) -> Mapping[str, object]:
        layer = next(iter(plugins.registry.pack_keys(plugin)), "")
        return {"context": replace(context, layer=layer)}

    return first_answer(plugins, "choose_report_theme", enabled, sound_theme, given)[1]


def sound_theme(thing: Any) -> Theme | None:
    """The theme. Raises TypeError or ValueError where words in it could not be read."""
    if thing is None:
        return None
    if not isinstance(thing, Theme) or not isinstance(thing.accent, str):
        raise TypeError(f"got {thing!r:.80}, which is no Theme")
    if not _HEX.fullmatch(thing.accent):
        raise ValueError(f"got the colour {thing.accent!r:.80}; write it like #1d5a4b")
    contrast = contrast_with_white(thing.accent[1:])
    if contrast < LEAST_CONTRAST:
        raise ValueError(f"{thing.accent} has a contrast of {contrast:.1f}; 4.5 is needed")
    _between(thing.font_size, *FONT_SIZES)
    _between(thing.line_height, *LINE_HEIGHTS)
    return thing


def _between(number: Any, least: float, most: float) -> None:
    if not isinstance(number, int | float) or not least <= number <= most:
        raise ValueError(f"got {number!r:.80}; it has to be from {least} to {most}")


def first_answer(
    plugins: Plugins,
    hook: str,
    enabled: Collection[str],
    sound: Callable[[Any], T | None],
    arguments: Callable[[str], Mapping[str, object]],
) -> tuple[str, T | None]:
    """The title of the first plugin with an answer, and the answer; a failing one has none.

    Args:
        sound: gives the answer, or None for no answer; raises for what is none.
        arguments: what a plugin's hook is called with, by its name.
    """
    for name, function in plugins.answering(hook, enabled):
        asked = partial(_asked, function, sound, arguments(name))
        given = attempted(name, hook, asked, plugins.watch)
        if given is not None and not isinstance(given, Failed):
            return plugins.title(name), given
    return "", None


def _asked(
    function: Callable[..., Any],
    sound: Callable[[Any], T | None],
    arguments: Mapping[str, object],
) -> T | None:
    return sound(function(**arguments))
