"""If the page says saved, it is saved; and what is not saved yet is not lost."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from playwright.sync_api import Locator, Page, Route, expect

from icf.accounts.models import SignIn
from icf.accounts.signin import sign_out
from icf.assessments.posted import Posted
from icf.assessments.sheet import history
from icf.core.answer import Answer
from icf.db import db, write
from tests.browser.accessibility import assert_accessible_without_javascript
from tests.browser.conftest import Furnished
from tests.browser.officer import SAVED, Officer
from tests.browser.partnership import PASSWORD
from tests.browser.site import NOW, at_desk
from tests.browser.waiting import until

WHO = "icf:connecting-who"
SAFE = "place-standard:feeling-safe"
TEN_MINUTES_MS = 600_000
MINE = "Mine: the allotment holders"
THEIRS = "Theirs: the walking group"


@pytest.fixture
def checklist(furnished: Furnished) -> int:
    return furnished.quick_checklist()


def question_of(checklist: int, question: str = WHO) -> str:
    return f"/checklists/{checklist}/questions/{question}"


def words_box(page: Page) -> Locator:
    return page.get_by_label("What makes you say that?")


def says_saved(page: Page) -> None:
    expect(page.locator("[data-saved]")).to_have_text(SAVED)


def words_in(answer: Answer | None) -> str:
    return answer.words if answer else ""


def somebody_else_writes(furnished: Furnished, checklist: int, words: str = THEIRS) -> None:
    colleague = furnished.site.people["contributor"]
    with at_desk(furnished.app, colleague) as desk:
        desk.save(checklist, [Posted(WHO, 0, {"value": ["todo"]}, words=words)])


def test_a_reply_that_got_lost_does_not_make_people_clash_with_themselves(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.goto(question_of(checklist))
    saves = "**/assessments/*/answers"

    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(saves, lose_the_reply)
    page.get_by_label("Partly").check()
    words_box(page).fill("First part")
    expect(page.get_by_role("alert")).to_contain_text("could not save")
    words_box(page).fill("First part, and the rest")
    with page.expect_response(lambda reply: "and the rest" in (reply.request.post_data or "")):
        page.unroute(saves)

    says_saved(page)
    expect(page.locator(".icf-conflict:visible")).to_have_count(0)
    assert words_in(furnished.answer(checklist, WHO)) == "First part, and the rest"


def test_ten_minutes_offline_lose_nothing(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.clock.install()
    page.goto(question_of(checklist))

    page.context.set_offline(True)
    page.get_by_label("Partly").check()
    words_box(page).fill("Written on the train")
    page.clock.run_for(TEN_MINUTES_MS)
    expect(page.get_by_role("alert")).to_contain_text("You are offline")
    expect(page.locator("[data-saved]")).to_have_text("Not saved yet")
    page.context.set_offline(False)
    page.clock.run_for(60_000)

    says_saved(page)
    answer = furnished.answer(checklist, WHO)
    assert words_in(answer) == "Written on the train"
    assert answer is not None
    assert answer.value == "partly"


def test_a_tab_closed_while_offline_loses_nothing(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.goto(question_of(checklist))
    page.context.set_offline(True)
    words_box(page).fill("Written in the lift")
    expect(page.get_by_role("alert")).to_contain_text("You are offline")
    page.close()

    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(question_of(checklist))

    expect(words_box(again)).to_have_value("Written in the lift")
    says_saved(again)
    assert words_in(furnished.answer(checklist, WHO)) == "Written in the lift"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("Keep mine", MINE), ("Keep theirs", THEIRS), ("Put both together", f"{THEIRS}\n\n{MINE}")],
)
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_two_editors_see_both_texts_and_choose(
    furnished: Furnished,
    open_window: Callable[..., Page],
    checklist: int,
    javascript: bool,
    choice: str,
    kept: str,
) -> None:
    page = open_window(javascript=javascript)
    page.goto(question_of(checklist))
    somebody_else_writes(furnished, checklist)

    words_box(page).fill(MINE)
    if not javascript:
        page.get_by_role("button", name="Save and continue").click()
    panel = page.get_by_role("group", name="Two versions of this answer")
    expect(panel).to_contain_text("Contributor Example changed this answer")
    expect(panel.locator("[data-theirs]")).to_contain_text(THEIRS)
    expect(panel.locator("[data-mine]")).to_contain_text(MINE)
    assert words_in(furnished.answer(checklist, WHO)) == THEIRS
    panel.get_by_role("button", name=choice).click()
    if javascript:
        expect(panel).to_have_count(0)
        page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/icf:connecting-places")

    assert words_in(furnished.answer(checklist, WHO)) == kept


def test_text_typed_after_signing_out_elsewhere_comes_back_to_the_same_person(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.goto(question_of(checklist))
    ends_the_sign_in(furnished, page)

    words_box(page).fill("Typed a moment too late")
    page.get_by_role("link", name="Sign in again").click()
    signs_in(page, "lead@example.org")

    page.wait_for_url(f"**{question_of(checklist)}")
    expect(words_box(page)).to_have_value("Typed a moment too late")
    says_saved(page)
    assert words_in(furnished.answer(checklist, WHO)) == "Typed a moment too late"


def test_text_typed_by_one_person_is_not_shown_to_the_next_at_the_same_browser(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.goto(question_of(checklist))
    ends_the_sign_in(furnished, page)

    words_box(page).fill("For my eyes only")
    page.get_by_role("link", name="Sign in again").click()
    signs_in(page, "administrator@example.org")

    page.wait_for_url(f"**{question_of(checklist)}")
    expect(words_box(page)).to_have_value("")
    page.wait_for_timeout(1_500)
    assert furnished.answer(checklist, WHO) is None


def test_without_script_text_sent_after_the_session_ran_out_comes_back(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window(javascript=False)
    page.goto(question_of(checklist))
    page.get_by_label("Partly").check()
    words_box(page).fill("Typed before lunch, sent after it")
    runs_out(furnished)

    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("What you had typed is kept")).to_be_visible()
    signs_in(page, "lead@example.org")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you had typed is still here")
    assert_accessible_without_javascript(page)
    expect(page.get_by_text("Typed before lunch, sent after it")).to_be_visible()
    page.get_by_role("button", name="Save what I typed").click()

    page.wait_for_url("**/icf:connecting-places")
    assert words_in(furnished.answer(checklist, WHO)) == "Typed before lunch, sent after it"


def test_without_script_such_text_is_not_shown_to_somebody_else(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window(javascript=False)
    page.goto(question_of(checklist))
    words_box(page).fill("For my eyes only")
    runs_out(furnished)

    page.get_by_role("button", name="Save and continue").click()
    signs_in(page, "contributor@example.org")

    page.wait_for_url(f"**{question_of(checklist)}")
    assert "For my eyes only" not in page.content()


def test_a_server_that_fails_keeps_the_text_and_is_tried_again(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.clock.install()
    page.goto(question_of(checklist))
    page.route("**/answers", lambda route: route.fulfill(status=503, body="no"))

    words_box(page).fill("Typed while the server was away")
    page.clock.run_for(5_000)
    expect(page.get_by_role("alert")).to_contain_text("We could not save")
    expect(words_box(page)).to_have_value("Typed while the server was away")
    page.unroute("**/answers")
    page.clock.run_for(60_000)

    says_saved(page)
    expect(page.locator("[data-alert]")).to_be_hidden()
    assert words_in(furnished.answer(checklist, WHO)) == "Typed while the server was away"


def test_a_double_click_saves_once_and_goes_on(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.goto(question_of(checklist))

    page.get_by_label("Partly").check()
    page.get_by_role("button", name="Save and continue").dblclick()
    page.wait_for_url("**/icf:connecting-places")

    assert versions_of(furnished, checklist, WHO) == 1


def test_a_double_click_adds_one_action(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.goto(f"/checklists/{checklist}/what-we-will-do/new")

    page.get_by_label("What will we do?").fill("Ask the school once")
    page.get_by_role("button", name="Save").dblclick()

    expect(page.get_by_text("1 of 1 actions")).to_be_visible()
    page.reload()
    expect(page.get_by_text("1 of 1 actions")).to_be_visible()


def test_going_back_editing_and_saving_again_is_no_conflict(
    furnished: Furnished, open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.goto(question_of(checklist))
    Officer(page).answers("Partly", "First thoughts")
    page.wait_for_url("**/icf:connecting-places")

    page.go_back()
    expect(words_box(page)).to_have_value("First thoughts")
    words_box(page).fill("Second thoughts")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/icf:connecting-places")

    assert words_in(furnished.answer(checklist, WHO)) == "Second thoughts"


def test_save_goes_on_where_everything_was_saved_already(
    open_window: Callable[..., Page], checklist: int
) -> None:
    page = open_window()
    page.goto(question_of(checklist))
    words_box(page).fill("Saved by itself")
    says_saved(page)

    page.get_by_role("button", name="Save and continue").click()

    page.wait_for_url("**/icf:connecting-places")


def test_dates_and_ratings_save_themselves(
    furnished: Furnished, open_window: Callable[..., Page]
) -> None:
    page = open_window()
    draft = furnished.site.ids["draft"]

    page.goto(question_of(draft, "place-standard:held-on"))
    page.get_by_label("Day").fill("10")
    says_saved(page)
    page.goto(question_of(draft, SAFE))
    page.get_by_role("radio", name="2 – Most of it").check()
    page.get_by_label("What is good?").fill("The new lamps")
    until(page, lambda: "The new lamps" in str(furnished.answer(draft, SAFE)))

    held, safe = furnished.answer(draft, "place-standard:held-on"), furnished.answer(draft, SAFE)
    assert held is not None
    assert held.value == "2026-03-10"
    assert safe is not None
    assert isinstance(safe.value, dict)
    assert (safe.value["rating"], safe.value["good"]) == ("2", "The new lamps")


def ends_the_sign_in(furnished: Furnished, page: Page) -> None:
    secret = next(one["value"] for one in page.context.cookies() if one["name"] == "icf_sign_in")
    with furnished.app.app_context(), write() as session:
        sign_out(session, NOW, secret)


def runs_out(furnished: Furnished) -> None:
    """The lead's newest sign-in was last used two days ago."""
    lead = furnished.site.people["lead"].person_id
    with furnished.app.app_context(), write() as session:
        newest = sa.select(sa.func.max(SignIn.id)).where(SignIn.person_id == lead)
        session.execute(
            sa.update(SignIn)
            .where(SignIn.id == newest.scalar_subquery())
            .values(seen_at=NOW - timedelta(days=2))
        )


def signs_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def versions_of(furnished: Furnished, checklist: int, question: str) -> int:
    lead = furnished.site.people["lead"]
    with at_desk(furnished.app, lead):
        return len(history(db.session, lead, checklist, question))
