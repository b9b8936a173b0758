"""S8: whatever a stranger uploads is a sound pack or a plain refusal, soon and in little memory."""

import pytest

from icf.errors import PackError
from icf.packfile import read_pack_text
from icf.packfile.write import pack_text
from tests.core.pieces import overlay
from tests.packfile.fuzz.corpus import HEAD
from tests.packfile.fuzz.mutation import input_of
from tests.packfile.fuzz.running import fuzzed


def test_every_input_is_a_sound_pack_or_a_refusal_soon_and_in_little_memory(
    request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    figures = fuzzed(request.config.getoption("fuzz"))

    with capsys.disabled():
        print(f"\nS8: {figures}")
    assert not figures.wrong, "\n".join(figures.wrong)
    assert figures.accepted


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        ("crashes", ["KeyError"]),
        ("hangs", ["did not end in 2 s"]),
        ("hoards", ["a batch took", "MemoryError"]),
        ("gives_half", ["accepted with the fault"]),
    ],
)
def test_the_harness_notices_a_broken_reader(reader: str, expected: list[str]) -> None:
    figures = fuzzed(30, reader=reader, hang=2)

    assert any(one in line for line in figures.wrong for one in expected), figures


def test_a_number_always_gives_the_same_input() -> None:
    assert [input_of(1, n) for n in (5, 6)] == [input_of(1, n) for n in (5, 6)]
    assert input_of(1, 5) != input_of(2, 5)


@pytest.mark.parametrize("escape", [r"\0", r"\x1b[2J", r"\ud800", r"\x85", r"\uffff"])
def test_control_characters_are_refused_and_never_shown(escape: str) -> None:
    with pytest.raises(PackError) as refused:
        read_pack_text(f'{HEAD}description: "Hello {escape}"\n', "theirs.yaml")

    assert "has the control character U+" in refused.value.faults[0]
    assert all(line.isprintable() for line in refused.value.faults)


def test_signs_that_turn_a_line_round_are_shown_as_numbers() -> None:
    with pytest.raises(PackError) as refused:
        read_pack_text(f"{HEAD}\u202eabc: x\n", "theirs.yaml")

    assert "\\u202eabc" in refused.value.faults[0]


def test_a_pack_that_no_file_can_hold_is_refused_before_it_is_written() -> None:
    many = tuple((f"fire:a{n}", "fire:visits") for n in range(20_000))

    with pytest.raises(PackError, match="more than 30,000 keys and values"):
        pack_text(overlay(aliases=many))
