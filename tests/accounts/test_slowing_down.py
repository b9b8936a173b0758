"""S10: whoever guesses is slowed down; whoever the account belongs to gets in all the same."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from icf.accounts import tries
from icf.db import db, write
from icf.errors import TooManyTries
from icf.throttle import Count, Limit, Tries, give_back, refuse_if_waiting, take_try
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.support import CheckedClient

MakePerson = Callable[..., int]
NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
MOST_EVALUATED = 100
LIMIT = Limit(3, timedelta(minutes=10))


def tried(app: Flask, count: Count, after: timedelta = timedelta()) -> bool:
    """Whether a try at that moment passes."""
    with app.app_context():
        try:
            with write() as session:
                take_try(session, NOW + after, [count])
        except TooManyTries:
            return False
        return True


def at(app: Flask, address: str) -> CheckedClient:
    """A browser at an address of the network."""
    client: CheckedClient = app.test_client()  # type: ignore[assignment]
    client.environ_base["REMOTE_ADDR"] = address
    client.look_at_pages = False
    return client


def about(at_once: int) -> range:
    """As many as pass at once, and those that pass while a slow machine asks for minutes."""
    return range(at_once, at_once + 8)


def guess(client: CheckedClient, email: str = "ada@example.org", times: int = 1) -> list[int]:
    fields = {"email": email, "password": "not the right words"}
    return [client.send("/sign-in", fields).status_code for _ in range(times)]


def test_some_tries_pass_at_once_and_then_one_in_every_while(app: Flask) -> None:
    count = Count(LIMIT, "test", "ada")

    assert [tried(app, count) for _ in range(5)] == [True, True, True, False, False]
    assert not tried(app, count, timedelta(minutes=9))
    assert tried(app, count, timedelta(minutes=10))
    assert not tried(app, count, timedelta(minutes=19))
    assert tried(app, count, timedelta(minutes=20))


def test_nobody_is_locked_out_however_often_they_try(app: Flask) -> None:
    count = Count(LIMIT, "test", "ada")
    for second in range(500):
        tried(app, count, timedelta(seconds=second))

    assert tried(app, count, timedelta(seconds=500) + LIMIT.every)


def test_the_refusal_says_when_the_next_try_is_taken(app: Flask) -> None:
    count = Count(LIMIT, "test", "ada")
    for _ in range(3):
        tried(app, count)

    with app.app_context(), pytest.raises(TooManyTries) as refused:
        refuse_if_waiting(db.session(), NOW, [count])

    assert refused.value.retry_at == NOW + LIMIT.every


def test_others_are_not_counted(app: Flask) -> None:
    while tried(app, Count(LIMIT, "test", "ada")):
        pass

    assert tried(app, Count(LIMIT, "test", "bo"))
    assert tried(app, Count(LIMIT, "other", "ada"))


def test_a_try_that_was_right_does_not_count(app: Flask) -> None:
    count = Count(LIMIT, "test", "ada")
    for _ in range(10):
        assert tried(app, count)
        with app.app_context(), write() as session:
            give_back(session, NOW, [count])


def test_where_one_limit_refuses_none_counts(app: Flask) -> None:
    full, free = Count(LIMIT, "test", "full"), Count(LIMIT, "test", "free")
    while tried(app, full):
        pass
    for _ in range(10):
        with app.app_context(), pytest.raises(TooManyTries), write() as session:
            take_try(session, NOW, [full, free])

    assert [tried(app, free) for _ in range(3)] == [True, True, True]


def test_the_table_names_nobody_and_forgets(app: Flask) -> None:
    tried(app, Count(LIMIT, "test", "ada@example.org"))
    tried(app, Count(LIMIT, "test", "bo@example.org"), timedelta(days=2))

    with app.app_context():
        rows = db.session.scalars(db.select(Tries)).all()

    assert len(rows) == 1
    assert "example" not in rows[0].key


def test_of_many_guesses_few_are_looked_at_and_the_person_still_gets_in(
    app: Flask, make_person: MakePerson, request: pytest.FixtureRequest
) -> None:
    """The guesses come from forty addresses, as fast as they can."""
    make_person("ada@example.org")
    own = at(app, "198.51.100.7")
    assert sign_in(own, "ada@example.org") == 303
    own.send("/sign-out")
    attackers = [at(app, f"203.0.113.{number}") for number in range(40)]
    guesses = request.config.getoption("guesses")

    statuses = [guess(attackers[number % 40])[0] for number in range(guesses)]
    evaluated = statuses.count(400)

    print(f"{guesses} guesses: {evaluated} looked at, {statuses.count(429)} refused")
    assert 0 < evaluated <= MOST_EVALUATED
    assert statuses.count(429) == guesses - evaluated
    assert sign_in(own, "ada@example.org") == 303
    assert is_signed_in(own)


def test_ten_thousand_guesses_over_hours_are_not_looked_at_either(app: Flask) -> None:
    """One in every second, from addresses without number."""
    evaluated = 0
    for second in range(10_000):
        moment = NOW + timedelta(seconds=second)
        with app.test_request_context(environ_base={"REMOTE_ADDR": f"10.0.0.{second % 250}"}):
            counts = tries.guesses("ada@example.org")
            try:
                refuse_if_waiting(db.session(), moment, counts)
                with write() as session:
                    take_try(session, moment, counts)
                evaluated += 1
            except TooManyTries:
                continue

    print(f"10,000 guesses in three hours: {evaluated} looked at")
    assert evaluated <= MOST_EVALUATED


def test_somebody_at_another_address_gets_in_while_one_address_guesses(
    app: Flask, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    guess(at(app, "203.0.113.9"), times=60)

    assert sign_in(at(app, "198.51.100.7"), "ada@example.org") == 303


def test_a_browser_that_signed_in_before_gets_in_from_the_very_address_that_guesses(
    app: Flask, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    own = at(app, "203.0.113.9")
    sign_in(own, "ada@example.org")
    own.send("/sign-out")
    statuses = guess(at(app, "203.0.113.9"), times=60)

    assert statuses[-1] == 429
    assert sign_in(own, "ada@example.org") == 303


def test_a_known_browser_cannot_guess_for_ever_nor_at_other_accounts(
    app: Flask, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    own = at(app, "203.0.113.9")
    sign_in(own, "ada@example.org")
    own.send("/sign-out")

    assert guess(own, times=30).count(400) == tries.GUESSES_OF_KNOWN_BROWSER.at_once
    assert guess(own, "bo@example.org", 30).count(400) == 10


def test_a_forged_cookie_makes_no_browser_known(app: Flask, make_person: MakePerson) -> None:
    make_person("ada@example.org")
    guess(at(app, "203.0.113.9"), times=30)
    forger = at(app, "203.0.113.9")
    forger.set_cookie(tries.KNOWN_COOKIE, "WyJ4IiwgW11d.forged")

    assert guess(forger) == [429]


def test_one_address_cannot_try_one_password_at_every_account(app: Flask) -> None:
    sprayer = at(app, "203.0.113.9")
    statuses = [guess(sprayer, f"person{number}@example.org")[0] for number in range(80)]

    assert statuses.count(400) in about(tries.GUESSES_OF_ADDRESS.at_once)


def test_the_neighbours_of_an_ipv6_address_count_with_it(app: Flask) -> None:
    statuses = [guess(at(app, f"2001:db8:1:2::{number:x}"))[0] for number in range(1, 21)]

    assert statuses.count(400) == 10


def test_an_account_that_does_not_exist_is_slowed_down_in_the_same_way(
    app: Flask, make_person: MakePerson
) -> None:
    make_person("ada@example.org")

    known = guess(at(app, "203.0.113.9"), "ada@example.org", 15)
    unknown = guess(at(app, "203.0.113.10"), "nobody@example.org", 15)

    assert known == unknown


def test_the_page_says_when_to_try_again_and_keeps_the_password_to_itself(app: Flask) -> None:
    client = at(app, "203.0.113.9")
    guess(client, times=12)
    client.look_at_pages = True

    refused = client.send("/sign-in", {"email": "ada@example.org", "password": "my secret words"})

    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 1800
    assert "Try again in 30 minutes, at " in refused.text
    assert "ask for a new one" in refused.text
    assert "my secret words" not in refused.text


def test_a_right_password_every_time_is_never_slowed_down(
    app: Flask, make_person: MakePerson
) -> None:
    make_person("ada@example.org")

    assert [sign_in(at(app, "203.0.113.9"), "ada@example.org") for _ in range(14)] == [303] * 14


def test_the_old_password_cannot_be_guessed_by_whoever_sits_at_an_open_browser(
    app: Flask, make_person: MakePerson
) -> None:
    make_person("ada@example.org")
    client = at(app, "203.0.113.9")
    sign_in(client, "ada@example.org")
    fields = {"current": "not the right words", "password": PASSWORD + " more"}

    statuses = [client.send("/account/password", fields).status_code for _ in range(20)]

    assert statuses.count(400) == 10
    assert statuses[-1] == 429


def test_links_cannot_be_tried_without_end(app: Flask) -> None:
    client = at(app, "203.0.113.9")

    statuses = [client.get(f"/link/guess{number}").status_code for number in range(40)]

    assert statuses.count(410) in about(tries.LINKS_OF_ADDRESS.at_once)
    assert statuses[-1] == 429
