"""Add-ons with pages of their own, and an organisation's own questions."""

from tests.browser.visits.acting import Visit, bring, fill, submit, submit_empty, unfold

GOOD_FILE = """
{format: 1, pack: fire, version: 1.0.0, extends: icf, language: en, title: Fire, publisher: Us,
 sections: [{key: a, instrument: planning, title: Visits, questions: [
   {key: b, text: Who?, kind: text}]}]}
"""

BAD_FILE = GOOD_FILE.replace("kind: text", "kind: txt").replace("title: Fire", "titel: Fire")

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
