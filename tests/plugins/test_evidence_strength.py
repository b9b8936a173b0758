"""Strength of evidence: a good rating that rests on little is seen first; no grade."""

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from flask import Flask

from icf.assessments import service
from icf.assessments.posted import Posted
from icf.core.actions import suggested_actions
from icf.core.answer import Answer
from icf.core.compose import compose
from icf.core.depth import visible_sections
from icf.core.questionnaire import PLANNING
from icf.core.report import Cell, Table, Words
from icf.db import in_organisation, write
from icf.packs.service import set_switch
from icf.plugin import ReportContext
from icf.work.service import start_work
from tests.contracts.installed import PLUGINS
from tests.desk import NOW, Desk, posted
from tests.support import CheckedClient

REGISTRY = PLUGINS.registry
ON = ("evidence_strength",)
QUESTIONNAIRE = compose(*REGISTRY.packs(ON), REGISTRY.kinds(ON), REGISTRY.scales(ON))
PAGE = "/x/evidence_strength/"
APPROACHES = ("Connecting", "Communicating", "Equalising", "Trusting", "Celebrating")
SIGN = {"do": "sign", "signed_name": "Lena Lead", "signed_role": "Manager"}

Answers = dict[str, Answer]


def have(*names: str) -> Answers:
    key = "evidence-strength:have"
    return {key: Answer(key, tuple(names))}


def known(approach: str, **parts: str) -> Answers:
    key = f"evidence-strength:{approach}"
    return {key: Answer(key, parts)}


def rated(approach: str, *levels: str) -> Answers:
    """The framework's own questions of an approach, rated in their order."""
    (section,) = (
        one
        for one in visible_sections(QUESTIONNAIRE, PLANNING, "full", {})
        if one.approach == f"icf:{approach}"
    )
    keys = [one.key for one in section.questions if one.scale == "icf:status"]
    return {key: Answer(key, level) for key, level in zip(keys, levels, strict=False)}


def table(answers: Mapping[str, Answer]) -> dict[str, Any]:
    """The rows of the report, by approach, in their order."""
    (section,) = REGISTRY.report_sections(ON)
    blocks = tuple(section.blocks(ReportContext(QUESTIONNAIRE, "full", answers)))
    (found,) = (block for block in blocks if isinstance(block, Table))
    return {row[0]: row[1:] for row in found.rows}  # type: ignore[misc]


def suggestions(answers: Mapping[str, Answer]) -> list[tuple[str, str]]:
    found = suggested_actions(
        QUESTIONNAIRE, "full", answers, (), (), REGISTRY.action_rules(ON), REGISTRY.kinds(ON)
    )
    return [(one.key, one.question) for one in found if ":gather-" in one.key]


@pytest.mark.parametrize("depth", [depth.key for depth in QUESTIONNAIRE.depths])
def test_only_what_is_ticked_opens_its_form(depth: str) -> None:
    def asked(answers: Answers) -> list[str]:
        sections = visible_sections(QUESTIONNAIRE, PLANNING, depth, answers)
        return [q.key for one in sections for q in one.questions if q.layer == "evidence-strength"]

    assert asked({}) == ["evidence-strength:have"]
    assert asked(have("nothing")) == ["evidence-strength:have"]
    assert asked(have("trusting"))[1:] == ["evidence-strength:trusting"]


def test_there_is_a_form_for_each_approach_of_the_framework() -> None:
    keys = [one.key.removeprefix("icf:") for one in QUESTIONNAIRE.approaches]
    choices = QUESTIONNAIRE.index.question["evidence-strength:have"].choices

    assert [one.key for one in choices] == [*keys, "nothing"]
    assert [one.label.original for one in choices][:5] == list(APPROACHES)
    assert all(f"evidence-strength:{key}" in QUESTIONNAIRE.index.question for key in keys)


def test_the_form_offers_what_the_kind_reads() -> None:
    template = (
        PLUGINS.template_folders()["evidence_strength"] / "evidence.html"
    ).read_text(encoding="utf-8")  # fmt: skip
    kind = REGISTRY.kinds(ON)["evidence_strength:evidence"]
    question = QUESTIONNAIRE.index.question["evidence-strength:trusting"]
    scale = QUESTIONNAIRE.index.scale["evidence-strength:strength"]

    for part, keys in {
        "method": ("counts", "survey", "talks", "seen", "others", "mixed"),
        "age": ("new", "middle", "old"),
    }.items():
        for key in keys:
            value = kind.parse(question, scale, {part: [key]})
            shown = kind.display(question, scale, value, "en")
            words = shown.partition(": ")[2]
            assert f'("{key}", _("{words}"))' in template
    assert all(f"-{part}" in template for part in kind.fields)


def test_a_strong_rating_on_little_stands_first_and_the_others_in_the_frameworks_order() -> None:
    answers = {
        **have("connecting", "trusting"),
        **rated("connecting", "through", "through"),
        **known("connecting", rating="strong", known="We counted", age="new"),
        **rated("trusting", "through", "todo"),
        **known("trusting", rating="weak", method="talks", who="The youth team", known="A chat"),
        **rated("celebrating", "todo", "todo", "through"),
    }

    rows = table(answers)

    assert list(rows)[:2] == ["Trusting", "Connecting"]
    assert rows["Trusting"] == (
        "1 of 2 thought through",
        Cell("Weak", "risk"),
        "Conversations or a meeting\nThe youth team",
        "A chat",
    )
    assert rows["Connecting"][1] == "Strong"
    assert rows["Celebrating"][:2] == ("1 of 3 thought through", "No evidence yet")
    assert rows["Equalising"][:2] == ("Not rated yet", "No evidence yet")


