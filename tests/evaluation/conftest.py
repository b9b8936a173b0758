"""A piece of work with a signed plan, and its evaluation."""

from dataclasses import dataclass

import pytest

from icf.assessments.sheet import Sheet
from icf.evaluation.promises import asked_back, save_review
from icf.evaluation.signing import sign_evaluation_off
from icf.evaluation.start import StartEvaluation, start_evaluation
from icf.plans.action import add_action
from icf.plans.signing import sign_off
from tests.desk import CHANNELS, WHO, Desk, posted

REACHED = "icf:eval-connecting-reached"
DIFFERENT = "icf:eval-changed-different"
PROMISED = ("Meet the hostel", "Print the letter in four languages", "Build two ramps")


@dataclass
class Looking:
    """A desk with a signed plan of three promises and an evaluation that is open."""

    desk: Desk
    plan_id: int
    evaluation_id: int = 0

    def sheet(self, assessment_id: int = 0) -> Sheet:
        return self.desk.sheet(assessment_id or self.evaluation_id)

    def asked(self, assessment_id: int = 0):
        sheet = self.sheet(assessment_id)
        return self.desk.call(lambda session, actor, _now: asked_back(session, actor, sheet))

    def start(self, depth="quick", **more):
        wanted = StartEvaluation(depth, **more)
        return self.desk.call(start_evaluation, self.desk.plugins, self.desk.work_id, wanted)

    def say(self, place: int, answer: str, version: int = 0, assessment_id: int = 0, **more):
        promise = self.asked(assessment_id)[place].promise
        said = {"answer": answer, **more}
        return self.desk.call(save_review, self.sheet(assessment_id), promise.id, version, said)

    def answer(self, *given, assessment_id: int = 0):
        desk = self.desk
        return Desk(desk.app, desk.actor, assessment_id or self.evaluation_id, desk.work_id).save(
            *given
        )

    def sign(self, assessment_id: int = 0, **more):
        sheet = self.sheet(assessment_id)
        self.desk.call(sign_evaluation_off, sheet, "Ada Lead", "Manager", {}, **more)


@pytest.fixture
def planned(desk: Desk) -> Looking:
    """A signed plan with three promises, and no evaluation yet."""
    desk.save(posted(WHO, "partly", words="We asked the school"), posted(CHANNELS, "through"))
    for what, question in zip(PROMISED, (WHO, CHANNELS, ""), strict=True):
        desk.call(add_action, desk.sheet(), {"what": what, "question": question})
    desk.call(sign_off, desk.sheet(), "Ada Lead", "Manager", {})
    return Looking(desk, desk.assessment_id)


@pytest.fixture
def looking(planned: Looking) -> Looking:
    """The same with an evaluation that is open."""
    planned.evaluation_id = planned.start()
    return planned


@pytest.fixture
def browser(looking: Looking, signed_in):
    """A lead of the same organisation at a browser."""
    from tests.support import Somewhere

    actor = looking.desk.actor
    here = Somewhere(actor.organisation_id, actor.organisation_name)
    return signed_in("lead", organisation=here, name="Bea Lead")
