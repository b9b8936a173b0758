"""Size by cost: costly work is thought through with more questions, and its money can be seen."""

from collections.abc import Callable
from typing import Any

import pytest

from icf.assessments import service
from icf.core.answer import Answer
from icf.core.depth import DepthSuggestion
from icf.core.wording import plain
from icf.db import in_organisation, write
from icf.packs.service import composed, set_switch
from icf.plugin.choice import DepthChooser
from icf.plugin.manager import Plugins
from tests.contracts.installed import PLUGINS
from tests.desk import NOW, Desk, posted
from tests.support import CheckedClient

COST = "size-by-cost:cost"
ON = {"size_by_cost"}


@pytest.fixture
def lead(app: Any, signed_in: Callable[..., CheckedClient]) -> CheckedClient:
    client = signed_in("lead")
    here = client.actor.organisation_id  # type: ignore[union-attr]
    with app.app_context(), in_organisation(here), write() as session:
        set_switch(session, here, NOW, "size_by_cost", True)
    return client


@pytest.fixture
def costly(app: Any, lead: CheckedClient) -> Desk:
    """A checklist whose first questions are answered: not much, but the cost."""
    from icf.work.service import start_work

    desk = Desk(app, lead.actor, 0, 0)  # type: ignore[arg-type]
    desk.work_id = desk.call(start_work, {"title": "New pool"})
    plugins: Plugins = desk.plugins
    desk.assessment_id = desk.call(service.start_assessment, plugins, desk.work_id, "standard")
    for section in desk.sheet().screening:
        for question in section.questions:
            first = "most" if question.key == COST else question.choices[0].key
            desk.save(posted(question.key, first))
    return desk


def suggestion(cost: str, suggested: str) -> DepthSuggestion:
    chooser = DepthChooser(PLUGINS, ON)
    given = {COST: Answer(COST, value=cost)}
    return chooser(composed(PLUGINS, ON), given, DepthSuggestion(suggested, plain("So far")))


@pytest.mark.parametrize(
    ("cost", "suggested", "chosen"),
    [
        ("little", "quick", "quick"),
        ("some", "quick", "quick"),
        ("much", "quick", "standard"),
        ("much", "full", "full"),
        ("most", "standard", "full"),
    ],
)
def test_more_is_asked_of_costly_work_and_never_less(
    cost: str, suggested: str, chosen: str
) -> None:
    assert suggestion(cost, suggested).depth == chosen


def test_without_an_answer_nothing_changes() -> None:
    chooser = DepthChooser(PLUGINS, ON)
    before = DepthSuggestion("quick", plain("So far"))

    assert chooser(composed(PLUGINS, ON), {}, before) == before
    unknown = {COST: Answer(COST, blank="dont_know")}
    assert chooser(composed(PLUGINS, ON), unknown, before) == before


def test_the_page_of_sizes_says_why_and_who_says_so(costly: Desk, lead: CheckedClient) -> None:
    text = " ".join(lead.page(f"/checklists/{costly.assessment_id}/size").main.text.split())

    assert "We suggest: Full. It will cost more than £250,000." in text
    assert "This is what the add-on “Size by cost” says." in text


def test_its_page_lists_what_costs_most_with_the_money_of_its_actions(
    costly: Desk, lead: CheckedClient
) -> None:
    empty = lead.page("/x/size_by_cost/").main.text
    path = f"/checklists/{costly.assessment_id}/what-we-will-do/new"
    lead.send(path, {"what": "Ask the swimmers", "budget": "agreed"})
    lead.send(path, {"what": "Mend the roof", "budget": "not_asked"})

    row = lead.page("/x/size_by_cost/").main.find("tbody").text

    assert "Nothing said" in empty
    for words in ("New pool", "More than £250,000", "Draft", "agreed for 1, not asked for 1"):
        assert words in row


def test_without_any_cost_its_page_says_where_it_is_asked(lead: CheckedClient) -> None:
    assert "No cost is known yet." in lead.page("/x/size_by_cost/").main.text
