"""Passwords: long enough, not foolish, and the same on every keyboard."""

import pytest

from icf.accounts.common_password import _listed, is_common
from icf.accounts.password import _nobodys_hash, accepted_password, matches, password_hash
from icf.errors import InvalidInput
from tests.calls import counted_calls

GOOD = "seven purple ferries"


def test_a_long_password_of_plain_words_is_accepted() -> None:
    assert accepted_password(GOOD) == GOOD


def test_a_password_needs_neither_capitals_nor_figures_nor_signs() -> None:
    assert accepted_password("onlysmallletters")


@pytest.mark.parametrize("password", ["", "short", "eleven chrs"])
def test_a_password_under_twelve_characters_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput, match="12 characters"):
        accepted_password(password)


@pytest.mark.parametrize("password", ["aaaaaaaaaaaaaaaa", "121212121212", "ada@example.org"])
def test_a_password_that_anybody_could_guess_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput, match="too easy"):
        accepted_password(password, "Ada@example.org")


@pytest.mark.parametrize(
    "password",
    ["password12345", "Dragon Monkey", "qwertyuiopas", "987654321098", "liverpoolliverpool"],
)
def test_a_password_on_the_list_of_stolen_ones_or_made_of_two_of_them_is_refused(
    password: str,
) -> None:
    with pytest.raises(InvalidInput, match="list of stolen ones"):
        accepted_password(password)


def test_three_words_are_fine_though_each_of_them_is_on_the_list() -> None:
    assert accepted_password("dragon monkey liverpool")


def test_the_list_is_long_and_quick_to_search() -> None:
    is_common("warm up")

    with counted_calls(at_most=500):
        is_common("an ordinary sentence of about sixty letters, as somebody types it")

    assert len(_listed()) > 19_000


def test_an_endless_password_is_refused() -> None:
    with pytest.raises(InvalidInput, match="at most"):
        accepted_password(GOOD * 100)


def test_only_the_right_password_matches() -> None:
    stored = password_hash(GOOD)

    assert matches(stored, GOOD)
    assert not matches(stored, GOOD + " ")
    assert not matches(None, GOOD)


def test_what_is_stored_is_argon2id_and_differs_each_time() -> None:
    one, other = password_hash(GOOD), password_hash(GOOD)

    assert one.startswith("$argon2id$")
    assert one != other


def test_the_same_letters_match_however_the_keyboard_makes_them() -> None:
    assert matches(password_hash("cafe\u0301 na\u00efve words"), "caf\u00e9 nai\u0308ve words")


def test_somebody_unknown_takes_the_same_work_as_a_wrong_password() -> None:
    stored = password_hash(GOOD)
    matches(None, "so that what is made once is there")

    with counted_calls(at_most=1_000) as wrong:
        matches(stored, "a wrong password")
    with counted_calls(at_most=1_000) as unknown:
        matches(None, "a wrong password")

    assert wrong["verify_secret"] == unknown["verify_secret"] == 1
    assert stored.split("$")[:4] == _nobodys_hash().split("$")[:4]
