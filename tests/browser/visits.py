"""Every screen, and every state of it that looks different: who goes where, and what they do there.

A path may name ids of `tests.browser.site.Site`. A new screen needs a line here: a test compares
this list with the addresses of the application.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import urljoin

from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page

from tests.browser.partnership import PASSWORD

GOOD_FILE = """
{format: 1, pack: fire, version: 1.0.0, extends: icf, language: en, title: Fire, publisher: Us,
 sections: [{key: a, instrument: planning, title: Visits, questions: [
   {key: b, text: Who?, kind: text}]}]}
"""
BAD_FILE = GOOD_FILE.replace("kind: text", "kind: txt").replace("title: Fire", "titel: Fire")

DRAFT = "/checklists/{draft}"
QUESTION = DRAFT + "/questions/icf:connecting-who"


@dataclass(frozen=True)
class Visit:
    """`who` is a role of the site, or nobody; `then` brings the page into its state."""

    name: str
    path: str
    who: str = "lead"
    then: Callable[[Page], None] | None = None


def submit(page: Page) -> None:
    """Send the page's form as it is, past what our script would do first."""
    with page.expect_navigation():
        page.locator("main form[method=post]").first.evaluate("form => form.submit()")


def submit_empty(page: Page) -> None:
    page.locator("main form[method=post]").first.evaluate(
        "form => form.querySelectorAll('input[type=text], input[type=email], textarea')"
        ".forEach(field => field.value = '')"
    )
    submit(page)


def fill(selector: str, text: str, send: Callable[[Page], None] = submit) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator(selector).first.evaluate("(field, text) => field.value = text", text)
        send(page)

    return act


