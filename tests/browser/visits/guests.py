"""People who come by a link."""

from tests.browser.visits.acting import DRAFT, Visit, fill, press, stale, unfold

GUESTS = (
    Visit("guest links", DRAFT + "/guests"),
    Visit("guest links, none yet", "/checklists/{empty}/guests"),
    Visit("guest links, wrong", DRAFT + "/guests", then=press("Make the link")),
    Visit(
        "guest links, made",
        "/checklists/{empty}/guests",
        then=fill("[name=label]", "Tenants’ group", press("Make the link")),
    ),
    Visit("guest comes", "{guest_link}", "nobody"),
    Visit("guest comes, wrong", "{guest_link}", "nobody", press("Start")),
    Visit("guest link that does not work", "/guest/link/nothing", "nobody"),
    Visit("guest", "/guest", "guest"),
    Visit("guest, nobody", "/guest", "nobody"),
    Visit("guest section", "/guest/sections/icf:communicating", "guest", unfold),
    Visit("guest section of an add-on", "/guest/sections/place-standard:themes", "guest"),
    Visit("guest section, conflict", "/guest/sections/icf:communicating", "guest", stale),
)
