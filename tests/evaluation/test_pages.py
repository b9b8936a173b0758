"""The pages of an evaluation, as people use them."""


def test_every_page_of_an_evaluation_opens(looking, browser):
    for page in (
        "",
        "/promises",
        "/result",
        "/sign-off-evaluation",
        "/evaluation",
        "/what-we-will-do",
    ):
        browser.page(f"/checklists/{looking.evaluation_id}{page}")
    promise = looking.asked()[0].promise.id
    browser.page(f"/checklists/{looking.evaluation_id}/promises/{promise}")
    browser.page(f"/work/{looking.desk.work_id}/evaluate")
    browser.page(f"/work/{looking.desk.work_id}/promises")
    browser.page("/promises")
    looking.say(0, "kept")
