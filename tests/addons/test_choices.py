"""`choose_depth` and `choose_report_theme`: the first answer counts, and only a sound one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from icf.core.compose import compose
from icf.core.depth import DepthSuggestion
from icf.core.questionnaire import Questionnaire
from icf.core.report import Theme
from icf.core.wording import plain
from icf.plugin import ReportContext
from icf.plugin.choice import DepthChooser, chosen_theme, sound_theme
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins
from tests.plugin.conftest import write_plugin

STANDARD = DepthSuggestion("standard", plain("Many people notice."))
CHOOSES = """
from icf.plugin import ChosenDepth, Theme, hookimpl, plain

@hookimpl
def choose_{what}({arguments}):
    {body}
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Callable[..., Plugins]:
    """`loaded(depth=["return None", …])` gives plugins p0, p1 … with these bodies of their hook."""

    def load(**bodies: Any) -> Plugins:
        for what, each in bodies.items():
            for number, body in enumerate(each):
                arguments = "answers, suggested" if what == "depth" else "context"
                code = CHOOSES.format(what=what, arguments=arguments, body=body)
                write_plugin(tmp_path, f"p{number}", code, title=f"Plugin {number}")
        return Plugins(Sources(builtin=("icf.builtin",), bundled=tmp_path))

    return load


def asked(plugins: Plugins, suggested: DepthSuggestion = STANDARD) -> DepthSuggestion:
    whole = compose(plugins.registry.packs(())[0], ())
    return DepthChooser(plugins, {"p0", "p1", "p2"})(whole, {}, suggested)


def look(plugins: Plugins) -> Theme | None:
    empty = Questionnaire((), (), (), (), (), (), (), (), ())
    return chosen_theme(plugins, {"p0", "p1"}, ReportContext(empty, "quick", {}))


def test_choose_depth_raises_the_suggestion_and_says_who_and_why(loaded: Any) -> None:
    found = asked(loaded(depth=['return ChosenDepth("full", plain("It is dear."))']))

    assert found == DepthSuggestion("full", plain("It is dear."), "Plugin 0")


@pytest.mark.parametrize("size", ["quick", "standard"])
def test_choose_depth_never_lowers_the_suggestion(loaded: Any, size: str) -> None:
    assert asked(loaded(depth=[f'return ChosenDepth("{size}", plain("Why"))'])) == STANDARD


def test_of_several_the_first_answer_counts_and_a_smaller_size_is_none(loaded: Any) -> None:
    plugins = loaded(
        depth=[
            'return ChosenDepth("quick", plain("Less"))',
            'return ChosenDepth("full", plain("More"))',
            'return ChosenDepth("full", plain("Later"))',
        ]
    )

    assert asked(plugins).because == plain("More")


def test_keeping_the_suggestion_is_an_answer_too(loaded: Any) -> None:
    plugins = loaded(depth=["return ChosenDepth(suggested, plain('Enough'))", "1 / 0"])

    assert asked(plugins) == STANDARD
    assert plugins.watch.take() == ()


def test_after_one_that_fails_the_next_is_asked(loaded: Any) -> None:
    plugins = loaded(depth=["1 / 0", 'return ChosenDepth("full", plain("More"))'])

    assert asked(plugins).by == "Plugin 1"
    assert [one.plugin for one in plugins.watch.take()] == ["p0"]


def test_a_paused_one_is_not_asked(loaded: Any) -> None:
    plugins = loaded(depth=['return ChosenDepth("full", plain("More"))'])
    plugins.watch.paused = frozenset({"p0"})

    assert asked(plugins) == STANDARD


def test_choose_report_theme_the_first_answer_counts(loaded: Any) -> None:
    plugins = loaded(report_theme=["return None", 'return Theme("#1d5a4b", 14, 1.5)'])

    assert look(plugins) == Theme("#1d5a4b", 14, 1.5)


def test_choose_report_theme_that_cannot_be_read_is_named_and_left_out(loaded: Any) -> None:
    plugins = loaded(report_theme=['return Theme("#ffff00")'])

    assert look(plugins) is None
    assert "a contrast of 1.1; 4.5 is needed" in plugins.watch.take()[0].problem


@pytest.mark.parametrize(
    "theme",
    [
        Theme("red"),
        Theme("#12436d;}"),
        Theme("#777777"),
        Theme(font_size=8.9),
        Theme(font_size=18.1),
        Theme(font_size=float("nan")),
        Theme(line_height=1),
        Theme(line_height=2.5),
    ],
)
def test_a_theme_in_which_words_could_not_be_read_is_refused(theme: Theme) -> None:
    with pytest.raises(ValueError, match=r"#|from"):
        sound_theme(theme)
