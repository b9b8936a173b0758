"""A room votes: the screen counts by itself, phones need no script, and it is written down."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.accessibility import accessibility_faults
from tests.browser.conftest import Furnished


def test_the_screen_counts_and_shows_the_spread_when_everybody_has_voted(
    furnished: Furnished, new_window: Callable[..., Page]
) -> None:
    screen = furnished.page("lead")
    screen.goto(f"/checklists/{furnished.quick_checklist()}/workshop")
    screen.get_by_label("How many people vote?").fill("3")
    screen.get_by_role("button", name="Put it to the room").click()
    status = screen.get_by_role("status")
    expect(status).to_have_text("0 of 3 have voted.")
    code = screen.locator("p.govuk-heading-xl").inner_text()

    for number, answer in enumerate(("Partly", "Partly", "Still to do"), start=1):
        phone = new_window(screen.url.partition("/workshops")[0], javascript=False)
        phone.goto("/vote")
        phone.get_by_label("The code on the screen").fill(code.lower())
        phone.get_by_role("button", name="Go on").click()
        phone.get_by_label(answer, exact=True).check(force=True)
        phone.get_by_role("button", name="Vote").click()
        expect(phone.get_by_role("status")).to_contain_text(
            f"Your vote is in: \u201c{answer}\u201d"
        )
        if number < 3:
            expect(status).to_have_text(f"{number} of 3 have voted.")

    expect(screen.get_by_role("table")).to_contain_text("2 of 3")
    screen.get_by_label("Partly", exact=True).check(force=True)
    screen.get_by_role("button", name="Write it into the checklist").click()
    expect(screen.get_by_role("main")).to_contain_text("2 of 3 voted for it")


def test_one_phone_goes_round_without_a_script(
    furnished: Furnished,
    new_window: Callable[..., Page],
    save_screenshot: Callable[[Page, str], None],
) -> None:
    screen = furnished.page("lead")
    screen.goto(f"/checklists/{furnished.quick_checklist()}/workshop")
    screen.get_by_role("button", name="Put it to the room").click()
    code = screen.locator("p.govuk-heading-xl").inner_text()
    phone = new_window(screen.url.partition("/workshops")[0])
    phone.set_viewport_size({"width": 320, "height": 640})

    for answer in ("Partly", "Still to do"):
        phone.goto(f"/vote/{code}")
        assert phone.locator("input:checked").count() == 0
        phone.get_by_label(answer, exact=True).check(force=True)
        phone.get_by_role("button", name="Vote").click()
        expect(phone.get_by_role("status")).to_contain_text("Your vote is in")
        assert phone.locator("input:checked").count() == 0
        save_screenshot(phone, "workshop-goes-round")
        assert accessibility_faults(phone) == []
        phone.get_by_role("button", name="Somebody else votes on this device").click()
        expect(phone.get_by_role("main")).not_to_contain_text("You have voted")

    expect(screen.get_by_role("status")).to_have_text("2 have voted.")
