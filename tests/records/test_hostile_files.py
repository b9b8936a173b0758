"""Whoever writes a file by hand gets nothing that is not theirs, and breaks no page here."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask

from icf.accounts.models import Membership, Organisation, Person
from icf.audit import AuditEntry
from icf.core.canonical import digest_of
from icf.db import Base, across_organisations, db, in_organisation, write
from icf.errors import Conflict, InvalidInput
from icf.history.service import Filters, Part, history_page
from icf.packs.models import StoredQuestionnaire
from icf.records.bring_in import bring_in
from icf.records.commands import organisation as command
from icf.records.numbers import HIGHEST
from icf.records.packed import read_file
from icf.records.rules import refuse_impossible
from icf.records.take_out import OF_A_PERSON, RECORDS, Taken, take_out
from icf.talk.comments import for_you
from icf.web.actor import CAPABILITIES, Actor
from tests.databases import PostgresDatabases, SqliteDatabases
from tests.example.conftest import NOW, new_app
from tests.example.conftest import loaded_app as loaded_app
from tests.own_questions import LIGHTS, text_of
from tests.records.test_moving_house import brought, elsewhere, every_table, ids, taken

__all__ = ["elsewhere"]

Change = Callable[[dict[str, Any]], object]
AT = "2026-05-04T10:00:00+00:00"


@pytest.fixture(scope="module")
def file(loaded_app: Flask) -> Taken:
    """The example's first organisation, as it was taken out."""
    return taken(loaded_app, ids(loaded_app)[0])


@pytest.fixture(scope="module")
def fortress(
    databases: SqliteDatabases | PostgresDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Flask]:
    """An installation that takes in none of the files of this module."""
    with new_app(databases, tmp_path_factory) as made:
        yield made


def changed(file: Taken, change: Change) -> bytes:
    document = json.loads(file.json)
    change(document)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(RECORDS, json.dumps(document))
        for name, content in file.files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def row(document: dict[str, Any], table: str, **values: Any) -> dict[str, Any]:
    """Add a row to a table of the file, and change it."""
    rows = document["tables"].setdefault(table, [])
    rows.append(values)
    return values


def person(document: dict[str, Any]) -> int:
    return int(document["people"][0]["id"])


def first(document: dict[str, Any], table: str) -> dict[str, Any]:
    found: dict[str, Any] = document["tables"][table][0]
    return found


def own(document: dict[str, Any], text: str, **values: Any) -> None:
    """A version of one pack, whatever own questions the file has already."""
    there = {one["key"]: one["id"] for one in document["tables"].get("own_pack", [])}
    key = "brooktown-streets"
    if key not in there:
        there[key] = max(there.values(), default=0) + 1
        row(document, "own_pack", id=there[key], key=key, title="Streets", created_at=AT)
    numbers = [one["id"] for one in document["tables"].get("own_version", [])]
    made = {
        "id": max(numbers, default=0) + 1, "pack_id": there[key], "version": "1.0.0",
        "text": text, "published_at": AT,
    }  # fmt: skip
    row(document, "own_version", **(made | values))


def comment(document: dict[str, Any], **values: Any) -> None:
    number = len(document["tables"].get("comment", [])) + 1
    made = {
        "id": number, "assessment_id": first(document, "assessment")["id"], "question": "icf:x",
        "words": "Well?", "said_by": person(document), "said_at": AT, "named": [],
    }  # fmt: skip
    row(document, "comment", **(made | values))


def kept(document: dict[str, Any], **values: Any) -> None:
    made = {
        "id": 1, "plugin": "strength_of_evidence", "key": "a", "value": "{}", "size": 2,
        "version": 1, "changed_at": AT,
    }  # fmt: skip
    row(document, "plugin_stored", **(made | values))


def signed(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one for one in document["tables"]["assessment"] if one["state"] == "signed"
    )
    return found


