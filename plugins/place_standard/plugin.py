"""What Place Standard adds; its questions are in ``pack.yaml``."""

from collections.abc import Iterable

from icf.plugin import (
    ActionRule,
    AssessmentSignedOff,
    Exporter,
    PlanChanged,
    QuestionKind,
    ReportSection,
    Route,
    Scale,
    Suggest,
    hookimpl,
    plain,
)

from . import open_data, pages, public
from .kept import keep_actions, keep_signed
from .rules import STREETS_NEED_STANDARD, LowestThemes
from .scale import CHILDREN, RATING
from .section import PLACE_STANDARD
from .theme import THEME


@hookimpl
def register_scales() -> Iterable[Scale]:
    """One rating for each theme: adults' from 1 to 7, children's three points."""
    return (RATING, CHILDREN)


@hookimpl
def register_question_kinds() -> Iterable[QuestionKind]:
    """A theme: its rating, what is good and what could be better."""
    return (THEME,)


@hookimpl
def register_screening_rules() -> Iterable[Suggest]:
    """A change to a street or a public space deserves the standard depth at least."""
    return (STREETS_NEED_STANDARD,)


@hookimpl
def register_action_rules() -> Iterable[ActionRule]:
    """Do something about the themes that people rated lowest."""
    return (LowestThemes(),)


@hookimpl
def register_report_sections() -> Iterable[ReportSection]:
    """The compass with its table."""
    return (PLACE_STANDARD,)


@hookimpl
def register_exporters() -> Iterable[Exporter]:
    """The ratings of a checklist as open data."""
    return (open_data.OPEN_DATA,)


@hookimpl
def register_routes() -> Iterable[Route]:
    """Conversations, results per place, open data, and what anybody may read of them."""
    both = ("GET", "POST")
    conversation = plain("A conversation about a place")
    one = "/conversations/<key>"
    results = plain("Results of a place")
    table = plain("Place Standard: the table")
    return (
        Route("/", plain("Place Standard: conversations and places"), "signed_in", pages.overview),
        Route("/places/<place>", results, "signed_in", pages.place),
        Route("/new/<version>", plain("Record a conversation"), "fill", pages.record, both),
        Route(one, conversation, "signed_in", pages.shown),
        Route(f"{one}/edit", plain("Change a conversation"), "fill", pages.change, both),
        Route(f"{one}/delete", plain("Delete a conversation"), "fill", pages.delete, both),
        Route(f"{one}/bring-back", conversation, "fill", pages.bring_back, ("POST",)),
        Route("/data", plain("Place Standard: open data"), "signed_in", open_data.data),
        Route("/files/<file>", table, "signed_in", open_data.download),
        Route(
            "/licence",
            plain("Place Standard: licence of the open data"),
            "sign_off",
            open_data.choose_licence,
            both,
        ),
        Route("/", plain("What people say about their places"), "public", public.all_places),
        Route("/places/<place>", results, "public", public.place),
        Route("/data", plain("Place Standard: open data"), "public", open_data.public_data),
        Route("/files/<file>", table, "public", open_data.public_download),
    )


@hookimpl
def assessment_signed_off(event: AssessmentSignedOff) -> None:
    """Keep the conversation, so that the results of its place stay when the checklist goes."""
    keep_signed(event)


@hookimpl
def plan_changed(event: PlanChanged) -> None:
    """Keep what the plan says will be done about the themes."""
    keep_actions(event)
