"""Forms of the list of actions: one action, how it goes, many at once, and proposals."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    Form,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from icf.plans.follow_up import Place, Promised
from icf.plans.forms import ActionForm
from icf.plans.links import APPROACH, FINDING, LONGEST, PROMISE, QUESTION, Link, keys_of, links_of
from icf.plans.models import Action
from icf.plans.status import PRIORITIES, STATUSES, STOPPED
from icf.web.forms import DateField, IcfForm, at_most, choices
from icf.web.i18n import _, _l

AS_IT_IS = "as_it_is"
"""In a form for many actions: leave this alone."""


def _one_a_line(_form: Form, field: Field) -> None:
    """A validator: no finding is longer than a link can be."""
    if any(len(line.strip()) > LONGEST for line in (field.data or "").splitlines()):
        words = _("Write one finding on each line, of at most %(most)s characters", most=LONGEST)
        raise ValidationError(words)


class ListedActionForm(ActionForm):
    """An action of the list: it may answer several things, and has a day to look at it again."""

    work = SelectField(_l("What is it part of?"))
    approaches = SelectMultipleField(_l("Which approaches does it serve?"), validate_choice=False)
    questions = SelectMultipleField(_l("Questions that it answers"), validate_choice=False)
    question = SelectField(_l("A question that it answers"), default="")
    promises = SelectMultipleField(
        _l("What was said before that it carries on"), validate_choice=False
    )
    findings = TextAreaField(_l("What was found that it answers"), [at_most(2000), _one_a_line])
    review_on = DateField(_l("When shall we look at it again?"))

    def offer_links(
        self,
        places: Mapping[str, str],
        approaches: Mapping[str, str],
        questions: Mapping[str, str],
        promises: Sequence[Promised],
        found: Action | None,
    ) -> None:
        """Fill in what an action can be part of, and what it can answer."""
        del self.approach
        linked = keys_of(found, QUESTION) if found else []
        # What an add-on asked before it was switched off is offered too, so that it is not lost.
        serves = {key: key for key in keys_of(found, APPROACH)} if found else {}
        self.work.choices = choices(places)
        self.approaches.choices = choices({**serves, **approaches})
        self.questions.choices = choices({key: questions.get(key, key) for key in linked})
        self.question.choices = choices({"": _l("None, or no other"), **questions})
        self.promises.choices = choices(
            {
                str(one.promise_id): f"P{one.assessment_id}.{one.number} {one.what}"
                for one in promises
            }
        )

        known = {one.promise_id for one in promises}
        self.kept = [
            one
            for one in (links_of(found) if found else [])
            if one.kind == PROMISE and one.promise_id and one.promise_id not in known
        ]

    kept: Sequence[Link] = ()
    """Links that stay whatever is ticked, as the form does not offer them."""

    def keep_words(self, found: Action) -> None:
        """Leave out what a signed plan promised, which stays as it was promised."""
        del self.what
        del self.how_we_know
        promised = [one for one in links_of(found) if one.kind in (APPROACH, QUESTION)]
        self.kept = [*self.kept, *promised]

    def values(self) -> dict[str, Any]:
        """What was entered, as ``icf.plans.follow_up`` takes it."""
        found = super().values()
        return {**found, "review_on": self.review_on.data, "links": list(self._links())}

    def _links(self) -> Iterable[Link]:
        yield from self.kept
        for key in _offered(self.approaches):
            yield Link(APPROACH, key)
        for key in filter(None, [*_offered(self.questions), self.question.data]):
            yield Link(QUESTION, key)
        for number in _offered(self.promises):
            yield Link(PROMISE, "", int(number))
        for line in (self.findings.data or "").splitlines():
            if line.strip():
                yield Link(FINDING, line.strip()[:LONGEST])


def _offered(field: SelectMultipleField) -> list[str]:
    """What was ticked of what is offered; anything else is passed over."""
    offered = {str(one[0]) for one in field.iter_choices()}
    return [key for key in field.data or () if key in offered]


ORGANISATION, SERVICE = "organisation", "service-"


def place_of(chosen: str) -> Place:
    """What was chosen as that which an action is part of; keys as ``places_to_choose`` has them."""
    if chosen == ORGANISATION:
        return Place()
    if chosen.startswith(SERVICE):
        return Place(service_id=int(chosen.removeprefix(SERVICE)))
    return Place(work_id=int(chosen))


def form_data(found: Action, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of an action shows first.

    Args:
        fields: what the action says, see ``icf.plans.action.fields_of``.
    """
    links = links_of(found)
    return {
        **{name: value for name, value in fields.items() if name not in ("approach", "question")},
        "owner": str(found.owner_id or ""),
        "review_on": found.review_on,
        "approaches": keys_of(found, APPROACH),
        "questions": keys_of(found, QUESTION),
        "promises": [str(one.promise_id) for one in links if one.kind == PROMISE],
        "findings": "\n".join(one.key for one in links if one.kind == FINDING),
    }


