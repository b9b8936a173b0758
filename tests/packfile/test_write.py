"""A pack that is written is read back as the same pack, and reads well."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icf.core.questionnaire import Pack, joined
from icf.core.wording import plain
from icf.errors import PackError
from icf.packfile import read_pack, read_pack_text
from icf.packfile.write import pack_text
from tests.core.pieces import overlay
from tests.core.strategies import packs
from tests.packfile.test_faults import PACK
from tests.packfile.test_reading import CORE, EXAMPLE
from tests.packfile.workbooks import refusing

PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1)


@settings(max_examples=25)
@given(packs())
def test_any_pack_is_read_back_as_it_was(made: tuple[Pack, tuple[Pack, ...]]):
    core, overlays = made

    for pack in (core, *overlays):
        assert read_pack_text(pack_text(pack)) == joined(pack)


@pytest.mark.parametrize("path", [CORE, EXAMPLE], ids=["framework", "annotated example"])
def test_real_packs_are_read_back_as_they_were(path):
    pack = read_pack(path)

    text = pack_text(pack)

    assert read_pack_text(text) == pack
    assert pack_text(read_pack_text(text)) == text


@given(st.lists(PRINTABLE | st.sampled_from(["\n", "\n\n  ", ": ", " #", "yes", "012"])))
def test_any_text_is_read_back_as_it_was_or_refused(pieces: list[str]):
    words = "".join(pieces).strip() or "Some words"
    pack = overlay(description=plain(words))

    with refusing("control character"):
        assert read_pack_text(pack_text(pack)).description.original == words


def test_a_text_that_yaml_cannot_hold_is_refused():
    with pytest.raises(PackError, match="cannot keep"):
        pack_text(overlay(description=plain("half a letter \ud800")))


def test_own_keys_are_short_and_what_is_usual_is_left_out():
    text = pack_text(read_pack_text(PACK))

    assert "show_if: ${home-visits} = 'yes'" in text
    assert "section: icf:connecting" in text
    assert "fire:" not in text
    assert "droppable" not in text
    assert "visible_to" not in text


def test_paragraphs_stay_paragraphs():
    text = pack_text(replace(overlay(), description=plain("First.\n\nSecond.")))

    assert "description: |-\n  First.\n\n  Second.\n" in text
