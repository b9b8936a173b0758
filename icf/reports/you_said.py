"""What goes back to the people who took part in a conversation: a page and a sheet to print."""

from datetime import date

from icf.conversations.public import Answered, Said
from icf.conversations.words import ANSWERS
from icf.core.report import Block, Facts, Part, Report, Table, Words
from icf.web.i18n import _, day, month_name

ORDER = ("done", "will", "cannot", "")
"""Answers come in this order, and within each in the order in which they were written."""


def you_said(found: Answered, made_on: date, language: str, is_public: bool) -> Report:
    """The report: what people said, and what we did, will do and cannot do, and why.

    Args:
        is_public: whether everybody with the address can read it.
    """
    seen = (
        _("Anybody who has the address of this page.")
        if is_public
        else _(
            "Seen by people who sign in for %(name)s, and whoever they give it to.",
            name=found.organisation,
        )
    )
    return Report(
        title=_("You said, we did"),
        subtitle=found.title,
        language=language,
        organisation=found.organisation,
        reference=found.reference,
        version="",
        made_on=day(made_on),
        seen_by=seen,
        parts=(
            Part(_("The conversation"), _about(found)),
            Part(_("Your words, our answers"), _answers(found)),
        ),
    )


def _about(found: Answered) -> tuple[Block, ...]:
    facts = (
        (_("Who asked"), found.organisation),
        (_("Where"), ", ".join(found.places)),
        (_("When"), _when(found)),
        (_("Ask about it"), found.ask_here),
    )
    blocks: list[Block] = [Words(found.thanks, look="lead")] if found.thanks else []
    return (*blocks, Facts(tuple(pair for pair in facts if pair[1])))


def _answers(found: Answered) -> tuple[Block, ...]:
    if not found.points:
        return (Words(_("There are no answers yet.")),)
    ordered = sorted(found.points, key=lambda one: ORDER.index(one.answer))
    return (
        Table(
            _("What you said, and what becomes of it"),
            (_("You said"), _("Our answer"), _("What that means")),
            tuple((one.said, str(ANSWERS[one.answer]), _meaning(one)) for one in ordered),
            widths=(40, 20, 40),
        ),
    )


def _meaning(one: Said) -> str:
    if one.words:
        return one.words
    return _("We have not decided yet.") if not one.answer else ""


def _when(found: Answered) -> str:
    if found.starts_on is None:
        return month_name(found.month)
    if found.ends_on and found.ends_on != found.starts_on:
        return f"{day(found.starts_on)} – {day(found.ends_on)}"
    return day(found.starts_on)