def press(name: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        with page.expect_navigation():
            page.get_by_role("button", name=name).first.click()

    return act


def tick(selector: str) -> Callable[[Page], None]:
    """Choose the first of a choice and send the form."""

    def act(page: Page) -> None:
        page.locator(selector).first.check(force=True)
        submit(page)

    return act


def bring(content: str) -> Callable[[Page], None]:
    """Choose a text file and send it."""

    def act(page: Page) -> None:
        file = {"name": "more.yaml", "mimeType": "text/plain", "buffer": content.encode()}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
        submit(page)

    return act


def bring_back(words: str, faults: bool = False) -> Callable[[Page], None]:
    """Take the workbook of a checklist along, write into every row, and bring it back.

    Args:
        faults: spoil the code and some of the rows as well.
    """

    def act(page: Page) -> None:
        link = page.get_by_role("link", name="A workbook").get_attribute("href")
        taken = page.request.get(urljoin(page.url, link or "")).body()
        file = BytesIO()
        written_into(load_workbook(BytesIO(taken)), words, faults).save(file)
        brought = {"name": f"{words[:30]}.xlsx", "mimeType": "", "buffer": file.getvalue()}
        page.locator("input[type=file]").set_input_files(brought)  # type: ignore[arg-type]
        submit(page)
        unfold(page)

    return act


def try_it(words: str) -> Callable[[Page], None]:
    """Answer every other question with the level in the middle, and these words."""

    def act(page: Page) -> None:
        page.evaluate(
            """words => document.querySelectorAll(".icf-question").forEach((one, place) => {
                if (place % 2) return;
                one.querySelectorAll("[type=radio]")[place % 3].checked = true;
                one.querySelector("textarea").value = words;
            })""",
            words,
        )
        submit(page)

    return act


def written_into(book: Workbook, words: str, faults: bool) -> Workbook:
    for number, row in enumerate(book["Answers"].iter_rows(min_row=2), start=1):
        row[4].value = "Maybe" if faults and number % 3 == 0 else re.split("[;:]", row[3].value)[0]
        row[6].value = words
        if faults and number % 5 == 0:
            row[0].value = row[0].value.upper()
    if faults:
        code = next(row[1] for row in book["About this file"].iter_rows() if row[0].value == "Code")
        code.value += "0"
    return book


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def stale(page: Page) -> None:
    """Send words on top of a version that somebody else has changed since."""
    page.evaluate("document.querySelector('[name$=-version], [name=version]').value = 0")
    page.locator("main textarea").first.evaluate("box => box.value = 'My own words'")
    submit(page)


def stale_status(page: Page) -> None:
    """Choose another status on top of a version that somebody else has changed since."""
    page.evaluate("document.querySelector('[name=version]').value = 0")
    page.evaluate("document.querySelector('[name=status][value=done]').checked = true")
    form = page.locator("main form[action$=progress]")
    with page.expect_navigation():
        form.evaluate("form => form.submit()")


def clash(page: Page) -> None:
    """The same, found by the script while typing."""
    page.evaluate("document.querySelector('[name$=-version]').value = 0")
    page.locator("main textarea").first.fill("My own words")
    page.locator("[data-conflict]").first.wait_for()


def go_offline(page: Page) -> None:
    page.context.set_offline(True)
    page.locator("main textarea").first.fill("Written on the train")
    page.locator("[data-alert]").wait_for()


def count_dates(page: Page) -> None:
    """Count the dates of a meeting; one that has gone by then is refused, and looks the same."""
    for part, text in (("day", "14"), ("month", "1"), ("year", "2027")):
        page.locator(f"[name=meets_on-{part}]").fill(text)
    page.locator("[name=title]").fill("Another year")
    with page.expect_navigation():
        page.get_by_role("button", name="Count the dates").click()


OPEN_TO_ALL = (
    Visit("first page", "/", "nobody"),
    Visit("try", "/try", "nobody", unfold),
    Visit("try, signed in", "/try"),
    Visit("try, nothing answered", "/try", "nobody", submit),
    Visit("try, result", "/try", "nobody", try_it("We asked the walking group")),
    Visit("try, result, long words", "/try", "nobody", try_it("Wideopen" * 60)),
    Visit("try, error", "/try", "nobody", try_it("word " * 4_001)),
    Visit("about", "/about", "nobody"),
    Visit("accessibility", "/accessibility", "nobody"),
    Visit("help", "/help", "nobody"),
    Visit("help, signed in", "/help"),
    Visit("privacy", "/privacy", "nobody"),
    Visit("framework", "/framework", "nobody", unfold),
    Visit("approach", "/framework/connecting", "nobody", unfold),
    Visit("words", "/framework/words", "nobody"),
    Visit("example", "/framework/example", "nobody"),
    Visit("evaluation to read", "/framework/evaluation/standard?guidance=open", "nobody"),
    Visit("evaluation filled in", "/framework/evaluation/quick/example", "nobody"),
    Visit("example, standard", "/framework/example?depth=standard", "nobody", unfold),
    Visit("questions, quick", "/framework/questions/quick", "nobody"),
    Visit("questions, full", "/framework/questions/full?guidance=open"),
    Visit("sign in", "/sign-in", "nobody"),
    Visit("sign in, wrong", "/sign-in", "nobody", submit_empty),
    Visit("sign in, sent here", "/sign-in?next=/work", "nobody"),
    Visit("sign-in service, too late", "/sign-in/service/back", "nobody"),
    Visit("forgotten", "/sign-in/forgotten", "nobody"),
    Visit("forgotten, wrong", "/sign-in/forgotten", "nobody", submit_empty),
    Visit(
        "forgotten, sent",
        "/sign-in/forgotten",
        "nobody",
        then=fill("[name=email]", "lead@example.org"),
    ),
    Visit("join", "{join}", "nobody"),
    Visit("join, wrong", "{join}", "nobody", submit_empty),
    Visit("new password", "{reset}", "nobody"),
    Visit("new password, wrong", "{reset}", "nobody", submit),
    Visit("enter", "{enter}", "nobody"),
    Visit("link that does not work", "/link/nothing", "nobody"),
    Visit("set-up is closed", "/set-up/", "nobody"),
    Visit("set-up is closed, step", "/set-up/look", "nobody"),
    *(
        Visit(f"error {status}", f"/fault/{status}", "nobody")
        for status in (400, 403, 404, 409, 413, 429, 500, 503)
    ),
    Visit("error, signed in", "/fault/404"),
)

ACCOUNTS = (
    Visit("account", "/account", "administrator"),
    Visit("account, wrong", "/account", "administrator", submit_empty),
    Visit("comments of a question", QUESTION + "/comments"),
    Visit("comments of a question, wrong", QUESTION + "/comments", then=press("Add the comment")),
    Visit("all comments", DRAFT + "/comments"),
    Visit("no comments", "/checklists/{empty}/comments"),
    Visit("reply", DRAFT + "/comments/{comment}/reply"),
    Visit("review", DRAFT + "/review"),
    Visit("your review", "/reviews/{review}"),
    Visit("your review, wrong", "/reviews/{review}", then=submit_empty),
    Visit("e-mails", "/account/emails"),
    Visit("e-mails, wrong", "/account/emails", then=fill("[name=emails]:checked", "nonsense")),
    Visit("stop e-mails", "{stop_emails}", "nobody"),
    Visit("stop e-mails, stopped", "{stop_emails}", "nobody", submit),
    Visit("what is kept about you", "/account/what-is-kept"),
    Visit("where signed in", "/account/sign-ins", "administrator"),
    Visit("password", "/account/password"),
    Visit("password, wrong", "/account/password", then=submit),
    Visit("second step", "/account/second-step"),
    Visit("second step, set up", "/account/second-step", "contributor"),
    Visit("second step, needed", "/account/second-step?needed=1"),
    Visit("second step, passkey alone", "/account/second-step", "viewer"),
    Visit("recovery codes, none yet", "/account/second-step/codes", "viewer"),
    Visit("set up an app", "/account/second-step/app"),
    Visit("set up an app, wrong", "/account/second-step/app", then=submit),
    Visit("new recovery codes", "/account/second-step/codes", "contributor"),
    Visit(
        "new recovery codes, made",
        "/account/second-step/codes",
        "contributor",
        fill("[name=current]", PASSWORD),
    ),
    Visit("stop using the app", "/account/second-step/app/remove", "contributor"),
    Visit("remove a passkey", "/account/passkeys/{passkey}/remove", "contributor"),
    Visit("remove a second step", "/people/{contributor_membership}/second-step"),
    Visit("change address", "/account/email"),
    Visit("change address, wrong", "/account/email", then=submit),
    Visit("own organisations", "/account/organisations", "administrator"),
    Visit("people", "/people"),
    Visit("people, nobody else", "/people", "newcomer"),
    Visit("person", "/people/{contributor_membership}"),
    Visit("erase person", "/people/{contributor_membership}/erase", "administrator"),
    Visit("remove person", "/people/{contributor_membership}/remove"),
    Visit("remove person, wrong", "/people/{contributor_membership}/remove", then=submit),
    Visit("remove person, nothing theirs", "/people/{board_member_membership}/remove"),
    Visit("add person", "/people/add"),
    Visit("add person, wrong", "/people/add", then=submit_empty),
    Visit(
        "add person, link",
        "/people/add",
        then=fill("[name=name]", "Sam", fill("[name=email]", "sam@example.org")),
    ),
    Visit("organisation", "/organisation"),
    Visit("organisation, wrong", "/organisation", then=submit_empty),
    Visit("old work", "/organisation/old-work"),
    Visit("take everything out", "/organisation/take-out"),
    Visit("guests who came", "/organisation/guests"),
    Visit("guests who came, none", "/organisation/guests", "newcomer"),
    Visit("erase guest", "/organisation/guests/{guest_visit}/erase"),
    Visit("look", "/organisation/look"),
    Visit("look, wrong", "/organisation/look", then=fill("[name=colour]", "#ffff00")),
    Visit("services", "/services"),
    Visit("services, wrong", "/services", then=submit_empty),
    Visit("services, none", "/services", "newcomer"),
    Visit("service", "/services/{service}"),
    Visit("organisations", "/organisations", "administrator"),
    Visit("add organisation", "/organisations/add", "administrator"),
    Visit("add organisation, wrong", "/organisations/add", "administrator", submit_empty),
    Visit("one organisation", "/organisations/{other_organisation}", "administrator"),
    Visit("invite an organisation", "/organisations/invite", "administrator"),
    Visit("invite an organisation, wrong", "/organisations/invite", "administrator", submit_empty),
    Visit("set up an organisation", "{found}", "nobody"),
    Visit("set up an organisation, wrong", "{found}", "nobody", submit_empty),
    Visit("close organisation", "/organisation/close"),
    Visit("close organisation, wrong", "/organisation/close", then=submit_empty),
    Visit(
        "close another organisation",
        "/organisations/{other_organisation}/close",
        "administrator",
    ),
    Visit("add-ons", "/add-ons"),
    Visit("switch an add-on", "/add-ons/place_standard"),
    Visit("rehearsal", "/question-changes/new?own={newer_questions}&on=1", then=unfold),
    Visit("rehearsal, add-on off", "/question-changes/new?add_on=place_standard&on=0"),
    Visit(
        "rehearsal, wrong",
        "/question-changes/new?own={newer_questions}&on=1",
        then=fill("[name=choice]:checked", "nonsense"),
    ),
    Visit("rehearsal, nothing newer", "/question-changes/new", "newcomer"),
    Visit("rehearsal, no checklists", "/question-changes/new?add_on=small_groups&on=1", "newcomer"),
    Visit("changes to questions", "/question-changes"),
    Visit("changes to questions, none", "/question-changes", "newcomer"),
    Visit("a change to questions", "/question-changes/{move}"),
    Visit("a change to questions, undone", "/question-changes/{undone_move}"),
    Visit("add-on problems", "/add-ons/problems", "administrator"),
    Visit("jobs", "/jobs", "administrator"),
    Visit("not allowed", "/organisations", "contributor"),
)

ADD_ON_PAGES = (
    Visit("page of an add-on", "/x/allotments/", "partner"),
    Visit("page of an add-on with a form", "/x/allotments/waiting", "partner"),
    Visit(
        "page of an add-on, sent",
        "/x/allotments/waiting",
        "partner",
        fill("[name=name]", "Unbroken" * 20),
    ),
    Visit("page of an add-on that refuses", "/x/allotments/waiting", "partner", submit),
    Visit("page of an add-on that is off", "/x/allotments/"),
    Visit("public page of an add-on", "/x/allotments/o/{other_organisation}/", "nobody"),
    Visit("home with pages of add-ons", "/", "partner"),
    Visit("add-on with everything", "/add-ons/allotments", "partner"),
    Visit("add-ons with pages", "/add-ons", "partner"),
    Visit("plan for us", "/checklists/{plots}/plan", "partner"),
    Visit("plan to hand over", "/checklists/{plots}/plan?version=others", "partner"),
    Visit("finished, with files", "/checklists/{plots}/finished", "partner"),
)

WORK = (
    Visit("home", "/"),
    Visit("home of a contributor", "/", "contributor"),
    Visit("home, nothing yet", "/", "newcomer"),
    Visit("home of a viewer with a section", "/", "viewer"),
    Visit("home of a board member", "/", "board_member"),
    Visit("work of a board member", "/work", "board_member"),
    Visit("work", "/work"),
    Visit("work, nothing yet", "/work", "newcomer"),
    Visit("work, shared by a partner", "/work/shared/{shared_work}"),
    Visit("deleted", "/work/deleted"),
    Visit("deleted, nothing", "/work/deleted", "newcomer"),
    Visit("start", "/work/new"),
    Visit("start, wrong", "/work/new", then=submit),
    Visit("start, all places", "/work/new", then=unfold),
    Visit("start, much like another", "/work/new", then=fill("[name=title]", "Millbrook garden")),
    Visit("piece of work", "/work/{work}"),
    Visit("piece of work, nothing yet", "/work/{unstarted_work}"),
    Visit("piece of work, long words", "/work/{long_work}"),
    Visit("piece of work, shared now", "/work/{long_work}", then=press("Share with")),
    Visit("change work", "/work/{work}/edit"),
    Visit("change work, wrong", "/work/{work}/edit", then=submit_empty),
    Visit("delete work", "/work/{work}/delete"),
    Visit("how much to ask, first", "/work/{unstarted_work}/start"),
)

CHECKLIST = (
    Visit("task list, nothing yet", "/checklists/{empty}"),
    Visit("task list", DRAFT),
    Visit("task list, copied", "/checklists/{copy}"),
    Visit("take along", DRAFT + "/take-along"),
    Visit("take along, to read", DRAFT + "/take-along", "viewer"),
    Visit("take along, signed", "/checklists/{signed}/take-along"),
    Visit("take along, no file chosen", DRAFT + "/take-along", then=submit),
    Visit("bring back, new", "/checklists/{empty}/take-along", then=bring_back("We asked")),
    Visit("bring back, differs", DRAFT + "/take-along", then=bring_back("Wideopen" * 30)),
    Visit("bring back, faults", DRAFT + "/take-along", then=bring_back("We asked", faults=True)),
    Visit("on paper, with answers", DRAFT + "/print?answers=so-far"),
    Visit("who does what", DRAFT + "/who"),
    Visit("who does what, nobody yet", "/checklists/{empty}/who"),
    Visit("who does what, wrong", DRAFT + "/who", then=press("Give it to them")),
    Visit("invite to a section", DRAFT + "/who/invite?section=icf:connecting"),
    Visit("invite to a section, wrong", DRAFT + "/who/invite", then=submit_empty),
    Visit("section to read only", DRAFT + "/sections/icf:connecting", "viewer"),
    Visit("task list to read only", DRAFT, "viewer"),
    Visit("size", DRAFT + "/size"),
    Visit("size, wrong", DRAFT + "/size", then=fill("[name=depth]", "nonsense")),
    Visit("delete checklist", DRAFT + "/delete"),
    Visit("changed questions, none", DRAFT + "/changed-questions"),
    Visit("changed questions", "/checklists/{moved}/changed-questions", then=unfold),
    Visit("task list, changed questions", "/checklists/{moved}"),
    Visit("plan, changed questions", "/checklists/{moved}/plan"),
    Visit("question, quick", "/checklists/{empty}/questions/icf:connecting-who"),
    Visit("question, standard, unfolded", QUESTION, then=unfold),
    Visit("question, not relevant", DRAFT + "/questions/icf:connecting-already"),
    Visit("question, long words", "/checklists/{long}/questions/icf:connecting-who", then=unfold),
    Visit("question, last time’s answer", "/checklists/{copy}/questions/icf:connecting-who"),
    Visit("question, offline", "/checklists/{empty}/questions/icf:connecting-who", then=go_offline),
    Visit("question, conflict", QUESTION, then=clash),
    Visit("question, conflict without script", QUESTION, then=stale),
    Visit("question, yes or no", DRAFT + "/questions/place-standard:held"),
    Visit("question, text", DRAFT + "/questions/place-standard:held-where"),
    Visit("question, number", DRAFT + "/questions/place-standard:how-many"),
    Visit(
        "question, wrong number",
        DRAFT + "/questions/place-standard:how-many",
        then=fill("[name$=-value]", "many"),
    ),
    Visit("question, date", DRAFT + "/questions/place-standard:held-on"),
    Visit(
        "question, wrong date",
        DRAFT + "/questions/place-standard:held-on",
        then=fill("[name$=-value-day]", "32"),
    ),
    Visit("question, theme", DRAFT + "/questions/place-standard:feeling-safe"),
    Visit("section", DRAFT + "/sections/icf:connecting", then=unfold),
    Visit("section of an add-on", DRAFT + "/sections/place-standard:themes"),
    Visit("screening", DRAFT + "/sections/icf:screening"),
    Visit("print", DRAFT + "/print"),
    Visit("sense check, nothing yet", "/checklists/{empty}/sense-check"),
    Visit("sense check", DRAFT + "/sense-check", then=unfold),
    Visit("sense check, long words", "/checklists/{long}/sense-check"),
    Visit("sense check, signed", "/checklists/{signed}/sense-check", then=unfold),
    Visit("what we will do, nothing yet", "/checklists/{empty}/what-we-will-do"),
    Visit("what we will do", DRAFT + "/what-we-will-do?sort=who"),
    Visit("what we will do, signed", "/checklists/{signed}/what-we-will-do"),
    Visit("add an action", DRAFT + "/what-we-will-do/new?question=icf:connecting-who"),
    Visit("add an action, wrong", DRAFT + "/what-we-will-do/new", then=submit),
    Visit("change an action", DRAFT + "/what-we-will-do/{action}", then=unfold),
    Visit("change an action, conflict", DRAFT + "/what-we-will-do/{action}", then=stale),
    Visit("change an action, signed", "/checklists/{signed}/what-we-will-do/{signed_action}"),
    Visit("sign off", DRAFT + "/sign-off", then=unfold),
    Visit("sign off, nothing yet", "/checklists/{empty}/sign-off"),
    Visit("sign off, copied", "/checklists/{copy}/sign-off"),
    Visit("sign off, only kept", DRAFT + "/sign-off", then=press("Save without signing off")),
    Visit(
        "sign off, wrong",
        DRAFT + "/sign-off",
        then=fill("[name=signed_name]", "", press("Sign off")),
    ),
    Visit("sign off, contributor", DRAFT + "/sign-off", "contributor"),
    Visit("finished", "/checklists/{signed}/finished"),
    Visit("then and now", "/checklists/{reopened}/compare"),
    Visit("then and now, other questions", "/checklists/{copy}/compare?with={draft}"),
    Visit("then and now, to read", "/checklists/{copy}/compare", "viewer"),
    Visit("then and now, nothing yet", "/checklists/{empty}/compare"),
    Visit("over the years, nothing yet", "/work/{work}/years"),
    Visit("over the years", "/work/{years}/years"),
    Visit("then and now, two years", "/checklists/{latest_year}/compare"),
    Visit("plan", DRAFT + "/plan"),
    Visit("plan, nothing yet", "/checklists/{empty}/plan"),
    Visit("plan, long words", "/checklists/{long}/plan"),
    Visit("plan, signed", "/checklists/{signed}/plan"),
    Visit("copy for a report", DRAFT + "/copy"),
)

LOOKED_BACK = "/checklists/{evaluation}"
PROMISE = LOOKED_BACK + "/promises/{promise}"

EVALUATION = (
    Visit("start an evaluation", "/work/{evaluated_work}/evaluate", then=unfold),
    Visit("start an evaluation, nothing planned", "/work/{unstarted_work}/evaluate"),
    Visit("start an evaluation, one is open", "/work/{signed_work}/evaluate"),
    Visit(
        "start an evaluation, wrong",
        "/work/{evaluated_work}/evaluate",
        then=fill("[name=kind][value=way]", "way", fill("[name=on-day]", "32")),
    ),
    Visit("evaluation", LOOKED_BACK),
    Visit("evaluation, nothing yet", "/checklists/{evaluation_empty}"),
    Visit("size of an evaluation", LOOKED_BACK + "/size"),
    Visit("promises", LOOKED_BACK + "/promises"),
    Visit("promises, nothing said", "/checklists/{evaluation_empty}/promises"),
    Visit("promises, nothing promised", "/checklists/{evaluation_unplanned}/promises"),
    Visit("promises, signed", "/checklists/{evaluation_signed}/promises"),
    Visit("promises to read only", LOOKED_BACK + "/promises", "viewer"),
    Visit("promise", PROMISE, then=unfold),
    Visit("promise, long words", LOOKED_BACK + "/promises/{promise_long}", then=unfold),
    Visit("promise, conflict", PROMISE, then=stale),
    Visit("promise, wrong", PROMISE, then=fill("[name=who_says]", "Unbroken" * 40)),
    Visit(
        "question that looks back",
        LOOKED_BACK + "/questions/icf:eval-connecting-reached",
        then=unfold,
    ),
    Visit("section that looks back", LOOKED_BACK + "/sections/icf:eval-connecting", then=unfold),
    Visit("where an evaluation is", LOOKED_BACK + "/result", then=unfold),
    Visit("where an evaluation is, nothing yet", "/checklists/{evaluation_empty}/result"),
    Visit("where an evaluation is, signed", "/checklists/{evaluation_signed}/result"),
    Visit("sign an evaluation off", LOOKED_BACK + "/sign-off-evaluation", then=unfold),
    Visit(
        "sign an evaluation off, nothing yet", "/checklists/{evaluation_empty}/sign-off-evaluation"
    ),
    Visit(
        "sign an evaluation off, wrong",
        LOOKED_BACK + "/sign-off-evaluation",
        then=fill("[name=signed_name]", "", press("Sign off")),
    ),
    Visit("evaluated", "/checklists/{evaluation_signed}/evaluated"),
    Visit("checked in", "/checklists/{check_in}/evaluated"),
    Visit("report of an evaluation", LOOKED_BACK + "/evaluation"),
    Visit("report of an evaluation, signed", "/checklists/{evaluation_signed}/evaluation"),
    Visit(
        "report of an evaluation to hand over",
        "/checklists/{evaluation_signed}/evaluation?version=others",
    ),
    Visit("ledger of a piece of work", "/work/{evaluated_work}/promises"),
    Visit("ledger of a piece of work, nothing yet", "/work/{unstarted_work}/promises"),
    Visit("ledger", "/promises"),
    Visit("ledger, filtered", "/promises?answer=not"),
    Visit("ledger, nothing yet", "/promises", "newcomer"),
    Visit("piece of work that was evaluated", "/work/{evaluated_work}"),
)

ACTIONS = (
    Visit("actions", "/actions"),
    Visit("actions, nothing yet", "/actions", "newcomer"),
    Visit("actions, all ticked", "/actions?sort=status&tick=all"),
    Visit("actions, chosen", "/actions?status=at_risk&priority=high", then=unfold),
    Visit("actions, none like that", "/actions?text=zzz"),
    Visit("actions of a piece of work", "/actions?work={work}&page=2"),
    Visit("actions to read only", "/actions", "viewer"),
    Visit("actions, changed nothing", "/actions", then=press("Save for all")),
    Visit(
        "actions, changed",
        "/actions?text=door+number+7&tick=all",
        then=fill("[name=set-status]", "on_track", press("Save for all")),
    ),
    Visit("board of actions", "/actions?view=board", then=unfold),
    Visit("board of actions, nothing yet", "/actions?view=board", "newcomer"),
    Visit("action", "/actions/{listed}", then=unfold),
    Visit("action to read only", "/actions/{listed}", "viewer"),
    Visit("action that was promised", "/actions/{signed_action}"),
    Visit("action, nothing said", "/actions/{signed_action}", then=press("Save")),
    Visit("action, conflict", "/actions/{listed}", then=stale_status),
    Visit("add to the list", "/actions/new", then=unfold),
    Visit("add to the list, wrong", "/actions/new", then=submit_empty),
    Visit("change a listed action", "/actions/{listed}/edit", then=unfold),
    Visit("change a promised action", "/actions/{signed_action}/edit"),
    Visit("change a listed action, conflict", "/actions/{listed}/edit", then=stale),
    Visit("propose an action", "/actions/{listed}/propose"),
    Visit("propose an action, wrong", "/actions/{listed}/propose", then=submit),
    Visit("proposals", "/actions/proposals"),
    Visit("proposals to answer", "/actions/proposals", "partner"),
    Visit("proposals, none", "/actions/proposals", "newcomer"),
    Visit("proposal of ours", "/actions/proposals/{proposed}"),
    Visit("proposal, accepted", "/actions/proposals/{accepted}"),
    Visit("proposal, declined", "/actions/proposals/{declined}"),
    Visit("proposal, withdrawn", "/actions/proposals/{withdrawn}"),
    Visit("proposal to answer", "/actions/proposals/{to_answer}", "partner"),
    Visit("proposal to answer, wrong", "/actions/proposals/{to_answer}", "partner", submit),
    Visit("action that was proposed", "/actions/{agreed}", "partner"),
    Visit("support and action plan", "/actions/plan"),
    Visit("support and action plan of a piece of work", "/actions/plan?work={work}"),
    Visit("support and action plan, nothing yet", "/actions/plan", "newcomer"),
)

HISTORY = (
    Visit("history of a checklist", DRAFT + "/history"),
    Visit("history, filtered", DRAFT + "/history?what=answers&section=icf:connecting"),
    Visit("history, older", DRAFT + "/history?page=2"),
    Visit("history, nothing", "/checklists/{empty}/history?what=answers"),
    Visit("history, long words", "/checklists/{long}/history", "viewer"),
    Visit("history of a piece of work", "/work/{work}/history"),
    Visit("history of the organisation", "/history"),
)

GUESTS = (
    Visit("guest links", DRAFT + "/guests"),
    Visit("guest links, none yet", "/checklists/{empty}/guests"),
    Visit("guest links, wrong", DRAFT + "/guests", then=press("Make the link")),
    Visit(
        "guest links, made",
        "/checklists/{empty}/guests",
        then=fill("[name=label]", "Tenants’ group", press("Make the link")),
    ),
    Visit("guest comes", "{guest_link}", "nobody"),
    Visit("guest comes, wrong", "{guest_link}", "nobody", press("Start")),
    Visit("guest link that does not work", "/guest/link/nothing", "nobody"),
    Visit("guest", "/guest", "guest"),
    Visit("guest, nobody", "/guest", "nobody"),
    Visit("guest section", "/guest/sections/icf:communicating", "guest", unfold),
    Visit("guest section of an add-on", "/guest/sections/place-standard:themes", "guest"),
    Visit("guest section, conflict", "/guest/sections/icf:communicating", "guest", stale),
)


OWN = "/your-questions/{own}"
FAULTY = "/your-questions/{own_faulty}"
OWN_PACK = "brooktown-council-fire"

OWN_QUESTIONS = (
    Visit("own questions", "/your-questions"),
    Visit("own questions, none", "/your-questions", "newcomer"),
    Visit("new own questions", "/your-questions/new"),
    Visit("new own questions, wrong", "/your-questions/new", then=submit_empty),
    Visit("how to fill in the workbook", "/your-questions/instructions"),
    Visit("bring in a file", "/your-questions/upload"),
    Visit("bring in a file, none", "/your-questions/upload", then=submit),
    Visit("bring in a file, faults", "/your-questions/upload", then=bring(BAD_FILE)),
    Visit("bring in a file, sound", "/your-questions/upload", then=bring(GOOD_FILE)),
    Visit("all own questions", OWN),
    Visit("all own questions, nothing yet", "/your-questions/{own_empty}"),
    Visit("all own questions, faults", FAULTY),
    Visit("title of own questions", OWN + "/about"),
    Visit("title of own questions, conflict", OWN + "/about", then=fill("[name=seen]", "x")),
    Visit("new section", OWN + "/sections/new", then=unfold),
    Visit("new section, wrong", OWN + "/sections/new", then=submit_empty),
    Visit("own section", OWN + "/sections/at-home"),
    Visit("new own question", OWN + "/questions/new?section=at-home"),
    Visit("new own question, wrong", OWN + "/questions/new?section=more", then=submit_empty),
    Visit("own question, scale", OWN + "/questions/crew-ready", then=unfold),
    Visit("own question, choices", OWN + "/questions/households"),
    Visit("own question, faults", FAULTY + "/questions/far", then=unfold),
    Visit("own question, wrong", OWN + "/questions/long", then=submit_empty),
    Visit("own question, conflict", OWN + "/questions/long", then=fill("[name=seen]", "x")),
    Visit("new guidance", OWN + "/guidance/new"),
    Visit("guidance", OWN + "/guidance/icf:communicating-channels"),
    Visit("guidance, wrong", OWN + "/guidance/icf:communicating-channels", then=submit_empty),
    Visit("new scale", OWN + "/scales/new"),
    Visit("own scale", OWN + "/scales/readiness"),
    Visit("own scale, wrong", OWN + "/scales/readiness", then=submit_empty),
    Visit("new size", OWN + "/sizes/new"),
    Visit("own size", OWN + "/sizes/visit"),
    Visit("own size, faults", FAULTY + "/sizes/small"),
    Visit("delete a part", OWN + "/delete-part?part=section&key=at-home"),
    Visit("preview", OWN + "/preview", then=unfold),
    Visit("preview, phone", OWN + "/preview?width=phone"),
    Visit("preview, faults", FAULTY + "/preview"),
    Visit("preview, nothing yet", "/your-questions/{own_empty}/preview"),
    Visit("own questions on paper", OWN + "/paper"),
    Visit("check own questions", OWN + "/checks", then=unfold),
    Visit("check own questions, faults", FAULTY + "/checks"),
    Visit("publish", OWN + "/publish"),
    Visit("publish, wrong", OWN + "/publish", then=submit),
    Visit("publish, faults", FAULTY + "/publish"),
    Visit("compare versions", OWN + "/compare"),
    Visit("compare, nothing yet", "/your-questions/{own_empty}/compare"),
    Visit("switch own questions", OWN + "/switch"),
    Visit("switch, not published", FAULTY + "/switch"),
    Visit("give the draft up", OWN + "/withdraw"),
    Visit("delete own questions, on", OWN + "/delete"),
    Visit("delete own questions", FAULTY + "/delete"),
    Visit("section of our own", "/checklists/{own_checklist}/sections/" + OWN_PACK + ":at-home"),
    Visit(
        "question of our own", "/checklists/{own_checklist}/questions/" + OWN_PACK + ":home-visits"
    ),
)

EVERYBODY = "/conversations/of-checklist/{%s}/everybody"
TALK = "/conversations/{conversation}"

CONVERSATIONS = (
    Visit("who is missing", EVERYBODY % "draft", then=unfold),
    Visit("who is missing, nothing yet", EVERYBODY % "empty"),
    Visit("who is missing, signed", EVERYBODY % "signed", "viewer"),
    Visit("conversations", "/conversations", then=unfold),
    Visit("conversations, nothing yet", "/conversations?whose=ours", "newcomer"),
    Visit("conversations, filtered", "/conversations?place=Mill+Street&month=2027-05-01"),
    Visit("conversations, nothing like that", "/conversations?place=Nowhere"),
    Visit("conversations of a board member", "/conversations", "board_member"),
    Visit("conversations by month", "/conversations/months"),
    Visit("conversations by month, nothing like that", "/conversations/months?group=men"),
    Visit("enter a conversation", "/conversations/new", then=unfold),
    Visit("enter a conversation, wrong", "/conversations/new", then=submit_empty),
    Visit("conversation", TALK),
    Visit("conversation to read only", TALK, "viewer"),
    Visit("conversation, long words", "/conversations/{long_conversation}"),
    Visit("conversation of others", "/conversations/of-others/{their_conversation}"),
    Visit("change a conversation", TALK + "/edit"),
    Visit("change a conversation, much like another", TALK + "/edit", then=submit),
    Visit("change a conversation, conflict", "/conversations/{long_conversation}/edit", then=stale),
    Visit("delete a conversation", TALK + "/delete"),
    Visit("what we heard", TALK + "/heard"),
    Visit("what we heard, wrong", TALK + "/heard", then=fill("[name=results_link]", "here")),
    Visit("what we heard, conflict", TALK + "/heard", then=stale),
    Visit("words of thanks", TALK + "/thanks"),
    Visit("a point", TALK + "/points/{point}"),
    Visit("a point, conflict", TALK + "/points/{point}", then=stale),
    Visit("a new point", TALK + "/points/new"),
    Visit("a new point, wrong", TALK + "/points/new", then=submit_empty),
    Visit("you said, we did", TALK + "/you-said"),
    Visit("you said, we did, no answers", "/conversations/{long_conversation}/you-said"),
    Visit(
        "page switched on",
        "/conversations/{held_conversation}",
        then=press("Switch the page on"),
    ),
    Visit("public page of a conversation", "{said}", "nobody"),
    Visit("public page that is off", "/said/nothing", "nobody"),
    Visit("history of a conversation", TALK + "/history"),
)

YEARLY = "/self-evaluation/{this_year}"
SELF_EVALUATIONS = (
    Visit("yearly, all questions", "/framework/self-evaluation", "nobody"),
    Visit("yearly, all questions unfolded", "/framework/self-evaluation?guidance=open", "partner"),
    Visit("yearly, example", "/framework/self-evaluation/example", "nobody"),
    Visit(
        "yearly, small example",
        "/framework/self-evaluation/example?size=small-groups:micro",
        "partner",
    ),
    Visit("self-evaluations", "/self-evaluation"),
    Visit("self-evaluations, none yet", "/self-evaluation", "newcomer"),
    Visit("self-evaluations, to read only", "/self-evaluation", "viewer"),
    Visit("start a self-evaluation", "/self-evaluation/start"),
    Visit("start a self-evaluation, sizes", "/self-evaluation/start", "partner"),
    Visit("start a self-evaluation, service", "/self-evaluation/start/{empty_service}"),
    Visit(
        "start a self-evaluation, there already",
        "/self-evaluation/start",
        then=fill("[name=period]", "2025/26"),
    ),
    Visit(
        "start a self-evaluation, wrong",
        "/self-evaluation/start",
        then=fill("[name=period]", "next year"),
    ),
    Visit("yearly task list", "/checklists/{this_year}"),
    Visit("yearly section", "/checklists/{this_year}/sections/icf:self-connecting", then=unfold),
    Visit("yearly section, copied", "/checklists/{this_year}/sections/icf:self-celebrating"),
    Visit(
        "yearly section, small", "/checklists/{small_draft}/sections/icf:self-connecting", "partner"
    ),
    Visit("yearly question", "/checklists/{this_year}/questions/icf:self-connecting-alignment"),
    Visit("yearly section, long", "/checklists/{service_year}/sections/icf:self-connecting"),
    Visit("where we are", YEARLY + "/where-we-are", then=unfold),
    Visit("where we are, hardly begun", "/self-evaluation/{service_year}/where-we-are"),
    Visit("where we are, small", "/self-evaluation/{small_year}/where-we-are", "partner"),
    Visit("yearly, what we will do", "/checklists/{last_year}/what-we-will-do"),
    Visit("yearly sign-off, copied", YEARLY + "/sign-off"),
    Visit("yearly sign-off", "/self-evaluation/{service_year}/sign-off", then=unfold),
    Visit(
        "yearly sign-off, wrong",
        "/self-evaluation/{service_year}/sign-off",
        then=fill("[name=typed]:checked", "another", press("Save without signing off")),
    ),
    Visit("yearly finished", "/self-evaluation/{last_year}/finished"),
    Visit("yearly finished, small", "/self-evaluation/{small_year}/finished", "partner"),
    Visit("yearly report", YEARLY + "/report"),
    Visit("yearly report, signed", "/self-evaluation/{last_year}/report"),
    Visit("yearly report, small", "/self-evaluation/{small_year}/report", "partner"),
    Visit("yearly report, long", "/self-evaluation/{service_year}/report"),
    Visit("implementation plan, new", "/self-evaluation/implementation-plan/{service}"),
    Visit("implementation plan, change", "/self-evaluation/implementation-plan", then=unfold),
    Visit(
        "implementation plan, wrong",
        "/self-evaluation/implementation-plan/{service}",
        then=submit_empty,
    ),
    Visit("implementation plan, conflict", "/self-evaluation/implementation-plan", then=stale),
    Visit("implementation plan", "/self-evaluation/implementation-plans/{implementation}"),
    Visit("history of a self-evaluation", "/checklists/{this_year}/history"),
)

ANNUAL_CYCLE = (
    Visit("what is due", "/cycle"),
    Visit("what is due, a draft and a later day", "/cycle", "partner"),
    Visit("what is due, nothing", "/cycle", "newcomer"),
    Visit("what is due, viewer", "/cycle", "viewer"),
    Visit("what is due, calendar address", "/cycle", then=press("Make")),
    Visit("send an amended copy", "/cycle/{year}/send", then=unfold),
    Visit("send an amended copy, wrong", "/cycle/{year}/send", then=submit_empty),
    Visit("send late", "/cycle/{late_year}/send"),
    Visit("send, changed meanwhile", "/cycle/{late_year}/send", then=fill("[name=seen]", "x")),
    Visit("send, not ready", "/cycle/{year}/send", "partner"),
    Visit("nothing to send", "/cycle/{year}/nothing-to-send", "partner"),
    Visit("nothing to send, wrong", "/cycle/{year}/nothing-to-send", "partner", submit),
    Visit("sent copy", "/cycle/sent/{sent}"),
    Visit("amended copy", "/cycle/sent/{amended}", then=unfold),
    Visit("nil return", "/cycle/sent/{nil}", "partner"),
    Visit("years", "/cycles", "partnership_officer"),
    Visit("years of a board member", "/cycles", "board_member"),
    Visit("open a year", "/cycles/new", "partnership_officer", unfold),
    Visit("open a year, wrong", "/cycles/new", "partnership_officer", submit_empty),
    Visit("open a year, counted", "/cycles/new", "partnership_officer", count_dates),
    Visit("tracker", "/cycles/{year}", "partnership_officer"),
    Visit("tracker, late", "/cycles/{late_year}", "partnership_officer"),
    Visit("tracker, closed", "/cycles/{closed_year}", "partnership_officer"),
    Visit("what was sent, board member", "/cycles/{year}", "board_member"),
    Visit("what was sent, nothing", "/cycles/{closed_year}", "board_member"),
    Visit("reminders", "/cycles/{late_year}/reminders", "partnership_officer"),
    Visit("dates of the year", "/cycles/{year}/dates", "partnership_officer", unfold),
    Visit("dates, wrong", "/cycles/{year}/dates", "partnership_officer", submit_empty),
    Visit("join late", "/cycles/{year}/organisations", "partnership_officer"),
    Visit("join late, wrong", "/cycles/{year}/organisations", "partnership_officer", submit),
    Visit(
        "one organisation of the year",
        "/cycles/{year}/organisations/{other_organisation}",
        "partnership_officer",
    ),
    Visit(
        "later day, wrong",
        "/cycles/{year}/organisations/{other_organisation}",
        "partnership_officer",
        fill("[name=why]", "", press("Note the later day")),
    ),
    Visit("roll forward", "/cycles/{year}/next-year", "partnership_officer"),
    Visit("close the year", "/cycles/{year}/close", "partnership_officer"),
    Visit("open the year again", "/cycles/{closed_year}/close", "partnership_officer"),
    Visit("copy for the partnership", "/cycles/sent/{amended}", "partnership_officer"),
    Visit("home of a partnership officer", "/", "partnership_officer"),
)

PANEL = "/voices/{panel}"

VOICES = (
    Visit("panels", "/work/{work}/voices"),
    Visit("panels, none yet", "/work/{unstarted_work}/voices"),
    Visit("ask a panel", "/work/{work}/voices/new"),
    Visit("ask a panel, wrong", "/work/{work}/voices/new", then=submit_empty),
    Visit("panel", PANEL, then=unfold),
    Visit("panel to read only", PANEL, "viewer"),
    Visit("panel of few", "/voices/{few_panel}"),
    Visit("panel, link made", "/voices/{few_panel}", then=press("Make a link for the panel")),
    Visit("panel, staff", PANEL + "/staff"),
    Visit("panel, staff, conflict", PANEL + "/staff", then=stale),
    Visit("panel on paper", PANEL + "/paper"),
    Visit("panel, enter a sheet", PANEL + "/enter"),
    Visit("panel, enter nothing", PANEL + "/enter", then=submit),
    Visit("panel, show of hands", PANEL + "/together"),
    Visit(
        "panel, show of hands, wrong", PANEL + "/together", then=fill("[name=real-say__yes]", "x")
    ),
    Visit("delete a panel", PANEL + "/delete"),
    Visit("panel answers", "{voice}", "nobody"),
    Visit("panel answers nothing", "{voice}", "nobody", submit),
    Visit("panel, thanks", "{voice}", "nobody", tick("[name=promises]")),
    Visit("panel, link taken back", "{no_voice}", "nobody"),
)

WORKSHOPS = (
    Visit("workshop", DRAFT + "/workshop"),
    Visit("workshop, nothing yet", "/checklists/{empty}/workshop"),
    Visit("workshop, wrong", DRAFT + "/workshop", then=fill("[name=expected]", "many")),
    Visit("workshop, signed", "/checklists/{signed}/workshop"),
    Visit("workshop on the screen", "/workshops/{vote}"),
    Visit("workshop is over", "/workshops/{over_vote}"),
    Visit("workshop is over, wrong", "/workshops/{over_vote}", then=submit),
    Visit("workshop of few", "/workshops/{few_vote}"),
    Visit("workshop, code", "/vote", "nobody"),
    Visit("workshop, code, wrong", "/vote", "nobody", submit),
    Visit("workshop, phone", "{phone}", "nobody"),
    Visit("workshop, phone, wrong", "{phone}", "nobody", submit),
    Visit("workshop, phone, voted", "{phone}", "nobody", tick("[name=level]")),
    Visit("workshop, no such code", "/vote/NOTONE", "nobody"),
)

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
        "offline.form_pdf",
        "offline.form_workbook",
        "plans.ask_again",
        "records.about_me_file",
        "reports.evaluation_pdf",
        "reports.file",
        "reports.evaluation_office",
        "reports.implementation_office",
        "reports.support_plan_office",
        "you_said.office",
        "reports.plan_office",
        "reports.self_evaluation_office",
        "reports.implementation_pdf",
        "reports.plan_pdf",
        "reports.self_evaluation_pdf",
        "reports.support_plan_pdf",
        "theme.report_stylesheet",
        "theme.stylesheet",
        "workshops.count",
        "you_said.pdf",
    }
)
"""What is fetched without being looked at: files, downloads and a program's question."""

ON_THE_WAY = frozenset({"accounts.show_typed", "accounts.second_step", "accounts.go_to_service"})
"""Screens that only a whole story leads to; their own tests look at them."""