@pytest.mark.parametrize(
    ("parts", "is_risky"),
    [
        ({"rating": "strong", "age": "new"}, False),
        ({"rating": "fair"}, False),
        ({"rating": "strong", "age": "old"}, True),
        ({"rating": "weak", "age": "new"}, True),
        ({"known": "Something"}, True),
    ],
)
def test_weak_old_or_unsaid_evidence_for_a_strong_rating_suggests_to_find_out(
    parts: dict[str, str], is_risky: bool
) -> None:
    answers = {
        **have("equalising"), **rated("equalising", "through"), **known("equalising", **parts)
    }  # fmt: skip

    assert bool(suggestions(answers)) == is_risky


def test_no_evidence_suggests_it_too_but_never_before_somebody_has_said_so() -> None:
    strong = rated("equalising", "through")
    gather = [("evidence-strength:gather-equalising", "evidence-strength:have")]

    assert suggestions({**have("nothing"), **strong}) == gather
    assert suggestions(strong) == []
    assert suggestions({**have("nothing"), **rated("equalising", "partly", "todo")}) == []


def test_evidence_that_was_hidden_again_does_not_count() -> None:
    answers = {
        **have("nothing"),
        **rated("trusting", "through"),
        **known("trusting", rating="strong"),
    }

    assert table(answers)["Trusting"][1] == Cell("No evidence yet", "risk")


def test_the_plan_says_so_when_no_strong_rating_rests_on_little() -> None:
    (section,) = REGISTRY.report_sections(ON)

    first, _ = section.blocks(ReportContext(QUESTIONNAIRE, "full", have("nothing")))

    assert first == Words("No strong rating rests on weak, old or no evidence.")


def test_the_file_has_a_row_for_each_approach() -> None:
    exporter = REGISTRY.exporters(ON)["evidence_strength:register"]
    answers = {
        **have("trusting"),
        **rated("trusting", "through"),
        **known("trusting", rating="weak", known="=1+1"),
    }

    made = exporter.export(
        ReportContext(QUESTIONNAIRE, "full", answers, title="Pool", reference="P1")
    )

    rows = list(csv.DictReader(io.StringIO(made.decode())))
    assert sorted(row["Approach"] for row in rows) == sorted(APPROACHES)
    assert rows[0]["Work"] == "Pool (P1)"
    assert (rows[0]["Approach"], rows[0]["What we know"]) == ("Trusting", "'=1+1")
    assert [row["Look here first"] for row in rows] == ["Yes", "No", "No", "No", "No"]


@pytest.fixture
def lead(app: Flask, signed_in: Callable[..., CheckedClient]) -> CheckedClient:
    client = signed_in("lead")
    here = client.actor.organisation_id  # type: ignore[union-attr]
    with app.app_context(), in_organisation(here), write() as session:
        set_switch(session, here, NOW, "evidence_strength", True)
    return client


@pytest.fixture
def known_desk(app: Flask, lead: CheckedClient) -> Desk:
    """A checklist with fair evidence for one approach."""
    desk = Desk(app, lead.actor, 0, 0)  # type: ignore[arg-type]
    desk.work_id = desk.call(start_work, {"title": "New pool"})
    made = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    desk.assessment_id = made
    desk.save(Posted("evidence-strength:have", 0, {"value": ["trusting"]}))
    parts = {"rating": ["fair"], "known": ["Forty answers"], "method": ["survey"]}
    desk.save(Posted("evidence-strength:trusting", 0, parts))
    desk.save(posted())
    return desk


def test_without_anything_the_register_says_where_it_is_asked(lead: CheckedClient) -> None:
    assert "Nobody has said yet" in lead.page(PAGE).main.text


def test_the_register_lists_the_least_evidence_first_for_all_approaches_or_one(
    lead: CheckedClient, known_desk: Desk
) -> None:
    def rows(path: str) -> list[str]:
        return [" ".join(one.text.split()) for one in lead.page(path).find("tbody").find_all("tr")]

    every, one = rows(PAGE), rows(f"{PAGE}?approach=trusting")

    assert len(every) == 5
    assert "No evidence yet" in every[0]
    assert "Trusting Fair Forty answers A survey" in every[-1]
    assert one == every[-1:]
    assert len(rows(f"{PAGE}?approach=%3Cb%3E")) == 5
    file = lead.get(f"{PAGE}files/register.csv").text
    assert len(list(csv.DictReader(io.StringIO(file)))) == 5
    lead.page(f"{PAGE}files/other.csv", status=404)


def test_each_signed_plan_leaves_a_line_with_its_day(lead: CheckedClient, known_desk: Desk) -> None:
    before = lead.page(PAGE).main.text
    lead.send(f"/checklists/{known_desk.assessment_id}/sign-off", SIGN)

    lines = lead.page(PAGE).find_all("table")[-1]

    assert "How the evidence grows" not in before
    heads = [head.text.strip() for head in lines.find_all("th", scope="col")]
    assert heads[2:] == ["Strong", "Fair", "Weak", "No evidence yet"]
    assert [cell.text.strip() for cell in lines.find("tbody").find_all("td")][1:] == list("0104")


def test_the_question_is_asked_saved_and_shown_on_its_page(
    lead: CheckedClient, known_desk: Desk
) -> None:
    page = lead.page(f"/checklists/{known_desk.assessment_id}/questions/evidence-strength:trusting")

    name = "a-evidence-strength:trusting-value"
    assert page.find("textarea", attrs={"name": f"{name}-known"}).text == "Forty answers"
    for part, key in (("method", "survey"), ("rating", "fair")):
        box = page.find("input", attrs={"name": f"{name}-{part}", "checked": True})
        assert box["value"] == key
