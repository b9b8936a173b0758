"""A form that nobody has stored: to be filled in on one page, and checked as if it were saved."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

from icf.assessments.posted import Posted, answer_as_typed
from icf.assessments.saving import meant_answer
from icf.assessments.service import questionnaire_language
from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import PLANNING, Questionnaire
from icf.errors import InvalidInput
from icf.plugin.registry import NOTHING_STANDS_STILL
from icf.web.i18n import _


def blank_sheet(
    digest: str, whole: Questionnaire, instrument: str = PLANNING, depth: str = "", period: str = ""
) -> Sheet:
    """A form with nothing in it.

    Args:
        depth: empty for the smallest of the framework.
    """
    record = SimpleNamespace(
        id=0,
        digest=digest,
        instrument=instrument,
        depth=depth or whole.depths[0].key,
        language=questionnaire_language(whole),
        state="draft",
        period=period,
        work_title="",
        work_marking="",
        previous_id=None,
        copied_from_id=None,
    )
    return Sheet(record, whole, whole.index, {}, {})


def checked_answers(
    blank: Sheet, posted: Sequence[Posted], kinds: Mapping[str, QuestionKind]
) -> tuple[dict[str, Answer], dict[str, dict[str, str]]]:
    """What was sent, checked; what cannot be used stays as typed.

    Returns:
        The answers to what the form asks, and sentences by question and part for what is wrong.
    """
    answers: dict[str, Answer] = {}
    faults: dict[str, dict[str, str]] = {}
    asked = {one.key: one for section in blank.main_sections for one in section.questions}
    for post in posted:
        question = asked.get(post.key)
        if question is None:
            continue
        try:
            answer = meant_answer(post, blank.index, kinds, blank.record, NOTHING_STANDS_STILL)
        except InvalidInput as error:
            words = " ".join(_(text) for text in (error.message, error.hint) if text)
            faults[post.key] = {error.where or "value": words}
            answer = answer_as_typed(post, question, kinds.get(question.kind))
        answers[post.key] = answer
    return answers, faults
