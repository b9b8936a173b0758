"""The forms of the register."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from icf.accounts.models import Service
from icf.conversations.models import Conversation, ConversationPoint
from icf.conversations.words import ANSWERS, GROUPS, STATES
from icf.web.forms import DateField, IcfForm, at_most, choices, lines_of_at_most
from icf.web.i18n import _, _l, month_name
from icf.work.models import Work
from icf.work.places import PlaceList

MONTHS_BACK, MONTHS_AHEAD = 24, 24
"""The months that can be chosen, counted from today; other days are typed."""


class ConversationForm(IcfForm):
    """Who asks whom, where, when, about what and how."""

    title = StringField(
        _l("What is the conversation?"),
        [InputRequired(_l("Say in a few words what the conversation is.")), at_most(200)],
        description=_l("Such as “Crossing Mill Street: a walk with the school”."),
    )
    state = RadioField(_l("How far is it?"), choices=choices(STATES))
    month = SelectField(_l("In which month?"))
    starts_on = DateField(_l("First day, if you know it"))
    ends_on = DateField(_l("Last day, if it is more than one"))
    places = SelectMultipleField(_l("Which wards or other places is it about?"))
    neighbourhoods = TextAreaField(
        _l("Which streets or neighbourhoods?"), [at_most(1000), lines_of_at_most(200)]
    )
    groups = SelectMultipleField(_l("Whom do you ask?"), choices=choices(GROUPS))
    other_groups = TextAreaField(_l("Anybody else"), [at_most(1000), lines_of_at_most(200)])
    topics = TextAreaField(_l("What is it about?"), [at_most(2000)])
    approaches = SelectMultipleField(_l("Which approaches is it part of?"))
    tools = SelectMultipleField(_l("How do you ask?"))
    other_tools = TextAreaField(_l("In another way"), [at_most(1000), lines_of_at_most(200)])
    service = SelectField(_l("Which service asks?"))
    work = SelectField(_l("Which piece of work is it part of?"))
    contact = StringField(
        _l("Whom can colleagues in other services ask?"),
        [at_most(200)],
        description=_l("A job title or a name, and how to reach them at work."),
    )
    only_us = BooleanField(_l("Keep this entry to our organisation"))

    def offer(
        self,
        today: date,
        lists: Sequence[PlaceList],
        approaches: Mapping[str, str],
        tools: Sequence[str],
        services: Sequence[Service],
        works: Iterable[Work],
        kept: Conversation | None,
    ) -> None:
        """Fill in what can be chosen, and what the entry has had from older lists."""
        self.month.choices = _months(today, kept.month if kept else None)
        known = {place.key: place.name for one in lists for place in one.places}
        older = {one["key"]: one["name"] for one in kept.places if one["key"]} if kept else {}
        self.places.choices = choices({**older, **known})
        self.approaches.choices = choices(approaches)
        self.tools.choices = choices({name: name for name in tools})
        self.service.choices = choices(
            {"": _("None in particular"), **{str(one.id): one.name for one in services}}
        )
        self.work.choices = choices(
            {"": _("None"), **{str(one.id): f"{one.title} ({one.reference})" for one in works}}
        )

    def values(self, may_share: bool) -> dict[str, Any]:
        """What was entered, as ``icf.conversations.service.add_conversation`` takes it."""
        found = {
            "title": self.title.data,
            "state": self.state.data,
            "month": date.fromisoformat(self.month.data) if self.month.data else None,
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
            "places": self.places.data or [],
            "neighbourhoods": _lines(self.neighbourhoods.data),
            "groups": self.groups.data or [],
            "other_groups": _lines(self.other_groups.data),
            "topics": self.topics.data or "",
            "approaches": self.approaches.data or [],
            "tools": [*(self.tools.data or []), *_lines(self.other_tools.data)],
            "service_id": int(self.service.data) if self.service.data else None,
            "work_id": int(self.work.data) if self.work.data else None,
            "contact": self.contact.data or "",
        }
        return {**found, "only_us": self.only_us.data} if may_share else found


class HeardForm(IcfForm):
    """What we heard."""

    results = TextAreaField(_l("What did people say?"), [at_most(10_000)])
    results_link = StringField(
        _l("Where are the full results?"),
        [at_most(500)],
        description=_l("A web address that begins with https://, if there is one."),
    )


class PointForm(IcfForm):
    """Something that people said, and our answer."""

    said = TextAreaField(
        _l("What did people say?"),
        [InputRequired(_l("Write what people said.")), at_most(2000)],
        description=_l("One thing, in the words of the people who said it as far as you can."),
    )
    answer = RadioField(_l("What is our answer?"), choices=choices(ANSWERS))
    words = TextAreaField(
        _l("What did we do, what will we do and by when, or why can we not?"), [at_most(2000)]
    )

    def values(self) -> dict[str, Any]:
        """What was entered, as ``icf.conversations.answering.add_point`` takes it."""
        return {
            "said": self.said.data,
            "answer": self.answer.data or "",
            "words": self.words.data or "",
        }


class ThanksForm(IcfForm):
    """What stands above the answers."""

    thanks = TextAreaField(_l("A word of thanks, and what happens next"), [at_most(2000)])
    ask_here = StringField(
        _l("Whom can people ask about it?"),
        [at_most(200)],
        description=_l("A place, a team or a phone number that anybody may use."),
    )


def form_data(found: Conversation | None, tools: Sequence[str], today: date) -> dict[str, Any]:
    """What the form shows first."""
    if found is None:
        return {
            "state": "planned",
            "service": "",
            "work": "",
            "month": today.replace(day=1).isoformat(),
        }
    return {
        "title": found.title,
        "state": found.state,
        "month": found.month.isoformat(),
        "starts_on": found.starts_on,
        "ends_on": found.ends_on,
        "places": [place["key"] for place in found.places if place["key"]],
        "neighbourhoods": "\n".join(one["name"] for one in found.places if not one["key"]),
        "groups": found.groups,
        "other_groups": "\n".join(found.other_groups),
        "topics": found.topics,
        "approaches": found.approaches,
        "tools": [name for name in found.tools if name in tools],
        "other_tools": "\n".join(name for name in found.tools if name not in tools),
        "service": str(found.service_id or ""),
        "work": str(found.work_id or ""),
        "contact": found.contact,
        "only_us": found.only_us,
    }


def point_data(found: ConversationPoint | None) -> dict[str, Any]:
    """What the form of a point shows first."""
    if found is None:
        return {"answer": ""}
    return {"said": found.said, "answer": found.answer, "words": found.words}


def _months(today: date, kept: date | None) -> Any:
    first = today.year * 12 + today.month - 1 - MONTHS_BACK
    numbers = range(first, first + MONTHS_BACK + MONTHS_AHEAD + 1)
    offered = {date(number // 12, number % 12 + 1, 1) for number in numbers}
    return choices(
        {one.isoformat(): month_name(one) for one in sorted(offered | ({kept} if kept else set()))}
    )


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
