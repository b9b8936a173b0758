"""What an add-on keeps: for one organisation and itself alone, whole or not at all, and audited."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from icf.audit import AuditEntry
from icf.db import across_organisations, db, in_organisation
from icf.errors import Conflict, PluginError
from icf.packs.models import PluginStored
from icf.packs.store import WaitingStore, kept_of
from icf.plugin.store import MOST_CHANGES
from tests.desk import NOW
from tests.support import CheckedClient, Somewhere

OpenStore = Callable[..., WaitingStore]


@pytest.fixture
def within(app: Flask, lead: CheckedClient) -> Callable[..., Any]:
    """`within(act)` gives `act` a store of the add-on, and keeps what it set, as a form would."""

    def run(act: Callable[[WaitingStore], Any], plugin: str = "allotments", **more: Any) -> Any:
        organisation_id = more.pop("organisation_id", lead.actor.organisation_id)  # type: ignore[union-attr]
        with app.test_request_context(), in_organisation(organisation_id):
            store = WaitingStore(plugin, organisation_id, more.pop("now", NOW), **more)
            given = act(store)
            store.keep(lead.actor)
            return given

    return run


def test_what_is_set_is_there_next_time_with_a_version(within: Callable[..., Any]) -> None:
    value = {"names": ["Ada", "Bo"], "count": 2, "open": True, "note": None}

    within(lambda store: store.set("list", value))

    found = within(lambda store: store.get("list"))
    assert found.value == value
    assert found.version > 0
    assert within(lambda store: store.get("other")) is None


def test_until_it_is_kept_only_the_add_on_itself_sees_it(within: Callable[..., Any]) -> None:
    def act(store: WaitingStore) -> None:
        store.set("a", 1)
        store.delete("b")
        assert store.get("a").value == 1  # type: ignore[union-attr]
        assert store.get("b") is None
        assert store.keys() == ("a", "c")
        raise RuntimeError("it fails half way")

    within(lambda store: (store.set("b", 2), store.set("c", 3)))
    with suppress(RuntimeError):
        within(act)

    assert within(lambda store: store.keys()) == ("b", "c")


def test_keys_are_found_by_how_they_begin(within: Callable[..., Any]) -> None:
    within(lambda store: [store.set(key, 1) for key in ("b:1", "a:2", "a:1", "A:3", "a%")])

    assert within(lambda store: store.keys("a:")) == ("a:1", "a:2")
    assert within(lambda store: store.keys("a%")) == ("a%",)


def test_whoever_saw_an_older_version_is_told(within: Callable[..., Any]) -> None:
    within(lambda store: store.set("list", ["Ada"], version=0))
    seen = within(lambda store: store.get("list")).version
    within(lambda store: store.set("list", ["Ada", "Bo"], version=seen))

    for late in (seen, 0):
        with pytest.raises(Conflict, match="Somebody else changed this"):
            within(lambda store, late=late: store.set("list", [], version=late))

    assert within(lambda store: store.get("list")).value == ["Ada", "Bo"]


def test_of_two_at_once_the_second_is_told_and_stores_nothing(
    within: Callable[..., Any], app: Flask, lead: CheckedClient
) -> None:
    within(lambda store: store.set("list", 1))
    here = lead.actor.organisation_id  # type: ignore[union-attr]
    with app.test_request_context(), in_organisation(here):
        slow = WaitingStore("allotments", here, NOW)
        slow.set("list", "slow", slow.get("list").version)  # type: ignore[union-attr]
        slow.set("more", "slow")
        quick = WaitingStore("allotments", here, NOW)
        quick.set("list", "quick")
        quick.keep(lead.actor)

        with pytest.raises(Conflict):
            slow.keep(lead.actor)

    assert within(lambda store: store.get("list")).value == "quick"
    assert within(lambda store: store.get("more")) is None


def test_a_key_that_was_forgotten_and_is_set_again_has_a_new_version(
    within: Callable[..., Any],
) -> None:
    within(lambda store: store.set("list", "old"))
    seen = within(lambda store: store.get("list")).version
    within(lambda store: store.delete("list", seen))

    within(lambda store: store.set("list", "new"), now=NOW + timedelta(minutes=1))

    with pytest.raises(Conflict):
        within(lambda store: store.set("list", "late", version=seen))


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("", 1, "A key of its store is ''"),
        ("k" * 201, 1, "Use a text of 1 to 200"),
        ("a\0b", 1, "A key of its store"),
        (3, 1, "A key of its store is 3"),
        ("a", {1, 2}, "“a” cannot be stored"),
        ("a", float("nan"), "“a” cannot be stored"),
        ("a", "\ud800", "“a” cannot be stored"),
        ("a", "x" * 256_000, "“a” has 256,002 bytes; 256,000 is the most"),
    ],
)
def test_what_cannot_be_kept_is_named_with_its_size(
    within: Callable[..., Any], key: Any, value: Any, message: str
) -> None:
    with pytest.raises(PluginError, match=r"plugin allotments") as caught:
        within(lambda store: store.set(key, value))

    assert message in str(caught.value)


def test_all_values_together_have_a_limit(within: Callable[..., Any]) -> None:
    full = "x" * 255_000
    within(lambda store: [store.set(f"k{number}", full) for number in range(19)])

    with pytest.raises(PluginError, match="plugin allotments: Its store would have 5,100,040"):
        within(lambda store: store.set("k19", full))

    within(lambda store: (store.delete("k0"), store.set("k19", full)))
    assert len(within(lambda store: store.keys())) == 19


def test_a_request_changes_only_so_many_values(within: Callable[..., Any]) -> None:
    with pytest.raises(PluginError, match="at once"):
        within(lambda store: [store.set(f"k{one}", 1) for one in range(MOST_CHANGES + 1)])


def test_a_page_that_is_only_read_stores_nothing(within: Callable[..., Any]) -> None:
    with pytest.raises(PluginError, match="only read"):
        within(lambda store: store.set("a", 1), may_write=False)


def test_no_other_add_on_and_no_other_organisation_reads_it(
    within: Callable[..., Any], make_organisation: Callable[..., Somewhere]
) -> None:
    within(lambda store: store.set("secret", "ours"))
    there = make_organisation("Hillside").id

    assert within(lambda store: store.get("secret"), plugin="place_standard") is None
    assert within(lambda store: store.keys(), plugin="place_standard") == ()
    assert within(lambda store: store.get("secret"), organisation_id=there) is None
    assert within(lambda store: store.keys(), organisation_id=there) == ()


def test_it_survives_that_the_add_on_is_off(
    within: Callable[..., Any], switch: Callable[..., None], lead: CheckedClient, app: Flask
) -> None:
    here = lead.actor.organisation_id  # type: ignore[union-attr]
    within(lambda store: store.set("list", "kept"))

    switch(here, False)
    switch(here, True)

    assert within(lambda store: store.get("list")).value == "kept"
    with app.app_context(), in_organisation(here):
        assert kept_of(db.session, here) == {"allotments": (1, 6)}


def test_the_audit_has_the_key_and_not_the_value(within: Callable[..., Any], app: Flask) -> None:
    within(lambda store: (store.set("list", "private words"), store.delete("other")))

    with app.app_context(), across_organisations("tests read the audit"):
        entry = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.what == "add_on_store_changed")
        ).one()
        rows = db.session.scalars(sa.select(PluginStored)).all()
    assert (entry.subject, entry.subject_id) == ("plugin", "allotments")
    assert entry.details["keys"] == ["list", "other"]
    assert "private" not in repr(entry.details)
    assert [row.value for row in rows] == ['"private words"']
