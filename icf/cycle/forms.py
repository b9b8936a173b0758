"""The forms of the annual cycle."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import (  # type: ignore[attr-defined]
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from icf.core.countback import MEETING, CycleDays
from icf.cycle.dates import MOST_DAYS, refused_dates, stored_days
from icf.cycle.models import Cycle
from icf.cycle.service import Wanted
from icf.cycle.words import STEP_NAMES, WAY_NAMES
from icf.web.forms import DateField, IcfForm, at_most, choices
from icf.web.i18n import _, _l

PERIOD_LENGTH = 20
"""As long as the year of a self-evaluation may be: the title of a cycle is that year."""


class OrganisationsField(SelectMultipleField):
    """Organisations as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _days(label: Any, least: int = 1) -> IntegerField:
    wrong = _l("Enter a whole number of working days from %(least)s to %(most)s.") % {
        "least": least,
        "most": MOST_DAYS,
    }
    return IntegerField(label, [InputRequired(wrong), NumberRange(least, MOST_DAYS, message=wrong)])


class CycleForm(IcfForm):
    """The name of a year, its meeting, and how its dates are counted."""

    title = StringField(
        _l("Which year is it?"),
        [DataRequired(_l("Enter a name for the year, such as 2026/27.")), at_most(PERIOD_LENGTH)],
        description=_l("Such as 2026/27. Self-evaluations of the same year belong to it."),
    )
    meets_on = DateField(
        _l("When does the Board meet?"),
        description=_l("Every other date is counted back from this day, in working days."),
    )
    note = TextAreaField(
        _l("What should organisations know?"),
        [at_most(1000)],
        description=_l("Everybody who takes part reads it. May stay empty."),
    )
    clear = _days(_l("Clear working days between the papers and the meeting"), least=0)
    collating = _days(_l("Working days to put the papers together"))
    last_reminder = _days(_l("Last reminder, working days before the last day for sending"))
    first_reminder = _days(_l("First reminder, working days before the last day for sending"))
    open = _days(_l("The year opens, working days before the last day for sending"))
    on_opens = DateField(STEP_NAMES["opens"])
    on_first_reminder = DateField(STEP_NAMES["first_reminder"])
    on_last_reminder = DateField(STEP_NAMES["last_reminder"])
    on_due = DateField(STEP_NAMES["due"])
    on_papers = DateField(STEP_NAMES["papers"])
    version = HiddenField()

    @property
    def day_fields(self) -> list[Any]:
        """The numbers of days, from the meeting back."""
        return [self[name] for name in stored_days(CycleDays())]

    @property
    def date_fields(self) -> list[Any]:
        """The dates that may be chosen by hand, in the order of time."""
        return [self[f"on_{name}"] for name in STEP_NAMES if name != MEETING]

    @property
    def days(self) -> CycleDays:
        """How the dates are counted."""
        return CycleDays(**{field.name: field.data for field in self.day_fields})

    @property
    def by_hand(self) -> dict[str, date]:
        """The dates that somebody chose, by step."""
        chosen = {field.name.removeprefix("on_"): field.data for field in self.date_fields}
        return {name: on for name, on in chosen.items() if on is not None}

    def wanted(self) -> Wanted:
        """What the service takes; only of a form that is sound."""
        return Wanted(
            title=self.title.data or "",
            meets_on=self.meets_on.data,
            days=self.days,
            by_hand=self.by_hand,
            note=self.note.data or "",
        )

    def can_be_counted(self) -> bool:
        """Whether there is a meeting and a number everywhere; says beside the field what is not."""
        fields = [self.meets_on, *self.day_fields, *self.date_fields]
        if self.meets_on.data is None and not self.meets_on.errors:
            self.meets_on.errors = [_("Enter the day on which the Board meets.")]
        return not any(field.errors for field in fields)

    def has_sound_dates(self, today: date | None) -> bool:
        """Whether every date can stay; says beside the field which cannot."""
        if not self.can_be_counted():
            return False
        refused = refused_dates(self.meets_on.data, self.days, self.by_hand, today)
        for name, message in refused:
            field = self[name]
            field.errors = [*field.errors, message]
        return not refused


