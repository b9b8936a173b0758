"""The approaches and questions of an organisation, in words, where no checklist is at hand."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from icf.assessments.service import questionnaire_language
from icf.core.questionnaire import SCREENING
from icf.packs.selection import selection
from icf.packs.service import approach_names, composed_with
from icf.plugin.manager import Plugins


@dataclass(frozen=True)
class AskedHere:
    """Approaches in the framework's order, and questions, by key."""

    approaches: Mapping[str, str]
    questions: Mapping[str, str]
    language: str


def asked_here(session: Session, plugins: Plugins, organisation_id: int) -> AskedHere:
    """What the organisation's checklists ask now, with the names that its owner has confirmed."""
    whole = composed_with(session, plugins, selection(session, organisation_id)).questionnaire
    language, confirmed = questionnaire_language(whole), approach_names(session)
    return AskedHere(
        approaches={
            one.key: confirmed.get(one.key) or one.title.in_language(language)
            for one in whole.approaches
        },
        questions={
            question.key: question.text.in_language(language)
            for section in whole.sections
            if section.instrument != SCREENING
            for question in section.questions
        },
        language=language,
    )
