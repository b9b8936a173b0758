"""Who did what, when, old and new in sentences; and putting an earlier answer back."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from icf.assessments import service as checklists
from icf.assessments.models import AnswerHistory
from icf.assessments.saving import restore_answer
from icf.assessments.sheet import load
from icf.audit import AuditEntry
from icf.db import db
from icf.errors import Conflict, NotAllowed, NotFound
from icf.history.sentences import SENTENCES, sentence
from icf.history.service import Filters, HistoryPage, Part, history_page, part_of_checklist
from icf.plans.action import add_action, delete_action, edit_action
from icf.plans.signing import sign_off
from icf.web.actor import Actor
from tests.desk import CHANNELS, NOW, WHO, Desk, posted
from tests.house.source import ROOT
from tests.statements import counted
from tests.support import CheckedClient, Somewhere

LATER = NOW + timedelta(hours=5)


@pytest.fixture
def someone(desk: Desk, signed_in: Any) -> Callable[..., CheckedClient]:
    here = Somewhere(desk.actor.organisation_id, desk.actor.organisation_name)
    return lambda role, name="": signed_in(role, organisation=here, name=name)


def written(desk: Desk) -> None:
    desk.save(posted(WHO, "todo", words="Nobody yet"), minutes=1)
    desk.save(posted(WHO, "partly", version=1, words="We met two"), minutes=2)


def many_versions(desk: Desk, versions: range) -> None:
    """One save for each version that was there before it, a minute apart."""
    for seen in versions:
        answer = posted(WHO, "todo", version=seen, words=f"Version {seen}")
        desk.save(answer, minutes=seen + 1)


def read(desk: Desk, filters: Filters | None = None, number: int = 1) -> HistoryPage:
    def look() -> HistoryPage:
        sheet = load(db.session, desk.actor, desk.assessment_id)
        part = part_of_checklist(db.session, desk.actor, sheet.record)
        return history_page(db.session, desk.actor, LATER, part, filters or Filters(), number)

    found: HistoryPage = desk.run(look)
    return found


def restore(desk: Desk, version: int, seen: int, actor: Actor | None = None) -> None:
    sheet, kinds = desk.sheet(), desk.plugins.registry.kinds()
    who = actor or desk.actor
    desk.run(
        lambda: restore_answer(
            db.session, who, NOW + timedelta(minutes=9), kinds, sheet, WHO, version, seen
        )
    )


def test_a_changed_answer_is_a_sentence_with_old_and_new(desk: Desk) -> None:
    written(desk)

    newest = read(desk).entries[0]

    assert newest.sentence.startswith("Person 1 changed the answer to “Whose lives")
    assert "Nobody yet" in newest.old
    assert "We met two" in newest.new
    assert newest.section == "Connecting"
    assert newest.at == NOW + timedelta(minutes=2)


def test_everything_that_is_done_to_a_checklist_is_there_newest_first(desk: Desk) -> None:
    written(desk)
    made = desk.call(add_action, desk.sheet(), {"what": "Book the hall", "who": "Bo"})
    desk.run(
        lambda: checklists.finish_section(
            db.session, desk.actor, NOW, desk.assessment_id, "icf:connecting", True
        )
    )
    desk.call(
        checklists.change_depth, desk.plugins, desk.assessment_id, "standard", "Proportionate"
    )

    said = " | ".join(one.sentence for one in read(desk).entries)

    for words in ("started the checklist", "“Book the hall”", "marked a section", "how much"):
        assert words in said
    assert made
    moments = [one.at for one in read(desk).entries]
    assert moments == sorted(moments, reverse=True)


def test_a_changed_action_says_what_it_was_and_became(desk: Desk) -> None:
    made = desk.call(add_action, desk.sheet(), {"what": "Book the hall", "who": "Bo"})
    desk.run(
        lambda: edit_action(
            db.session, desk.actor, LATER - timedelta(hours=1), load_sheet(desk), made, 1,
            {"what": "Book the hall", "who": "Ada", "due_on": date(2027, 3, 9)},
        )
    )  # fmt: skip

    changed = read(desk).entries[0]

    assert (changed.old, changed.new) == ("Bo\nNothing", "Ada\n9 March 2027")


def load_sheet(desk: Desk) -> Any:
    return load(db.session, desk.actor, desk.assessment_id)


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        (Filters(what="answers"), 3),
        (Filters(what="checklists"), 1),
        (Filters(what="actions"), 0),
        (Filters(since="day"), 4),
        (Filters(section="icf:connecting", questions=(WHO,)), 2),
        (Filters(person_id=99_999), 0),
    ],
)
def test_filters_leave_only_what_was_asked_for(desk: Desk, filters: Filters, number: int) -> None:
    written(desk)
    desk.save(posted(CHANNELS, "todo"), minutes=3)

    assert read(desk, filters).total == number
    assert len(read(desk, filters).entries) == number


def test_pages_have_fifty_entries_and_lose_none(desk: Desk) -> None:
    for version in range(60):
        desk.save(
            posted(WHO, "todo", version=version, words=f"Version {version}"), minutes=version + 1
        )

    first, second = read(desk), read(desk, number=2)

    assert (len(first.entries), len(second.entries), first.total) == (50, 11, 61)
    seen = [one.new for one in (*first.entries, *second.entries) if one.question]
    assert len(set(seen)) == 60


def test_a_page_takes_as_many_statements_for_fifty_entries_as_for_three(
    app: Flask, desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    lead, path = someone("lead"), f"/checklists/{desk.assessment_id}/history"
    written(desk)
    lead.page(path)
    with counted(app) as few:
        lead.page(path)

    for version in range(2, 50):
        desk.save(
            posted(WHO, "todo", version=version, words=f"Version {version}"), minutes=version + 1
        )
    with counted(app) as many:
        lead.page(path)

    assert len(many) == len(few)


def test_an_earlier_answer_comes_back_as_a_new_change(desk: Desk) -> None:
    written(desk)

    restore(desk, version=1, seen=2)

    sheet = desk.sheet()
    assert (sheet.answers[WHO].words, sheet.edited[WHO].version) == ("Nobody yet", 3)
    assert [one.version for one in read(desk).entries if one.question] == [3, 2, 1]
    assert sheet.progress.answered == 1


def test_nothing_is_put_back_over_what_somebody_wrote_meanwhile(desk: Desk) -> None:
    written(desk)
    desk.save(posted(WHO, "through", version=2, words="Newer"), minutes=3)

    with pytest.raises(Conflict, match="meanwhile"):
        restore(desk, version=1, seen=2)

    assert desk.sheet().answers[WHO].words == "Newer"


def test_nothing_is_put_back_in_a_signed_checklist(desk: Desk) -> None:
    written(desk)
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})

    with pytest.raises(Conflict, match="signed off"):
        restore(desk, version=1, seen=2)

    assert desk.sheet().answers[WHO].words == "We met two"


def test_only_those_who_may_answer_put_back(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    written(desk)
    viewer = someone("viewer")
    assert viewer.actor is not None

    with pytest.raises(NotAllowed):
        restore(desk, 1, 2, viewer.actor)
    path = f"/checklists/{desk.assessment_id}/history"
    assert "Put this answer back" not in viewer.page(path).text
    assert viewer.send(f"{path}/restore", {"question": WHO}).status_code == 403


@pytest.mark.parametrize("version", [0, 3, 99])
def test_a_version_that_never_was_cannot_be_put_back(desk: Desk, version: int) -> None:
    written(desk)

    with pytest.raises(NotFound):
        restore(desk, version, 2)


def test_the_page_offers_every_version_but_the_present_one(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    written(desk)
    contributor, path = someone("contributor"), f"/checklists/{desk.assessment_id}/history"

    forms = contributor.page(path).select("main li form")
    assert len(forms) == 1
    fields = {one["name"]: one["value"] for one in forms[0].select("input")}
    back = contributor.send(str(forms[0]["action"]), fields)
    again = contributor.send(str(forms[0]["action"]), fields)

    assert back.status_code == again.status_code == 302
    assert desk.sheet().edited[WHO].version == 3
    assert "nothing was put back" in contributor.page(path).text


def test_filters_and_pages_of_the_screen(desk: Desk, someone: Callable[..., CheckedClient]) -> None:
    for version in range(55):
        desk.save(
            posted(WHO, "todo", version=version, words=f"Version {version}"), minutes=version + 1
        )
    viewer, path = someone("viewer"), f"/checklists/{desk.assessment_id}/history"

    first = viewer.page(f"{path}?what=answers&section=icf:connecting")
    older = first.find("a", rel="next")
    assert older is not None
    second = viewer.page(str(older["href"]))  # type: ignore[index]

    assert "55 changes" in first.text
    assert len(second.select("main ol li")) == 5
    viewer.page(f"{path}?page=99", 404)
    viewer.page(f"{path}?who=x&what=x&when=x&section=x&page=0")


def test_a_piece_of_work_and_the_organisation_have_theirs(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    written(desk)
    lead = someone("lead")

    work = lead.page(f"/work/{desk.work_id}/history")
    everything = lead.page("/history")

    for page in (work, everything):
        assert "We met two" in page.text
        assert "started the piece of work “Millbrook garden”" in page.text
    assert someone("contributor").get("/history").status_code == 403
    assert someone("viewer").get(f"/work/{desk.work_id}/history").status_code == 200


def test_history_of_others_is_never_shown(
    desk: Desk, signed_in: Any, make_organisation: Callable[..., Somewhere]
) -> None:
    written(desk)
    stranger = signed_in("lead", organisation=make_organisation("Airedale"))

    assert "We met two" not in stranger.page("/history").text
    stranger.page(f"/checklists/{desk.assessment_id}/history", 404)
    stranger.page(f"/work/{desk.work_id}/history", 404)


def test_an_empty_history_says_so(
    desk: Desk, signed_in: Any, make_organisation: Callable[..., Somewhere]
) -> None:
    page = signed_in("lead", organisation=make_organisation("Airedale")).page("/history?what=work")

    assert "Nothing to show here yet" in page.text


def test_every_line_that_we_write_down_has_a_sentence() -> None:
    """Found in the source: what is passed to ``audit.record``, or stands beside it."""
    known = re.compile(r'"([a-z]+(?:[_ ][a-z]+)+)"')
    said = set()
    for path in Path(ROOT, "icf").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for call in re.findall(r"audit\.record\(\s*[\w.()]+,\s*([^,]+),", text):
            said |= set(known.findall(call))

    assert len(said) > 35
    assert said - set(SENTENCES) == set()


def test_what_we_have_no_sentence_for_is_named_as_it_is() -> None:
    assert sentence("boiler_lit", "Ada", {}) == "Ada: boiler lit."


def test_hostile_words_in_details_are_only_text(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    desk.call(add_action, desk.sheet(), {"what": "<b id=pwned>100%(who)s {{ 7*7 }}</b>"})

    page: BeautifulSoup = someone("viewer").page(f"/checklists/{desk.assessment_id}/history")

    assert page.select("#pwned") == []
    assert "100%(who)s {{ 7*7 }}" in page.text


def test_a_deleted_action_comes_back_from_the_list(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    made = desk.call(add_action, desk.sheet(), {"what": "Book the hall"})
    desk.run(
        lambda: delete_action(db.session, desk.actor, datetime.now(UTC), load_sheet(desk), made)
    )
    contributor = someone("contributor")

    listed = contributor.page("/work/deleted")
    assert "Book the hall" in listed.text
    contributor.send(str(listed.select_one("main form")["action"]))  # type: ignore[index]

    assert (
        "Book the hall"
        in contributor.page(f"/checklists/{desk.assessment_id}/what-we-will-do").text
    )


def test_a_removed_service_and_a_removed_person_come_back(
    app: Flask, desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    lead, bo = someone("lead"), someone("viewer", "Bo Example")
    lead.send("/services", {"name": "Parks"})
    lead.send("/services/1/remove")
    link = next(
        str(one["href"]) for one in lead.page("/people").select("dd a") if "Bo Example" in one.text
    )
    lead.send(f"{link}/remove")
    listed = lead.page("/work/deleted")
    assert bo.get("/account").status_code == 303

    for form in listed.select("main form"):
        assert lead.send(str(form["action"])).status_code == 302

    assert "Parks" in lead.page("/services").text
    assert "Bo Example" in lead.page("/people").text
    assert "Parks" not in someone("contributor").page("/work/deleted").text
    with app.app_context():
        said = set(db.session.scalars(sa.select(AuditEntry.what)))
    assert {"service_restored", "member_restored"} <= said


def test_a_service_of_the_same_name_is_the_same_again(
    desk: Desk, someone: Callable[..., CheckedClient]
) -> None:
    lead = someone("lead")
    lead.send("/services", {"name": "Parks"})
    lead.send("/services/1/remove")

    assert lead.send("/services", {"name": "parks"}).status_code == 303

    assert "parks" in lead.page("/services").text


def test_answers_copied_at_the_start_are_nobodys_work(desk: Desk) -> None:
    written(desk)
    desk.call(sign_off, desk.sheet(), "Lena", "Manager", {})
    desk.assessment_id = desk.call(checklists.reopen, desk.plugins, desk.assessment_id)

    assert [one.question for one in read(desk).entries if one.question] == []
    stored = desk.run(lambda: db.session.scalar(sa.select(sa.func.count(AnswerHistory.id))))
    assert stored == 3


def test_the_whole_organisation_is_one_part(desk: Desk) -> None:
    written(desk)

    page = desk.run(lambda: history_page(db.session, desk.actor, LATER, Part(), Filters()))

    assert page.total >= 4