class NewCycleForm(CycleForm):
    """The same with who takes part."""

    organisations = OrganisationsField(_l("Who takes part?"), coerce=int)

    def offer(self, found: Sequence[tuple[int, str]]) -> None:
        """Fill in the organisations."""
        self.organisations.choices = [SelectChoice(number, name) for number, name in found]


class AddForm(IcfForm):
    """Organisations that join later."""

    organisations = OrganisationsField(_l("Who joins?"), coerce=int)

    def offer(self, found: Sequence[tuple[int, str]]) -> None:
        """Fill in the organisations that take no part yet."""
        self.organisations.choices = [SelectChoice(number, name) for number, name in found]


class ExtensionForm(IcfForm):
    """A later day that was agreed."""

    until = DateField(_l("Until when may they send?"))
    why = TextAreaField(
        _l("Why?"), [at_most(500)], description=_l("They read it, and the partnership does.")
    )


class NilForm(IcfForm):
    """There is nothing to send this year."""

    reason = TextAreaField(
        _l("Why is there nothing to send this year?"),
        [DataRequired(_l("Say why there is nothing to send this year.")), at_most(1000)],
    )


class TypedForm(IcfForm):
    """How papers came that somebody types for an organisation, and whose they are."""

    came_by = RadioField(
        _l("How did it come to you?"),
        [InputRequired(_l("Choose how it came to you."))],
        choices=choices(WAY_NAMES),
    )
    came_on = DateField(
        _l("When did it come?"),
        [DataRequired(_l("Enter the day on which it came."))],
        description=_l("Whether it is late is judged by this day, not by when you type it."),
    )
    answered_by = TextAreaField(
        _l("Who answered the questions?"),
        [DataRequired(_l("Enter who answered.")), at_most(1000)],
        description=_l("Such as “the committee, four people”. Do not name residents."),
    )
    signed_name = StringField(
        _l("Who answers for it?"),
        [DataRequired(_l("Enter the name that stands under it.")), at_most(200)],
        description=_l("The name under the paper, or of whoever told you."),
    )
    signed_role = StringField(_l("Their role"), [at_most(200)])
    reason = TextAreaField(_l("What did you put right?"), [at_most(1000)])


class TypedActionForm(IcfForm):
    """One line of their support and action plan. A line without the first box is empty."""

    class Meta(IcfForm.Meta):
        csrf = False

    what = TextAreaField(_l("What will they do?"), [at_most(2000)])
    who = StringField(_l("Who does it?"), [at_most(200)])
    due_on = DateField(_l("By when?"))
    how_we_know = TextAreaField(_l("How will they know that it helped?"), [at_most(2000)])
    support_needed = TextAreaField(_l("What support do they need?"), [at_most(2000)])

    def validate_what(self, field: Any) -> None:
        """A line that says anything says what."""
        others = (self.who.data, self.due_on.data, self.how_we_know.data, self.support_needed.data)
        if any(others) and not (field.data or "").strip():
            raise ValidationError(_("Say what they will do."))

    def values(self) -> dict[str, Any]:
        """What ``icf.plans.action.make_action`` takes."""
        return {
            "what": self.what.data or "",
            "who": self.who.data or "",
            "due_on": self.due_on.data,
            "how_we_know": self.how_we_know.data or "",
            "support_needed": self.support_needed.data or "",
        }


class SendForm(IcfForm):
    """What changed, and what the person was shown."""

    reason = TextAreaField(
        _l("What did you change?"),
        [at_most(1000)],
        description=_l("In a sentence or two, for whoever read the copy before."),
    )
    seen = HiddenField()


def cycle_data(wanted: Wanted, version: int = 0) -> dict[str, Any]:
    """What the form shows first."""
    by_hand = {f"on_{name}": on for name, on in wanted.by_hand.items()}
    return {
        "title": wanted.title,
        "meets_on": wanted.meets_on,
        "note": wanted.note,
        "version": version,
        **stored_days(wanted.days),
        **by_hand,
    }


def wanted_of(cycle: Cycle) -> Wanted:
    """What a stored cycle is, as somebody would have wanted it."""
    by_hand = {name: date.fromisoformat(on) for name, on in cycle.by_hand.items()}
    return Wanted(cycle.title, cycle.meets_on, CycleDays(**cycle.days), by_hand, cycle.note)
