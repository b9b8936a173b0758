"""Last time's answers under the questions of now, though their words or keys changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from icf.core.answer import Answer
from icf.core.change import Aliases, Change, changes
from icf.core.moving import renamed_keys
from icf.core.questionnaire import Question, Questionnaire, Section


@dataclass(frozen=True)
class Before:
    """What was answered last time to a question that is asked now.

    Args:
        answer: under the key that its question has now.
        asked: the question as it was asked then.
        is_reworded: its words are others now, so that the answer may mean something else.
        fits: it can be given again; not where the levels or choices are others now.
    """

    answer: Answer
    asked: Question
    is_reworded: bool = False
    fits: bool = True


@dataclass(frozen=True)
class Gone:
    """An answer of last time to a question that is not asked now.

    Args:
        section: where it would be asked now: the section of its name, else the first of its
            approach, else the last of all.
    """

    section: str
    asked: Question
    answer: Answer


def answered_before(
    old: Questionnaire, new: Questionnaire, answers: Mapping[str, Answer], aliases: Aliases
) -> dict[str, Before]:
    """Answers that say something, by the keys that their questions have in the new questionnaire.

    Args:
        answers: by the keys of ``old``; those that it does not know are left out.
        aliases: full old keys to full new keys.
    """
    found: dict[str, Change] = {}
    if old is not new:
        found = {change.was: change for change in changes(old, new, aliases) if change.was}
    before = {}
    for was, answer in answers.items():
        change = found.get(was)
        now = change.question if change else was
        asked = old.index.question.get(was)
        if asked is None or now not in new.index.question or not (answer.is_given or answer.words):
            continue
        kinds = change.kinds if change else ()
        before[now] = Before(
            replace(answer, question=now), asked, "reworded" in kinds, "rescaled" not in kinds
        )
    return before


def not_asked_now(
    old: Questionnaire,
    new: Questionnaire,
    instrument: str,
    answers: Mapping[str, Answer],
    aliases: Aliases,
    shown: Sequence[Section],
) -> tuple[Gone, ...]:
    """Answers of last time that stand beside no question now, in the order they were asked in.

    Args:
        shown: the sections that are asked now, with the questions that are shown.
    """
    renamed = {} if old is new else renamed_keys(old, new, aliases)
    here = {question.key for section in shown for question in section.questions}
    return tuple(
        Gone(_section_now(section, aliases, shown), question, answer)
        for section in old.sections
        if section.instrument == instrument and shown
        for question in section.questions
        if (answer := answers.get(question.key)) is not None
        and (answer.is_given or answer.words)
        and renamed.get(question.key, question.key) not in here
    )


def _section_now(was: Section, aliases: Aliases, shown: Iterable[Section]) -> str:
    sections = list(shown)
    names = (was.key, aliases.get(was.key, ""))
    by_name = [one.key for one in sections if one.key in names]
    by_approach = [one.key for one in sections if was.approach and one.approach == was.approach]
    return (*by_name, *by_approach, sections[-1].key)[0]
