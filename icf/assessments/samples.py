"""The questions' own samples as answers, and as a form that is filled in with them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import SimpleNamespace

from icf.assessments.sheet import Sheet
from icf.core.answer import Answer
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import Question, Questionnaire, Sample

NOBODY_KNOWS_WHEN = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)


def sample_answers(
    whole: Questionnaire, kinds: Mapping[str, QuestionKind], language: str
) -> dict[str, Answer]:
    """The answers that the questions' samples give, by question key."""
    return {
        question.key: _sampled(whole, question, question.sample, kinds[question.kind], language)
        for section in whole.sections
        for question in section.questions
        if question.sample and question.kind in kinds
    }


def sample_sheet(
    whole: Questionnaire,
    kinds: Mapping[str, QuestionKind],
    instrument: str,
    depth: str,
    language: str,
    title: str,
    period: str = "",
) -> Sheet:
    """A signed form of nobody, filled in with the samples; nothing of it is stored.

    Args:
        title: of the made-up work or subject.
        period: the year of a self-evaluation.
    """
    record = SimpleNamespace(
        id=0, work_id=0, work_title=title, work_service_id=None, work_marking="",
        instrument=instrument, depth=depth, suggested_depth="", depth_reason="", digest="",
        language=language, period=period, state="signed", version=1, previous_id=None,
        copied_from_id=None, created_at=NOBODY_KNOWS_WHEN, changed_at=NOBODY_KNOWS_WHEN,
        signed_at=NOBODY_KNOWS_WHEN, signed_name="", signed_role="",
    )  # fmt: skip
    return Sheet(record, whole, whole.index, sample_answers(whole, kinds, language), {})


def _sampled(
    whole: Questionnaire, question: Question, sample: Sample, kind: QuestionKind, language: str
) -> Answer:
    parts = sample.value.split(",") if question.kind == "choices" else [sample.value]
    scale = whole.index.scale.get(question.scale)
    value = kind.parse(question, scale, {"value": parts})
    return Answer(
        question.key,
        value=value,
        words=sample.words.in_language(language),
        displayed=kind.display(question, scale, value, language),
    )
