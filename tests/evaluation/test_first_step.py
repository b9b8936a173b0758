"""An evaluation begins with what was promised, and goes on when all of it is said."""

from dataclasses import replace

from tests.support import Somewhere


def go_on(looking, browser):
    button = browser.page(f"/checklists/{looking.evaluation_id}").select_one("main a.govuk-button")
    return button.get_text()


def test_the_first_thing_to_do_is_what_was_promised(looking, browser):
    assert go_on(looking, browser) == "Start: What we said we would do"


def test_once_every_promise_is_answered_the_questions_follow(looking, browser):
    for place, _one in enumerate(looking.asked()):
        looking.say(place, "kept")

    assert "What we said" not in go_on(looking, browser)


def test_the_first_page_goes_on_with_what_was_promised_until_it_is_said(planned, signed_in):
    here = Somewhere(planned.desk.actor.organisation_id, planned.desk.actor.organisation_name)
    browser = signed_in("lead", organisation=here)
    own = replace(planned, desk=replace(planned.desk, actor=browser.actor))
    number = own.start()
    before = browser.page("/").select_one(".icf-card")
    for place, _one in enumerate(own.asked(number)):
        own.say(place, "kept", assessment_id=number)
    after = browser.page("/").select_one(".icf-card")

    assert "What we said we would do" in before.get_text()
    promises = f"/checklists/{number}/promises"
    assert before.select_one(".govuk-button")["href"] == promises
    assert "What we said we would do" not in after.get_text()
    assert after.select_one(".govuk-button")["href"] != promises
