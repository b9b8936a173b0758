"""Self-evaluations of the made-up organisations, made by the services that the pages use."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random

from icf.accounts.service import services
from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.sheet import Sheet, load
from icf.db import db, in_organisation
from icf.errors import InvalidInput
from icf.example import answers
from icf.example.answers import full_key
from icf.example.clock import Clock
from icf.example.content import Said
from icf.example.room import hold_a_vote
from icf.example.year_content import SelfEvaluation, WillDo, Written
from icf.plans.action import action, add_action
from icf.plans.follow_up import say_how_it_goes
from icf.plans.signing import sign_off
from icf.plans.status import STOPPED
from icf.plugin.manager import Plugins
from icf.selfeval.implementation import plan_of, save_plan
from icf.selfeval.service import start_self_evaluation
from icf.web.actor import Actor


class YearMaker:
    """Makes one self-evaluation, outside any organisation's scope.

    Args:
        due: the last day for sending in its year, which is called ``title``.
    """

    def __init__(
        self,
        plugins: Plugins,
        people: Mapping[str, Actor],
        content: SelfEvaluation,
        due: date,
        title: str,
        random: Random,
    ) -> None:
        self._plugins = plugins
        self._people = people
        self._content = content
        self._title = title
        self._actor = people[content.by]
        self._clock = Clock(due - timedelta(days=content.before), random)
        self._made = 0
        self._actions: list[tuple[int, WillDo]] = []

    def make(self) -> None:
        """From its start until it is signed off, with a vote on the way if there was one."""
        own, vote = self._actor.organisation_id, self._content.vote
        with in_organisation(own):
            self._fill()
        if vote:
            self._clock.day(vote.after)
            kinds = self._plugins.registry.kinds()
            hold_a_vote(self._actor, self._clock.tick(), kinds, self._made, vote)
        with in_organisation(own):
            self._sign()

    def follow(self) -> None:
        """What became of its actions."""
        with in_organisation(self._actor.organisation_id):
            for number, one in self._actions:
                for became in one.became:
                    self._clock.day(became.after)
                    version = action(db.session(), self._actor, number).version
                    reason = became.words if became.status == STOPPED else ""
                    say_how_it_goes(
                        db.session(), self._actor, self._clock.tick(), number, version,
                        became.status, "" if reason else became.words, reason,
                    )  # fmt: skip

    def _fill(self) -> None:
        content = self._content
        self._made = start_self_evaluation(
            db.session(), self._actor, self._clock.tick(), self._plugins, self._service_id(),
            self._title, content.depth, content.copies,
        )  # fmt: skip
        if content.checked:
            names = [f"self-{name}" for name in content.checked]
            self._save(answers.looked_at(names, self._sheet()))
        sheet = self._sheet()
        said = {key: one for key, one in said_in(content).items() if _is_asked(sheet, key)}
        self._save(answers.changed(said, sheet))
        made = add_will_do(self._actor, self._clock, self._made, content.actions)
        self._actions = list(zip(made, content.actions, strict=True))

    def _service_id(self) -> int | None:
        teams = {one.name: one.id for one in services(db.session())}
        return teams[self._content.service] if self._content.service else None

    def _sheet(self) -> Sheet:
        return load(db.session(), self._actor, self._made)

    def _save(self, given: Sequence[Posted]) -> None:
        save_all(self._plugins, self._actor, self._clock, self._made, given)

    def _sign(self) -> None:
        content = self._content.signed
        if content is None:
            return
        self._clock.day(content.after)
        actor, paper = self._people[content.by], content.paper
        values = paper.model_dump(include={"position", "answered_by", "typed_by"})
        now = self._clock.tick()
        sign_off(db.session(), actor, now, self._sheet(), content.by, content.role, values)


def add_will_do(
    actor: Actor, clock: Clock, assessment_id: int, wanted: Sequence[WillDo]
) -> list[int]:
    """Put things to do into a self-evaluation, in the scope of its organisation; their ids."""
    made = []
    for one in wanted:
        sheet = load(db.session(), actor, assessment_id)
        values = one.model_dump(exclude={"due", "question", "became"})
        values["due_on"] = None if one.due is None else clock.date(one.due)
        if one.question:
            values["question"] = full_key(f"self-{one.question}")
        source = "question" if one.question else "own"
        made.append(add_action(db.session(), actor, clock.tick(), sheet, values, source))
    return made


def save_all(
    plugins: Plugins, actor: Actor, clock: Clock, assessment_id: int, given: Sequence[Posted]
) -> None:
    """Save answers as a page does; content that cannot be saved is a slip in the files."""
    if not given:
        return
    kinds = plugins.registry.kinds()
    outcome = save_answers(db.session(), actor, clock.tick(), kinds, assessment_id, given)
    if not outcome.is_complete:
        faults = [f"{one.key}: {one.message}" for one in outcome.faults]
        raise InvalidInput("The example's content cannot be saved.", "; ".join(faults))


def write_plan(actor: Actor, content: Written, due: date, title: str, random: Random) -> None:
    """The organisation's implementation plan as it was in a year."""
    clock = Clock(due - timedelta(days=content.before), random)
    values = content.model_dump(exclude={"year", "before", "by"}) | {"years": title}
    with in_organisation(actor.organisation_id):
        before = plan_of(db.session(), actor, None)
        save_plan(db.session(), actor, clock.tick(), None, values, before.version if before else 0)


def said_in(content: SelfEvaluation) -> dict[str, Said]:
    """Every answer by question: the words, the two ratings of each approach, our own questions."""
    said = {full_key(f"self-{name}"): Said(value=text) for name, text in content.answers.items()}
    return said | dict(_ratings(content)) | content.added


def _ratings(content: SelfEvaluation) -> Iterator[tuple[str, Said]]:
    for name, (alignment, confidence) in content.levels.items():
        strength = content.strengths.get(name, "")
        key = full_key(f"self-{name}")
        yield f"{key}-alignment", Said(value=str(alignment), strength=strength)
        yield f"{key}-confidence", Said(value=str(confidence))


def _is_asked(sheet: Sheet, key: str) -> bool:
    return any(key == one.key for part in sheet.main_sections for one in part.questions)
