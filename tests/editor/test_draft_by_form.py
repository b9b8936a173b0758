"""Writing questions by form: from nothing to a draft, with faults beside what they concern."""

from collections.abc import Callable

from tests.editor.conftest import TEXT, Author
from tests.support import CheckedClient

MakeBrowser = Callable[..., CheckedClient]


def started(lead: CheckedClient, title: str = "Fire safety at home") -> str:
    reply = lead.send("/your-questions/new", {"title": title})
    assert reply.status_code == 303, reply.text
    return str(reply.location)


def with_section(lead: CheckedClient) -> str:
    address = started(lead)
    fields = {"title": "At home", "visible_to": "us", "instrument": "planning", "seen": ""}
    assert lead.send(f"{address}/sections/new", fields).status_code == 303
    return address


def test_questions_are_started_with_a_title(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")

    address = started(lead)

    page = lead.page(address)
    assert page.h1.get_text() == "Fire safety at home"
    assert "There are no questions yet: add one" in page.get_text()


def test_every_page_of_the_editor_opens(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    for kind in ("yes_no", "choice", "scale", "text", "number", "choices", "date"):
        fields = {"text": f"Which {kind}?", "kind": kind, "section": "at-home", "next": "back"}
        reply = lead.send(f"{address}/questions/new", fields)
        assert reply.status_code == 303, reply.text

    for path in (
        "", "/about", "/sections/new", "/sections/at-home", "/questions/new?section=at-home",
        "/questions/yes-no", "/questions/choice", "/questions/scale", "/questions/text",
        "/guidance/new", "/scales/new", "/sizes/new", "/preview", "/preview?width=phone", "/paper",
        "/checks", "/publish", "/compare", "/switch", "/delete", "/withdraw",
        "/delete-part?part=section&key=at-home", "/draft/yaml",
    ):  # fmt: skip
        assert lead.get(address + path).status_code == 200, path


def question_fields(lead: CheckedClient, path: str) -> dict[str, str]:
    """The fields of a part's form as the page has them."""
    form = lead.page(path).select('main form[method="post"]')[0]
    fields = {
        str(one["name"]): str(one.get("value", ""))
        for one in form.select("input")
        if one.get("type") not in ("checkbox", "radio") or one.has_attr("checked")
    }
    fields |= {str(one["name"]): one.get_text().strip("\n") for one in form.select("textarea")}
    for one in form.select("select"):
        chosen = one.select("option[selected]") or one.select("option")
        fields[str(one["name"])] = str(chosen[0].get("value", ""))
    return fields


def asked(lead: CheckedClient, address: str, text: str, kind: str = "text") -> str:
    """Add a question; gives its short name."""
    fields = {"text": text, "kind": kind, "section": "at-home", "next": "more"}
    return str(lead.send(f"{address}/questions/new", fields).location.rsplit("/", 1)[1])


def test_a_short_name_is_made_once_and_stays_when_the_words_change(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    key = asked(lead, address, "Who will ring the bell?")
    path = f"{address}/questions/{key}"

    lead.send(path, question_fields(lead, path) | {"text": "Whose turn is it?"})

    assert key == "ring-the-bell"
    assert question_fields(lead, path)["text"] == "Whose turn is it?"


def test_choices_keep_their_short_names_when_their_words_change(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    path = f"{address}/questions/{asked(lead, address, 'Which first?', 'choice')}"
    labels = {"choices-0-label": "Alone", "choices-1-label": "Carers"}
    lead.send(path, question_fields(lead, path) | labels)

    lead.send(path, question_fields(lead, path) | {"choices-0-label": "People alone"})

    text = lead.get(f"{address}/draft/yaml").text
    assert "key: alone" in text
    assert "label: People alone" in text
    assert "key: carers" in text


def test_a_deleted_question_comes_back_with_undo(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    key = asked(lead, address, "Who will ring the bell?")

    lead.send(f"{address}/delete-part", {"part": "question", "key": key})
    page = lead.page(address)
    assert "Deleted “Who will ring the bell?”" in page.get_text()
    assert page.select(f"#question-{key}") == []

    lead.send(f"{address}/undo", {"version": page.find("input", {"name": "version"})["value"]})
    assert lead.page(address).select(f"#question-{key}")


def test_undo_goes_back_one_change_after_the_other(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    for number in range(3):
        asked(lead, address, f"What is number {number} about?")

    for left in (2, 1, 0):
        version = lead.page(address).find("input", {"name": "version"})["value"]
        lead.send(f"{address}/undo", {"version": version})
        assert len(lead.page(address).select("li[id^=question-]")) == left


def test_an_undo_of_what_is_no_longer_the_last_change_is_refused(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    old = lead.page(address).find("input", {"name": "version"})["value"]
    asked(lead, address, "Who will ring the bell?")

    assert lead.send(f"{address}/undo", {"version": old}).status_code == 409


def test_questions_and_sections_move_up_and_down(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    keys = [asked(lead, address, f"{name}?") for name in ("Apples", "Pears")]

    lead.send(f"{address}/move", {"part": "question", "key": keys[1], "move": "up"})
    lead.send(f"{address}/move", {"part": "question", "key": keys[1], "move": "up"})

    order = [one["id"] for one in lead.page(address).select("li[id^=question-]")]
    assert order == ["question-pears", "question-apples"]


def test_two_editors_of_one_question_see_both_texts(signed_in: MakeBrowser) -> None:
    one, other = signed_in("lead"), signed_in("lead", name="Bo")
    address = with_section(one)
    path = f"{address}/questions/{asked(one, address, 'Who will ring the bell?')}"
    of_one, of_other = question_fields(one, path), question_fields(other, path)

    one.send(path, of_one | {"text": "Who knocks?"})
    reply = other.send(path, of_other | {"text": "Who shouts?"})

    assert reply.status_code == 409
    assert "Somebody else changed this while you were writing" in reply.text
    assert "Who knocks?" in reply.text
    assert "Who shouts?" in reply.text
    assert question_fields(one, path)["text"] == "Who knocks?"


def test_after_seeing_both_one_may_save_over_the_other(signed_in: MakeBrowser) -> None:
    one, other = signed_in("lead"), signed_in("lead", name="Bo")
    address = with_section(one)
    path = f"{address}/questions/{asked(one, address, 'Who will ring the bell?')}"
    of_other = question_fields(other, path)
    one.send(path, question_fields(one, path) | {"text": "Who knocks?"})
    conflict = other.send(path, of_other | {"text": "Who shouts?"})
    seen = conflict.text.split('name="seen" value="')[1].split('"')[0]

    reply = other.send(path, of_other | {"text": "Who shouts?", "seen": seen})

    assert reply.status_code == 303
    assert question_fields(one, path)["text"] == "Who shouts?"


def test_editors_of_different_questions_do_not_disturb_each_other(signed_in: MakeBrowser) -> None:
    one, other = signed_in("lead"), signed_in("lead", name="Bo")
    address = with_section(one)
    paths = [
        f"{address}/questions/{asked(one, address, f'{name}?')}" for name in ("Apples", "Pears")
    ]
    of_other = question_fields(other, paths[1])

    one.send(paths[0], question_fields(one, paths[0]) | {"text": "Red apples?"})
    other.send(paths[1], of_other | {"text": "Green pears?"})

    assert question_fields(one, paths[0])["text"] == "Red apples?"
    assert question_fields(one, paths[1])["text"] == "Green pears?"


def test_a_condition_is_picked_and_shown_as_picked(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    asked(lead, address, "Will anybody visit?", "yes_no")
    path = f"{address}/questions/{asked(lead, address, 'Who rings?')}"
    picked = {"first": "${anybody-visit} = 'yes'", "second": "${icf:connecting-who} = 'todo'"}

    lead.send(path, question_fields(lead, path) | picked | {"joiner": "or"})

    fields = question_fields(lead, path)
    assert {name: fields[name] for name in ("first", "joiner", "second", "own")} == {
        **picked, "joiner": "or", "own": "",
    }  # fmt: skip
    text = lead.get(f"{address}/draft/yaml").text
    assert "${anybody-visit} = 'yes' or ${icf:connecting-who} = 'todo'" in text


def test_a_condition_in_ones_own_words_counts_and_its_fault_stands_beside_it(
    signed_in: MakeBrowser,
) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    asked(lead, address, "How many people?", "number")
    path = f"{address}/questions/{asked(lead, address, 'Who rings?')}"

    lead.send(path, question_fields(lead, path) | {"own": "${people} is large"})
    assert "The condition cannot be read from character" in lead.page(path).get_text()
    lead.send(path, question_fields(lead, path) | {"own": "${many-people} > 20"})

    assert lead.page(path).select(".icf-faults") == []
    assert question_fields(lead, path)["own"] == "${many-people} > 20"


def test_what_is_missing_stands_beside_the_question(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    key = asked(lead, address, "Which of these?", "choice")

    row = lead.page(address).select(f"#question-{key}")[0]

    assert "write the choices that people can pick from" in row.get_text()


def test_words_are_put_below_a_question_of_the_framework(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)

    fields = {"question": "icf:connecting-who", "hint": "For us: the night shift too.", "seen": ""}
    assert lead.send(f"{address}/guidance/new", fields).status_code == 303

    assert "For us: the night shift too." in lead.page(f"{address}/preview").get_text()
    assert lead.send(f"{address}/guidance/new", {"question": "x:y", "hint": "A"}).status_code == 400


def test_a_scale_of_ones_own_is_used_by_a_question(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    levels = {
        "levels-0-label": "Not ready", "levels-0-text": "Nobody is named.",
        "levels-1-label": "Ready", "levels-2-label": "",
    }  # fmt: skip
    lead.send(f"{address}/scales/new", {"title": "How ready?", "direction": "up", **levels})
    path = f"{address}/questions/{asked(lead, address, 'How ready are you?', 'scale')}"

    lead.send(path, question_fields(lead, path) | {"scale": "ready"})

    preview = lead.page(f"{address}/preview").get_text()
    assert preview.index("Ready") < preview.index("Not ready")
    assert lead.page(address).select(".icf-faults") == []


def test_a_size_of_ones_own_asks_what_the_framework_never_leaves_out(
    signed_in: MakeBrowser,
) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    key = asked(lead, address, "Who rings?")

    fields = {"title": "One visit", "minutes": "5", "questions": key, "seen": ""}
    lead.send(f"{address}/sizes/new", fields)

    text = lead.get(f"{address}/draft/yaml").text
    assert "icf:connecting-who" in text
    assert "screening: false" in text
    assert "to put right" not in lead.page(address).get_text()


def test_a_deleted_question_is_no_longer_asked_by_a_size(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    key = asked(lead, address, "Who rings?")
    asked(lead, address, "Who waits?")
    lead.send(f"{address}/sizes/new", {"title": "One visit", "minutes": "5", "questions": key})

    lead.send(f"{address}/delete-part", {"part": "question", "key": key})

    assert f"- {key}" not in lead.get(f"{address}/draft/yaml").text
    assert lead.page(address).select(".icf-faults") == []


def test_a_name_that_was_published_is_never_given_away_again(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    key = asked(lead, address, "Who rings?")
    asked(lead, address, "Who waits?")
    version = lead.page(f"{address}/publish").find("input", {"name": "version"})["value"]
    lead.send(f"{address}/publish", {"version": version, "step": "minor", "note": ""})
    lead.send(f"{address}/delete-part", {"part": "question", "key": key})

    assert asked(lead, address, "Who rings?") == f"{key}-2"


def test_changes_that_lead_back_to_what_is_published_leave_no_draft(
    signed_in: MakeBrowser,
) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    path = f"{address}/questions/{asked(lead, address, 'Who rings?')}"
    version = lead.page(f"{address}/publish").find("input", {"name": "version"})["value"]
    lead.send(f"{address}/publish", {"version": version, "step": "minor", "note": ""})

    lead.send(path, question_fields(lead, path) | {"text": "Who knocks?"})
    assert "Draft with changes" in lead.page(address).get_text()
    lead.send(path, question_fields(lead, path) | {"text": "Who rings?"})

    assert "Draft with changes" not in lead.page(address).get_text()


def test_what_only_files_hold_never_stands_in_the_way(author: Author) -> None:
    renamed = TEXT.replace("sections:", "aliases: {rings: who}\nsections:").replace(
        "key: visits,", "key: visits, sample: {value: 'yes'},"
    )
    address = f"/your-questions/{author.brings_in(renamed)}"
    visits = f"{address}/questions/visits"

    fields = question_fields(author.browser, visits) | {"kind": "number"}
    author.browser.send(visits, fields)
    author.browser.send(f"{address}/delete-part", {"part": "question", "key": "who"})

    assert author.browser.page(address).select(".icf-faults") == []
    text = author.browser.get(f"{address}/draft/yaml").text
    assert "aliases" not in text
    assert "sample" not in text


def test_where_nothing_differs_the_page_to_publish_says_so(signed_in: MakeBrowser) -> None:
    lead = signed_in("lead")
    address = with_section(lead)
    asked(lead, address, "Who rings?")
    version = lead.page(f"{address}/publish").find("input", {"name": "version"})["value"]
    lead.send(f"{address}/publish", {"version": version, "step": "minor", "note": ""})

    shown = lead.page(f"{address}/publish").get_text()

    assert "there is nothing to publish" in shown
