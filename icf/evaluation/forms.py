"""Forms of an evaluation: starting it, what became of a promise, and signing it off."""

from collections.abc import Container
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    Form,
    RadioField,
    StringField,
    TextAreaField,
)
from wtforms.validators import ValidationError

from icf.evaluation.promises import FIELDS
from icf.plans.forms import SignOffForm
from icf.web.forms import DateField, IcfForm, at_most, choices
from icf.web.i18n import _l

ANSWERS = {
    "kept": _l("Kept"),
    "partly": _l("Partly kept"),
    "not": _l("Not kept"),
    "changed": _l("Changed"),
    "": _l("We cannot say yet"),
}
ANSWER_MEANINGS = {
    "kept": _l("It was done, as we said."),
    "partly": _l("Some of it was done, or it was late, or only for some people."),
    "not": _l("It was not done."),
    "changed": _l("We did something else instead, on purpose."),
}
SURE = {
    "think": _l("We think so"),
    "checked": _l("We checked"),
    "told": _l("People told us"),
}


def one_of(known: Container[str], message: Any) -> Any:
    """A validator for a choice that nobody has to make."""

    def check(_form: Form, field: Field) -> None:
        if (field.data or "") not in known:
            raise ValidationError(message)

    return check


class PromiseForm(IcfForm):
    """What became of one promise. Everything is optional, so that a start can be saved."""

    answer = RadioField(
        _l("What became of it?"),
        [one_of(ANSWERS, _l("Choose one of the four answers."))],
        choices=choices(ANSWERS),
        validate_choice=False,
    )
    why = TextAreaField(_l("Why?"), [at_most(4000)])
    evidence = TextAreaField(_l("What shows it?"), [at_most(4000)])
    strength = RadioField(
        _l("How sure are we?"),
        [one_of(("", *SURE), _l("Choose one of the ways of being sure."))],
        choices=choices(SURE),
        validate_choice=False,
    )
    who_says = StringField(_l("Who says so?"), [at_most(200)])
    learned = TextAreaField(_l("What do we learn from it?"), [at_most(4000)])

    def values(self) -> dict[str, str]:
        """What was entered, as ``icf.evaluation.promises.save_review`` takes it."""
        return {name: str(getattr(self, name).data or "") for name in FIELDS}


class StartForm(IcfForm):
    """Which kind, how much to ask, and what to begin with."""

    kind = RadioField(
        _l("What is it?"),
        choices=choices(
            {"end": _l("The evaluation"), "way": _l("A check-in on the way")},
        ),
        default="end",
    )
    on = DateField(_l("If it is a check-in: on which day?"))
    depth = RadioField(_l("How much to ask?"), validate_choice=False)
    copies = BooleanField(_l("Begin with the answers of last time"))


class EvaluationSignOffForm(SignOffForm):
    """The same as a plan's, and whether the piece of work is over."""

    work_is_finished = BooleanField(_l("This piece of work is finished"))
