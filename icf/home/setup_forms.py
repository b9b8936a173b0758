"""The forms of first-run set-up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, Optional

from icf.accounts.forms import (
    email_field,
    kind_field,
    name_field,
    new_password_field,
    size_field,
)
from icf.core.questionnaire import Questionnaire
from icf.packs.passport import Passport
from icf.web.forms import IcfForm, choices
from icf.web.i18n import _, _l
from icf.work.places import PlaceList


@dataclass(frozen=True)
class Named:
    """An approach or a principle: its key, the name we would show, and whether that is sure."""

    key: str
    name: str
    sort: str
    confirmed: bool

    @property
    def field_name(self) -> str:
        """Of the field in which the name can be changed."""
        return "name_" + self.key.replace(":", "_")


def named_things(questionnaire: Questionnaire, confirmed: Mapping[str, str]) -> list[Named]:
    """The approaches and then the principles, with the names that the owner has confirmed."""
    approaches = [
        Named(
            one.key,
            confirmed.get(one.key, one.title.original),
            "approach",
            one.confirmed or one.key in confirmed,
        )
        for one in questionnaire.approaches
    ]
    principles = [
        Named(one.key, confirmed.get(one.key, one.title.original), "principle", True)
        for one in questionnaire.principles
    ]
    return approaches + principles


class FirstOrganisationForm(IcfForm):
    arrangement = RadioField(
        _l("Who will use this toolkit?"),
        [InputRequired(_l("Choose who will use it."))],
        choices=choices({"just_us": _l("Just us"), "partnership": _l("A partnership")}),
    )
    name = name_field(
        _l("Name of your organisation"),
        _l("Enter the name of your organisation."),
        _l("You can add other organisations later."),
    )
    kind = kind_field()
    size = size_field()


class AdministratorForm(IcfForm):
    """``has_password``: the step was taken before, so that the password may stay as it is."""

    name = name_field(_l("Your name"), _l("Enter your name."))
    email = email_field(_l("Your e-mail address"), _l("You sign in with it. Nothing is sent."))
    password = new_password_field(_l("Choose a password"))

    def __init__(self, has_password: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if has_password:
            self.password.validators = [Optional()]


class AddOnsForm(IcfForm):
    chosen = SelectMultipleField(_l("Which add-ons would you like to have on?"))

    def __init__(self, passports: Sequence[Passport]) -> None:
        super().__init__(data={"chosen": [one.record.name for one in passports if one.on]})
        self.chosen.choices = choices({one.record.name: one.title for one in passports})


class NamesForm(IcfForm):
    """With a field for each name, which ``names_form`` adds."""

    checked = RadioField(
        _l("Have you checked these names against your own copy of the framework?"),
        [InputRequired(_l("Say whether you have checked the names."))],
        choices=choices({"yes": _l("Yes, they are right now"), "no": _l("Not yet")}),
    )
    lists = SelectMultipleField(_l("Which lists of places have you checked?"))

    def names(self, things: Sequence[Named]) -> dict[str, str]:
        """What was typed, by the key of the approach or principle."""
        return {one.key: str(self[one.field_name].data) for one in things}


def names_form(
    things: Sequence[Named], lists: Sequence[PlaceList], checked: Collection[str]
) -> NamesForm:
    """A form with the names of these approaches and principles, and these lists of places."""
    fields = {one.field_name: _name_of(one) for one in things}
    form: NamesForm = type("NamesForm", (NamesForm,), fields)(data={"lists": list(checked)})
    form.lists.choices = choices({one.key: one.name for one in lists})
    return form


def _name_of(one: Named) -> StringField:
    return StringField(
        _("Name of approach") if one.sort == "approach" else _("Name of principle"),
        [
            InputRequired(_("Enter a name for “%(name)s”.", name=one.name)),
            Length(max=60, message=_("Use at most 60 characters for a name.")),
        ],
        default=one.name,
    )
