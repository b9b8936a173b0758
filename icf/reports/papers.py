"""Which papers there are; a comparison, which needs more than one form, is in ``icf.compare``."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.accounts.models import Membership, Organisation
from icf.accounts.organisation import organisation_of
from icf.assessments.models import Assessment
from icf.conversations.models import Conversation
from icf.conversations.public import answered
from icf.conversations.service import conversation
from icf.core.questionnaire import EVALUATION, SELF_EVALUATION
from icf.core.report import Report
from icf.reports.evaluation import evaluation_report
from icf.reports.evaluation_source import evaluation_source
from icf.reports.everybody_paper import everybody_report
from icf.reports.implementation import example_plan, implementation_report
from icf.reports.ledger import ledger_report, ledger_source
from icf.reports.paper import Found, Paper, Wanted
from icf.reports.plan import project_plan
from icf.reports.self_evaluation import self_evaluation_report
from icf.reports.self_evaluation_source import (
    SELF_EVALUATION_PDF,
    SELF_EVALUATION_PDF_TO_HAND_OVER,
    example_source,
    self_evaluation_source,
)
from icf.reports.service import PLAN_PDF, PLAN_PDF_TO_HAND_OVER, plan_source
from icf.reports.support_plan import support_plan, support_plan_source
from icf.reports.you_said import you_said
from icf.selfeval.implementation import plan as plan_with_subject
from icf.selfeval.models import ImplementationPlan
from icf.web.i18n import day_of, page_language
from icf.work.models import Work

EVALUATION_PDF = "evaluation-pdf"
EVALUATION_PDF_TO_HAND_OVER = "evaluation-pdf-others"
LISTED = "icf report list shows the references."
FORMS_OF_THEIR_OWN = (EVALUATION, SELF_EVALUATION)


def form(*conditions: sa.ColumnElement[bool]) -> Callable[[int], Found]:
    """A filled-in form, such as P34, by its number."""

    def found(number: int) -> Found:
        own = sa.select(Assessment.organisation_id, Assessment.id)
        return own.where(Assessment.id == number, Assessment.deleted_at.is_(None), *conditions)

    return found


def work_of_form(number: int) -> Found:
    """What a filled-in form is about, by the form's number."""
    return sa.select(Assessment.organisation_id, Assessment.work_id).where(
        Assessment.id == number, Assessment.deleted_at.is_(None)
    )


def work(number: int) -> Found:
    """A piece of work or a subject, such as W12."""
    own = sa.select(Work.organisation_id, Work.id)
    return own.where(Work.id == number, Work.deleted_at.is_(None))


def organisation(number: int) -> Found:
    """All that an organisation does, such as O3."""
    return sa.select(Organisation.id, sa.literal(0)).where(Organisation.id == number)


def example_organisation(session: Session, loaded: Mapping[str, Any]) -> str:
    """The organisation of the example's first lead."""
    found = sa.select(Membership.organisation_id).where(Membership.person_id == loaded["lead_id"])
    return f"O{session.scalars(found).one()}"


def _implementation_plan(number: int) -> Found:
    own = sa.select(ImplementationPlan.organisation_id, ImplementationPlan.id)
    return own.where(ImplementationPlan.id == number)


def _conversation(number: int) -> Found:
    own = sa.select(Conversation.organisation_id, Conversation.id)
    return own.where(Conversation.id == number, Conversation.deleted_at.is_(None))


def _plan(wanted: Wanted) -> Report:
    return project_plan(
        plan_source(
            wanted.session, wanted.reader, wanted.now, wanted.plugins, wanted.number,
            wanted.to_hand_over,
        )
    )  # fmt: skip


def _evaluation(wanted: Wanted) -> Report:
    return evaluation_report(
        evaluation_source(
            wanted.session, wanted.reader, wanted.now, wanted.number, wanted.to_hand_over
        )
    )


def _self_evaluation(wanted: Wanted) -> Report:
    return self_evaluation_report(
        self_evaluation_source(
            wanted.session, wanted.reader, wanted.now, wanted.plugins, wanted.number,
            wanted.to_hand_over,
        )
    )  # fmt: skip


def _support_plan(wanted: Wanted) -> Report:
    return support_plan(
        support_plan_source(
            wanted.session, wanted.reader, wanted.now, wanted.plugins, wanted.number
        )
    )


