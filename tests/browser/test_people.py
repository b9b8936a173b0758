"""People who are asked to help: invited for one section, they find it as the first thing."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Furnished
from tests.browser.partnership import PASSWORD

WHO = "/checklists/{draft}/who"


def test_a_guest_writes_and_it_is_saved_without_pressing_anything(
    furnished: Furnished, new_window: Callable[..., Page]
) -> None:
    lead, checklist = furnished.page("lead"), furnished.quick_checklist()
    lead.goto(f"/checklists/{checklist}/guests")
    lead.get_by_label("Who is it for?").fill("The walking group")
    lead.get_by_role("button", name="Make the link").click()
    link = lead.get_by_label("Copy this link now").input_value()

    guest = new_window(furnished.server.url)
    guest.goto(link)
    guest.get_by_label("Your name").fill("Wendy Walker")
    guest.get_by_role("button", name="Start").click()
    guest.locator(".govuk-task-list a").first.click()
    guest.locator("main textarea").first.fill("We meet at the mill on Tuesdays")

    expect(guest.locator("[data-saved]")).to_contain_text("Saved")
    answer = furnished.answer(checklist, "icf:connecting-who")
    assert answer is not None
    assert answer.words == "We meet at the mill on Tuesdays"


def test_somebody_invited_for_one_section_finds_it_first(
    furnished: Furnished, new_window: Callable[..., Page]
) -> None:
    lead = furnished.page("lead")
    lead.goto(furnished.site.path(WHO))
    lead.get_by_role("link", name="Invite somebody new").click()
    lead.get_by_label("Name", exact=True).fill("Ines Newcomer")
    lead.get_by_label("E-mail address").fill("ines@example.org")
    lead.get_by_role("checkbox", name="Celebrating").check()
    lead.get_by_label("Contributor").check()
    lead.get_by_role("button", name="Make the link").click()
    link = lead.get_by_label("Copy this link now").input_value()

    guest = new_window(furnished.server.url)
    guest.goto(link)
    guest.get_by_label("Choose a password").fill(PASSWORD)
    guest.get_by_role("button", name="Join").click()

    first = guest.locator("main h2").first
    expect(first).to_have_text("Your sections")
    guest.locator("main section a").first.click()
    expect(guest.locator("main")).to_contain_text("Celebrating")
    expect(guest.get_by_role("button", name="Save and continue")).to_be_visible()
