"""The forms of sign-in, people, services and organisations."""

from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    Regexp,
    ValidationError,
)

from icf.accounts.models import ROLES
from icf.accounts.password import SHORTEST
from icf.errors import IcfError
from icf.web.forms import IcfForm, choices
from icf.web.i18n import _, _l

EMAIL = r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$"
MARKINGS = ("", "OFFICIAL", "OFFICIAL-SENSITIVE")
OWN_MARKING = "own"
MARKING_NAMES = {
    "none": _l("None"),
    "OFFICIAL": "OFFICIAL",
    "OFFICIAL-SENSITIVE": "OFFICIAL-SENSITIVE",
    OWN_MARKING: _l("Our own"),
}
LAYOUT_NAMES = {
    "question": _l("One question a page"),
    "section": _l("The whole section on one page"),
}

ROLE_NAMES = {
    "contributor": _l("Contributor"),
    "reviewer": _l("Reviewer"),
    "viewer": _l("Viewer"),
    "lead": _l("Lead"),
    "partnership_officer": _l("Partnership officer"),
    "board_member": _l("Board member"),
    "administrator": _l("Administrator"),
}
ROLE_MEANINGS = {
    "contributor": _l("Starts and fills in checklists, and writes what we will do."),
    "reviewer": _l("Reads all work and says what should change. Writes only what they are given."),
    "viewer": _l("Reads all work, drafts too. Writes only what they are given."),
    "lead": _l("Does all of this, signs off, adds people, and switches add-ons on and off."),
    "partnership_officer": _l(
        "Works for the partnership: runs the annual cycle, and reads what organisations shared or"
        " sent to the Board, never drafts."
    ),
    "board_member": _l(
        "Sits on the Board: reads what organisations shared or sent to it, never drafts."
    ),
    "administrator": _l(
        "A lead who also looks after this toolkit for every organisation, and may run the annual"
        " cycle."
    ),
}
KIND_NAMES = {
    "": _l("Choose one"),
    "council": _l("Council or council service"),
    "health": _l("Health"),
    "police": _l("Police"),
    "fire": _l("Fire and rescue"),
    "probation": _l("Probation"),
    "housing": _l("Housing"),
    "education": _l("School, college or university"),
    "voluntary": _l("Voluntary or community group"),
    "other": _l("Something else"),
}
SIZE_NAMES = {
    "": _l("Choose one"),
    "micro": _l("Up to 10 people"),
    "small": _l("11 to 50 people"),
    "medium": _l("51 to 250 people"),
    "large": _l("More than 250 people"),
}


def name_field(label: Any, missing: Any, description: Any = "") -> StringField:
    """A name of up to 200 characters that must be there."""
    long = _l("Use at most 200 characters for the name.")
    return StringField(
        label, [DataRequired(missing), Length(max=200, message=long)], description=description
    )


def kind_field() -> SelectField:
    """What kind of organisation it is; may be left open."""
    return SelectField(
        _l("What kind of organisation is it?"),
        choices=choices(KIND_NAMES),
        validators=[Optional()],
    )


def size_field() -> SelectField:
    """How large an organisation is; may be left open."""
    return SelectField(
        _l("How many people work or volunteer there?"),
        choices=choices(SIZE_NAMES),
        validators=[Optional()],
    )


def email_field(label: Any, description: Any = "") -> EmailField:
    """An e-mail address that must be there."""
    return EmailField(
        label,
        [
            DataRequired(_l("Enter an e-mail address.")),
            Length(max=254, message=_l("This e-mail address is too long.")),
            Regexp(EMAIL, message=_l("Enter an e-mail address like name@example.org.")),
        ],
        description=description,
    )


def new_password_field(label: Any) -> PasswordField:
    """A password to be chosen; the rules themselves are in ``password.accepted_password``."""
    advice = _l(
        "At least %(number)s characters; 15 or more is better. Three or four unrelated words are"
        " easy to remember. You can paste from a password manager.",
        number=SHORTEST,
    )
    missing = _l("Enter a password of at least %(number)s characters.", number=SHORTEST)
    return PasswordField(label, [InputRequired(missing)], description=advice)


def typed(field: Field) -> str:
    """What was typed; an empty text where nothing was."""
    return str(field.data or "")


def refuse(form: IcfForm, error: IcfError, field_name: str = "") -> None:
    """Show what a service refused beside its field, or above the form where it is about no field.

    Args:
        field_name: where the form calls the field otherwise than the service does.
    """
    text = " ".join(filter(None, (error.message, error.hint)))
    name = field_name or error.where
    if name in form:
        form[name].errors = [*form[name].errors, text]
    else:
        form.form_errors = [*form.form_errors, text]


class SignInForm(IcfForm):
    email = EmailField(_l("E-mail address"), [DataRequired(_l("Enter your e-mail address."))])
    password = PasswordField(
        _l("Password"), [InputRequired(_l("Enter your password."))], filters=[]
    )


class JoinForm(IcfForm):
    """For somebody new."""

    name = name_field(_l("Your name"), _l("Enter your name."))
    password = new_password_field(_l("Choose a password"))


