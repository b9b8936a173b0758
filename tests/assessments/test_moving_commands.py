"""`icf packs rehearse`."""

from icf.assessments import service
from icf.assessments.moving.commands import rehearse_command
from tests.desk import Desk, posted
from tests.own_questions import BENCHES, CROSSING, KEY, LIGHTS, MINE, publish, switch_own


def test_a_rehearsal_on_the_command_line_changes_nothing(desk: Desk) -> None:
    switch_own(desk, publish(desk, "1.0.0", [LIGHTS, CROSSING]))
    desk.assessment_id = desk.call(service.start_assessment, desk.plugins, desk.work_id, "quick")
    desk.save(posted(MINE, "yes"))
    switch_own(desk, publish(desk, "2.0.0", [CROSSING, BENCHES]))

    reply = desk.app.test_cli_runner().invoke(
        rehearse_command, ["--organisation", desk.actor.organisation_name]
    )

    assert reply.output.splitlines() == [
        "2 open checklists: 1 compatible, 1 needs you.",
        f"P{desk.assessment_id} Millbrook garden: Needs you. 1 question not asked any more, 1 new"
        " question. 1 answer needs a look.",
        "P1 Millbrook garden: Compatible. 2 new questions. Every answer still counts.",
    ]
    assert f"{KEY}:benches" not in desk.sheet().index.question


def test_an_add_on_can_be_tried_out(desk: Desk) -> None:
    reply = desk.app.test_cli_runner().invoke(
        rehearse_command, ["--organisation", "1", "--add-on", "small_groups"]
    )

    assert reply.output.startswith("1 open checklist: 1 compatible.")


def test_an_unknown_organisation_is_named(desk: Desk) -> None:
    reply = desk.app.test_cli_runner().invoke(rehearse_command, ["--organisation", "Nowhere"])

    assert "Nowhere" in str(reply.exception)
