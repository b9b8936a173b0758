"""Evaluations and check-ins of the example, made by the services that the pages use."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.service import finish_section
from icf.assessments.sheet import Sheet, load
from icf.core.questionnaire import Question
from icf.db import db
from icf.errors import InvalidInput
from icf.evaluation.carry import carry_over
from icf.evaluation.promises import Asked, asked_back, save_review
from icf.evaluation.signing import sign_evaluation_off
from icf.evaluation.start import StartEvaluation, start_evaluation
from icf.example.answers import full_key, posted
from icf.example.clock import Clock
from icf.example.content import LookBack, Paper, PromiseSaid, Said, Signing
from icf.plans.action import edit_action
from icf.plugin.manager import Plugins
from icf.web.actor import Actor

GOES_ON_DAYS = 70
"""What is carried over is due so long after it was said that it is not done."""


def look_back(
    plugins: Plugins, people: Mapping[str, Actor], content: LookBack, work_id: int, clock: Clock
) -> int:
    """Make one evaluation of a piece of work, in the scope of its organisation; its id."""
    clock.day(content.after)
    actor = people[content.by]
    on = clock.date(content.after) if content.check_in else None
    wanted = StartEvaluation(content.depth, on)
    made = start_evaluation(db.session(), actor, clock.tick(), plugins, work_id, wanted)
    _say(content, actor, made, clock)
    _answer(plugins, content, actor, made, clock)
    if content.signed:
        _sign(content.signed, people[content.signed.by], made, clock, content.is_over)
    return made


def _say(content: LookBack, actor: Actor, evaluation_id: int, clock: Clock) -> None:
    sheet = load(db.session(), actor, evaluation_id)
    for one, said in _pairs(asked_back(db.session(), actor, sheet), content.promises):
        values = said.model_dump(exclude={"about", "carried"})
        save_review(db.session(), actor, clock.tick(), sheet, one.promise.id, 0, values)
        if said.carried:
            made = carry_over(db.session(), actor, clock.tick(), sheet, one.promise.id)
            due = {"what": one.promise.what, "due_on": clock.date(content.after + GOES_ON_DAYS)}
            edit_action(db.session(), actor, clock.tick(), sheet, made, 1, due)


def _pairs(
    asked: Sequence[Asked], promises: Sequence[PromiseSaid]
) -> Iterator[tuple[Asked, PromiseSaid]]:
    for place, said in enumerate(promises):
        if said.about:
            yield next(one for one in asked if one.promise.what.startswith(said.about)), said
        elif place < len(asked):
            yield asked[place], said


def _answer(
    plugins: Plugins, content: LookBack, actor: Actor, evaluation_id: int, clock: Clock
) -> None:
    sheet = load(db.session(), actor, evaluation_id)
    for section in sheet.main_sections:
        given = [
            posted(question.key, said)
            for question in section.questions
            if (said := _said(content, question))
        ]
        _save(plugins, actor, evaluation_id, given, clock.tick())
        if given and len(given) == len(section.questions):
            finish_section(db.session(), actor, clock.tick(), evaluation_id, section.key, True)


def _said(content: LookBack, question: Question) -> Said | None:
    name = question.key.partition(":")[2]
    written = {full_key(key): said for key, said in content.answers.items()}.get(question.key)
    if written is not None or not (content.samples and question.sample):
        return written
    return Said(
        value=question.sample.value,
        words=question.sample.words.original,
        strength=content.strengths.get(name, ""),
    )


def _save(
    plugins: Plugins, actor: Actor, evaluation_id: int, given: Sequence[Posted], now: datetime
) -> None:
    if not given:
        return
    kinds = plugins.registry.kinds()
    outcome = save_answers(db.session(), actor, now, kinds, evaluation_id, given)
    if not outcome.is_complete:
        faults = [f"{one.key}: {one.message}" for one in outcome.faults]
        raise InvalidInput("The example's content cannot be saved.", "; ".join(faults))


def _sign(content: Signing, actor: Actor, evaluation_id: int, clock: Clock, is_over: bool) -> None:
    clock.day(content.after)
    sheet: Sheet = load(db.session(), actor, evaluation_id)
    sign_evaluation_off(
        db.session(), actor, clock.tick(), sheet, content.by, content.role,
        _paper(content.paper, content.after, clock), work_is_finished=is_over,
    )  # fmt: skip


def _paper(paper: Paper, signed_after: int, clock: Clock) -> dict[str, object]:
    def on(days: int | None) -> object:
        return None if days is None else clock.date(signed_after + days)

    values = paper.model_dump(exclude={"meets_in", "ask_again_in"})
    return {**values, "meets_on": on(paper.meets_in), "ask_again_on": on(paper.ask_again_in)}
