from dataclasses import replace
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup
from jinja2 import DictLoader, Environment, PrefixLoader
from jinja2.loaders import ChoiceLoader

from icf.core.report import Bar, Bars, Cell, Heading, Part, Report, Table, Words
from icf.errors import ReportError
from icf.reports.html import column_classes, css_string, report_html, shown_date
from tests.reports import sample

ATTACK = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def soup(report: Report, environment: Environment) -> BeautifulSoup:
    return BeautifulSoup(report_html(report, environment), "html.parser")


def of_blocks(*blocks: object) -> Report:
    return replace(sample.quick(), parts=(Part("Part", blocks),))  # type: ignore[arg-type]


def test_a_report_with_a_cover_has_its_front_page_before_the_contents(
    environment: Environment,
) -> None:
    page = soup(sample.standard(), environment)

    classes = [section["class"][0] for section in page.body.find_all("section", recursive=False)][
        :3
    ]
    assert classes == ["report-cover", "report-part", "report-contents"]
    assert page.find(id="front").text == "For the chair: what to decide and where we are"


def test_the_contents_link_to_every_part(environment: Environment) -> None:
    page = soup(sample.standard(), environment)

    targets = [link["href"].removeprefix("#") for link in page.select(".report-contents-list a")]
    assert len(targets) == len(sample.standard().parts)
    assert all(page.find(id=target) for target in targets)


def test_a_quick_report_has_no_cover_and_no_contents(environment: Environment) -> None:
    page = soup(sample.quick(), environment)

    assert page.select(".report-cover, .report-contents") == []
    assert page.h1.text == "Millbrook garden"


def test_whatever_is_written_into_a_report_stays_text(environment: Environment) -> None:
    report = replace(
        of_blocks(
            Heading(ATTACK, 3),
            Words(ATTACK),
            Words(ATTACK, markdown=True),
            Table(ATTACK, (ATTACK,), ((Cell(ATTACK, "on"),),)),
            Bars(ATTACK, (ATTACK,), (Bar(ATTACK, (1,), ATTACK),)),
        ),
        title=ATTACK,
        reference=ATTACK,
        marking="</style>" + ATTACK,
        seen_by=ATTACK,
    )

    page = soup(report, environment)

    assert page.find_all(["script", "img"]) == []
    assert len(page.find_all("style")) == 1


def test_a_text_for_the_page_margin_cannot_end_its_string() -> None:
    assert css_string('a"}</style>\n') == '"a\\22 \\7d \\3c \\2f style\\3e \\a "'


def test_headings_skip_no_level_whatever_an_add_on_gives(environment: Environment) -> None:
    page = soup(
        of_blocks(Heading("Deep", 5), Heading("Deeper", 6), Heading("Back", 1)), environment
    )

    assert [heading.name for heading in page.select(".report-heading")] == ["h3", "h4", "h3"]


def test_questions_that_follow_each_other_are_one_list(environment: Environment) -> None:
    page = soup(sample.standard(), environment)

    lists = page.select(".report-answers")
    assert [len(each.find_all("dt")) for each in lists] == [25, 1]


def test_a_chart_is_followed_by_its_table(environment: Environment) -> None:
    page = soup(of_blocks(sample.PROFILE), environment)

    table = page.select_one(".report-figure + table")
    assert page.select_one("svg > title").text == sample.PROFILE.title
    assert [cell.text for cell in table.select("tbody tr:first-of-type td")] == [
        "1",
        "1",
        "3",
        "0",
        "0",
    ]


def test_a_status_is_a_word_with_a_shape(environment: Environment) -> None:
    page = soup(of_blocks(Table("T", ("A", "B"), (("x", Cell("At risk", "risk")),))), environment)

    status = page.select_one(".report-status")
    assert status.text.strip() == "At risk"
    assert status.svg["aria-hidden"] == "true"


def test_what_follows_the_name_of_a_row_is_said_more_quietly(environment: Environment) -> None:
    page = soup(of_blocks(Table("T", ("A", "B"), (("Ring them\nAda, by May", "x"),))), environment)

    header = page.select_one("tbody th")
    assert header.select_one(".report-below").get_text() == "Ada, by May"
    assert header.get_text(" ", strip=True) == "Ring them Ada, by May"


def test_words_in_another_language_say_so(environment: Environment) -> None:
    page = soup(
        of_blocks(Words(sample.WELSH, language="cy"), Words(f"He wrote {sample.URDU} to us")),
        environment,
    )

    assert page.find("p", lang="cy").text == sample.WELSH
    assert page.find("span", lang="ur")["dir"] == "rtl"


def test_a_drawing_that_cannot_be_used_is_named(environment: Environment) -> None:
    figure = replace(sample.standard().parts[4].blocks[1], svg="<svg><rect></svg>")  # type: ignore[arg-type]

    with pytest.raises(ReportError, match=r"A compass of six themes.*not well-formed"):
        report_html(of_blocks(figure), environment)


def test_dates_are_shown_in_words() -> None:
    assert shown_date("2026-11-21", "en-GB") == "21 November 2026"
    assert shown_date("2026-11-21", "cy") == "21 Tachwedd 2026"
    assert shown_date("in the autumn", "en-GB") == "in the autumn"


def test_column_widths_become_classes_of_five_percent() -> None:
    assert column_classes((33, 4, 63), 3) == ["report-col-35", "report-col-5", "report-col-65"]
    assert column_classes((), 2) == ["", ""]


def test_the_page_on_screen_shows_the_same_parts(environment: Environment) -> None:
    screen = environment.overlay(
        loader=ChoiceLoader(
            [
                DictLoader(
                    {
                        "base.html": "{% block page_title %}{% endblock %}{% block main %}{% "
                        "endblock %}"
                        "{% block seen_by %}{% endblock %}"
                    }
                ),
                environment.loader or PrefixLoader({}),
            ]
        )
    )

    html = report_html(sample.standard(), screen, for_print=False, page_language="en")

    page, printed = BeautifulSoup(html, "html.parser"), soup(sample.standard(), environment)
    assert [h.text for h in page.find_all("h2")] == [
        h.text for h in printed.find_all("h2") if h.text != "Contents"
    ]
    assert sample.SEEN_BY in page.text
    assert "style=" not in html


def test_every_element_is_closed(environment: Environment) -> None:
    checker = _Closing()

    checker.feed(report_html(sample.standard(), environment))

    assert checker.open == []
    assert checker.wrong == []


class _Closing(HTMLParser):
    _VOID = ("meta", "col", "br", "img", "link")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in self._VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> at {self.getpos()}")
