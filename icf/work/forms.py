"""The form for a piece of work."""

from typing import Any

from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from icf.accounts.models import Service
from icf.web.forms import DateField, IcfForm, at_most, choices, lines_of_at_most
from icf.web.i18n import _l
from icf.work.models import Work
from icf.work.places import PlaceList

KIND_LABELS = {
    "project": _l("A project"),
    "event": _l("An event"),
    "service": _l("A service"),
    "policy": _l("A policy or strategy"),
}
STAGE_LABELS = {
    "idea": _l("An idea"),
    "planning": _l("Being planned"),
    "under_way": _l("Under way"),
    "finished": _l("Finished"),
}
PLACE_KIND_LABELS = {
    "district": _l("District-wide"),
    "place_partnership": _l("Place Partnership"),
    "ward": _l("Ward"),
    "neighbourhood": _l("Street or neighbourhood"),
}


class WorkForm(IcfForm):
    """What a piece of work is, whose it is and where it happens."""

    title = StringField(
        _l("What is it called?"),
        [InputRequired(_l("Enter a title for the piece of work")), at_most(200)],
    )
    summary = TextAreaField(_l("What is it, in a sentence or two?"), [at_most(2000)])
    kind = RadioField(_l("What kind of work is it?"), choices=choices(KIND_LABELS))
    is_new = RadioField(
        _l("Is it new, or running already?"),
        choices=choices({"yes": _l("New"), "no": _l("It exists already")}),
    )
    stage = RadioField(_l("Which stage is it at?"), choices=choices(STAGE_LABELS))
    places = SelectMultipleField(_l("Which wards or other places does it touch?"))
    neighbourhoods = TextAreaField(
        _l("Which streets or neighbourhoods?"), [at_most(1000), lines_of_at_most(200)]
    )
    service = SelectField(_l("Which service leads it?"))
    lead_name = StringField(_l("Who leads it?"), [at_most(200)])
    partners = TextAreaField(
        _l("Which partners do this with you?"), [at_most(2000), lines_of_at_most(200)]
    )
    starts_on = DateField(_l("When does it start, if you know?"))
    marking = StringField(_l("Protective marking, if it needs its own"), [at_most(60)])

    def offer(self, services: list[Service], lists: tuple[PlaceList, ...]) -> None:
        """Fill in what can be chosen: the organisation's services and today's places."""
        teams = {str(service.id): service.name for service in services}
        self.service.choices = choices({"": _l("None of these"), **teams})
        self.places.choices = choices(
            {place.key: place.name for one in lists for place in one.places}
        )

    def keep_places(self, work: Work) -> None:
        """Offer also the places that the work has from an older list."""
        offered = {place.key: place.name for place in work.places if place.key}
        now: list[Any] = list(self.places.choices or [])
        known = {choice.value for choice in now}
        older = {key: name for key, name in offered.items() if key not in known}
        self.places.choices = now + choices(older)

    def values(self) -> dict[str, Any]:
        """What was entered, as ``icf.work.service.start_work`` takes it."""
        return {
            "title": self.title.data,
            "summary": self.summary.data or "",
            "kind": self.kind.data,
            "is_new": self.is_new.data == "yes",
            "stage": self.stage.data,
            "service_id": int(self.service.data) if self.service.data else None,
            "lead_name": self.lead_name.data or "",
            "starts_on": self.starts_on.data,
            "marking": self.marking.data or "",
            "places": self.places.data or [],
            "neighbourhoods": _lines(self.neighbourhoods.data),
            "partners": _lines(self.partners.data),
        }


def form_data(work: Work | None, lead_name: str) -> dict[str, Any]:
    """What the form shows first: the work as it is, or sensible beginnings for a new one."""
    if work is None:
        return {
            "kind": "project",
            "is_new": "yes",
            "stage": "planning",
            "lead_name": lead_name,
            "service": "",
        }
    return {
        "title": work.title,
        "summary": work.summary,
        "kind": work.kind,
        "is_new": "yes" if work.is_new else "no",
        "stage": work.stage,
        "service": str(work.service_id or ""),
        "lead_name": work.lead_name,
        "starts_on": work.starts_on,
        "marking": work.marking,
        "places": [place.key for place in work.places if place.key],
        "neighbourhoods": "\n".join(place.name for place in work.places if not place.key),
        "partners": "\n".join(partner.name for partner in work.partners),
    }


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
