"""`visible_to`: what is only for us is left out of whatever is handed over, and that is said."""

from pathlib import Path

import pytest

from icf.db import db, in_organisation
from icf.plans import action as actions
from icf.reports.plan import project_plan
from icf.reports.service import plan_source
from tests.addons.allotments import PACK, write_allotments
from tests.desk import NOW, Desk, posted
from tests.support import CheckedClient

QUARREL = "allotments:quarrel"
ONLY_OURS = PACK.replace("    visible_to: submitted\n", "")


@pytest.fixture
def answered(plot_desk: Desk) -> Desk:
    plot_desk.save(
        posted("allotments:how-many", "Forty plots"),
        posted(QUARREL, "With the golf club"),
        posted(value="partly"),
    )
    made = {"what": "Talk to the golf club", "question": QUARREL}
    plot_desk.call(actions.add_action, plot_desk.sheet(), made)
    plot_desk.call(actions.add_action, plot_desk.sheet(), {"what": "Dig the beds"})
    return plot_desk


def text_of(lead: CheckedClient, desk: Desk, version: str = "") -> str:
    page = lead.page(f"/checklists/{desk.assessment_id}/plan{version}")
    return " ".join(page.main.text.split())


def test_the_plan_for_us_has_everything_and_says_that_some_is_only_for_us(
    answered: Desk, lead: CheckedClient
) -> None:
    text = text_of(lead, answered)

    assert "golf club" in text
    assert "It has 1 question whose answer only you should see" in text
    assert "Talk to the golf club" in text


def test_the_plan_to_hand_over_leaves_out_the_answer_and_what_follows_from_it(
    answered: Desk, lead: CheckedClient
) -> None:
    text = text_of(lead, answered, "?version=others")

    assert "Forty plots" in text
    assert "Dig the beds" in text
    assert "golf club" not in text
    assert "quarrel" not in text


def test_the_plan_to_hand_over_says_how_much_is_left_out_and_why(
    answered: Desk, lead: CheckedClient
) -> None:
    text = text_of(lead, answered, "?version=others")

    assert "1 question with its answer is left out of this copy, because its answer is only" in text
    assert "1 action that follows from them is left out too." in text
    assert "left out of this copy" not in text_of(lead, answered)


def test_each_section_says_who_sees_its_answers(plot_desk: Desk, lead: CheckedClient) -> None:
    path = f"/checklists/{plot_desk.assessment_id}/sections/allotments:"

    shared, ours = (lead.page(path + name).footer.text for name in ("plots", "neighbours"))

    assert "and whoever you hand the plan to." in shared
    assert "a plan to hand over leaves these answers out." in ours


def test_copy_for_a_report_obeys_too(answered: Desk, lead: CheckedClient) -> None:
    page = lead.page(f"/checklists/{answered.assessment_id}/copy")

    assert "Dig the beds" in page.main.text
    assert "golf club" not in page.main.text


def test_a_report_section_of_an_add_on_that_is_only_for_us_is_left_out(
    answered: Desk, lead: CheckedClient, folder: Path
) -> None:
    everything = text_of(lead, answered, "?version=others")
    here = answered.actor.organisation_id
    with answered.app.test_request_context(), in_organisation(here):
        source = plan_source(
            db.session, answered.actor, NOW, answered.plugins, answered.assessment_id, True
        )
        hidden = [one.key for one in source.added if source.hides(one.key)]

    assert "We listened to growers: ['allotments:how-many'" in everything
    assert hidden == []


def test_a_plan_with_nothing_that_is_only_for_us_offers_one_version(
    desk: Desk, signed_in: object
) -> None:
    here = desk.actor.organisation_id
    with desk.app.test_request_context(), in_organisation(here):
        source = plan_source(db.session, desk.actor, NOW, desk.plugins, desk.assessment_id, True)
        report = project_plan(source)

    assert source.only_ours == ()
    assert "left out of this copy" not in repr(report)


class TestAnAddOnWhollyForUs:
    """Its pack says nothing of who sees the answers, so only we do."""

    @pytest.fixture
    def folder(self, instance_folder: Path) -> Path:
        return write_allotments(instance_folder / "plugins", pack=ONLY_OURS)

    def test_nothing_of_it_is_handed_over(self, answered: Desk, lead: CheckedClient) -> None:
        ours, theirs = text_of(lead, answered), text_of(lead, answered, "?version=others")

        assert "We listened to growers" in ours
        assert "Answers (CSV)" in ours
        assert "Questions from: " in theirs
        for words in ("growers", "Answers (CSV)", "Forty plots", "golf club", "Allotments"):
            assert words not in theirs
        assert "2 questions with their answers are left out" in theirs

    def test_a_file_of_it_is_not_made_to_hand_over(
        self, answered: Desk, lead: CheckedClient
    ) -> None:
        path = f"/checklists/{answered.assessment_id}/files/allotments:answers"

        assert lead.get(path).status_code == 200
        assert lead.get(f"{path}?version=others").status_code == 404


class Recorded:
    """Stands where the renderer would: gives back what it was to print."""

    def render(self, html: str) -> bytes:
        return b"%PDF-" + html.encode()


def test_both_pdfs_of_a_signed_plan_are_issued_once_each(
    answered: Desk, lead: CheckedClient
) -> None:
    lead.application.extensions["icf_pdf"] = Recorded()
    fields = {"do": "sign", "signed_name": "Ada Lead", "signed_role": "Manager"}
    lead.send(f"/checklists/{answered.assessment_id}/sign-off", fields)
    path = f"/checklists/{answered.assessment_id}/plan.pdf"

    ours, theirs = lead.get(path), lead.get(f"{path}?version=others")
    lead.application.extensions["icf_pdf"] = None

    assert "golf club" in ours.text
    assert "golf club" not in theirs.text
    assert "To hand over" not in theirs.text
    assert theirs.headers["Content-Disposition"].endswith('-to-hand-over.pdf"')
    assert (lead.get(path).data, lead.get(f"{path}?version=others").data) == (
        ours.data,
        theirs.data,
    )


def test_add_ons_are_given_only_the_actions_that_the_reader_may_see(answered: Desk) -> None:
    def given(to_hand_over: bool) -> list[tuple[str, str]]:
        source = plan_source(
            db.session, answered.actor, NOW, answered.plugins, answered.assessment_id, to_hand_over
        )
        return [(one.what, one.question) for one in source.context.actions]

    ours, theirs = answered.run(lambda: (given(False), given(True)))

    assert ours == [("Talk to the golf club", QUARREL), ("Dig the beds", "")]
    assert theirs == [("Dig the beds", "")]
