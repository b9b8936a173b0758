from xml.etree import ElementTree

import pytest

from icf.core.report import Bar, Bars
from icf.errors import ReportError
from icf.reports.drawing import MARKS, bar_chart, cleaned_svg, mark
from tests.reports import sample


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter() if element.text]


def boxes(svg: str, fill: str) -> list[float]:
    return [
        float(element.get("width", "0"))
        for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}rect")
        if element.get("fill") == fill
    ]


def test_a_chart_says_its_title_its_levels_and_every_count() -> None:
    said = texts(bar_chart(sample.PROFILE))

    assert said[0] == sample.PROFILE.title
    assert set(sample.PROFILE.levels) < set(said)
    assert said[-2:] == ["1", "5"]


def test_bars_are_as_long_as_their_counts() -> None:
    chart = bar_chart(
        Bars("T", ("low", "high"), (Bar("a", (0, 2)), Bar("b", (0, 4))), ("low", "high"))
    )

    _, short, long = boxes(chart, "#12436D")
    assert long + 1 == pytest.approx(2 * (short + 1))


def test_a_chart_of_nothing_is_still_a_chart() -> None:
    assert "Nobody" in texts(bar_chart(Bars("T", ("a", "b"), (Bar("Nobody", (0, 0)),))))


def test_levels_without_looks_run_from_light_to_dark() -> None:
    chart = bar_chart(Bars("T", ("1", "2", "3"), (Bar("a", (1, 1, 1)),)))

    assert len(boxes(chart, "#12436D")) == 2  # in the legend and in the bar


def test_two_charts_share_no_ids() -> None:
    assert " id=" not in bar_chart(sample.PROFILE)


@pytest.mark.parametrize("name", MARKS)
def test_a_mark_is_decoration(name: str) -> None:
    assert ElementTree.fromstring(mark(name)).get("aria-hidden") == "true"


def test_every_mark_has_a_shape_of_its_own() -> None:
    assert len({path for _, path in MARKS.values()}) == len(MARKS)


def test_a_drawing_keeps_its_shapes_and_gets_our_description() -> None:
    svg = cleaned_svg(sample.COMPASS, "A compass")

    assert svg.count("<circle") == 3
    assert "<title>A compass</title>" in svg
    assert "<title>Compass</title>" not in svg


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)"/>',
        '<image href="file:///etc/passwd"/>',
        '<use href="https://example.org/x.svg#a"/>',
        '<a href="https://example.org"><text>x</text></a>',
        "<style>@import 'https://example.org/x.css'</style>",
        '<rect style="fill:url(https://example.org)"/>',
        '<rect fill="url(https://example.org/x#y)"/>',
        "<foreignObject><p>x</p></foreignObject>",
    ],
)
def test_a_drawing_loses_everything_that_could_act_or_fetch(inside: str) -> None:
    svg = cleaned_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>', "A drawing")

    for word in ("script", "onclick", "example.org", "passwd", "style", "foreignObject", "href"):
        assert word not in svg


@pytest.mark.parametrize(
    "svg", ["<p>no</p>", "<svg>", "<!DOCTYPE svg><svg/>", "<svg>" + "x" * 200_001 + "</svg>"]
)
def test_what_is_no_drawing_is_refused(svg: str) -> None:
    with pytest.raises(ReportError):
        cleaned_svg(svg, "A drawing")
