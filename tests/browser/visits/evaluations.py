"""Looking back on a piece of work, and on what was promised."""

from tests.browser.visits.acting import Visit, clash, fill, go_offline, press, stale, unfold

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
    Visit("promise, conflict while typing", PROMISE, then=clash),
    Visit("promise, offline", PROMISE, then=go_offline),
    Visit("promise, wrong", PROMISE, then=fill("[name$=-who_says]", "Unbroken" * 40)),
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
