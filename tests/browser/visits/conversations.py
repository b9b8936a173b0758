"""Conversations, second voices and workshops."""

from tests.browser.visits.acting import (
    DRAFT,
    Visit,
    fill,
    press,
    stale,
    submit,
    submit_empty,
    tick,
    unfold,
)

EVERYBODY = "/conversations/of-checklist/{%s}/everybody"

TALK = "/conversations/{conversation}"

CONVERSATIONS = (
    Visit("who is missing", EVERYBODY % "draft", then=unfold),
    Visit("who is missing, nothing yet", EVERYBODY % "empty"),
    Visit("who is missing, signed", EVERYBODY % "signed", "viewer"),
    Visit("conversations", "/conversations", then=unfold),
    Visit("conversations, nothing yet", "/conversations?whose=ours", "newcomer"),
    Visit("conversations, filtered", "/conversations?place=Mill+Street&month=2027-05-01"),
    Visit("conversations, nothing like that", "/conversations?place=Nowhere"),
    Visit("conversations of a board member", "/conversations", "board_member"),
    Visit("conversations by month", "/conversations/months"),
    Visit("conversations by month, nothing like that", "/conversations/months?group=men"),
    Visit("enter a conversation", "/conversations/new", then=unfold),
    Visit("enter a conversation, wrong", "/conversations/new", then=submit_empty),
    Visit("conversation", TALK),
    Visit("conversation to read only", TALK, "viewer"),
    Visit("conversation, long words", "/conversations/{long_conversation}"),
    Visit("conversation of others", "/conversations/of-others/{their_conversation}"),
    Visit("change a conversation", TALK + "/edit"),
    Visit("change a conversation, much like another", TALK + "/edit", then=submit),
    Visit("change a conversation, conflict", "/conversations/{long_conversation}/edit", then=stale),
    Visit("delete a conversation", TALK + "/delete"),
    Visit("what we heard", TALK + "/heard"),
    Visit("what we heard, wrong", TALK + "/heard", then=fill("[name=results_link]", "here")),
    Visit("what we heard, conflict", TALK + "/heard", then=stale),
    Visit("words of thanks", TALK + "/thanks"),
    Visit("a point", TALK + "/points/{point}"),
    Visit("a point, conflict", TALK + "/points/{point}", then=stale),
    Visit("a new point", TALK + "/points/new"),
    Visit("a new point, wrong", TALK + "/points/new", then=submit_empty),
    Visit("you said, we did", TALK + "/you-said"),
    Visit("you said, we did, no answers", "/conversations/{long_conversation}/you-said"),
    Visit(
        "page switched on",
        "/conversations/{held_conversation}",
        then=press("Switch the page on"),
    ),
    Visit("public page of a conversation", "{said}", "nobody"),
    Visit("public page that is off", "/said/nothing", "nobody"),
    Visit("history of a conversation", TALK + "/history"),
)

PANEL = "/voices/{panel}"

VOICES = (
    Visit("panels", "/work/{work}/voices"),
    Visit("panels, none yet", "/work/{unstarted_work}/voices"),
    Visit("ask a panel", "/work/{work}/voices/new"),
    Visit("ask a panel, wrong", "/work/{work}/voices/new", then=submit_empty),
    Visit("panel", PANEL, then=unfold),
    Visit("panel to read only", PANEL, "viewer"),
    Visit("panel of few", "/voices/{few_panel}"),
    Visit("panel, link made", "/voices/{few_panel}", then=press("Make a link for the panel")),
    Visit("panel, staff", PANEL + "/staff"),
    Visit("panel, staff, conflict", PANEL + "/staff", then=stale),
    Visit("panel on paper", PANEL + "/paper"),
    Visit("panel, enter a sheet", PANEL + "/enter"),
    Visit("panel, enter nothing", PANEL + "/enter", then=submit),
    Visit("panel, show of hands", PANEL + "/together"),
    Visit(
        "panel, show of hands, wrong", PANEL + "/together", then=fill("[name=real-say__yes]", "x")
    ),
    Visit("delete a panel", PANEL + "/delete"),
    Visit("panel answers", "{voice}", "nobody"),
    Visit("panel answers nothing", "{voice}", "nobody", submit),
    Visit("panel, thanks", "{voice}", "nobody", tick("[name=promises]")),
    Visit("panel, link taken back", "{no_voice}", "nobody"),
)

WORKSHOPS = (
    Visit("workshop", DRAFT + "/workshop"),
    Visit("workshop, nothing yet", "/checklists/{empty}/workshop"),
    Visit("workshop, wrong", DRAFT + "/workshop", then=fill("[name=expected]", "many")),
    Visit("workshop, signed", "/checklists/{signed}/workshop"),
    Visit("workshop on the screen", "/workshops/{vote}"),
    Visit("workshop is over", "/workshops/{over_vote}"),
    Visit("workshop is over, wrong", "/workshops/{over_vote}", then=submit),
    Visit("workshop of few", "/workshops/{few_vote}"),
    Visit("workshop, code", "/vote", "nobody"),
    Visit("workshop, code, wrong", "/vote", "nobody", submit),
    Visit("workshop, phone", "{phone}", "nobody"),
    Visit("workshop, phone, wrong", "{phone}", "nobody", submit),
    Visit("workshop, phone, voted", "{phone}", "nobody", tick("[name=level]")),
    Visit("workshop, no such code", "/vote/NOTONE", "nobody"),
)
