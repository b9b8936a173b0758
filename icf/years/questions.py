"""Which questions a year of the partnership asks: the framework's, as they were when it opened."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from icf.packs.core_version import composed_on, same_questions, version_of_core
from icf.packs.selection import Selection, selection
from icf.packs.service import Composed, composed_with
from icf.plugin.manager import Plugins
from icf.years.models import Cycle, CyclePart


@dataclass(frozen=True)
class YearQuestions:
    """What an organisation is asked in a year.

    Args:
        version: of the framework's questions, fixed when the year was opened.
        made: those with the organisation's own add-ons and questions; None where this toolkit
            cannot ask them any more.
        is_today: whether they are what everything else asks today.
    """

    year: str
    version: str
    made: Composed | None
    is_today: bool


def years_here(session: Session, organisation_id: int) -> list[Cycle]:
    """The years under way that the organisation in scope takes part in, the next meeting first."""
    found = session.scalars(
        sa.select(Cycle)
        .join(CyclePart, CyclePart.cycle_key == Cycle.key)
        .where(
            CyclePart.organisation_id == organisation_id,
            CyclePart.left_at.is_(None),
            Cycle.closed_at.is_(None),
        )
        .order_by(Cycle.meets_on, Cycle.id)
    )
    return list(found)


def year_questions(
    session: Session, plugins: Plugins, organisation_id: int, year: str
) -> YearQuestions | None:
    """What a self-evaluation of a year asks; None where the organisation takes no part in it."""
    cycle = year_here(session, organisation_id, year)
    if cycle is None:
        return None
    return questions_of(session, plugins, cycle, selection(session, organisation_id))


def year_here(session: Session, organisation_id: int, year: str) -> Cycle | None:
    """The year under way of this name, where the organisation takes part in it."""
    found = years_here(session, organisation_id)
    return next((one for one in found if one.title == year), None)


def questions_of(
    session: Session, plugins: Plugins, cycle: Cycle, chosen: Selection
) -> YearQuestions:
    """What a year asks those who have a selection of add-ons on."""
    made = composed_on(session, plugins, chosen, cycle.digest)
    today = composed_with(session, plugins, chosen)
    return YearQuestions(
        cycle.title, cycle.core_version, made, bool(made and made.digest == today.digest)
    )


def held_years(session: Session, plugins: Plugins, organisation_id: int) -> list[str]:
    """The years of the organisation that ask another version of the framework than today's.

    Their self-evaluations keep it, whatever becomes of other open checklists.
    """
    today = version_of_core(composed_with(session, plugins, Selection()).questionnaire.packs)
    found = years_here(session, organisation_id)
    return [one.title for one in found if not same_questions(one.core_version, today)]