class ProveForm(IcfForm):
    """For somebody who joins with the account that they have."""

    password = PasswordField(
        _l("Your password"), [InputRequired(_l("Enter your password."))], filters=[]
    )


class ResetForm(IcfForm):
    password = new_password_field(_l("Choose a new password"))


def current_password_field() -> PasswordField:
    """Asked once more before something that whoever finds an open browser must not do."""
    return PasswordField(
        _l("The password you use now"), [InputRequired(_l("Enter the password you use now."))]
    )


class CodeForm(IcfForm):
    code = StringField(_l("Code"), [DataRequired(_l("Enter the code."))])


class AppForm(CodeForm):
    """``secret`` goes to and fro with the page that shows it."""

    secret = HiddenField()
    current = current_password_field()


class SurePasswordForm(IcfForm):
    current = current_password_field()


class PasskeyForm(IcfForm):
    """Drawn as a form; what it holds is sent by the script."""

    name = StringField(
        _l("Name of the passkey"), description=_l("So that you know it again, such as “My phone”.")
    )
    current = current_password_field()


class ForgottenForm(IcfForm):
    email = email_field(_l("E-mail address"))


class AddressForm(IcfForm):
    email = email_field(_l("New e-mail address"))
    current = PasswordField(
        _l("The password you use now"),
        [InputRequired(_l("Enter the password you use now."))],
    )


class AccountForm(IcfForm):
    name = name_field(_l("Your name"), _l("Enter your name."))
    layout = RadioField(
        _l("How would you like to see the questions?"),
        [InputRequired(_l("Choose one question a page or the whole section."))],
        choices=choices(LAYOUT_NAMES),
    )


class PasswordForm(IcfForm):
    current = PasswordField(
        _l("The password you use now"),
        [InputRequired(_l("Enter the password you use now."))],
    )
    password = new_password_field(_l("New password"))


class RoleForm(IcfForm):
    """Give it ``roles``: the keys of those that may be given."""

    role = RadioField(_l("Role"), [InputRequired(_l("Choose a role."))])

    def __init__(self, roles: tuple[str, ...] = ROLES, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = choices({role: ROLE_NAMES[role] for role in roles})


class InviteForm(RoleForm):
    name = name_field(_l("Name"), _l("Enter the person's name."))
    email = email_field(_l("E-mail address"), _l("Their work address. They sign in with it."))


class LeadForm(IcfForm):
    """The first lead of an organisation."""

    name = name_field(_l("Name of the lead"), _l("Enter the name of the lead."))
    email = email_field(_l("E-mail address of the lead"), _l("They sign in with it."))


class ServiceForm(IcfForm):
    name = name_field(_l("Name of the service or team"), _l("Enter the name of the service."))


class OrganisationForm(IcfForm):
    """Name, whom to ask and marking of an organisation."""

    name = name_field(_l("Name of the organisation"), _l("Enter the name of the organisation."))
    who_to_ask = TextAreaField(
        _l("Who can people ask for help?"),
        [Optional(), Length(max=1000, message=_l("Use at most 1,000 characters."))],
        description=_l("A name, team, phone number or address. Shown on the help page."),
    )
    marking = RadioField(
        _l("Protective marking"),
        [InputRequired(_l("Choose a marking, or none."))],
        choices=choices(MARKING_NAMES),
        description=_l("Printed on each page and each plan. Can be changed for a piece of work."),
    )
    own_marking = StringField(
        _l("Our own marking"),
        [Length(max=60, message=_l("Use at most 60 characters for the marking."))],
        description=_l("Only if you chose “Our own”."),
    )

    def validate_own_marking(self, field: StringField) -> None:
        if self.marking.data == OWN_MARKING and not field.data:
            raise ValidationError(_("Enter your own marking, or choose another one."))

    @property
    def chosen_marking(self) -> str:
        """As it is stored: empty for none."""
        if self.marking.data == OWN_MARKING:
            return self.own_marking.data or ""
        return "" if self.marking.data == "none" else str(self.marking.data)

    @classmethod
    def choice_of(cls, marking: str) -> dict[str, str]:
        """The two fields that show a stored marking."""
        if marking in MARKINGS:
            return {"marking": marking or "none", "own_marking": ""}
        return {"marking": OWN_MARKING, "own_marking": marking}


class LookForm(IcfForm):
    colour = StringField(
        _l("Colour"),
        [
            Optional(),
            Regexp(
                r"^#?[0-9a-fA-F]{6}$",
                message=_l("Enter a colour as # and six figures or letters a to f, like #12436d."),
            ),
        ],
        description=_l(
            "Of the bar at the top, with white words on it. Six figures or letters a to f, such as"
            " #12436d. Leave it empty for the toolkit's own."
        ),
    )


class NewOrganisationForm(LeadForm):
    """An organisation and its first lead, whom the administrator gives a link."""

    organisation = name_field(
        _l("Name of the organisation"), _l("Enter the name of the organisation.")
    )
    kind = kind_field()
    size = size_field()


class SureForm(IcfForm):
    """Only a button: for what asks before it happens."""

    sure = BooleanField(_l("Yes"), [Optional()])
