"""The pages that anybody may read once a lead has said so: no text that was not marked for it."""

from icf.plugin import NotFound, Page, PageRequest, TemplatePage

from .kept import conversations, places
from .names import day_in_words
from .results import results_of


def all_places(request: PageRequest) -> TemplatePage:
    """The places with results."""
    _ = request.translate
    rows = [
        {
            "name": place.name,
            "address": f"/places/{place.key}",
            "count": len(place.conversations),
            "latest": day_in_words(place.latest.held_on, _),
        }
        for place in places(conversations(request, public=True))
    ]
    title = _("What people say about their places")
    return TemplatePage("place_standard/public.html", title, {"places": rows})


def place(request: PageRequest) -> Page:
    """The results of one place."""
    for found in places(conversations(request, public=True)):
        if found.key == request.params.get("place"):
            return results_of(found, request, public=True)
    raise NotFound(request.translate("Nothing is published about this place."))
