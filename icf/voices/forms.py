"""Forms made of the statements that a panel was asked."""

from collections.abc import Mapping
from typing import Any

from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from icf.core.voices import CANNOT_TELL, Asked
from icf.web.forms import IcfForm, at_most, choices
from icf.web.i18n import _, _l

MOST_IN_A_ROOM = 500


class PanelForm(IcfForm):
    """Who the panel is."""

    title = StringField(
        _l("Who is the panel?"),
        [InputRequired(_l("Say who the panel is.")), at_most(200)],
        description=_l("A group, such as “The tenants’ panel, spring”. Never the names of people."),
    )


class SheetForm(IcfForm):
    """One answer to each statement; made for a panel by ``sheet_form``."""

    items: tuple[str, ...] = ()

    def counts(self) -> dict[str, dict[str, int]]:
        """One voice for each statement that was answered."""
        return {item: {level: 1} for item, level in self.levels().items()}

    def levels(self) -> dict[str, str]:
        """What was chosen, by statement."""
        return {item: self[item].data for item in self.items if self[item].data}


class HandsForm(IcfForm):
    """How many hands went up; made for a panel by ``hands_form``."""

    items: tuple[str, ...] = ()
    level_keys: tuple[str, ...] = ()

    def counts(self) -> dict[str, dict[str, int]]:
        """How many chose each level of each statement."""
        return {
            item: {level: self[hand(item, level)].data or 0 for level in self.level_keys}
            for item in self.items
        }


def hand(item: str, level: str) -> str:
    """The name of the box for the hands that went up for a level."""
    return f"{item}__{level}"


def sheet_form(asked: Asked, words: Any, chosen: Mapping[str, Any] | None = None) -> SheetForm:
    """A form with the statements.

    Args:
        words: the label of the box for anything else.
        chosen: what stands in it first.
    """
    offered = choices({**dict(asked.levels), CANNOT_TELL: _("I cannot tell")})
    fields: dict[str, Any] = {
        one.key: RadioField(one.text, [Optional()], choices=offered) for one in asked.items
    }
    fields["words"] = TextAreaField(words, [at_most(2000)])
    fields["items"] = tuple(one.key for one in asked.items)
    made: SheetForm = type("SheetOfPanel", (SheetForm,), fields)(data=dict(chosen or {}))
    return made


def hands_form(asked: Asked) -> HandsForm:
    """A form with a number for each level of each statement."""
    levels = (*asked.levels, (CANNOT_TELL, _("Cannot tell")))
    rule = NumberRange(0, MOST_IN_A_ROOM, _("Enter a number of people from 0 to 500"))
    fields: dict[str, Any] = {
        hand(one.key, level): _HandsField(label, [Optional(), rule])
        for one in asked.items
        for level, label in levels
    }
    fields["words"] = TextAreaField(_("What else was said"), [at_most(2000)])
    fields["items"] = tuple(one.key for one in asked.items)
    fields["level_keys"] = tuple(level for level, _label in levels)
    made: HandsForm = type("HandsOfPanel", (HandsForm,), fields)()
    return made


class _HandsField(IntegerField):
    """A number of people; what is none is told in our own words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Enter a number of people from 0 to 500")) from None
