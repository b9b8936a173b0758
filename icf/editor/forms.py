"""The forms of the editor, and how each fills the plain values of a part."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import request
from wtforms import (  # type: ignore[attr-defined]
    BooleanField,
    FieldList,
    FileField,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from icf.core.kinds import CORE_KINDS
from icf.editor.condition import JOINERS, Group, Picked
from icf.editor.draft import Values
from icf.editor.keys import short_name
from icf.web.forms import IcfForm, at_most, choices, cleaned_line
from icf.web.i18n import _, _l

QUESTION_LENGTH = 500
TEXT_LENGTH = 3_000
TITLE_LENGTH = 200
SPARE_ROWS = 3
MOST_ROWS = 60

KIND_NAMES = {
    "text": _l("Words"),
    "yes_no": _l("Yes or no"),
    "choice": _l("One of several choices"),
    "choices": _l("Any of several choices"),
    "scale": _l("A level on a scale"),
    "number": _l("A number"),
    "date": _l("A date"),
}
SEEN_BY = {
    "us": _l("Only our organisation"),
    "submitted": _l("Also whoever we submit to or share the plan with"),
}
FORMS_ASKED = {
    "planning": _l("With the planning checklist"),
    "screening": _l("Before it, with the screening questions"),
}
DIRECTIONS = {
    "up": _l("The last level is the best"),
    "down": _l("The first level is the best"),
}
JOINER_NAMES = {"and": _l("and also"), "or": _l("or else")}


def text_field(label: Any, description: Any = "", length: int = TEXT_LENGTH) -> TextAreaField:
    """Several lines that may stay empty."""
    return TextAreaField(label, [at_most(length)], description=description)


def title_field(label: Any, missing: Any, description: Any = "") -> StringField:
    """One line that has to be there."""
    return StringField(
        label, [DataRequired(missing), at_most(TITLE_LENGTH)], description=description
    )


def whole_number_field(label: Any, description: Any, missing: Any = "") -> StringField:
    """A number of up to five digits; it may stay empty where ``missing`` says nothing."""
    needed = DataRequired(missing) if missing else Optional()
    rule = Regexp(r"^\d{1,5}$", message=_l("Enter a whole number, such as 15."))
    return StringField(label, [needed, rule], description=description)


def offered_by(field: Any) -> list[str]:
    """What a list offers, as it is stored."""
    return [str(choice.value) for choice in field.choices or ()]


class TickList(SelectMultipleField):
    """Boxes to tick; all may stay empty. What is not on offer any more is left out."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 its caller's names
        offered = offered_by(self)
        self.data = [key for key in self.data or [] if key in offered]


class SeenForm(IcfForm):
    """A form that changes a part. ``seen`` tells what the part was when the page was made."""

    seen = HiddenField()


class TitleForm(IcfForm):
    title = title_field(
        _l("What are your questions about?"),
        _l("Enter a few words, such as Fire safety at home."),
        _l("People see it beside each question: “Added by …”."),
    )


class AboutForm(SeenForm):
    title = title_field(
        _l("Title"),
        _l("Enter a title."),
        _l("People see it beside each question: “Added by …”."),
    )
    publisher = title_field(
        _l("Who publishes them"), _l("Enter who publishes them."), _l("Your organisation's name.")
    )
    description = text_field(_l("What they are for"))


class UploadForm(IcfForm):
    file = FileField(
        _l("File"),
        description=_l(
            "A workbook (.xlsx) made here, a form made for Kobo or ODK (XLSForm), or a .yaml file."
            " At most 5 MB."
        ),
    )


class ConfirmForm(IcfForm):
    """For what asks before it happens. ``version`` says what of."""

    version = HiddenField()


class ConditionForm(SeenForm):
    """Give it what ``condition.groups`` offers."""

    first = SelectField(_l("Only ask this if"), validate_choice=False)
    joiner = SelectField(
        _l("Both, or one of them"), choices=choices(JOINER_NAMES), validate_choice=False
    )
    second = SelectField(_l("And a second condition"), validate_choice=False)
    own = StringField(
        _l("Or write the condition yourself"),
        [at_most(TEXT_LENGTH)],
        description=_l(
            "Only for what cannot be picked above, such as ${people} > 20. It counts instead of"
            " what is picked."
        ),
    )

    groups: Sequence[Group] = ()

    def offer(self, groups: Sequence[Group], now: Picked) -> None:
        """Say what can be picked, and what is."""
        self.groups = groups
        always = SelectChoice("", _("Always ask it"))
        none = SelectChoice("", _("No second condition"))
        options = [SelectChoice(value, words) for group in groups for value, words in group.options]
        self.first.choices, self.second.choices = [always, *options], [none, *options]
        if not request.form:
            self.first.data, self.second.data = now.first, now.second
            self.joiner.data, self.own.data = now.joiner, now.own

    def condition(self) -> str:
        """As a pack file has it."""
        offered = {value for group in self.groups for value, _words in group.options}
        first, second = (
            str(one.data) if one.data in offered else "" for one in (self.first, self.second)
        )
        joiner = self.joiner.data if self.joiner.data in JOINERS else JOINERS[0]
        return Picked(first, joiner, second, self.own.data or "").text()


