"""Checklists from their start to their last version, made by the services that the pages use."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from icf.accounts.service import members
from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.service import (
    DepthRules,
    change_depth,
    finish_section,
    reopen,
    start_assessment,
)
from icf.assessments.sheet import Sheet, load
from icf.core.actions import Suggestion
from icf.db import db
from icf.errors import InvalidInput
from icf.example import answers
from icf.example.answers import Deck, full_key
from icf.example.clock import Clock, working_day
from icf.example.content import Checklist, Paper, PieceOfWork, Round, Signing, ToDo
from icf.packs.selection import enabled_plugins
from icf.plans.action import add_action, dismiss, suggestions
from icf.plans.signing import sign_off
from icf.plugin.manager import Plugins
from icf.web.actor import Actor

UNDATED_SHARE = 0.15
BUDGETS = ("", "not_needed", "not_needed", "agreed", "asked", "not_asked")


class ChecklistMaker:
    """Makes one checklist of one piece of work, in the scope of its organisation."""

    def __init__(
        self,
        plugins: Plugins,
        people: Mapping[str, Actor],
        deck: Deck,
        work: PieceOfWork,
        clock: Clock,
        random: Random,
    ) -> None:
        self._plugins = plugins
        self._people = people
        self._deck = deck
        self._work = work
        self._clock = clock
        self._random = random
        any_of_them = next(iter(people.values()))
        self._enabled = enabled_plugins(db.session(), any_of_them.organisation_id)
        self.made: list[int] = []

    def make(self, content: Checklist, work_id: int, copy_from: int | None) -> int:
        """The id of its newest version."""
        self._clock.day(content.after)
        actor = self._people[content.by]
        found = start_assessment(
            db.session(),
            actor,
            self._clock.tick(),
            self._plugins,
            work_id,
            content.depth,
            copy_from,
        )
        self.made.append(found)
        self._screen(content, actor, found)
        if copy_from:
            sheet = load(db.session(), actor, found)
            self._save(actor, found, answers.looked_at(content.checked, sheet))
            self._save(
                actor, found, answers.changed(content.answers, load(db.session(), actor, found))
            )
        else:
            self._fill(content, found)
        self._go_on(content, actor, found)
        for one in content.reopened:
            found = self._reopen(one, found)
        return found

    def _reopen(self, content: Round, signed: int) -> int:
        self._clock.day(content.after)
        actor = self._people[content.by]
        found = reopen(db.session(), actor, self._clock.tick(), self._plugins, signed)
        self.made.append(found)
        sheet = load(db.session(), actor, found)
        self._save(actor, found, answers.changed(content.answers, sheet))
        self._go_on(content, actor, found)
        return found

    def _screen(self, content: Checklist, actor: Actor, assessment_id: int) -> None:
        sheet = load(db.session(), actor, assessment_id)
        given = answers.screening(content, sheet)
        if given:
            self._save(actor, assessment_id, given)
            change_depth(
                db.session(), actor, self._clock.tick(), self._plugins, assessment_id,
                content.depth, content.depth_reason,
            )  # fmt: skip

    def _fill(self, content: Checklist, assessment_id: int) -> None:
        people = [self._people[name] for name in (content.by, content.also_by or content.by)]
        sheet = load(db.session(), people[0], assessment_id)
        sections = answers.by_section(content, sheet, self._deck, self._work, self._random)
        for number, (section, given) in enumerate(sections):
            actor = people[number % 2]
            self._save(actor, assessment_id, given)
            if given and len(given) == len(section.questions):
                later = any(one.later for one in given)
                finish_section(
                    db.session(), actor, self._clock.tick(), assessment_id, section.key, not later
                )
        self._save(people[0], assessment_id, answers.changed(content.added, sheet))
        self._talk(content, people[0], sheet)

    def _talk(self, content: Checklist, actor: Actor, sheet: Sheet) -> None:
        if content.conversation:
            self._save(actor, sheet.id, answers.in_conversation(content.conversation, self._clock))
        elif f"{answers.PLACE_STANDARD}:held" in sheet.index.question and content.share == 1:
            self._save(actor, sheet.id, answers.no_conversation())

    def _go_on(self, content: Round, actor: Actor, assessment_id: int) -> None:
        """What we will do, and signing off."""
        for one in content.actions:
            sheet = load(db.session(), actor, assessment_id)
            source = "question" if one.question else "own"
            add_action(db.session(), actor, self._clock.tick(), sheet, self._values(one), source)
        self._answer_suggestions(content, actor, assessment_id)
        if content.signed:
            self._sign(content.signed, assessment_id)

    def _answer_suggestions(self, content: Round, actor: Actor, assessment_id: int) -> None:
        if not (content.take or content.dismiss):
            return
        sheet = load(db.session(), actor, assessment_id)
        registry = self._plugins.registry
        offered = suggestions(
            db.session(), actor, sheet, registry.action_rules(self._enabled), registry.kinds()
        )
        chosen = self._random.sample(offered, min(len(offered), content.take + content.dismiss))
        for one in chosen[: content.take]:
            values = self._taken(one, sheet, actor)
            now = self._clock.tick()
            add_action(db.session(), actor, now, sheet, values, "suggestion", one.key)
        for one in chosen[content.take :]:
            dismiss(db.session(), actor, self._clock.tick(), sheet, one.key)

    def _taken(self, one: Suggestion, sheet: Sheet, actor: Actor) -> dict[str, object]:
        names = [person.name for person in members(db.session(), actor.organisation_id)]
        undated = self._random.random() < UNDATED_SHARE
        days = self._random.randrange(30, 160)
        return {
            "what": one.text.in_language(sheet.language),
            "question": one.question,
            "approach": one.approach,
            "who": self._random.choice(names),
            "due_on": None if undated else working_day(self._clock.now.date() + timedelta(days)),
            "no_date_reason": self._deal("no_date") if undated else "",
            "how_we_know": self._deal("how_we_know"),
            "budget": self._random.choice(BUDGETS),
        }

    def _deal(self, pile: str) -> str:
        return self._deck.deal("actions", pile, self._work)

    def _values(self, one: ToDo) -> dict[str, object]:
        return {
            **one.model_dump(exclude={"due", "question"}),
            "due_on": None if one.due is None else self._clock.date(one.due),
            "question": full_key(one.question) if one.question else "",
        }

    def _sign(self, content: Signing, assessment_id: int) -> None:
        self._clock.day(content.after)
        actor = self._people[content.by]
        sheet = load(db.session(), actor, assessment_id)
        rules = DepthRules(self._plugins.registry.screening_rules(self._enabled))
        sign_off(
            db.session(), actor, self._clock.tick(), sheet, content.by, content.role,
            self._paper(content.paper, content.after), rules,
        )  # fmt: skip

    def _paper(self, paper: Paper, signed_after: int) -> dict[str, object]:
        def on(days: int | None) -> object:
            return None if days is None else self._clock.date(signed_after + days)

        values = paper.model_dump(exclude={"meets_in", "ask_again_in"})
        return {**values, "meets_on": on(paper.meets_in), "ask_again_on": on(paper.ask_again_in)}

    def _save(self, actor: Actor, assessment_id: int, given: Sequence[Posted]) -> None:
        if not given:
            return
        kinds = self._plugins.registry.kinds()
        outcome = save_answers(db.session(), actor, self._clock.tick(), kinds, assessment_id, given)
        if not outcome.is_complete:
            faults = [f"{one.key}: {one.message}" for one in outcome.faults]
            raise InvalidInput("The example's content cannot be saved.", "; ".join(faults))
