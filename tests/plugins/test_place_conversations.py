"""Place Standard's own conversations: recorded, never mixed or averaged, published with care."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from ruamel.yaml import YAML

from icf import paths
from icf.assessments import service
from icf.assessments.posted import Posted
from icf.db import in_organisation, write
from icf.packs.pages import set_public
from icf.packs.service import set_switch
from icf.plugin.manager import Plugins
from icf.work.service import delete_work, start_work
from tests.desk import NOW, Desk, posted
from tests.support import CheckedClient, Somewhere

HERE = "/x/place_standard"
SIGN = {"do": "sign", "signed_name": "Lena Lead", "signed_role": "Manager"}
ADULTS = f"{HERE}/new/adults"


@pytest.fixture
def lead(app: Flask, signed_in: Callable[..., CheckedClient]) -> CheckedClient:
    client = signed_in("lead")
    here = client.actor.organisation_id  # type: ignore[union-attr]
    with app.app_context(), in_organisation(here), write() as session:
        set_switch(session, here, NOW, "place_standard", True)
    return client


@pytest.fixture
def publish(app: Flask, lead: CheckedClient) -> Callable[[bool], str]:
    """Makes the pages public, or not; gives the address of the public ones."""

    def act(on: bool = True) -> str:
        actor = lead.actor
        assert actor is not None
        with app.app_context(), in_organisation(actor.organisation_id), write() as session:
            set_public(session, actor, NOW, app.extensions["icf_plugins"], "place_standard", on)
        return f"{HERE}/o/{actor.organisation_id}"

    return act


def fields(**more: str) -> dict[str, str]:
    """A form with all that is needed; underlines stand for dashes in the names."""
    given = {
        "new-place": "Mill Street", "held-on-day": "9", "held-on-month": "3",
        "held-on-year": "2026", "how-many": "8", "feeling-safe-agreed": "3", "version": "0",
    }  # fmt: skip
    return given | {name.replace("_", "-"): text for name, text in more.items()}


def record(client: CheckedClient, address: str = ADULTS, **more: str) -> Any:
    """Send a new conversation; what came back."""
    key = client.page(address).find("input", attrs={"name": "key"})["value"]
    return client.send(address, {"key": key, **fields(**more)})


def recorded(client: CheckedClient, **more: str) -> str:
    """Record one that is right; its address."""
    answer = record(client, **more)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def words(client: CheckedClient, path: str) -> str:
    return " ".join(client.page(path).main.text.split())


def table(client: CheckedClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_the_names_of_the_themes_are_those_of_the_checklist() -> None:
    loader = YAML(typ="safe", pure=True)
    folder = paths.plugins_folder() / "place_standard"
    pack = loader.load((folder / "pack.yaml").read_text(encoding="utf-8"))
    asked = {q["key"]: q["text"] for one in pack["sections"] for q in one["questions"]}

    source = (folder / "names.py").read_text(encoding="utf-8")
    named = re.findall(r'"([a-z-]+)": N_\("([^"]+)"\)', source.split("VERSIONS")[0])

    assert len(named) == 14
    assert named == [(key, asked[key]) for key in asked if (key, asked[key]) in named]


def test_what_was_recorded_is_shown_with_the_spread_and_no_average(lead: CheckedClient) -> None:
    address = recorded(lead, feeling_safe_each="6 3 4,4", feeling_safe_better="Light")

    row = next(row.text for row in lead.page(address).find_all("tr") if "Feeling safe" in row.text)

    assert "3 – A lot could be better" in row
    assert "4 ratings: lowest 3, middle 4, highest 6" in row
    assert "Light" in row
    assert "4.25" not in lead.page(address).text


def test_an_even_number_of_ratings_has_two_in_the_middle(lead: CheckedClient) -> None:
    address = recorded(lead, feeling_safe_each="2 3 5 7")

    assert "middle 3–5" in words(lead, address)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("new-place", "", "Say which place"),
        ("new-place", "x" * 101, "Shorten this to 100"),
        ("held-on-day", "32", "Enter a real date"),
        ("held-on-year", "2999", "not in the future"),
        ("how-many", "", "how many people took part"),
        ("how-many", "0", "Enter a whole number"),
        ("group-older", "many", "Enter a whole number"),
        ("feeling-safe-agreed", "8", "Select one of the ratings"),
        ("feeling-safe-each", "3 8", "Type ratings from 1 to 7"),
        ("feeling-safe-each", "3.5", "Type ratings from 1 to 7"),
        ("feeling-safe-each", "1 " * 9, "Here are 9 ratings, but you say that 8"),
        ("feeling-safe-good", "x" * 2001, "Shorten this to 2000"),
        ("priority-1-what", "Mend the lamps", "Choose the theme"),
    ],
)
def test_a_mistake_is_named_and_everything_that_was_typed_stays(
    lead: CheckedClient, name: str, text: str, said: str
) -> None:
    key = lead.page(ADULTS).find("input", attrs={"name": "key"})["value"]
    sent = {"key": key, **fields(), "social-contact-good": "The bench", name: text}

    html = lead.send(ADULTS, sent).text

    assert said in html
    assert "There is a problem" in html
    assert "The bench</textarea>" in html
    assert "No conversation is recorded yet" in words(lead, f"{HERE}/")


def test_at_least_one_theme_has_to_be_there(lead: CheckedClient) -> None:
    assert "Record at least one theme" in record(lead, feeling_safe_agreed="").text


def test_children_have_three_points_and_adults_seven(lead: CheckedClient) -> None:
    children = f"{HERE}/new/children"

    def offered(path: str) -> list[str]:
        options = lead.page(path).find(id="feeling-safe-agreed").find_all("option")
        return [one["value"] for one in options]

    assert offered(children) == ["", "3", "2", "1"]
    assert offered(ADULTS) == ["", "7", "6", "5", "4", "3", "2", "1"]
    assert "Select one of the ratings" in record(lead, children, feeling_safe_agreed="4").text


def test_adults_and_children_never_stand_in_one_table(lead: CheckedClient) -> None:
    recorded(lead)
    recorded(lead, held_on_day="10", feeling_safe_agreed="5")
    assert record(lead, f"{HERE}/new/children", feeling_safe_agreed="2").status_code == 303

    page = lead.page(f"{HERE}/places/mill-street")

    over_time = [one for one in page.find_all("table") if "ratings by day" in one.caption.text]
    assert [one.caption.text.strip() for one in over_time] == ["Adults: 1 to 7: ratings by day"]
    heads = [" ".join(one.text.split()) for one in over_time[0].find_all("th", scope="col")]
    assert heads == ["Theme", "9 March 2026", "10 March 2026"]
    assert "3 (2 with adults; 1 with children)" in " ".join(page.main.text.split())
    assert len(page.find_all("svg", class_="report-drawing")) == 2


def test_the_same_place_is_one_whatever_its_letters_are(lead: CheckedClient) -> None:
    recorded(lead)
    recorded(lead, new_place="mill  street")

    assert len(lead.page(f"{HERE}/").find("tbody").find_all("tr")) == 1


def test_of_two_editors_the_second_reads_what_the_first_saved(lead: CheckedClient) -> None:
    address = recorded(lead)
    version = lead.page(f"{address}/edit").find("input", attrs={"name": "version"})["value"]
    mine = fields(version=version, new_place="", place="mill-street", how_many="9")
    lead.send(f"{address}/edit", mine | {"how-many": "12"})

    second = lead.send(f"{address}/edit", mine)

    assert "Somebody else changed this conversation" in second.text
    assert "How many people: “12”" in second.text
    assert "12" in words(lead, address)
    newer = re.findall(r'name="version" value="(\d+)"', second.text)[0]
    assert lead.send(f"{address}/edit", mine | {"version": newer}).status_code == 303
    assert "People who took part 9" in words(lead, address)


def test_saving_twice_records_one(lead: CheckedClient) -> None:
    key = lead.page(ADULTS).find("input", attrs={"name": "key"})["value"]

    first, again = (lead.send(ADULTS, {"key": key, **fields()}) for _ in range(2))

    assert first.headers["Location"] == again.headers["Location"]
    assert "Conversations: 1" in words(lead, f"{HERE}/places/mill-street")


def test_what_was_deleted_can_be_brought_back(lead: CheckedClient) -> None:
    address = recorded(lead)

    lead.send(f"{address}/delete", {})

    assert "Bring back" in words(lead, f"{HERE}/")
    lead.page(address, status=404)
    lead.page(f"{HERE}/places/mill-street", status=404)
    assert lead.send(f"{address}/bring-back", {}).status_code == 303
    assert "Feeling safe" in words(lead, address)


def test_priorities_say_what_became_of_them_and_can_be_copied(lead: CheckedClient) -> None:
    recorded(
        lead,
        priority_1_theme="feeling-safe",
        priority_1_what="Mend the lamps",
        priority_1_became="under_way",
        priority_2_theme="social-contact",
        priority_2_what="A bench",
        priority_2_became="done",
    )

    text = words(lead, f"{HERE}/places/mill-street")

    assert "Feeling safe Mend the lamps Under way" in text
    assert "Mend the lamps (Mill Street, Feeling safe)" in text
    assert "A bench (Mill Street" not in text


def test_the_table_leaves_out_small_groups_small_numbers_and_texts(lead: CheckedClient) -> None:
    recorded(
        lead,
        group_older="5",
        group_carers="2",
        feeling_safe_each="1 2 3 4",
        feeling_safe_better="=1+1",
        may_publish="yes",
    )
    recorded(lead, held_on_day="10", how_many="4", feeling_safe_good="Our secret")

    plain = lead.get(f"{HERE}/files/conversations.csv").text
    second, first = table(lead, f"{HERE}/files/conversations.csv?texts=yes")

    assert (first["groups"], first["people"], second["people"]) == (
        "People over 65: 5", "8", "Fewer than 5",
    )  # fmt: skip
    assert first["ratings"] == first["lowest"] == ""
    assert (first["agreed"], first["version"], first["highest"]) == ("3", "Adults: 1 to 7", "7")
    assert first["better"] == "'=1+1"
    assert second["good"] == ""
    assert "1+1" not in plain
    assert first["licence"].startswith("Not decided")


def test_five_ratings_or_more_have_their_spread_in_the_table(lead: CheckedClient) -> None:
    recorded(lead, feeling_safe_each="1 2 3 4 7 7")

    (row,) = table(lead, f"{HERE}/files/conversations.csv")

    names = ("ratings", "lowest", "middle_from", "middle_to", "highest_given")
    assert [row[name] for name in names] == ["6", "1", "3", "4", "7"]


def test_every_column_of_the_table_is_explained(lead: CheckedClient) -> None:
    header = lead.get(f"{HERE}/files/conversations.csv?texts=yes").text.splitlines()[0]

    explained = [row.th.text for row in lead.page(f"{HERE}/data").find("tbody").find_all("tr")]

    assert header.split(",") == explained


def test_the_licence_stands_in_every_row(lead: CheckedClient) -> None:
    recorded(lead)

    lead.send(f"{HERE}/licence", {"licence": "ogl"})

    (row,) = table(lead, f"{HERE}/files/conversations.csv")
    assert row["licence"] == "Open Government Licence v3.0"
    assert lead.send(f"{HERE}/licence", {"licence": "mine"}).status_code == 400


def test_nothing_is_public_until_a_lead_says_so(
    lead: CheckedClient, client: CheckedClient, publish: Callable[..., str]
) -> None:
    recorded(lead)
    address = publish(True)

    assert "Mill Street" in client.page(f"{address}/").main.text
    publish(False)

    for path in ("/", "/places/mill-street", "/data", "/files/conversations.csv"):
        client.page(address + path, status=404)


@pytest.mark.parametrize("may_publish", ["", "yes"])
def test_the_public_page_has_texts_only_where_they_were_marked_for_it(
    lead: CheckedClient, client: CheckedClient, publish: Callable[..., str], may_publish: str
) -> None:
    recorded(
        lead,
        may_publish=may_publish,
        missing="The secret voice",
        group_older="5",
        group_carers="2",
        feeling_safe_better="More light",
        feeling_safe_each="1 2 3",
        priority_1_theme="feeling-safe",
        priority_1_what="Mend the lamps",
    )

    text = words(client, f"{publish(True)}/places/mill-street")

    assert "3 – A lot could be better" in text
    assert "People over 65: 5" in text
    assert "carers" not in text
    assert "lowest 1" not in text
    assert "secret" not in text
    assert ("More light" in text, "Mend the lamps" in text) == (bool(may_publish),) * 2
    assert not client.page(f"{publish(True)}/places/mill-street").find("form", method="post")


def test_people_of_other_organisations_see_nothing_of_it(
    app: Flask,
    lead: CheckedClient,
    signed_in: Callable[..., CheckedClient],
    make_organisation: Callable[..., Somewhere],
) -> None:
    address = recorded(lead)
    elsewhere = make_organisation("Elsewhere")
    with app.app_context(), in_organisation(elsewhere.id), write() as session:
        set_switch(session, elsewhere.id, NOW, "place_standard", True)

    other = signed_in("lead", organisation=elsewhere)

    other.page(address, status=404)
    assert "Mill Street" not in other.page(f"{HERE}/").main.text


@pytest.fixture
def checklist(app: Flask, lead: CheckedClient) -> Desk:
    """A checklist in which a conversation about Mill Street is recorded."""
    desk = Desk(app, lead.actor, 0, 0)  # type: ignore[arg-type]
    desk.work_id = desk.call(start_work, {"title": "Mill Street lights"})
    plugins: Plugins = desk.plugins
    desk.assessment_id = desk.call(service.start_assessment, plugins, desk.work_id, "quick")
    answers = {"held": "yes", "held-on": "2026-03-01", "held-where": "Mill street"}
    for name, value in (answers | {"how-many": "20"}).items():
        desk.save(posted(f"place-standard:{name}", value))
    said = {"rating": ["2"], "good": [""], "better": ["It is dark"]}
    desk.save(Posted("place-standard:feeling-safe", 0, said))
    return desk


def test_a_checklists_conversation_stands_with_its_place_and_reference(
    lead: CheckedClient, checklist: Desk
) -> None:
    recorded(lead)

    text = words(lead, f"{HERE}/places/mill-street")

    assert "Conversations: 2" in text
    assert f"In checklist {checklist.sheet().reference}, a draft" in text
    assert f"1 March 2026 ({checklist.sheet().reference})" in text


def test_drafts_and_words_of_checklists_are_not_published(
    lead: CheckedClient, client: CheckedClient, checklist: Desk, publish: Callable[..., str]
) -> None:
    recorded(lead)
    address = f"{publish(True)}/places/mill-street"
    before = words(client, address)
    rows_before = len(table(lead, f"{HERE}/files/conversations.csv"))

    lead.send(
        f"/checklists/{checklist.assessment_id}/sign-off",
        SIGN,
    )

    after = words(client, address)
    rows_after = len(table(lead, f"{HERE}/files/conversations.csv"))
    assert (rows_before, rows_after) == (1, 2)
    assert "Conversations: 1" in before
    assert "Conversations: 2" in after
    assert "It is dark" not in after


def test_what_was_signed_stays_when_the_checklist_goes(
    lead: CheckedClient, checklist: Desk
) -> None:
    lead.send(
        f"/checklists/{checklist.assessment_id}/what-we-will-do/new?question=place-standard:feeling-safe",
        {"what": "Mend the lamps"},
    )
    lead.send(
        f"/checklists/{checklist.assessment_id}/sign-off",
        SIGN,
    )
    checklist.call(delete_work, checklist.work_id)

    text = words(lead, f"{HERE}/places/mill-street")

    assert "signed off and no longer there" in text
    assert "2 – Most of it could be better" in text
    assert "Mend the lamps" in text


def test_the_plan_offers_the_ratings_as_a_table(lead: CheckedClient, checklist: Desk) -> None:
    page = lead.page(f"/checklists/{checklist.assessment_id}/plan")
    link = page.find("a", string=re.compile("the ratings, as a table"))

    (row,) = table(lead, link["href"])

    assert (row["place"], row["agreed"], row["people"]) == ("Mill street", "2", "20")


def test_a_full_conversation_in_any_letters_fits_into_the_store(lead: CheckedClient) -> None:
    page = lead.page(ADULTS)
    boxes = [one["name"] for one in page.main.find_all("textarea")]

    answer = record(lead, **{name.replace("-", "_"): "🌳" * 2000 for name in boxes})

    assert answer.status_code == 200
    assert "Choose the theme" in answer.text
    texts = {name: "🌳" * 2000 for name in boxes if not name.startswith("priority")}
    sent = record(lead, **{name.replace("-", "_"): text for name, text in texts.items()})
    assert sent.status_code == 303, sent.text[:500]
