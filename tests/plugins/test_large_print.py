"""Large print: every plan in 18 points, on paper and on screen."""

import pytest

from icf.db import db, in_organisation, write
from icf.packs.service import set_switch
from icf.reports.plan import project_plan
from icf.reports.service import plan_source
from tests.desk import NOW, Desk
from tests.support import CheckedClient


@pytest.fixture
def lead(desk: Desk, signed_in: object) -> CheckedClient:
    """Somebody whose organisation has large print on."""
    here = desk.actor.organisation_id
    with desk.app.app_context(), in_organisation(here), write() as session:
        set_switch(session, here, NOW, "large_print", True)
    client: CheckedClient = signed_in("lead")  # type: ignore[operator]
    return client


def test_a_plan_has_eighteen_points(lead: CheckedClient, desk: Desk) -> None:
    with desk.app.test_request_context(), in_organisation(desk.actor.organisation_id):
        source = plan_source(db.session, desk.actor, NOW, desk.plugins, desk.assessment_id)
        theme = project_plan(source).theme

    assert theme is not None
    assert (theme.font_size, theme.line_height) == (18, 1.5)


def test_the_page_of_the_plan_has_it_too(lead: CheckedClient, desk: Desk) -> None:
    page = lead.page(f"/checklists/{desk.assessment_id}/plan")

    sheets = [one["href"] for one in page.select('link[href*="/theme/report/"]')]
    style = lead.get(sheets[0])
    assert style.mimetype == "text/css"
    assert "font-size: 1.500rem; line-height: 150%" in style.text


def test_an_ordinary_plan_has_no_other_look(desk: Desk, signed_in: object) -> None:
    client: CheckedClient = signed_in("lead")  # type: ignore[operator]

    page = client.page(f"/checklists/{desk.assessment_id}/plan")

    assert page.select('link[href*="/theme/report/"]') == []


@pytest.mark.parametrize("name", ["ffff00-110-142", "12436d-190-142", "12436d-110-300", "x-1-1"])
def test_a_look_that_nobody_could_read_is_not_there(client: CheckedClient, name: str) -> None:
    assert client.get(f"/theme/report/{name}.css").status_code == 404
