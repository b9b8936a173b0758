from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icf.core.compose import canonical_json, compose, from_json
from icf.core.showif import Compare
from icf.core.wording import Wording, plain
from icf.errors import PackError
from icf.packfile import SIZE_LIMIT, read_pack, read_pack_bytes, read_pack_text
from tests.core.pieces import core_pack
from tests.packfile.test_faults import PACK

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "packs" / "annotated-example.yaml"
CORE = ROOT / "icf" / "builtin" / "icf.yaml"


def test_the_annotated_example_is_sound_beside_the_framework():
    core = read_pack(CORE)

    example = read_pack(EXAMPLE, core)

    questionnaire = compose(core, [example])
    assert from_json(canonical_json(questionnaire)) == questionnaire


def test_the_annotated_example_is_read_as_it_says():
    example = read_pack(EXAMPLE)

    visits, ready, households, _ = example.sections[0].questions
    assert (example.key, example.version, example.extends) == ("hillside-fire", "1.2.0", "icf")
    assert example.aliases == (("hillside-fire:visits", "hillside-fire:home-visits"),)
    assert visits.sample.value == "yes"
    assert ready.scale == "hillside-fire:readiness"
    assert ready.show_if == Compare("hillside-fire:home-visits", "=", "yes")
    assert ready.actions[0].when == ("1", "2")
    assert [choice.key for choice in households.choices] == ["alone", "carers", "new"]
    assert example.sections[0].visible_to == "us"
    assert example.add_to[0].questions[0].scale == "icf:status"
    assert example.depths[0].key == "hillside-fire:visit"
    assert not example.depths[0].screening


def test_the_example_of_comments_about_core_packs_is_true():
    core = read_pack(CORE)

    assert core.sections[0].visible_to == "submitted"
    assert [depth.key for depth in core.depths] == ["quick", "standard", "full"]
    assert core.approaches[0].key == "icf:connecting"
    assert core.suggest[-1].when is None


def test_a_text_can_come_in_several_languages():
    pack = read_pack_text(PACK.replace("{en: Fire safety, cy:", "{cy: Tân, en: Fire, ur:"))

    assert pack.title == Wording((("en", "Fire"), ("cy", "Tân"), ("ur", "Diogelwch tân")))
    assert pack.sections[0].title == plain("At home")


def test_several_sample_choices_are_kept_in_one_text():
    assert read_pack_text(PACK).sections[0].questions[2].sample.value == "alone, carers"


def test_a_pack_is_parsed_once(tmp_path: Path):
    file = tmp_path / "fire.yaml"
    file.write_text(PACK, encoding="utf-8")

    assert read_pack(file, core_pack()) is read_pack(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(PackError, match=r"gone\.yaml: The pack cannot be read"):
        read_pack(tmp_path / "gone.yaml")


def test_a_file_over_one_megabyte_is_refused(tmp_path: Path):
    file = tmp_path / "large.yaml"
    file.write_text(PACK + "#" * SIZE_LIMIT)

    with pytest.raises(PackError, match="larger than 500 KB"):
        read_pack(file)
    with pytest.raises(PackError, match="larger than 500 KB"):
        read_pack_text(file.read_text())


def test_a_file_that_is_not_utf_8_is_refused_with_the_line():
    with pytest.raises(PackError, match="line 6 has the byte 0xe2"):
        read_pack_bytes(PACK.encode("iso-8859-1"), "fire.yaml")


def test_a_byte_order_mark_does_no_harm():
    assert read_pack_bytes(PACK.encode("utf-8-sig"), "fire.yaml").key == "fire"


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "just words", "format"])
def test_what_is_no_mapping_is_no_pack(text: str):
    with pytest.raises(PackError, match="a pack is a mapping that begins with format: 1"):
        read_pack_text(text)


@given(st.text("ab:-[]{}&*!|>'\"#%@` \n\t?,~", max_size=60))
def test_no_text_gives_anything_but_a_fault(text: str):
    with pytest.raises(PackError):
        read_pack_text(text)


@given(st.data())
def test_a_damaged_pack_is_read_or_refused(data: st.DataObject):
    lines = PACK.splitlines()
    place = data.draw(st.integers(0, len(lines) - 1))
    cut = data.draw(st.integers(0, len(lines[place])))
    lines[place] = lines[place][:cut] + data.draw(st.sampled_from(["", "[", ": x", "- ", "~", "'"]))
    damaged = "\n".join(lines)

    try:
        pack = read_pack_text(damaged, "fire.yaml", core_pack())
    except PackError:
        return
    assert compose(core_pack(), [pack]).index.section