class SectionForm(ConditionForm):
    title = title_field(_l("Title of the section"), _l("Enter a title."))
    intro = text_field(_l("A few words above the questions"))
    visible_to = RadioField(
        _l("Who sees the answers?"),
        [InputRequired(_l("Choose who sees the answers."))],
        choices=choices(SEEN_BY),
    )
    instrument = RadioField(
        _l("When is it asked?"),
        [InputRequired(_l("Choose when it is asked."))],
        choices=choices(FORMS_ASKED),
    )

    def filled(self, language: str, old: Values) -> Values:
        return {
            **words_of(self, ("title", "intro"), language, old),
            "visible_to": "" if self.visible_to.data == "us" else self.visible_to.data,
            "instrument": self.instrument.data,
            "show_if": self.condition(),
        }


class NewQuestionForm(IcfForm):
    """The question and how it is answered; what else it needs comes after."""

    text = TextAreaField(
        _l("The question"), [DataRequired(_l("Write the question.")), at_most(QUESTION_LENGTH)]
    )
    kind = RadioField(
        _l("How is it answered?"),
        [InputRequired(_l("Choose how it is answered."))],
        choices=choices(KIND_NAMES),
    )
    hint = text_field(_l("Hint"), _l("A line below the question that helps to answer it."))

    def filled(self, language: str) -> Values:
        return {**words_of(self, ("text",), language, {}), "kind": self.kind.data} | words_of(
            self, ("hint",), language, {}
        )


class ChoiceRow(Form):
    """One choice. Its key stays when its words change."""

    key = HiddenField()
    label = StringField(_l("Choice"), [at_most(TITLE_LENGTH)], filters=[cleaned_line])


class LevelRow(Form):
    """One level of a scale."""

    key = HiddenField()
    label = StringField(_l("Level"), [at_most(TITLE_LENGTH)], filters=[cleaned_line])
    text = StringField(_l("What it means"), [at_most(TEXT_LENGTH)], filters=[cleaned_line])


class ActionRow(Form):
    """Something that could be done, and the answers that call for it."""

    key = HiddenField()
    text = StringField(_l("What could be done"), [at_most(QUESTION_LENGTH)], filters=[cleaned_line])
    when = TickList(_l("After which answers?"))


class QuestionForm(ConditionForm):
    """Everything about a question. ``choices`` and ``scale`` count for kinds that have them."""

    text = TextAreaField(
        _l("The question"), [DataRequired(_l("Write the question.")), at_most(QUESTION_LENGTH)]
    )
    kind = SelectField(_l("How is it answered?"))
    scale = SelectField(_l("Scale"))
    choices = FieldList(FormField(ChoiceRow), max_entries=MOST_ROWS)
    hint = text_field(_l("Hint"), _l("A line below the question that helps to answer it."))
    why = text_field(_l("Why we ask"))
    good = text_field(_l("What good looks like"))
    example = text_field(_l("An example"), _l("Say if it is made up."))
    words_about = whole_number_field(
        _l("How many words are plenty?"), _l("Such as 50. Leave it empty for no guide.")
    )
    depth = SelectField(_l("Smallest size that asks it"))
    section = SelectField(_l("Section"))
    actions = FieldList(FormField(ActionRow), max_entries=20)

    def filled(self, language: str, old: Values) -> Values:
        kind = str(self.kind.data)
        filled = words_of(self, ("text", "hint", "why", "good", "example"), language, old)
        filled |= {
            "kind": kind,
            "scale": self.scale.data if has_scale(kind) else "",
            "choices": self._rows("choices", "label", language, old) if has_choices(kind) else [],
            "words_about": (self.words_about.data or "").lstrip("0"),
            "depth": self.depth.data,
            "show_if": self.condition(),
        }
        if self.actions.entries:
            actions = self._rows("actions", "text", language, old)
            ticked = {row.data["key"] or "": row.data["when"] for row in self.actions}
            new = [row.data["when"] for row in self.actions if not row.data["key"]]
            for action in actions:
                known = action.pop("was")
                when = ticked.get(known, []) if known else (new.pop(0) if new else [])
                action.update({"when": when} if when else {})
            filled["actions"] = actions
        for row in filled["choices"]:
            row.pop("was")
        return filled

    def _rows(self, name: str, words: str, language: str, old: Values) -> list[Values]:
        known = {str(one["key"]): one for one in old.get(name, [])}
        rows = [row.data for row in getattr(self, name)]
        return filled_rows(rows, (words,), known, language, name.removesuffix("s"))


