"""Forms made for other programs come in as far as they map, and say plainly what did not."""

import pytest

from icf.errors import PackError
from icf.packfile.workbook import read_workbook
from tests.core.pieces import core_pack
from tests.packfile.workbooks import filled

HOUSEHOLD_SURVEY = {
    "survey": [
        ["type", "name", "label::English (en)", "label::Welsh (cy)", "hint::English (en)",
         "relevant", "constraint", "required", "calculation"],
        ["start", "start"],
        ["begin_group", "About_You", "About you", "Amdanoch chi"],
        ["text", "Name_of_street", "Which street?", "Pa stryd?", "As people call it"],
        ["integer", "age", "How old are you?", "Faint yw eich oed?", None, None, ". > 17", "yes"],
        ["select_one yes_no", "has_children", "Any children?", None],
        ["begin_group", "children", "Children", None, None, "${has_children} = 'Yes'"],
        ["select_multiple schools or_other", "schools", "Which schools?", None, None,
         "${has_children} = 'Yes' and ${age} >= 18"],
        ["end_group"],
        ["end_group"],
        ["begin_repeat", "visits", "Visits"],
        ["date", "visited_on", "When, ${Name_of_street}?"],
        ["end_repeat"],
        ["note", "thanks", "Thank you"],
        ["calculate", "double", None, None, None, None, None, None, "${age} * 2"],
        ["geopoint", "where", "Where are you?"],
        ["text", "remarks", "Anything else?", None, None, "${double} > 40"],
        ["text", "more", "And more?", None, None, "${remarks} != ''"],
    ],
    "choices": [
        ["list_name", "name", "label::English (en)", "label::Welsh (cy)"],
        ["yes_no", "Yes", "Yes", "Ydw"],
        ["yes_no", "No", "No", "Nac ydw"],
        ["schools", "hill_top", "Hill Top"],
        ["schools", "river", "River"],
    ],
    "settings": [
        ["form_title", "form_id", "version", "default_language", "style"],
        ["Household survey", "household_survey_v2", 2026031501, "English (en)", "pages"],
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def imported():
    return read_workbook(filled(HOUSEHOLD_SURVEY), "theirs.xlsx", core_pack(), "Hillside Council")


def test_groups_become_sections_and_questions_keep_their_order(imported):
    questions = {
        section.key: [question.key.partition(":")[2] for question in section.questions]
        for section in imported.pack.sections
    }

    assert questions == {
        "household-survey-v2:about-you": ["name-of-street", "age", "has-children", "schools"],
        "household-survey-v2:visits": ["visited-on"],
        "household-survey-v2:section-3": ["remarks", "more"],
    }


def test_types_texts_and_choices_map(imported):
    street, age, children, schools = imported.pack.sections[0].questions

    kinds = (street.kind, age.kind, children.kind, schools.kind)
    assert kinds == ("text", "number", "choice", "choices")
    assert street.text.texts == (("en", "Which street?"), ("cy", "Pa stryd?"))
    assert street.hint.original == "As people call it"
    assert [choice.key for choice in children.choices] == ["yes", "no"]
    assert [choice.key for choice in schools.choices] == ["hill-top", "river"]


def test_conditions_that_map_are_kept_in_our_words(imported):
    assert "show_if: ${has-children} = 'yes' and ${age} >= '18'" in imported.text
    assert "show_if: answered(${remarks})" in imported.text


def test_what_has_no_place_is_said_with_its_row(imported):
    assert set(imported.left_out) == {
        "sheet settings, row 2: version 2026031501 becomes 1.0.0",
        "sheet settings: the column style has no place here (one row)",
        "sheet survey: the column calculation has no place here (one row)",
        "sheet survey: the column constraint has no place here (one row)",
        "sheet survey: the column required has no place here (one row)",
        "sheet survey, row 2: start: who filled a form in, when and on what is kept here anyway",
        "sheet survey, row 7: a group within a group: its questions join the outer one",
        "sheet survey, row 7: its condition is lost: its questions are always shown",
        "sheet survey, row 8: “or_other” after the list is lost",
        "sheet survey, row 11: a repeat: its questions can be answered only once here",
        "sheet survey, row 12: the question shows another answer: that is not filled in here",
        "sheet survey, row 14: the type note shows a text: not taken",
        "sheet survey, row 15: the type calculate cannot be asked here: not taken",
        "sheet survey, row 16: the type geopoint cannot be asked here: not taken",
        "sheet survey, row 17: the condition ${double} > 40 cannot be kept: "
        "the question is always shown",
        "7 names are written as ours, such as yes for Yes",
    }


def test_the_condition_of_a_group_is_kept_in_our_words_or_told():
    sheets = {
        **HOUSEHOLD_SURVEY,
        "survey": [
            ["type", "name", "label", "relevant"],
            ["integer", "Age_Now", "How old are you?"],
            ["begin_group", "adults", "Adults", "${Age_Now} >= 18"],
            ["text", "job", "What do you do?"],
            ["end_group"],
            ["begin_group", "others", "Others", "position(..) > 1"],
            ["text", "toy", "What do you play?"],
            ["end_group"],
        ],
    }

    imported = read_workbook(filled(sheets), "theirs.xlsx", core_pack(), "Us")

    assert "show_if: ${age-now} >= '18'" in imported.text
    assert (
        "sheet survey, row 6: the condition position(..) > 1 cannot be kept: the page is always "
        "shown" in imported.left_out
    )


def test_it_has_no_publisher_of_its_own():
    with pytest.raises(PackError) as refused:
        read_workbook(filled(HOUSEHOLD_SURVEY), "theirs.xlsx", core_pack())

    assert refused.value.faults == (
        "theirs.xlsx: sheet settings, row 2: publisher is empty: fill it in",
    )


def test_two_names_that_become_the_same_are_a_fault_with_the_cell():
    sheets = {
        **HOUSEHOLD_SURVEY,
        "survey": [["type", "name", "label"], ["text", "A_1", "One?"], ["text", "a 1", "Two?"]],
    }

    with pytest.raises(PackError) as refused:
        read_workbook(filled(sheets), "theirs.xlsx", core_pack(), "Us")

    assert refused.value.faults == (
        "theirs.xlsx: sheet survey, row 3 cell B3: the question key “a-1” is there more than once",
    )


def test_a_form_without_settings_says_what_is_missing():
    sheets = {"survey": [["type", "name", "label"], ["text", "one", "One?"]]}

    with pytest.raises(PackError) as refused:
        read_workbook(filled(sheets), "theirs.xlsx", core_pack(), "Us")

    assert (
        "theirs.xlsx: sheet settings, row 2: form_id is empty: fill it in" in refused.value.faults
    )
