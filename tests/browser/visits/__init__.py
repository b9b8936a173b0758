"""Every screen, and every state of it that looks different: who goes where, and what they do there.

A path may name ids of `tests.browser.site.Site`. A new screen needs a line in one of the modules:
a test compares them with the addresses of the application.
"""

from tests.browser.visits.accounts import ACCOUNTS
from tests.browser.visits.actions import ACTIONS
from tests.browser.visits.checklists import CHECKLIST, HISTORY, WORK
from tests.browser.visits.conversations import CONVERSATIONS, VOICES, WORKSHOPS
from tests.browser.visits.evaluations import EVALUATION
from tests.browser.visits.guests import GUESTS
from tests.browser.visits.open_to_all import OPEN_TO_ALL
from tests.browser.visits.questions import ADD_ON_PAGES, OWN_QUESTIONS
from tests.browser.visits.years import ANNUAL_CYCLE, SELF_EVALUATIONS

VISITS = (
    *(*OPEN_TO_ALL, *ACCOUNTS, *ADD_ON_PAGES, *WORK, *CHECKLIST, *EVALUATION, *ACTIONS),
    *(*HISTORY, *GUESTS, *OWN_QUESTIONS, *CONVERSATIONS, *VOICES, *WORKSHOPS),
    *(*SELF_EVALUATIONS, *ANNUAL_CYCLE),
)

NOT_SCREENS = frozenset(
    {
        "assets.unversioned",
        "actions.calendar",
        "assets.versioned",
        "compare.two_office",
        "compare.two_pdf",
        "compare.years_office",
        "compare.years_pdf",
        "conversations.calendar",
        "cycle.cycle_dates",
        "cycle.dates",
        "cycle.feed",
        "cycle.sent_office",
        "cycle.sent_pdf",
        "cycle.submitted_office",
        "cycle.submitted_pdf",
        "cycle.tracker_file",
        "editor.draft_file",
        "editor.version_file",
        "editor.workbook",
        "health.healthz",
        "offline.blank_file",
        "offline.form_pdf",
        "offline.form_workbook",
        "plans.ask_again",
        "records.about_me_file",
        "reports.evaluation_pdf",
        "reports.actions_file",
        "reports.proposals_file",
        "reports.everybody_office",
        "reports.everybody_pdf",
        "reports.file",
        "reports.evaluation_office",
        "reports.implementation_office",
        "reports.support_plan_office",
        "you_said.office",
        "reports.panel_file",
        "reports.plan_office",
        "reports.register_file",
        "reports.self_evaluation_office",
        "reports.implementation_pdf",
        "reports.ledger_office",
        "reports.ledger_pdf",
        "reports.plan_pdf",
        "reports.self_evaluation_pdf",
        "reports.support_plan_pdf",
        "reports.work_file",
        "reports.workshop_file",
        "theme.report_stylesheet",
        "theme.stylesheet",
        "workshops.count",
        "you_said.pdf",
    }
)
"""What is fetched without being looked at: files, downloads and a program's question."""

ON_THE_WAY = frozenset({"accounts.show_typed", "accounts.second_step", "accounts.go_to_service"})
"""Screens that only a whole story leads to; their own tests look at them."""
