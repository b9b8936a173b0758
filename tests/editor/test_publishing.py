"""Versions: which number they get, that they never change, and when they are on."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from icf.core.pack_diff import Step
from icf.db import db, write
from icf.editor import service
from icf.editor.upload import read_file
from icf.errors import Conflict, InvalidInput, NotFound
from icf.packs.models import PUBLISHED, OwnVersion, PublishedForEver
from icf.packs.own_switch import switch_own
from tests.desk import NOW
from tests.editor.conftest import TEXT, Author
from tests.support import Somewhere

BETTER_WORDS = TEXT.replace("Who rings the bell?", "Who will ring the bell?")
MORE = TEXT + "      - {key: alarms, text: How many alarms?, kind: number}\n"
FEWER = TEXT.replace(
    "      - {key: who, text: Who rings the bell?, kind: text, hint: A name.}\n", ""
)


@pytest.mark.parametrize(
    ("text", "step", "number"),
    [
        (BETTER_WORDS, "patch", "1.0.1"),
        (BETTER_WORDS, "major", "2.0.0"),
        (MORE, "minor", "1.1.0"),
        (FEWER, "major", "2.0.0"),
    ],
)
def test_the_number_goes_up_as_far_as_the_changes_ask_for(
    author: Author, text: str, step: Step, number: str
) -> None:
    pack = author.brings_in()
    author.publishes(pack)
    author.brings_in(text, seen=2)

    author.publishes(pack, step)

    assert [one.version for one in author.versions(pack)] == [number, "1.0.0"]


@pytest.mark.parametrize(("text", "step"), [(MORE, "patch"), (FEWER, "minor"), (FEWER, "patch")])
def test_a_step_that_is_too_small_is_refused(author: Author, text: str, step: str) -> None:
    pack = author.brings_in()
    author.publishes(pack)
    author.brings_in(text, seen=2)

    with pytest.raises(InvalidInput, match="what the changes mean"):
        author.publishes(pack, step)

    assert len(author.versions(pack)) == 1


def test_a_draft_with_faults_is_not_published(author: Author) -> None:
    pack = author.brings_in()
    address = f"/your-questions/{pack}/questions/new?section=home"
    author.browser.send(address, {"text": "Which of these?", "kind": "choice"})

    with pytest.raises(InvalidInput, match="put right"):
        author.publishes(pack)
    page = author.browser.page(f"/your-questions/{pack}/publish")

    assert "Which of these?: The choices: write the choices that people can pick from." in (
        page.get_text()
    )
    assert author.versions(pack) == []


def test_what_somebody_changed_meanwhile_is_not_published_unseen(author: Author) -> None:
    pack = author.brings_in()
    page = author.browser.page(f"/your-questions/{pack}/publish")
    seen = page.find("input", {"name": "version"})["value"]
    author.browser.send(
        f"/your-questions/{pack}/questions/new?section=home", {"text": "Late?", "kind": "text"}
    )

    reply = author.browser.send(
        f"/your-questions/{pack}/publish", {"version": seen, "step": "minor", "note": ""}
    )

    assert reply.status_code == 400
    assert "Somebody changed these questions meanwhile" in reply.text
    assert author.versions(pack) == []


def change_by_object(version: OwnVersion, name: str, value: Any) -> None:
    setattr(version, name, value)
    db.session.flush()


def change_by_class(version: OwnVersion, name: str, value: Any) -> None:
    db.session.execute(
        sa.update(OwnVersion).where(OwnVersion.id == version.id).values({name: value})
    )


def change_by_table(version: OwnVersion, name: str, value: Any) -> None:
    table = OwnVersion.__table__
    db.session.execute(
        sa.update(table)  # type: ignore[arg-type]
        .where(table.c.id == version.id, table.c.organisation_id == version.organisation_id)
        .values({name: value})
    )


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("route", [change_by_object, change_by_class, change_by_table])
def test_a_published_version_cannot_be_changed_by_any_route(
    author: Author, name: str, route: Callable[[OwnVersion, str, Any], None]
) -> None:
    version = author.publishes(author.brings_in())
    other = {"meaning_unchanged": True, "published_at": NOW.replace(year=2030)}
    value = other.get(name, 1 if name in ("pack_id", "published_by") else "changed")

    def work() -> None:
        with write() as session:
            found = session.get(OwnVersion, version)
            assert found is not None
            route(found, name, 2 if getattr(found, name) == value else value)

    with pytest.raises((PublishedForEver, SQLAlchemyError), match="never changes"):
        author.desk.run(work)


def test_no_page_changes_a_published_version(author: Author) -> None:
    pack = author.brings_in()
    author.publishes(pack)
    before = author.versions(pack)[0].text
    address = f"/your-questions/{pack}"

    author.browser.send(f"{address}/about", {"title": "New", "publisher": "Us", "version": "1"})
    author.browser.send(f"{address}/delete-part", {"part": "section", "key": "home"})
    author.browser.send(f"{address}/move", {"part": "question", "key": "who", "move": "up"})
    author.browser.send(f"{address}/undo", {"version": "9"})

    assert author.versions(pack)[0].text == before


def test_a_version_is_asked_once_it_is_on(author: Author) -> None:
    pack = author.brings_in()
    version = author.publishes(pack)
    assert author.asked() == []

    author.switches(pack, version)
    assert author.asked() == ["brooktown-council-fire:visits", "brooktown-council-fire:who"]

    author.switches(pack, None)
    assert author.asked() == []


def test_one_version_is_on_at_a_time(author: Author) -> None:
    pack = author.brings_in()
    first = author.publishes(pack)
    author.brings_in(MORE, seen=2)
    second = author.publishes(pack)

    author.switches(pack, first)
    author.switches(pack, second)

    assert [one.is_on for one in author.versions(pack)] == [True, False]
    assert len(author.asked()) == 3


def test_a_correction_goes_on_by_itself_and_anything_else_waits(author: Author) -> None:
    pack = author.brings_in()
    author.switches(pack, author.publishes(pack))
    author.brings_in(BETTER_WORDS, seen=2)
    author.publishes(pack, "patch")
    assert [one.is_on for one in author.versions(pack)] == [True, False]

    author.brings_in(MORE, seen=4)
    author.publishes(pack, "major")

    assert [one.is_on for one in author.versions(pack)] == [False, True, False]


def test_a_correction_stays_off_where_its_predecessor_is_off(author: Author) -> None:
    pack = author.brings_in()
    author.publishes(pack)
    author.brings_in(BETTER_WORDS, seen=2)

    author.publishes(pack, "patch")

    assert not any(one.is_on for one in author.versions(pack))


def test_what_does_not_fit_with_what_is_on_is_refused(author: Author) -> None:
    of_add_on = TEXT.replace("kind: text", "kind: place_standard:theme")
    pack = author.brings_in(of_add_on)
    version = author.publishes(pack)

    with pytest.raises(InvalidInput, match="does not fit with what else is on"):
        author.switches(pack, version)
    author.browser.send("/add-ons/place_standard", {"sure": "yes"})
    author.switches(pack, version)

    assert "brooktown-council-fire:who" in author.asked()


def test_a_version_of_others_cannot_be_switched(
    author: Author,
    make_author: Callable[..., Author],
    make_organisation: Callable[..., Somewhere],
) -> None:
    them = make_author(organisation=make_organisation("Hillside"))
    theirs = them.publishes(them.brings_in())
    mine = author.brings_in()

    def work() -> None:
        with write() as session:
            switch_own(session, author.desk.actor, NOW, author.desk.plugins, mine, theirs)

    with pytest.raises(NotFound):
        author.desk.run(work)
    assert not any(one.is_on for one in them.versions(theirs))


def test_questions_that_are_on_are_not_deleted(author: Author) -> None:
    pack = author.brings_in()
    author.switches(pack, author.publishes(pack))

    with pytest.raises(InvalidInput, match="is on"):
        author.desk.run(lambda: _delete(author, pack))
    author.switches(pack, None)
    author.desk.run(lambda: _delete(author, pack))

    assert author.browser.get(f"/your-questions/{pack}").status_code == 404
    assert author.browser.send(f"/your-questions/{pack}/bring-back", {}).status_code == 303
    assert author.browser.get(f"/your-questions/{pack}").status_code == 200


def test_a_draft_is_given_up_and_that_is_undone(author: Author) -> None:
    pack = author.brings_in()
    author.publishes(pack)
    author.brings_in(MORE, seen=2)
    address = f"/your-questions/{pack}"

    author.browser.send(f"{address}/withdraw", {})
    assert "How many alarms?" not in author.browser.page(address).get_text()

    undoing = author.browser.page(address).find("input", {"name": "version"})["value"]
    author.browser.send(f"{address}/undo", {"version": undoing})
    assert "How many alarms?" in author.browser.page(address).get_text()


def test_two_versions_are_compared_in_sentences(author: Author) -> None:
    pack = author.brings_in()
    author.publishes(pack)
    author.brings_in(MORE, seen=2)
    author.publishes(pack)

    page = author.browser.page(f"/your-questions/{pack}/compare")

    assert "The question “How many alarms?” is new." in page.get_text()


@pytest.mark.parametrize("kind", ["yaml", "workbook"])
def test_any_version_comes_back_as_it_went_out(author: Author, kind: str) -> None:
    pack = author.brings_in()
    version = author.publishes(pack)

    reply = author.browser.get(f"/your-questions/{pack}/versions/{version}/{kind}")

    content = reply.get_data()
    text = author.versions(pack)[0].text
    installed = author.desk.run(lambda: service.installed(author.desk.plugins))
    again = author.desk.run(
        lambda: read_file(content, "file", installed, author.desk.actor.organisation_name)
    )
    assert again.text == text


def _delete(author: Author, pack: int) -> None:
    with write() as session:
        service.delete(session, author.desk.actor, datetime.now(UTC), pack)


def test_two_who_publish_at_once_do_not_make_two_versions(author: Author) -> None:
    pack = author.brings_in()
    author.publishes(pack)

    with pytest.raises((InvalidInput, Conflict)):
        author.publishes(pack)

    assert len(author.versions(pack)) == 1
