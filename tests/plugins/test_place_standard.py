"""Place Standard: filled only as the record of a conversation, drawn with gaps, never averaged."""

import re
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader

from icf import paths
from icf.core.actions import suggested_actions
from icf.core.answer import Answer
from icf.core.compose import compose
from icf.core.depth import suggested_depth, visible_sections
from icf.core.questionnaire import PLANNING
from icf.core.report import Facts, Figure
from icf.core.results import layer_results
from icf.plugin import ReportContext
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins

PLUGINS = Plugins(Sources(builtin=("icf.builtin",), bundled=paths.plugins_folder()))
REGISTRY = PLUGINS.registry
ON = ("place_standard",)
QUESTIONNAIRE = compose(*REGISTRY.packs(ON), REGISTRY.kinds(ON), REGISTRY.scales(ON))
THEME = REGISTRY.kinds(ON)["place_standard:theme"]
RATING = QUESTIONNAIRE.index.scale["place_standard:rating"]
THEMES = [
    question
    for section in QUESTIONNAIRE.sections
    for question in section.questions
    if question.kind == THEME.name
]
SVG = "{http://www.w3.org/2000/svg}"


def answer(name, value, displayed=""):
    key = f"place-standard:{name}"
    return {key: Answer(key, value, displayed=displayed or str(value))}


def conversation():
    return {
        **answer("held", "yes", "Yes"),
        **answer("held-on", "2026-03-27", "27 March 2026"),
        **answer("held-where", "Weir Street"),
        **answer("how-many", 24),
    }


def rated(**ratings):
    """Answers to themes: ``rated(feeling_safe=2)``; everything else stays unanswered."""
    answers = {}
    for name, rating in ratings.items():
        value = {"rating": str(rating or ""), "good": "", "better": "More light"}
        answers |= answer(name.replace("_", "-"), value)
    return answers


def report(answers, depth="quick"):
    (section,) = REGISTRY.report_sections(ON)
    return tuple(section.blocks(ReportContext(QUESTIONNAIRE, depth, answers)))


def drawn(answers):
    (figure,) = (block for block in report(answers) if isinstance(block, Figure))
    return ElementTree.fromstring(figure.svg), figure


def asked_themes(answers, depth="quick"):
    sections = visible_sections(QUESTIONNAIRE, PLANNING, depth, answers)
    return [q for section in sections for q in section.questions if q.kind == THEME.name]


def test_there_are_fourteen_themes_in_the_frameworks_order():
    assert [theme.text.original for theme in THEMES] == [
        "Moving around",
        "Public transport",
        "Traffic and parking",
        "Streets and spaces",
        "Natural space",
        "Play and recreation",
        "Facilities and amenities",
        "Work and local economy",
        "Housing and community",
        "Social contact",
        "Identity and belonging",
        "Feeling safe",
        "Care and maintenance",
        "Influence and sense of control",
    ]


@pytest.mark.parametrize("missing", ["held", "held-on", "held-where", "how-many"])
def test_themes_are_asked_only_once_the_whole_conversation_is_recorded(missing):
    answers = conversation()
    del answers[f"place-standard:{missing}"]

    assert asked_themes(answers) == []
    assert report({**answers, **rated(feeling_safe=2)}) == ()


@pytest.mark.parametrize("depth", [depth.key for depth in QUESTIONNAIRE.depths])
def test_all_themes_are_asked_at_every_depth_once_it_is_recorded(depth):
    assert len(asked_themes(conversation(), depth)) == 14


def test_no_conversation_hides_what_was_recorded_before():
    answers = {**conversation(), **rated(feeling_safe=2), **answer("held", "no")}

    assert asked_themes(answers) == []
    assert report(answers) == ()


def test_a_theme_is_read_as_one_rating_and_two_texts():
    fields = {"rating": ["3"], "good": [" The trees "], "better": ["Light\r\nat night"]}

    value = THEME.parse(THEMES[0], RATING, fields)

    assert value == {"rating": "3", "good": "The trees", "better": "Light\nat night"}
    assert THEME.level(THEMES[0], value) == "3"
    assert THEME.display(THEMES[0], RATING, value, "en").splitlines() == [
        "3 – A lot could be better",
        "Good: The trees",
        "Could be better: Light",
        "at night",
    ]


def test_reasons_without_a_rating_are_kept_and_count_at_no_level():
    value = THEME.parse(THEMES[0], RATING, {"good": ["The trees"]})

    assert value == {"rating": "", "good": "The trees", "better": ""}
    assert THEME.level(THEMES[0], value) is None


def test_ratings_are_counted_by_level_in_their_own_layer():
    answers = {**conversation(), **rated(feeling_safe=2, natural_space=2, moving_around=6)}

    layers = layer_results(QUESTIONNAIRE, "quick", answers, REGISTRY.kinds(ON))

    counts = [result.levels.get(RATING.key, {}) for result in layers["place-standard"]]
    assert {level: n for found in counts for level, n in found.items() if n} == {"2": 2, "6": 1}


def test_changing_a_place_suggests_the_standard_depth_at_least():
    rules = REGISTRY.screening_rules(ON)

    assert suggested_depth(QUESTIONNAIRE, {}, rules).depth == "quick"
    raised = suggested_depth(QUESTIONNAIRE, answer("changes-place", "yes"), rules)
    assert raised.depth == "standard"
    assert "everybody uses" in raised.because.original


