"""Pages that need no account."""

from tests.browser.visits.acting import Visit, fill, submit, submit_empty, try_it, unfold

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
