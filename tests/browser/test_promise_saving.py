"""What became of a promise is saved while it is typed, and never lost, as answers are."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from icf.assessments.sheet import load
from icf.db import db
from icf.evaluation.promises import Asked, asked_one, save_review
from tests.browser.conftest import Furnished
from tests.browser.looking_back import asked_for_a_test
from tests.browser.site import at_desk
from tests.browser.test_saving import ends_the_sign_in, runs_out, says_saved, signs_in

TEN_MINUTES_MS = 600_000
MINE = "Mine: the frost"
THEIRS = "Theirs: the flood"


@dataclass
class Evaluation:
    """An evaluation of its own for each test."""

    furnished: Furnished
    id: int
    promise: int

    @property
    def page(self) -> str:
        return f"/checklists/{self.id}/promises/{self.promise}"

    def stored(self) -> Asked:
        lead = self.furnished.site.people["lead"]
        with at_desk(self.furnished.app, lead):
            return asked_one(db.session, lead, load(db.session, lead, self.id), self.promise)

    def why(self) -> str:
        review = self.stored().review
        return review.why if review else ""

    def somebody_else_says(self, why: str = THEIRS) -> None:
        said = {"answer": "kept", "why": why, "who_says": "The wardens"}
        with at_desk(self.furnished.app, self.furnished.site.people["contributor"]) as desk:
            sheet = load(db.session, desk.actor, self.id)
            desk.call(save_review, sheet, self.promise, 0, said)


@pytest.fixture
def evaluation(furnished: Furnished) -> Evaluation:
    with at_desk(furnished.app, furnished.site.people["lead"]) as desk:
        made, promise = asked_for_a_test(desk)
    return Evaluation(furnished, made, promise)


def why_box(page: Page) -> Locator:
    return page.get_by_label("Why?", exact=True)


def next_promise(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Ask who sits on it")


def test_every_part_saves_itself_while_it_is_typed(
    open_window: Callable[..., Page], evaluation: Evaluation
) -> None:
    page = open_window()
    page.goto(evaluation.page)

    page.get_by_role("radio", name="Partly kept").check()
    why_box(page).fill("Only at one end")
    page.get_by_label("What shows it?").fill("A photo")
    page.get_by_role("radio", name="We checked").check()
    page.get_by_label("Who says so?").fill("The wardens")
    with page.expect_response(lambda reply: "Two ends" in (reply.request.post_data or "")):
        page.get_by_label("What do we learn from it?").fill("Two ends need two days")
    says_saved(page)

    review = evaluation.stored().review
    assert review is not None
    assert (review.answer, review.why, review.evidence) == ("partly", "Only at one end", "A photo")
    assert (review.strength, review.who_says) == ("checked", "The wardens")
    assert review.learned == "Two ends need two days"


def test_going_on_after_everything_saved_itself_is_no_clash(
    open_window: Callable[..., Page], evaluation: Evaluation
) -> None:
    page = open_window()
    page.goto(evaluation.page)
    why_box(page).fill("Saved by itself")
    says_saved(page)

    page.get_by_role("button", name="Save and continue").dblclick()

    next_promise(page)
    assert evaluation.why() == "Saved by itself"


def test_carrying_over_saves_what_was_typed_last(
    open_window: Callable[..., Page], evaluation: Evaluation
) -> None:
    page = open_window()
    page.goto(evaluation.page)

    page.get_by_role("radio", name="Not kept").check()
    why_box(page).fill("The works team was cut")
    page.get_by_role("button", name="Save and carry over").click()
    page.wait_for_url("**/what-we-will-do/*")

    stored = evaluation.stored()
    assert (stored.answer, evaluation.why()) == ("not", "The works team was cut")
    assert stored.carried is not None


def test_ten_minutes_offline_lose_nothing(
    open_window: Callable[..., Page], evaluation: Evaluation
) -> None:
    page = open_window()
    page.clock.install()
    page.goto(evaluation.page)

    page.context.set_offline(True)
    page.get_by_role("radio", name="Not kept").check()
    why_box(page).fill("Written on the train")
    page.clock.run_for(TEN_MINUTES_MS)
    expect(page.get_by_role("alert")).to_contain_text("You are offline")
    page.context.set_offline(False)
    page.clock.run_for(60_000)

    says_saved(page)
    assert (evaluation.stored().answer, evaluation.why()) == ("not", "Written on the train")


def test_a_tab_closed_while_offline_loses_nothing(
    open_window: Callable[..., Page], evaluation: Evaluation
) -> None:
    page = open_window()
    page.goto(evaluation.page)
    page.context.set_offline(True)
    page.get_by_role("radio", name="Changed").check()
    why_box(page).fill("Written in the lift")
    expect(page.get_by_role("alert")).to_contain_text("You are offline")
    page.close()

    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(evaluation.page)

    expect(why_box(again)).to_have_value("Written in the lift")
    expect(again.get_by_role("radio", name="Changed")).to_be_checked()
    says_saved(again)
    assert (evaluation.stored().answer, evaluation.why()) == ("changed", "Written in the lift")


def test_a_reply_that_got_lost_does_not_make_people_clash_with_themselves(
    open_window: Callable[..., Page], evaluation: Evaluation
) -> None:
    page = open_window()
    page.goto(evaluation.page)
    saves = "**/assessments/*/promises"

    def lose_the_reply(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(saves, lose_the_reply)
    why_box(page).fill("First part")
    expect(page.get_by_role("alert")).to_contain_text("could not save")
    why_box(page).fill("First part, and the rest")
    with page.expect_response(lambda reply: "and the rest" in (reply.request.post_data or "")):
        page.unroute(saves)

    says_saved(page)
    expect(page.locator(".icf-conflict:visible")).to_have_count(0)
    assert evaluation.why() == "First part, and the rest"


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("Keep mine", ("not", MINE, "")),
        ("Keep theirs", ("kept", THEIRS, "The wardens")),
        ("Put both together", ("not", f"{THEIRS}\n\n{MINE}", "The wardens")),
    ],
)
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_two_editors_see_both_texts_and_choose(
    open_window: Callable[..., Page],
    evaluation: Evaluation,
    javascript: bool,
    choice: str,
    kept: tuple[str, str, str],
) -> None:
    page = open_window(javascript=javascript)
    page.goto(evaluation.page)
    evaluation.somebody_else_says()

    page.get_by_role("radio", name="Not kept").check()
    why_box(page).fill(MINE)
    if not javascript:
        page.get_by_role("button", name="Save and continue").click()
    panel = page.get_by_role("group", name="Two versions of this answer")
    expect(panel).to_contain_text("Contributor Example changed this answer")
    expect(panel.locator("[data-theirs]")).to_contain_text("Kept")
    expect(panel.locator("[data-theirs]")).to_contain_text(THEIRS)
    expect(panel.locator("[data-mine]")).to_contain_text("Not kept")
    expect(panel.locator("[data-mine]")).to_contain_text(MINE)
    assert evaluation.why() == THEIRS
    panel.get_by_role("button", name=choice).click()
    if javascript:
        expect(panel).to_have_count(0)
        page.get_by_role("button", name="Save and continue").click()
    next_promise(page)

    stored = evaluation.stored().review
    assert stored is not None
    assert (stored.answer, stored.why, stored.who_says) == kept


def test_what_was_typed_after_signing_out_elsewhere_comes_back_to_the_same_person(
    furnished: Furnished, open_window: Callable[..., Page], evaluation: Evaluation
) -> None:
    page = open_window()
    page.goto(evaluation.page)
    ends_the_sign_in(furnished, page)

    why_box(page).fill("Typed a moment too late")
    page.get_by_role("link", name="Sign in again").click()
    signs_in(page, "lead@example.org")

    page.wait_for_url(f"**{evaluation.page}")
    expect(why_box(page)).to_have_value("Typed a moment too late")
    says_saved(page)
    assert evaluation.why() == "Typed a moment too late"


def test_without_script_what_was_sent_after_the_session_ran_out_comes_back(
    furnished: Furnished, open_window: Callable[..., Page], evaluation: Evaluation
) -> None:
    page = open_window(javascript=False)
    page.goto(evaluation.page)
    page.get_by_role("radio", name="Partly kept").check()
    why_box(page).fill("Typed before lunch, sent after it")
    runs_out(furnished)

    page.get_by_role("button", name="Save and continue").click()
    signs_in(page, "lead@example.org")
    expect(page.get_by_text("Typed before lunch, sent after it")).to_be_visible()
    page.get_by_role("button", name="Save what I typed").click()

    next_promise(page)
    assert evaluation.stored().answer == "partly"
    assert evaluation.why() == "Typed before lunch, sent after it"