class GuidanceForm(SeenForm):
    """``question`` is only asked for where the guidance is new."""

    question = SelectField(_l("Which question of the framework?"))
    hint = text_field(_l("Hint"))
    why = text_field(_l("Why we ask"))
    good = text_field(_l("What good looks like"))
    example = text_field(_l("An example"), _l("Say if it is made up."))

    def filled(self, language: str, old: Values) -> Values:
        return words_of(self, ("hint", "why", "good", "example"), language, old)


class ScaleForm(SeenForm):
    title = title_field(_l("What does the scale ask?"), _l("Enter a title, such as How ready?"))
    direction = RadioField(
        _l("Which end is better?"),
        [InputRequired(_l("Choose which end is better."))],
        choices=choices(DIRECTIONS),
    )
    levels = FieldList(FormField(LevelRow), max_entries=20)

    def filled(self, language: str, old: Values) -> Values:
        known = {str(one["key"]): one for one in old.get("levels", [])}
        rows = [row.data for row in self.levels]
        levels = filled_rows(rows, ("label", "text"), known, language, "level", numbered=True)
        for level in levels:
            level.pop("was")
        return {
            **words_of(self, ("title",), language, old),
            "direction": "" if self.direction.data == "up" else self.direction.data,
            "levels": levels,
        }


class SizeForm(SeenForm):
    """Give it ``sections``: (title, [(key, text, is fixed)]) of everything that can be asked."""

    title = title_field(_l("Name of the size"), _l("Enter a name, such as One visit."))
    description = text_field(_l("Whom it is for"))
    minutes = whole_number_field(
        _l("Minutes"), _l("How long it usually takes."), _l("Enter how many minutes it takes.")
    )
    screening = BooleanField(_l("Ask the screening questions first"))
    questions = TickList(_l("Questions"))

    def filled(self, language: str, old: Values, fixed: Iterable[str]) -> Values:
        asked = [*fixed, *(self.questions.data or [])]
        order = offered_by(self.questions)
        return {
            **words_of(self, ("title", "description"), language, old),
            "minutes": self.minutes.data,
            "screening": "" if self.screening.data else "false",
            "questions": sorted(dict.fromkeys(asked), key=order.index),
        }


class PublishForm(IcfForm):
    version = HiddenField()
    step = RadioField(
        _l("What do the changes mean?"), [InputRequired(_l("Choose what the changes mean."))]
    )
    note = text_field(
        _l("What is new?"), _l("A sentence or two for colleagues. Anyone here can read it."), 2_000
    )


def has_choices(kind: str) -> bool:
    """Whether a kind of question is answered from choices of its own."""
    return kind in ("choice", "choices")


def has_scale(kind: str) -> bool:
    """Whether a kind of question is answered on a scale."""
    return kind == "scale" or kind not in CORE_KINDS


def words(value: Any, language: str) -> str:
    """A text of a file in one language."""
    return str(value.get(language, "")) if isinstance(value, dict) else str(value or "")


def texts_of(part: Mapping[str, Any], names: Iterable[str], language: str) -> dict[str, Any]:
    """Several texts of a part of a file in one language, for its form."""
    return {name: words(part.get(name), language) for name in names}


def translated(value: Any, language: str) -> list[str]:
    """The other languages that a text of a file has."""
    return [one for one in value if one != language] if isinstance(value, dict) else []


def with_words(old: Any, text: str, language: str) -> Any:
    """A text put into a file, beside its translations."""
    if not translated(old, language):
        return text
    return {**old, language: text} if text else ""


def words_of(form: IcfForm, names: Iterable[str], language: str, old: Mapping[str, Any]) -> Values:
    """Several texts of a form, as they go into a file."""
    return {name: with_words(old.get(name), form[name].data or "", language) for name in names}


def filled_rows(
    rows: Sequence[Mapping[str, Any]],
    names: Sequence[str],
    known: Mapping[str, Values],
    language: str,
    otherwise: str,
    numbered: bool = False,
) -> list[Values]:
    """Rows of a form as they go into a file; a row whose first text is empty is left out.

    Args:
        known: the rows as they are in the file, by key: a row keeps its key and translations.
        numbered: whether a new row's key is a number rather than made from its words.

    Returns:
        Each with ``was``, the key that the form showed; empty for a new row.
    """
    taken = set(known)
    filled = []
    for row in rows:
        if not row[names[0]]:
            continue
        was = row["key"] if row["key"] in known else ""
        key = was or _new_key(str(row[names[0]]), taken, otherwise, numbered)
        taken.add(key)
        old = known.get(was, {})
        part = {name: with_words(old.get(name), row[name] or "", language) for name in names}
        kept = {name: text for name, text in part.items() if text}
        filled.append({"key": key, **kept, "was": was})
    return filled


def _new_key(text: str, taken: set[str], otherwise: str, numbered: bool) -> str:
    if numbered:
        return next(str(number) for number in range(1, 1_000) if str(number) not in taken)
    return short_name(text, taken, otherwise)