class ProgressForm(IcfForm):
    """How an action goes."""

    status = RadioField(_l("How does it stand?"), choices=choices(STATUSES))
    words = TextAreaField(_l("What happened since?"), [at_most(2000)])
    stopped_reason = StringField(_l("If it was stopped, why?"), [at_most(500)])


class ManyForm(IcfForm):
    """The same change in every action that is ticked; what is left as it is changes nothing."""

    status = SelectField(
        _l("Status"),
        choices=choices({AS_IT_IS: _l("Leave as it is"), **STATUSES}),
        default=AS_IT_IS,
    )
    stopped_reason = StringField(_l("If stopped, why?"), [at_most(500)])
    who = StringField(_l("Who"), [at_most(200)])
    owner = SelectField(_l("Who is reminded"), default="")
    due_on = DateField(_l("By when"))
    priority = SelectField(
        _l("Priority"),
        choices=choices({AS_IT_IS: _l("Leave as it is"), **PRIORITIES}),
        default=AS_IT_IS,
    )

    people: Mapping[int, str] = {}

    def offer(self, people: Mapping[int, str]) -> None:
        """Fill in the colleagues who can be reminded."""
        self.people = people
        names = {str(number): name for number, name in people.items()}
        self.owner.choices = choices({"": _l("Leave as it is"), **names})

    def values(self) -> dict[str, Any]:
        """What changes, as ``icf.plans.many.change_many`` takes it."""
        found: dict[str, Any] = {}
        for name in ("status", "priority"):
            if self[name].data not in (None, AS_IT_IS):
                found[name] = self[name].data
        if found.get("status") == STOPPED:
            found["stopped_reason"] = (self.stopped_reason.data or "").strip()
        if self.owner.data:
            found["owner_id"] = int(self.owner.data)
            found["who"] = self.people[found["owner_id"]]
        if self.who.data:
            found["who"] = self.who.data
        if self.due_on.data:
            found["due_on"] = self.due_on.data
        return found


class ProposeForm(IcfForm):
    """To whom one action is proposed, and what is said about it."""

    other = StringField(_l("To which organisation?"), [at_most(200)])
    words = TextAreaField(_l("What do you want to say to them?"), [at_most(1000)])
    tell = BooleanField(_l("Send their leads an e-mail that something is proposed"))


class AnswerForm(IcfForm):
    """What we say to an action that another organisation proposes."""

    answer = RadioField(
        _l("What do you say?"),
        choices=choices(
            {
                "accept": _l("Yes, as it is proposed"),
                "redate": _l("Yes, but by another day"),
                "decline": _l("No"),
            }
        ),
    )
    agreed_on = DateField(_l("By when, if another day?"))
    reason = StringField(_l("Why another day, or why not?"), [at_most(500)])
    work = SelectField(_l("What shall it be part of?"))
    who = StringField(_l("Who does it?"), [at_most(200)])

    def offer(self, places: Mapping[str, str]) -> None:
        """Fill in what it can be part of."""
        self.work.choices = choices(places)

    def check_answer(self) -> bool:
        """Whether what belongs to the answer is there; else the errors are at their fields."""
        if self.answer.data == "redate" and not self.agreed_on.data and not self.agreed_on.errors:
            self.agreed_on.errors = [_("Enter the day by which you can do it")]
        if self.answer.data != "accept" and not self.reason.data:
            self.reason.errors = [_("Say why, in a sentence")]
        return not (self.agreed_on.errors or self.reason.errors)
