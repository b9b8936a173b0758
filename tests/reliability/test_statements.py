"""P4: pages and saves take few SQL statements, however many answers and organisations."""

from collections.abc import Callable

from flask import Flask

from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from tests.reliability.checklists import Desk, new_desk
from tests.statements import counted
from tests.support import CheckedClient, Somewhere

PAGE_AT_MOST = 6
AUTOSAVE_AT_MOST = 7


def pages_of(desk: Desk) -> list[str]:
    checklist = f"/checklists/{desk.assessment_id}"
    section = desk.sheet(desk.assessment_id).main_sections[0].key
    return [
        checklist,
        f"{checklist}/questions/{desk.questions[0]}",
        f"{checklist}/sections/{section}",
    ]


def statements_of_pages(app: Flask, desk: Desk) -> list[int]:
    counts = []
    for page in pages_of(desk):
        with counted(app) as seen:
            desk.browser.page(page)
        counts.append(len(seen))
    return counts


def test_a_page_takes_six_statements_at_most_however_much_is_answered(
    app: Flask,
    desk: Desk,
    signed_in: Callable[..., CheckedClient],
    make_organisation: Callable[..., Somewhere],
) -> None:
    before = statements_of_pages(app, desk)

    for number in range(3):
        place = make_organisation(f"Elsewhere {number}")
        new_desk(app, signed_in("lead", organisation=place))
    posts = [Posted(key, 0, {"value": ["partly"]}) for key in desk.questions]
    desk.call(save_answers, desk.plugins.registry.kinds(None), desk.assessment_id, posts)

    assert max(before) <= PAGE_AT_MOST
    assert statements_of_pages(app, desk) == before


def test_an_autosave_takes_few_statements(app: Flask, desk: Desk) -> None:
    counts = []
    for version in range(3):
        words = f"version {version}"
        answer = {"key": desk.questions[0], "version": version, "value": "partly", "words": words}
        with counted(app) as seen:
            status, _ = desk.autosave({"idempotency_key": words, "answers": [answer]})
        assert status == 200
        counts.append(len(seen))

    assert max(counts[1:]) <= AUTOSAVE_AT_MOST, counts