def papers(document: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Something that was sent to the Board."""
    number = len(document["tables"].get("submission", [])) + 1
    made = {
        "id": number, "cycle_key": "k" * 32, "cycle_title": "2026/27", "number": number,
        "kind": "nil", "due_on": "2026-12-18", "sent_by": person(document), "sent_at": AT,
    }  # fmt: skip
    return row(document, "submission", **(made | values))


def reworded(document: dict[str, Any], change: Callable[[dict[str, Any]], object]) -> None:
    """Another questionnaire in the place of the first, under a digest that fits."""
    old = next(iter(document["questionnaires"]))
    content = document["questionnaires"].pop(old)
    change(content)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    new = digest_of(text)
    document["questionnaires"][new] = content
    for rows in document["tables"].values():
        for one in rows:
            for name in ("digest", "from_digest", "to_digest"):
                if one.get(name) == old:
                    one[name] = new


def nested(levels: int) -> Any:
    value: Any = "deep"
    for _level in range(levels):
        value = [value]
    return value


HOSTILE: dict[str, tuple[Change, str]] = {
    "a role that there is not": (
        lambda d: d["members"][0].update(role="owner"), "no role 'owner'"),
    "a role that is no text": (lambda d: d["members"][0].update(role=["lead"]), "membership.role"),
    "somebody twice, in capitals": (
        lambda d: d["people"].append(
            d["people"][0] | {"id": 900, "email": d["people"][0]["email"].upper()}
        ), "one is there twice"),
    "an address with a line break": (
        lambda d: d["people"][0].update(email="a@b.org\nBcc: all@b.org"), "no e-mail address"),
    "e-mails that nobody can choose": (
        lambda d: d["people"][0].update(emails="hourly"), "emails"),
    "a huge number of a row": (
        lambda d: first(d, "work").update(id=HIGHEST + 1), "above"),
    "a negative number": (lambda d: first(d, "work").update(id=-3), "below 1"),
    "a person with a huge number": (lambda d: d["people"][0].update(id=2**62), "person"),
    "a number that no column holds": (
        lambda d: first(d, "answer").update(version=2**40), "answer.version"),
    "a version before the first": (lambda d: first(d, "answer").update(version=0), "version"),
    "a letter that no database keeps": (
        lambda d: first(d, "work").update(title="a\0b"), "work.title"),
    "half a letter": (lambda d: first(d, "work").update(title="\ud800"), "work.title"),
    "half a letter within JSON": (
        lambda d: first(d, "answer").update(value={"\udfff": "x"}), "answer.value"),
    "JSON that is too deep": (
        lambda d: first(d, "answer").update(value=nested(40)), "answer.value"),
    "a value of lists": (lambda d: first(d, "answer").update(value=[["x"]]), "value"),
    "a moment before there was time": (
        lambda d: first(d, "work").update(created_at="0001-01-01T00:00:00+14:00"),
        "work.created_at"),
    "a day after all days": (
        lambda d: first(d, "action").update(due_on="9999-12-31"), "action.due_on"),
    "a list where a mapping belongs": (
        lambda d: d["audit"][0].update(details=["x"]), "audit.details"),
    "a line of the audit about nothing": (
        lambda d: d["audit"][0].update(subject="assessment", subject_id="all"), "no number"),
    "a colour that breaks out of its style": (
        lambda d: d["organisation"].update(look={"brand": "red;}*{display:none"}), "look"),
    "an organisation without a name": (lambda d: d["organisation"].update(name=" "), "no name"),
    "an organisation whose name is a list": (
        lambda d: d["organisation"].update(name=["x"]), "no name"),
    "signed without a signer": (lambda d: signed(d).update(signed_by=None), "without a signer"),
    "a draft with a signer": (lambda d: signed(d).update(state="draft"), "without a signer"),
    "a state that there is not": (lambda d: signed(d).update(state="approved"), "state"),
    "a checklist that goes on from itself": (
        lambda d: signed(d).update(previous_id=signed(d)["id"]), "came later"),
    "a size that its questions do not have": (
        lambda d: signed(d).update(depth="endless"), "no such size"),
    "an answer that cannot be counted": (
        lambda d: [one.update(value={"a": "b"}) for one in d["tables"]["answer"]],
        "cannot be counted"),
    "a count of minus one": (
        lambda d: first(d, "section_result").update(asked=-1), "counts"),
    "a count that is a text": (
        lambda d: first(d, "section_result").update(levels={"icf:status": {"todo": "9"}}),
        "counts"),
    "decisions that are no texts": (
        lambda d: d["tables"]["plan_paper"][0].update(decisions=[{"a": 1}]), "not texts"),
    "an action with a status that there is not": (
        lambda d: first(d, "action").update(status="finished"), "status"),
    "a note with a status that there is not": (
        lambda d: row(
            d, "action_note", id=1, action_id=first(d, "action")["id"], words="x", status="x",
            written_by=person(d), written_at=AT,
        ), "status"),
    "a proposal in a state that there is not": (
        lambda d: row(
            d, "action_proposal", id=1, key="k", is_ours=False, other_name="X", what="x",
            state="agreed", proposed_at=AT,
        ), "state"),
    "a link with nothing": (
        lambda d: first(d, "action_link").update(key=""), "not at all"),
    "a copy that was not sent": (
        lambda d: papers(d, kind="papers", report='{"is":"Report"}'), "not the one that was sent"),
    "a copy that is no report": (
        lambda d: papers(d, kind="papers", report="[]", sha256=digest_of("[]")), "cannot be read"),
    "services that are no texts": (
        lambda d: papers(d, services=[{"P": 1}]), "not texts"),
    "papers where there is nothing to send": (
        lambda d: papers(d, report="[]"), "and yet papers"),
    "a year with days that cannot be counted": (
        lambda d: d["cycles"][0].update(days={"clear": "many"}), "days cannot be counted"),
    "a year with a million days": (
        lambda d: d["cycles"][0]["days"].update(open=1_000_000), "days cannot be counted"),
    "a year with a step that there is not": (
        lambda d: d["cycles"][0].update(by_hand={"party": "2026-05-04"}), "dates cannot"),
    "a year long ago": (
        lambda d: d["cycles"][0].update(meets_on="1901-02-03"), "dates cannot be counted"),
    "a year that is none": (
        lambda d: d["cycles"][0].update(title="Soon"), "title cannot be read"),
    "a conversation in a state that there is not": (
        lambda d: first(d, "conversation").update(state="over"), "state"),
    "a link that runs a script": (
        lambda d: first(d, "conversation").update(results_link="javascript:alert(1)"),
        "no web address"),
    "places that are texts": (
        lambda d: first(d, "conversation").update(places=["Millbrook"]), "places cannot be read"),
    "a panel that was asked nothing": (
        lambda d: first(d, "voice_panel").update(asked={"levels": 1}), "cannot be read"),
    "fewer than no voices": (
        lambda d: first(d, "voice_sheet").update(counts={"x": {"y": -1}}), "counts"),
    "a vote about nothing": (
        lambda d: row(
            d, "workshop", id=900, assessment_id=first(d, "assessment")["id"], question="icf:x",
            created_by=person(d), created_at=AT, ends_at=AT,
        ), "cannot be read"),
    "what became of a promise in other words": (
        lambda d: first(d, "promise_review").update(answer="maybe"), "answer"),
    "an action of other work": (
        lambda d: [one.update(work_id=d["tables"]["work"][-1]["id"])
                   for one in d["tables"]["action"]], "another piece of work"),
    "faulty questions": (lambda d: own(d, "pack: ["), "cannot be used"),
    "questions of another name": (
        lambda d: own(d, text_of("1.0.0", [LIGHTS], key="other-streets")), "another name"),
    "questions of another version": (
        lambda d: own(d, text_of("2.0.0", [LIGHTS])), "version 2.0.0"),
    "two versions on": (
        lambda d: [own(d, text_of(f"{one}.0.0", [LIGHTS]), version=f"{one}.0.0", is_on=True)
                   for one in (1, 2)], "Two versions"),
    "a comment that names somebody outside the file": (
        lambda d: comment(d, named=[999_999]), "no person 999999"),
    "a comment that names a text": (lambda d: comment(d, named=["1"]), "no number"),
    "a reply to itself": (lambda d: comment(d, reply_to=1), "something else"),
    "a conversation settled by nobody": (lambda d: comment(d, settled_at=AT), "Only some"),
    "what an add-on keeps is no JSON": (lambda d: kept(d, value="{"), "cannot be read"),
    "what an add-on keeps says a smaller size": (
        lambda d: kept(d, value='"' + "x" * 900 + '"'), "another size"),
    "a questionnaire with a key that is a number": (
        lambda d: reworded(d, lambda q: q["sections"][0].update(key=7)), "questionnaire"),
    "a questionnaire without its scale": (
        lambda d: reworded(d, lambda q: q.update(scales=q["scales"][1:])), "questionnaire"),
    "a questionnaire that asks one thing twice": (
        lambda d: reworded(d, lambda q: q["sections"].append(deepcopy(q["sections"][0]))),
        "twice"),
    "a questionnaire with a condition of no kind": (
        lambda d: reworded(
            d, lambda q: q["sections"][0]["questions"][0].update(show_if=["Exec", "x"])
        ), "questionnaire"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_whole(file: Taken, fortress: Flask, what: str) -> None:
    change, said = HOSTILE[what]

    with pytest.raises(InvalidInput, match=said):
        brought(fortress, read_file(changed(file, change)))

    assert set(every_table(fortress).values()) <= {0}


def test_a_document_that_is_not_the_one_that_was_issued_is_refused() -> None:
    rows = {"issued_document": [{"content": b"another", "sha256": "0" * 64}]}

    with pytest.raises(InvalidInput, match="not the one that was issued"):
        refuse_impossible(rows, {}, {})


def test_a_move_that_names_questions_outside_the_file_is_refused(
    file: Taken, elsewhere: Flask
) -> None:
    def add(document: dict[str, Any]) -> None:
        row(
            document, "move", id=1, choice="move", before={"add_ons": [], "own": []},
            after={"add_ons": [], "own": [77]}, digest=next(iter(document["questionnaires"])),
            made_by=person(document), made_at=AT,
        )  # fmt: skip

    with pytest.raises(InvalidInput, match="no own_version 77"):
        brought(elsewhere, read_file(changed(file, add)))


def test_the_words_of_others_are_not_had_by_naming_their_digest(
    file: Taken, elsewhere: Flask
) -> None:
    secret = "f" * 64
    with elsewhere.app_context(), write() as session:
        session.add(StoredQuestionnaire(digest=secret, document="{}", stored_at=NOW))

    def point(document: dict[str, Any]) -> None:
        move = {"from_digest": secret, "to_digest": secret}
        row(
            document, "move", id=1, choice="move", before={"add_ons": [], "own": []},
            after={"add_ons": [], "own": []}, digest=secret, made_by=person(document), made_at=AT,
        )  # fmt: skip
        row(
            document, "moved_assessment", move_id=1, choice="move", verdict="compatible",
            assessment_id=first(document, "assessment")["id"], from_depth="quick",
            to_depth="quick", **move,
        )  # fmt: skip

    with pytest.raises(InvalidInput, match="no questionnaire"):
        brought(elsewhere, read_file(changed(file, point)))
    with pytest.raises(InvalidInput, match="does not have its questions"):
        brought(
            elsewhere,
            read_file(changed(file, lambda d: first(d, "assessment").update(digest=secret))),
        )


@pytest.mark.parametrize(
    ("role", "here"),
    [
        ("administrator", "lead"),
        ("partnership_officer", "viewer"),
        ("board_member", "viewer"),
        ("reviewer", "reviewer"),
    ],
)
@pytest.mark.parametrize("ended_at", [None, AT])
def test_nobody_gets_a_role_that_reaches_beyond_their_organisation(
    file: Taken, elsewhere: Flask, role: str, here: str, ended_at: str | None
) -> None:
    def promote(document: dict[str, Any]) -> None:
        document["members"][0].update(role=role, ended_at=ended_at)

    done = brought(elsewhere, read_file(changed(file, promote)))

    email = file.document["people"][0]["email"]
    with elsewhere.app_context():
        found = sa.select(Membership.role).join(Person).where(Person.email == email)
        assert db.session.scalar(found) == here
        roles = set(db.session.scalars(sa.select(Membership.role)))
    assert not any("installation" in CAPABILITIES[one] for one in roles)
    told = [line for line in done.roles if line[0] == email]
    assert told == ([(email, role, here)] if role != here and ended_at is None else [])


def test_an_account_that_is_here_gets_no_access_and_stays_as_it_is(
    file: Taken, elsewhere: Flask
) -> None:
    email, number = file.document["people"][0]["email"], file.document["people"][0]["id"]
    with elsewhere.app_context(), write() as session:
        mine = Person(
            name="Known here", email=email, created_at=NOW, password_hash="kept", emails="none"
        )
        session.add(mine)
        session.flush()
        before = {name: getattr(mine, name) for name in OF_A_PERSON}

    def take_over(document: dict[str, Any]) -> None:
        document["people"][0].update(
            name="Somebody else", email=email.upper(), layout="section", emails="at_once"
        )
        one = next(one for one in document["members"] if one["person_id"] == number)
        one.update(role="administrator", ended_at=None)

    done = brought(elsewhere, read_file(changed(file, take_over)))

    with elsewhere.app_context():
        found = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
        assert {name: getattr(found, name) for name in before} == before
        joined = sa.select(Membership).where(Membership.person_id == found.id)
        assert db.session.scalars(joined).all() == []
    assert done.known == ((email, "lead"),)


def test_a_name_that_differs_only_in_capitals_is_taken(file: Taken, elsewhere: Flask) -> None:
    with elsewhere.app_context(), write() as session:
        name = file.document["organisation"]["name"].upper()
        session.add(Organisation(name=name, created_at=NOW))

    with pytest.raises(Conflict, match="another name"):
        brought(elsewhere, read_file(file.as_zip()))


def test_numbers_within_comments_and_the_history_move_up_with_the_rest(
    file: Taken, elsewhere: Flask
) -> None:
    """Brought in beside another organisation, people stay named and the history stays in place."""

    def add(document: dict[str, Any]) -> None:
        comment(document, named=[document["people"][1]["id"]])
        sent = {"at": AT, "what": "sent_to_board", "subject": "submission", "details": {}}
        number = papers(document)["id"]
        document["audit"].append({**sent, "subject_id": f"S{number}", "person_id": None})

    other = json.loads(file.json)
    for place, one in enumerate(other["people"]):
        one["email"] = f"other{place}@example.org"
    # Own questions have a name of their own in an installation, so they cannot come twice.
    for table in ("own_pack", "own_version"):
        other["tables"].pop(table, None)
    brought(elsewhere, read_file(Taken(other, file.files).as_zip()), "Another organisation")

    done = brought(elsewhere, read_file(changed(file, add)))

    assert {"assessment", "person", "comment"} & set(done.renumbered) >= {"assessment"}
    email = file.document["people"][1]["email"]
    with elsewhere.app_context(), in_organisation(done.organisation_id):
        session = db.session()
        named = session.scalars(sa.select(Person).where(Person.email == email)).one()
        actor = Actor(named.id, named.name, email, done.organisation_id, "", "lead")
        assert [one.words for one in for_you(session, actor)] == ["Well?"]
        shown = history_page(session, actor, NOW, Part(), Filters(what="checklists"))
        numbers = set(session.scalars(sa.select(Base.metadata.tables["assessment"].c.id).where(
            Base.metadata.tables["assessment"].c.organisation_id == done.organisation_id
        )))  # fmt: skip
        sent = Base.metadata.tables["submission"]
        copies = session.scalars(
            sa.select(sent.c.id).where(sent.c.organisation_id == done.organisation_id)
        )
        named_in_history = session.scalars(
            sa.select(AuditEntry.subject_id).where(
                AuditEntry.subject == "submission",
                AuditEntry.organisation_id == done.organisation_id,
            )
        )
        assert set(named_in_history) <= {f"S{one}" for one in copies}
        assert shown.entries
        assert {one.assessment_id for one in shown.entries} <= numbers


def test_the_command_says_which_roles_and_accounts_were_not_brought_along(
    file: Taken, elsewhere: Flask, tmp_path: Any
) -> None:
    email = file.document["people"][0]["email"]
    with elsewhere.app_context(), write() as session:
        session.add(Person(name="Known here", email=email, created_at=NOW))
    at = tmp_path / "file.zip"
    at.write_bytes(file.as_zip())

    with elsewhere.app_context():
        result = CliRunner().invoke(command, ["import", str(at)])

    assert result.exit_code == 0, result.output
    assert "was administrator and is lead here" in result.output
    assert "was board member and is viewer here" in result.output
    assert f"{email} (" in result.output
    assert "has an account here already" in result.output


def encrypted() -> bytes:
    """A file whose first entry says that it needs a password."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(RECORDS, "{}")
    content = bytearray(packed.getvalue())
    for start in (content.find(b"PK\x03\x04") + 6, content.find(b"PK\x01\x02") + 8):
        content[start] |= 1
    return bytes(content)


def no_number() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(RECORDS, '{"format": "icf-organisation", "format_version": 1, "x": NaN}')
    return packed.getvalue()


@pytest.mark.parametrize("content", [encrypted(), no_number()])
def test_a_file_that_cannot_be_unpacked_is_refused_in_plain_words(content: bytes) -> None:
    with pytest.raises(InvalidInput, match="not the file of an organisation"):
        read_file(content)


def test_what_the_toolkit_itself_takes_out_passes_every_rule(
    loaded_app: Flask, elsewhere: Flask
) -> None:
    for number in ids(loaded_app):
        with loaded_app.app_context(), in_organisation(number):
            content = take_out(db.session(), number).as_zip()
        with elsewhere.app_context(), across_organisations("a test"), write() as session:
            assert bring_in(session, NOW, read_file(content)).rows
