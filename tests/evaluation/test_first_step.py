"""An evaluation begins with what was promised, and goes on when all of it is said."""


def go_on(looking, browser):
    button = browser.page(f"/checklists/{looking.evaluation_id}").select_one("main a.govuk-button")
    return button.get_text()


def test_the_first_thing_to_do_is_what_was_promised(looking, browser):
    assert go_on(looking, browser) == "Start: What we said we would do"


def test_once_every_promise_is_answered_the_questions_follow(looking, browser):
    for place, _one in enumerate(looking.asked()):
        looking.say(place, "kept")

    assert "What we said" not in go_on(looking, browser)
