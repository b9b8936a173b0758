"""Self-evaluations of the made-up organisations, made by the services that the pages use."""

from collections.abc import Iterator, Mapping
from datetime import date
from random import Random

from icf.accounts.service import services
from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.sheet import Sheet, load
from icf.db import db
from icf.errors import InvalidInput
from icf.example import answers
from icf.example.answers import full_key
from icf.example.clock import Clock
from icf.example.content import Said, SelfEvaluation, Signing, ToDo, Written
from icf.plans.action import add_action
from icf.plans.signing import sign_off
from icf.plugin.manager import Plugins
from icf.selfeval.implementation import save_plan
from icf.selfeval.period import year_of
from icf.selfeval.service import start_self_evaluation
from icf.web.actor import Actor


class YearMaker:
    """Makes one self-evaluation, in the scope of its organisation."""

    def __init__(
        self,
        plugins: Plugins,
        people: Mapping[str, Actor],
        content: SelfEvaluation,
        today: date,
        random: Random,
    ) -> None:
        self._plugins = plugins
        self._people = people
        self._content = content
        self._first = content.first_day(today)
        self._clock = Clock(self._first, random)

    def make(self) -> int:
        """Its id."""
        content, actor = self._content, self._people[self._content.by]
        made = start_self_evaluation(
            db.session(), actor, self._clock.tick(), self._plugins, self._service_id(),
            year_of(self._first), content.depth, content.copies,
        )  # fmt: skip
        if content.checked:
            names = [f"self-{name}" for name in content.checked]
            self._save(actor, made, answers.looked_at(names, load(db.session(), actor, made)))
        sheet = load(db.session(), actor, made)
        said = {key: one for key, one in _said(content).items() if _is_asked(sheet, key)}
        self._save(actor, made, answers.changed(said, sheet))
        for one in content.actions:
            sheet = load(db.session(), actor, made)
            add_action(db.session(), actor, self._clock.tick(), sheet, self._values(one), "own")
        if content.signed:
            self._sign(content.signed, made)
        return made

    def _service_id(self) -> int | None:
        teams = {one.name: one.id for one in services(db.session())}
        return teams[self._content.service] if self._content.service else None

    def _values(self, one: ToDo) -> dict[str, object]:
        due = None if one.due is None else self._clock.date(one.due)
        return {**one.model_dump(exclude={"due", "question"}), "due_on": due}

    def _save(self, actor: Actor, made: int, given: list[Posted]) -> None:
        if not given:
            return
        kinds = self._plugins.registry.kinds()
        outcome = save_answers(db.session(), actor, self._clock.tick(), kinds, made, given)
        if not outcome.is_complete:
            faults = [f"{one.key}: {one.message}" for one in outcome.faults]
            raise InvalidInput("The example's content cannot be saved.", "; ".join(faults))

    def _sign(self, content: Signing, made: int) -> None:
        self._clock.day(content.after)
        actor = self._people[content.by]
        sheet = load(db.session(), actor, made)
        paper = content.paper
        values = {
            "position": paper.position,
            "answered_by": paper.answered_by,
            "typed_by": paper.typed_by,
        }
        now = self._clock.tick()
        sign_off(db.session(), actor, now, sheet, content.by, content.role, values)


def write_plan(actor: Actor, content: Written, today: date, random: Random) -> None:
    """The organisation's implementation plan."""
    clock = Clock(content.first_day(today), random)
    values = content.model_dump(exclude={"on", "years_ago", "by"})
    values["years"] = year_of(clock.now.date())
    save_plan(db.session(), actor, clock.tick(), None, values, 0)


def _said(content: SelfEvaluation) -> dict[str, Said]:
    """Every answer by question: the words, then the two ratings of each approach."""
    said = {full_key(f"self-{name}"): Said(value=text) for name, text in content.answers.items()}
    return said | dict(_ratings(content))


def _ratings(content: SelfEvaluation) -> Iterator[tuple[str, Said]]:
    for name, (alignment, confidence) in content.levels.items():
        strength = content.strengths.get(name, "")
        key = full_key(f"self-{name}")
        yield f"{key}-alignment", Said(value=str(alignment), strength=strength)
        yield f"{key}-confidence", Said(value=str(confidence))


def _is_asked(sheet: Sheet, key: str) -> bool:
    return any(key == one.key for part in sheet.main_sections for one in part.questions)
