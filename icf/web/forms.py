"""What our forms share. WTForms reads and checks; the macros in templates/macros draw."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]
    Field,
    Form,
    PasswordField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.fields.core import UnboundField
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from icf.core.typed import clean, clean_line
from icf.web.i18n import _


def cleaned(text: str | None) -> str | None:
    """Several lines as ``icf.core.typed.clean`` leaves them."""
    return clean(text) if isinstance(text, str) else text


def cleaned_line(text: str | None) -> str | None:
    """What belongs on one line, cleaned likewise."""
    return clean_line(text) if isinstance(text, str) else text


class IcfForm(FlaskForm):
    """Base class of all forms. Text is cleaned before it is checked; passwords stay as they are."""

    class Meta(FlaskForm.Meta):
        def bind_field(
            self, form: Form, unbound_field: UnboundField, options: dict[str, Any]
        ) -> Field:
            kind = unbound_field.field_class
            if issubclass(kind, StringField) and not issubclass(kind, PasswordField):
                first = cleaned if issubclass(kind, TextAreaField) else cleaned_line
                filters = [first, *unbound_field.kwargs.get("filters", ())]
                options = {**options, "filters": filters}
            return unbound_field.bind(form=form, **options)

    def errors_for_summary(self) -> list[tuple[str, str]]:
        """(id of the field, message) for each error, in the order of the page."""
        return [
            (getattr(field, "first_id", field.id), str(message))
            for field in self
            for message in field.errors
        ]


YEARS = range(1900, 2201)
"""What people can mean by a year; “27” or “9999” is a slip of the finger."""


class DateField(Field):
    """A date in three boxes: ``<name>-day``, ``<name>-month`` and ``<name>-year``.

    ``day``, ``month`` and ``year`` hold what was typed; ``data`` is the date or None.
    """

    def __init__(
        self, label: Any = None, validators: list[Any] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.day = self.month = self.year = ""

    @property
    def first_id(self) -> str:
        """Where the error summary leads."""
        return f"{self.id}-day"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(None, data, extra_filters)
        if self.data is not None:
            self.day, self.month, self.year = map(
                str, (self.data.day, self.data.month, self.data.year)
            )
        if formdata is not None:
            self._read(formdata)

    def _read(self, formdata: Any) -> None:
        names = [f"{self.name}-{part}" for part in ("day", "month", "year")]
        typed = [cleaned(formdata.get(name)) or "" for name in names]
        self.day, self.month, self.year = typed
        self.raw_data = [text for text in typed if text]
        self.data = None
        if any(typed):
            try:
                meant = date(*(int(text) for text in reversed(typed)))
            except (ValueError, OverflowError):
                meant = None
            if meant is None or meant.year not in YEARS:
                self.process_errors = [_("Enter a real date, such as 27 3 2027")]
            else:
                self.data = meant


def choices(names: Mapping[str, Any]) -> list[SelectChoice]:
    """Choices for a field, from what is stored and what is shown for it."""
    return [SelectChoice(key, label) for key, label in names.items()]


def at_most(length: int) -> Any:
    """A validator that says how much too long a text is."""

    def check(_form: Form, field: Field) -> None:
        over = len(field.data or "") - length
        if over > 0:
            raise ValidationError(
                _("This is %(over)s characters too long; %(length)s fit", over=over, length=length)
            )

    return check


def lines_of_at_most(length: int) -> Any:
    """A validator for names on lines of their own."""

    def check(_form: Form, field: Field) -> None:
        if any(len(line.strip()) > length for line in (field.data or "").splitlines()):
            raise ValidationError(
                _("Write one name on each line, of at most %(length)s characters", length=length)
            )

    return check