def _implementation(wanted: Wanted) -> Report:
    plan, subject = plan_with_subject(wanted.session, wanted.reader, wanted.number)
    own = organisation_of(wanted.session, wanted.reader.organisation_id)
    return implementation_report(plan, subject, own)


def _you_said(wanted: Wanted) -> Report:
    found = conversation(wanted.session, wanted.reader, wanted.number)
    own = organisation_of(wanted.session, wanted.reader.organisation_id)
    return you_said(answered(found, own), day_of(wanted.now), page_language(), is_public=False)


PLAN = Paper(
    name="plan",
    title="plan",
    about="Write the plan of a checklist.",
    found_by={"P": form(Assessment.instrument.not_in(FORMS_OF_THEIR_OWN))},
    where=LISTED,
    report=_plan,
    file="project-plan",
    page="reports.plan_page",
    kept_as=(PLAN_PDF, PLAN_PDF_TO_HAND_OVER),
    example=lambda _session, loaded: str(loaded["reference"]),
)
EVALUATION_REPORT = Paper(
    name="evaluation",
    title="evaluation",
    about="Write an evaluation or check-in.",
    found_by={"P": form(Assessment.instrument == EVALUATION)},
    where=LISTED,
    report=_evaluation,
    file="evaluation",
    page="reports.evaluation_page",
    kept_as=(EVALUATION_PDF, EVALUATION_PDF_TO_HAND_OVER),
    example=lambda _session, loaded: str(loaded["evaluation"]),
)
SELF_EVALUATION_REPORT = Paper(
    name="self-evaluation",
    title="self-evaluation",
    about="Write a self-evaluation.",
    found_by={"P": form(Assessment.instrument == SELF_EVALUATION)},
    where=LISTED,
    report=_self_evaluation,
    file="self-evaluation",
    page="reports.self_evaluation_page",
    kept_as=(SELF_EVALUATION_PDF, SELF_EVALUATION_PDF_TO_HAND_OVER),
    made_up=lambda session, plugins: self_evaluation_report(example_source(session, plugins)),
)
SUPPORT_PLAN = Paper(
    name="support-plan",
    title="support and action plan",
    about=(
        "Write the support and action plan of the next twelve months.\n\n"
        "REF is O3 for all that an organisation does, W12 for a piece of work or a service, or P34"
        " for whatever that checklist or self-evaluation is about."
    ),
    found_by={"O": organisation, "W": work, "P": work_of_form},
    where="Its page and its files show its reference.",
    report=_support_plan,
    file="support-and-action-plan",
    page="reports.support_plan",
    example=example_organisation,
)
IMPLEMENTATION_PLAN = Paper(
    name="implementation-plan",
    title="implementation plan",
    about="Write an organisation's implementation plan, such as I3.",
    found_by={"I": _implementation_plan},
    where="Its page shows its reference.",
    report=_implementation,
    file="implementation-plan",
    page="reports.implementation_page",
    made_up=lambda _session, _plugins: implementation_report(*example_plan()),
)
YOU_SAID = Paper(
    name="you-said",
    title="conversation",
    about="Write what goes back to the people who took part in a conversation, such as C3.",
    found_by={"C": _conversation},
    where="Its page shows its reference.",
    report=_you_said,
    file="you-said",
    page="you_said.page",
)
LEDGER = Paper(
    name="ledger",
    title="ledger",
    about=(
        "Write what was promised and what became of it, for people of the organisation alone.\n\n"
        "REF is O3 for all that an organisation does, or W12 for a piece of work."
    ),
    found_by={"O": organisation, "W": work},
    where="Its page and its files show its reference.",
    report=lambda wanted: ledger_report(ledger_source(wanted)),
    file="what-we-promised",
    page="evaluation.ledger",
    example=example_organisation,
)
EVERYBODY = Paper(
    name="everybody",
    title="checklist",
    about=(
        "Write who a checklist, evaluation or self-evaluation names, and who it has not thought"
        " about."
    ),
    found_by={"P": form()},
    where=LISTED,
    report=everybody_report,
    file="who-is-missing",
    page="conversations.everybody",
    example=lambda _session, loaded: str(loaded["evaluation"]),
)

PAPERS = (
    *(PLAN, EVALUATION_REPORT, SELF_EVALUATION_REPORT, SUPPORT_PLAN, IMPLEMENTATION_PLAN),
    *(YOU_SAID, LEDGER, EVERYBODY),
)
