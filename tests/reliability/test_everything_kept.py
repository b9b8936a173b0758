"""R8: whatever people do in whatever order, no answer vanishes and what is signed stays as it is.

They answer, sign, reopen, copy and delete; they switch add-ons and versions of their own questions
on and off, each time with another choice for what is open, and undo that; an add-on is taken out of
the installation and put back.

Hypothesis makes up the steps; a plain dictionary of what was answered is what the toolkit's tables
are held against after each of them.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from icf.assessments import service
from icf.assessments.models import AnswerHistory, Assessment, StoredSectionResult
from icf.assessments.moving.carry_out import CHOICES, Choice, carry_out, undo
from icf.assessments.moving.rehearse import rehearse
from icf.assessments.moving.retired import gone_keys, no_longer_asked
from icf.assessments.moving.switching import with_own_version
from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers
from icf.assessments.stored_results import section_results
from icf.core.results import gaps, profile
from icf.db import write
from icf.packs.selection import Selection, selection
from icf.packs.service import composed, questionnaire
from icf.paths import plugins_folder
from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins
from tests.own_questions import BENCHES, CROSSING, LAMPS, LIGHTS, publish
from tests.reliability.checklists import Desk, new_desk
from tests.support import CheckedClient, Somewhere

ADD_ONS = ("place_standard", "small_groups")
SIZES = ("quick", "standard", "full")
Said = tuple[Any, str | None, str]
"""What an answer says: value, kind of blank, words."""

OWN_VERSIONS = (
    ("1.0.0", (LIGHTS, CROSSING), False, ""),
    ("1.0.1", (LIGHTS.replace("working?", "all working?"), CROSSING), True, ""),
    ("1.1.0", (LIGHTS, CROSSING, BENCHES), False, ""),
    ("2.0.0", (LAMPS, BENCHES), False, "{lights: lamps}"),
    ("3.0.0", (CROSSING,), False, ""),
)
"""Versions of own questions: number, questions, whether it only corrects, renames."""

steps: Counter[str] = Counter()
"""How often each thing was done, over all offices."""


@dataclass
class Expected:
    """What a checklist should hold. ``versions`` has every version of each answer, oldest first."""

    versions: dict[str, list[Said]] = field(default_factory=dict)
    is_signed: bool = False
    is_reopened: bool = False
    is_deleted: bool = False
    as_signed: Any = None

    @property
    def answers(self) -> dict[str, Said]:
        return {key: said[-1] for key, said in self.versions.items()}


class Office(RuleBasedStateMachine):
    """One organisation that starts, fills in, signs, reopens, copies, deletes and restores."""

    def __init__(self, desk: Desk, without: Plugins, name: str) -> None:
        super().__init__()
        self.desk = desk
        self.all_installed, self.without = desk.plugins, without
        self.own = name
        self.versions = [
            publish(desk, number, questions, corrects, key=name, aliases=aliases)
            for number, questions, corrects, aliases in OWN_VERSIONS
        ]
        self.moves: list[int] = []
        self.expected = {desk.assessment_id: Expected()}
        self.touched = desk.assessment_id
        # There is something to lose from the start, whichever steps Hypothesis chooses.
        for question in desk.questions[:3]:
            self.save(desk.assessment_id, question, "todo", f"At first: {question}")

    def draft(self, data: st.DataObject) -> int:
        drafts = [
            key for key, one in self.expected.items() if not one.is_signed and not one.is_deleted
        ]
        self.touched = data.draw(st.sampled_from(drafts))
        return self.touched

    @property
    def has_draft(self) -> bool:
        return any(not one.is_signed and not one.is_deleted for one in self.expected.values())

    @precondition(lambda self: self.has_draft)
    @rule(
        data=st.data(),
        value=st.sampled_from(["todo", "partly", "through", "blank:not_relevant", ""]),
        words=st.sampled_from(["", "We asked the walking group.", "Pwy sy'n cadw'r allweddi?"]),
    )
    def answer(self, data: st.DataObject, value: str, words: str) -> None:
        steps["answer"] += 1
        key = self.draft(data)
        asked = self.desk.sheet(key).index.question
        # Few questions, so that the same ones are answered again and again.
        known = [*self.desk.questions[:3], *(one for one in asked if one.startswith(self.own))]
        question = data.draw(st.sampled_from(known))
        kind = asked[question].kind
        if kind != "scale" and not value.startswith("blank:"):
            value = {"yes_no": "yes", "number": "4"}[kind] if value else ""
        self.save(key, question, value, words)

    def save(self, key: int, question: str, value: str, words: str) -> None:
        edited = self.desk.sheet(key).edited.get(question)
        post = Posted(question, edited.version if edited else 0, {"value": [value]}, words=words)
        kinds = self.desk.plugins.registry.kinds(None)

        outcome = self.desk.call(save_answers, kinds, key, [post])

        assert outcome.is_complete
        blank = value.removeprefix("blank:") if value.startswith("blank:") else None
        stored: Any = ("" if blank else value) or None
        number = self.desk.sheet(key).index.question[question].kind == "number"
        self.expect_answer(
            key, question, int(stored) if stored and number else stored, blank, words
        )

    def expect_answer(
        self, key: int, question: str, value: str | None, blank: str | None, words: str
    ) -> None:
        said = self.expected[key].versions.setdefault(question, [])
        new = (value, blank, words)
        if new != (said[-1] if said else (None, None, "")):
            said.append(new)
        if not said:
            del self.expected[key].versions[question]

    @precondition(lambda self: self.has_draft)
    @rule(data=st.data(), size=st.sampled_from(SIZES))
    def change_depth(self, data: st.DataObject, size: str) -> None:
        steps["change the size"] += 1
        key = self.draft(data)
        self.desk.call(service.change_depth, self.desk.plugins, key, size, "It fits.")

    @precondition(lambda self: self.has_draft)
    @rule(data=st.data())
    def sign(self, data: st.DataObject) -> None:
        key = self.draft(data)

        def work(session: Any, actor: Any, now: Any) -> None:
            with write() as session:
                service.mark_signed(session, actor, now, key, "Ada", "Lead")

        self.desk.call(work)
        steps["sign"] += 1
        self.expected[key].is_signed = True
        self.expected[key].as_signed = self.desk.sheet(key), self.stored_results(key)

    @precondition(
        lambda self: any(one.is_signed and not one.is_reopened for one in self.expected.values())
    )
    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        steps["reopen"] += 1
        signed = [
            key for key, one in self.expected.items() if one.is_signed and not one.is_reopened
        ]
        key = data.draw(st.sampled_from(signed))
        self.touched = self.desk.call(service.reopen, self.desk.plugins, key)
        self.expected[self.touched] = self.as_first_versions(key)
        self.expected[key].is_reopened = True

    def as_first_versions(self, key: int) -> Expected:
        return Expected({name: [said] for name, said in self.expected[key].answers.items()})

    @rule(size=st.sampled_from(SIZES))
    def start(self, size: str) -> None:
        steps["start"] += 1
        self.touched = self.desk.call(
            service.start_assessment, self.desk.plugins, self.desk.work_id, size
        )
        self.expected[self.touched] = Expected()

    @rule(data=st.data())
    def copy(self, data: st.DataObject) -> None:
        steps["copy"] += 1
        sources = [key for key, one in self.expected.items() if not one.is_deleted]
        if not sources:
            return
        source = data.draw(st.sampled_from(sources))
        self.touched = self.desk.call(
            service.start_assessment, self.desk.plugins, self.desk.work_id, "full", source
        )
        said = self.expected[source].answers
        lights, lamps = f"{self.own}:lights", f"{self.own}:lamps"
        renamed = {lamps: said[lights]} if lights in said else {}
        asked = self.asked_by(self.touched)
        # What was taken back says nothing, so there is nothing of it to copy.
        copied = {key: one for key, one in (renamed | said).items() if key in asked and any(one)}
        self.expected[self.touched] = Expected({key: [one] for key, one in copied.items()})

    @precondition(lambda self: self.has_draft)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        steps["delete"] += 1
        key = self.draft(data)
        self.desk.call(service.delete_assessment, key)
        self.expected[key].is_deleted = True

    @precondition(lambda self: any(one.is_deleted for one in self.expected.values()))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        steps["restore"] += 1
        deleted = [key for key, one in self.expected.items() if one.is_deleted]
        self.touched = data.draw(st.sampled_from(deleted))
        self.desk.call(service.restore_assessment, self.touched)
        self.expected[self.touched].is_deleted = False

    @rule(name=st.sampled_from(ADD_ONS), choice=st.sampled_from(CHOICES), data=st.data())
    def switch(self, name: str, choice: Choice, data: st.DataObject) -> None:
        if self.desk.plugins is self.without and name == "place_standard":
            return
        steps["switch an add-on"] += 1
        now = self.on
        self.carry_out(now.with_add_on(name, name not in now.add_ons), choice, data)

    @rule(place=st.integers(0, len(OWN_VERSIONS) - 1), choice=st.sampled_from(CHOICES),
          on=st.sampled_from([True, True, True, False]), data=st.data())  # fmt: skip
    def switch_own(self, place: int, choice: Choice, on: bool, data: st.DataObject) -> None:
        steps["switch own questions"] += 1

        def wanted(session: Any, actor: Any, _now: Any) -> Selection:
            chosen = selection(session, actor.organisation_id)
            return with_own_version(session, chosen, self.versions[place], on)

        self.carry_out(self.desk.call(wanted), choice, data)

    @rule(choice=st.sampled_from(CHOICES), data=st.data())
    def take_newer(self, choice: Choice, data: st.DataObject) -> None:
        steps["take newer questions"] += 1
        self.carry_out(self.on, choice, data)

    @property
    def on(self) -> Selection:
        found: Selection = self.desk.call(
            lambda s, actor, _now: selection(s, actor.organisation_id)
        )
        return found

    def carry_out(self, chosen: Selection, choice: Choice, data: st.DataObject) -> None:
        before = self.asked_by_drafts()
        exceptions = {
            key: data.draw(st.sampled_from(CHOICES)) for key in list(before)[:1]
        }  # fmt: skip
        plugins = self.desk.plugins
        judged = self.desk.call(lambda s, a, _now: rehearse(s, a, plugins, chosen)).checklists
        assert {one.id for one in judged} == before.keys()
        self.moves.append(self.desk.call(carry_out, plugins, chosen, choice, exceptions))
        self.expect_renames(before)

    @precondition(lambda self: self.moves)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        steps["undo"] += 1
        before = self.asked_by_drafts(deleted=True)
        move = data.draw(st.sampled_from(self.moves))
        self.moves.remove(move)
        self.desk.call(undo, self.desk.plugins, move)
        self.expect_renames(before)

    @rule()
    def remove_or_put_back_an_add_on(self) -> None:
        steps["remove an add-on or put it back"] += 1
        is_whole = self.desk.plugins is self.all_installed
        self.desk.app.extensions["icf_plugins"] = self.without if is_whole else self.all_installed

    def teardown(self) -> None:
        self.desk.app.extensions["icf_plugins"] = self.all_installed

    def asked_by_drafts(self, deleted: bool = False) -> dict[int, set[str]]:
        return {
            key: self.asked_by(key)
            for key, one in self.expected.items()
            if not one.is_signed and (deleted or not one.is_deleted)
        }

    def asked_by(self, key: int) -> set[str]:
        """The keys of a checklist's questions, of a deleted one too."""

        def read(session: Any, _actor: Any, _now: Any) -> set[str]:
            whole, _index = questionnaire(session, session.get(Assessment, key).digest)
            return set(whole.index.question)

        found: set[str] = self.desk.call(read)
        return found

    def expect_renames(self, before: dict[int, set[str]]) -> None:
        """An answer to the lights stands under the lamps as well where those took their place."""
        lights, lamps = f"{self.own}:lights", f"{self.own}:lamps"
        for key, asked in before.items():
            now = self.asked_by(key)
            for was, to in ((lights, lamps), (lamps, lights)):
                said = self.expected[key].answers.get(was)
                if was in asked - now and to in now - asked and said is not None:
                    versions = self.expected[key].versions.setdefault(to, [])
                    if not versions or versions[-1] != said:
                        versions.append(said)
            assert self.stored_versions(key) == self.expected[key].versions

    @invariant()
    def no_answer_vanishes_and_signed_ones_stay(self) -> None:
        for key, expected in self.expected.items():
            if expected.is_signed or (key == self.touched and not expected.is_deleted):
                assert self.stored_answers(key) == expected.answers
                assert self.stored_versions(key) == expected.versions

    @invariant()
    def what_is_signed_is_as_it_was(self) -> None:
        for key, expected in self.expected.items():
            if expected.as_signed is not None:
                assert (self.desk.sheet(key), self.stored_results(key)) == expected.as_signed

    @invariant()
    def what_is_no_longer_asked_can_be_read(self) -> None:
        if not self.expected[self.touched].is_deleted:
            sheet = self.desk.sheet(self.touched)
            gone = gone_keys(sheet)
            shown = self.desk.call(lambda s, actor, _now: no_longer_asked(s, actor, sheet))
            told = {one.question.key: one.answer for one in shown}
            for key in gone:
                other = {"lights": "lamps", "lamps": "lights"}.get(key.partition(":")[2], "")
                stands = f"{self.own}:{other}" in sheet.index.question
                assert stands or told[key] == sheet.answers[key]

    @invariant()
    def stored_results_equal_a_recount(self) -> None:
        if not self.expected[self.touched].is_deleted:
            sheet = self.desk.sheet(self.touched)
            counted = section_results(
                sheet.questionnaire, "planning", sheet.record.depth, sheet.answers,
                self.desk.plugins.registry.kinds(None),
            )  # fmt: skip
            recount = {one.section: (one.asked, one.answered, one.unanswered) for one in counted}
            assert self.stored_results(self.touched) == recount

    @invariant()
    def the_core_layer_is_the_same_as_without_add_ons(self) -> None:
        if not self.expected[self.touched].is_deleted:
            sheet = self.desk.sheet(self.touched)
            alone = composed(self.desk.plugins, ())
            depth = sheet.record.depth
            with_add_ons = sheet.questionnaire
            for result in (profile, gaps):
                assert result(with_add_ons, depth, sheet.answers) == result(
                    alone, depth, sheet.answers
                )

    def stored_answers(self, key: int) -> dict[str, Said]:
        answers = self.desk.sheet(key).answers.values()
        return {one.question: (one.value, one.blank, one.words) for one in answers}

    def stored_versions(self, key: int) -> dict[str, list[Said]]:
        def read(session: Any, _actor: Any, _now: Any) -> dict[str, list[Said]]:
            found: dict[str, list[Said]] = {}
            rows = session.scalars(
                sa.select(AnswerHistory)
                .where(AnswerHistory.assessment_id == key)
                .order_by(AnswerHistory.version)
            )
            for place, row in enumerate(rows):
                found.setdefault(row.question, []).append((row.value, row.blank, row.words))
                assert row.version == len(found[row.question]), f"a gap before row {place}"
            return found

        found: dict[str, list[Said]] = self.desk.call(read)
        return found

    def stored_results(self, key: int) -> dict[str, tuple[int, int, int]]:
        def read(session: Any, _actor: Any, _now: Any) -> dict[str, tuple[int, int, int]]:
            rows = session.scalars(
                sa.select(StoredSectionResult).where(StoredSectionResult.assessment_id == key)
            )
            return {row.section: (row.asked, row.answered, row.unanswered) for row in rows}

        found: dict[str, tuple[int, int, int]] = self.desk.call(read)
        return found


def test_no_answer_vanishes_whatever_people_do(
    app: Flask,
    signed_in: Callable[..., CheckedClient],
    make_organisation: Callable[..., Somewhere],
) -> None:
    offices = 0
    steps.clear()
    without = Plugins(Sources(builtin=("icf.builtin",), bundled=plugins_folder(),
                              blocked=frozenset({"place_standard"})))  # fmt: skip

    def office() -> Office:
        nonlocal offices
        offices += 1
        place = make_organisation(f"Office {offices}")
        desk = new_desk(app, signed_in("lead", organisation=place))
        return Office(desk, without, f"office-{offices}")

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        office,
        settings=settings(
            max_examples=settings.default.max_examples // 5,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
    done = ", ".join(f"{what} {times}" for what, times in sorted(steps.items()))
    print(f"R8: {offices} offices, {sum(steps.values())} steps: {done}")
