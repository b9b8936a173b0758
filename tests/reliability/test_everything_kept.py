"""R8: whatever people do in whatever order, no answer vanishes and what is signed stays as it is.

Hypothesis makes up the steps; a plain dictionary of what was answered is what the toolkit's tables
are held against after each of them.
"""

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
from icf.assessments.models import AnswerHistory, StoredSectionResult
from icf.assessments.posted import Posted
from icf.assessments.saving import save_answers, section_results
from icf.core.results import gaps, profile
from icf.db import write
from icf.packs.service import composed, switch_plugin
from tests.reliability.checklists import Desk, new_desk
from tests.support import CheckedClient, Somewhere

ADD_ONS = ("place_standard", "small_groups")
SIZES = ("quick", "standard", "full")
Said = tuple[Any, str | None, str]
"""What an answer says: value, kind of blank, words."""


@dataclass
class Expected:
    """What a checklist should hold. ``versions`` has every version of each answer, oldest first."""

    versions: dict[str, list[Said]] = field(default_factory=dict)
    is_signed: bool = False
    is_reopened: bool = False
    is_deleted: bool = False

    @property
    def answers(self) -> dict[str, Said]:
        return {key: said[-1] for key, said in self.versions.items()}


class Office(RuleBasedStateMachine):
    """One organisation that starts, fills in, signs, reopens, copies, deletes and restores."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
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
        # Few questions, so that the same ones are answered again and again.
        self.save(
            self.draft(data), data.draw(st.sampled_from(self.desk.questions[:5])), value, words
        )

    def save(self, key: int, question: str, value: str, words: str) -> None:
        edited = self.desk.sheet(key).edited.get(question)
        post = Posted(question, edited.version if edited else 0, {"value": [value]}, words=words)
        kinds = self.desk.plugins.registry.kinds(None)

        outcome = self.desk.call(save_answers, kinds, key, [post])

        assert outcome.is_complete
        blank = value.removeprefix("blank:") if value.startswith("blank:") else None
        self.expect_answer(key, question, ("" if blank else value) or None, blank, words)

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
        self.expected[key].is_signed = True

    @precondition(
        lambda self: any(one.is_signed and not one.is_reopened for one in self.expected.values())
    )
    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
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
        self.touched = self.desk.call(
            service.start_assessment, self.desk.plugins, self.desk.work_id, size
        )
        self.expected[self.touched] = Expected()

    @rule(data=st.data())
    def copy(self, data: st.DataObject) -> None:
        sources = [key for key, one in self.expected.items() if not one.is_deleted]
        if not sources:
            return
        source = data.draw(st.sampled_from(sources))
        self.touched = self.desk.call(
            service.start_assessment, self.desk.plugins, self.desk.work_id, "full", source
        )
        self.expected[self.touched] = self.as_first_versions(source)

    @precondition(lambda self: self.has_draft)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        key = self.draft(data)
        self.desk.call(service.delete_assessment, key)
        self.expected[key].is_deleted = True

    @precondition(lambda self: any(one.is_deleted for one in self.expected.values()))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        deleted = [key for key, one in self.expected.items() if one.is_deleted]
        self.touched = data.draw(st.sampled_from(deleted))
        self.desk.call(service.restore_assessment, self.touched)
        self.expected[self.touched].is_deleted = False

    @rule(name=st.sampled_from(ADD_ONS), on=st.booleans())
    def switch(self, name: str, on: bool) -> None:
        def work(session: Any, actor: Any, now: Any) -> None:
            with write() as session:
                switch_plugin(session, actor, now, self.desk.plugins, name, on)

        self.desk.call(work)

    @invariant()
    def no_answer_vanishes_and_signed_ones_stay(self) -> None:
        for key, expected in self.expected.items():
            if expected.is_signed or (key == self.touched and not expected.is_deleted):
                assert self.stored_answers(key) == expected.answers
                assert self.stored_versions(key) == expected.versions

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

    def office() -> Office:
        nonlocal offices
        offices += 1
        place = make_organisation(f"Office {offices}")
        return Office(new_desk(app, signed_in("lead", organisation=place)))

    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        office,
        settings=settings(
            max_examples=settings.default.max_examples // 5,
            stateful_step_count=25,
            suppress_health_check=list(HealthCheck),
        ),
    )
