"""Forms of starting and signing off a self-evaluation, and of the implementation plan."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from icf.plans.models import PlanPaper
from icf.web.forms import IcfForm, at_most, choices
from icf.web.i18n import _, _l

NONE, ALL = "none", "all"
SAME, ANOTHER = "same", "another"


class StartForm(IcfForm):
    """Which year, how much to ask, and what to begin with."""

    period = StringField(_l("Which year is it about?"), [at_most(20)])
    depth = RadioField(_l("How much shall it ask?"))
    begin_with = RadioField(
        _l("What do you begin with?"),
        choices=choices({NONE: _l("Empty answers"), ALL: _l("Last time’s answers")}),
    )

    def offer(self, sizes: list[tuple[str, str]]) -> None:
        """The sizes: key and title. A form that was not shown the question needs no answer."""
        self.depth.choices = choices(dict(sizes))
        self.begin_with.validate_choice = False
        if len(sizes) == 1:
            self.depth.data = sizes[0][0]


class SelfSignOffForm(IcfForm):
    """The position in three sentences, who answered, who typed, and the name under it."""

    position = TextAreaField(_l("Where are we, in three sentences?"), [at_most(1500)])
    answered_by = TextAreaField(_l("Who answered the questions?"), [at_most(1000)])
    typed = RadioField(
        _l("Who typed the answers in?"),
        choices=choices(
            {SAME: _l("The people who answered"), ANOTHER: _l("Somebody else, for them")}
        ),
    )
    typed_by = StringField(_l("Who was that?"), [at_most(200)])
    signed_name = StringField(_l("Your name"), [at_most(200)])
    signed_role = StringField(_l("Your role"), [at_most(200)])

    def validate_typed_by(self, _field: Any) -> None:
        """Somebody else has a name."""
        if self.typed.data == ANOTHER and not (self.typed_by.data or "").strip():
            raise ValidationError(_("Enter who typed the answers in"))

    def validate_answered_by(self, _field: Any) -> None:
        """Whoever typed for others says for whom."""
        if self.typed.data == ANOTHER and not (self.answered_by.data or "").strip():
            raise ValidationError(_("Enter who really answered"))

    def offer(self) -> None:
        """Who typed may stay open."""
        self.typed.validate_choice = False

    def paper(self) -> dict[str, Any]:
        """What was entered, as ``icf.plans.signing.save_paper`` takes it."""
        return {
            "position": self.position.data or "",
            "answered_by": self.answered_by.data or "",
            "typed_by": (self.typed_by.data or "") if self.typed.data == ANOTHER else "",
        }


def paper_data(paper: PlanPaper | None, name: str) -> dict[str, Any]:
    """What the sign-off form shows first."""
    if paper is None:
        return {"signed_name": name, "typed": SAME}
    return {
        "position": paper.position,
        "answered_by": paper.answered_by,
        "typed": ANOTHER if paper.typed_by else SAME,
        "typed_by": paper.typed_by,
        "signed_name": name,
    }


class ImplementationForm(IcfForm):
    """The four parts of the implementation plan."""

    years = StringField(_l("Which years is it for?"), [at_most(120)])
    awareness = TextAreaField(
        _l("Raising awareness"), [InputRequired(_l("Say how people hear of it")), at_most(8000)]
    )
    needed = TextAreaField(_l("What is needed to put it into practice"), [at_most(8000)])
    measured = TextAreaField(_l("How it will be measured"), [at_most(8000)])
    reported = TextAreaField(_l("How it will be reported"), [at_most(8000)])