def test_the_rule_never_lowers_what_the_core_suggests():
    answers = {
        **answer("changes-place", "yes"),
        **{
            key: Answer(key, "large")
            for key in ("icf:people-affected", "icf:left-out", "icf:sensitivity")
        },
    }

    assert suggested_depth(QUESTIONNAIRE, answers, REGISTRY.screening_rules(ON)).depth == "full"


def suggestions(answers):
    offered = suggested_actions(
        QUESTIONNAIRE, "quick", answers, (), (), REGISTRY.action_rules(ON), REGISTRY.kinds(ON)
    )
    return [one.text.original for one in offered if one.key.startswith("place-standard:raise-")]


def test_the_three_lowest_themes_become_suggested_actions_lowest_first():
    ratings = rated(
        moving_around=4, public_transport=2, natural_space=1, feeling_safe=2, social_contact=7
    )

    offered = suggestions({**conversation(), **ratings})

    assert [re.findall("“(.*)”", text)[0] for text in offered] == [
        "Natural space",
        "Public transport",
        "Feeling safe",
    ]


def test_good_and_unrated_themes_are_not_suggested():
    assert suggestions({**conversation(), **rated(feeling_safe=5, natural_space=None)}) == []


def test_the_report_says_when_where_and_how_many_took_part():
    (facts,) = (block for block in report(conversation()) if isinstance(block, Facts))

    assert facts.pairs == (
        ("When", "27 March 2026"),
        ("Where", "Weir Street"),
        ("People who took part", "24"),
    )


def test_the_compass_has_a_spoke_for_every_theme_in_order():
    svg, _ = drawn({**conversation(), **rated(feeling_safe=2)})

    labels = ["".join(text.itertext()) for text in svg.iter(f"{SVG}text")]

    assert len(svg.findall(f"{SVG}line")) == 14 + 1
    assert [text for text in labels if text.startswith("Moving around")]


def test_an_unrated_theme_is_a_gap_and_never_zero():
    answers = {**conversation(), **rated(moving_around=7, public_transport=7, feeling_safe=None)}

    svg, figure = drawn(answers)

    wedges = [path for path in svg.iter(f"{SVG}path") if path.get("fill") != "none"]
    markers = [circle for circle in svg.iter(f"{SVG}circle") if circle.get("fill") == "#12436D"]
    dashed = [line for line in svg.iter(f"{SVG}line") if line.get("stroke-dasharray")]
    assert len(wedges) == 1
    assert len(markers) == 2 + 1
    assert len(dashed) == 12 + 1
    assert [row[1] for row in figure.table.rows if row[0] == "Feeling safe"] == ["No rating agreed"]


def test_the_table_gives_the_ratings_words_and_the_reasons():
    _, figure = drawn({**conversation(), **rated(feeling_safe=2)})

    assert figure.table.rows[11] == (
        "Feeling safe",
        "2 – Most of it could be better",
        "–",
        "More light",
    )


def test_nothing_in_the_report_is_an_average():
    answers = {**conversation(), **rated(moving_around=1, public_transport=2)}

    facts, words, figure = report(answers)

    assert "1.5" not in repr((facts, words, figure.title, figure.alt, figure.table))
    assert len(figure.table.rows) == 14


def test_long_labels_are_never_printed_over_each_other_nor_cut():
    svg, _ = drawn(conversation())
    left, top, width, height = map(float, svg.get("viewBox").split())

    for span in svg.iter(f"{SVG}tspan"):
        assert left <= float(span.get("x")) <= left + width
        assert top <= float(span.get("y")) <= top + height


@pytest.fixture
def form():
    """The part of the form that the plugin draws, with a theme answered."""
    folders = PLUGINS.template_folders()
    own = {name: FileSystemLoader(folder) for name, folder in folders.items()}
    loader = ChoiceLoader([FileSystemLoader(paths.templates_folder()), PrefixLoader(own)])
    environment = Environment(loader=loader, autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.install_null_translations()
    options = [
        (level.key, level.label.original, level.text.original) for level in reversed(RATING.levels)
    ]
    question = {
        "key": THEMES[0].key,
        "options": options,
        "value": {"rating": "3", "good": "<b>Trees</b>", "better": ""},
        "blank": "",
    }
    module = environment.get_template(THEME.template).module
    return BeautifulSoup(str(module.answer(question)), "html.parser")


def test_the_form_offers_every_level_with_its_meaning_and_two_texts(form):
    radios = form.find_all("input", type="radio")

    assert [radio["value"] for radio in radios] == ["7", "6", "5", "4", "3", "2", "1", ""]
    assert {radio["name"] for radio in radios} == {"a-place-standard:moving-around-value-rating"}
    assert [radio["value"] for radio in radios if radio.has_attr("checked")] == ["3"]
    assert form.find("textarea").text == "<b>Trees</b>"


def test_every_field_of_the_form_is_one_that_the_kind_reads_and_has_a_label(form):
    fields = form.find_all(["input", "textarea"])
    labels = {label["for"] for label in form.find_all("label")}

    prefix = "a-place-standard:moving-around-value-"
    assert {field["name"].removeprefix(prefix) for field in fields} == set(THEME.fields)
    assert {field["id"] for field in fields} == labels
