"""Small groups: the framework's own questions, fewer of them, with easier words beside them."""

from icf import paths
from icf.core.compose import compose
from icf.core.depth import asked_keys, asked_sections, left_out
from icf.core.questionnaire import PLANNING
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins

PLUGINS = Plugins(Sources(builtin=("icf.builtin",), bundled=paths.plugins_folder()))
ON = ("small_groups",)
CORE, OVERLAYS = PLUGINS.registry.packs(ON)
QUESTIONNAIRE = compose(CORE, OVERLAYS)
MICRO = "small-groups:micro"


def test_it_is_data_only():
    folder = paths.plugins_folder() / "small_groups"

    assert sorted(path.name for path in folder.iterdir() if path.name != "__pycache__") == [
        "README.md",
        "pack.yaml",
        "plugin.toml",
    ]


def test_micro_asks_seven_of_the_frameworks_questions_in_ten_minutes():
    asked = asked_keys(QUESTIONNAIRE, PLANNING, MICRO)

    assert len(asked) == 7
    assert all(key.startswith("icf:") for key in asked)
    assert QUESTIONNAIRE.index.depth[MICRO].minutes == 10


def test_micro_asks_no_screening_questions():
    assert asked_sections(QUESTIONNAIRE, "screening", MICRO) == ()


def test_micro_asks_about_every_approach():
    asked = asked_sections(QUESTIONNAIRE, PLANNING, MICRO)

    assert [section.approach for section in asked] == [one.key for one in CORE.approaches]


def test_what_micro_leaves_out_is_listed():
    assert [question.key for question in left_out(QUESTIONNAIRE, MICRO)] == [
        "icf:connecting-places",
        "icf:communicating-talking",
        "icf:trusting-measures",
    ]


def test_every_question_of_micro_has_easier_words_beside_the_frameworks_own():
    for section in asked_sections(QUESTIONNAIRE, PLANNING, MICRO):
        for question in section.questions:
            (guidance,) = question.guidance
            assert guidance.hint
            assert guidance.good
            assert "(Fictional)" in guidance.example.original


def test_easier_words_use_short_sentences():
    texts = [
        text.original
        for pack in OVERLAYS
        for guide in pack.guidance
        for text in (guide.hint, guide.good, guide.example)
    ]
    sentences = [part for text in texts for part in text.replace("?", ".").split(".") if part]

    assert max(len(sentence.split()) for sentence in sentences) <= 18
