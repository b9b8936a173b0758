"""What the checks of one run share: the plugin, its trial, and what was answered in it."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from icf.conformance.checklist import Checklist, new_checklist
from icf.conformance.failures import FailureLog
from icf.conformance.form import QuestionForm
from icf.conformance.outcome import NotChecked
from icf.conformance.subject import Subject
from icf.conformance.trial import Desk, Trial, new_trial
from icf.core.answer import Answer
from icf.core.compose import compose
from icf.core.questionnaire import Pack, Question, Questionnaire
from icf.packs.service import composed
from icf.plugin.registry import Registry

ONLY_OURS = "Quillfeather"
"""A word that nobody says by chance."""


@dataclass(frozen=True)
class Remembered:
    """A filled-in checklist as it was before anything happened to the plugin."""

    id: int
    answers: Mapping[str, Answer]
    versions: Mapping[str, list[object]]
    plan: str


@dataclass
class Case:
    """One run of the suite.

    Args:
        workspace: an empty folder; everything that the run writes is in it.
        axe: the file axe.min.js for the checks in a browser; None where there is none.
        in_browser: whether those checks are wanted.
    """

    subject: Subject
    workspace: Path
    log: FailureLog
    axe: Path | None = None
    in_browser: bool = True
    filled: Checklist | None = None
    unanswerable: list[str] = field(default_factory=list)
    remembered: Remembered | None = None
    promised: int | None = None
    _desk: Desk | None = None
    _open: ExitStack = field(default_factory=ExitStack)

    @property
    def name(self) -> str:
        """The plugin's name."""
        return self.subject.name

    @cached_property
    def trial(self) -> Trial:
        """The instance in which everything is tried."""
        return new_trial(self.workspace / "instance")

    def open(self) -> Desk:
        """Open the toolkit with the plugin, without switching it on yet."""
        self.close()
        opened = self.trial.opened(self.subject.folder, switched_on=False)
        desk = self._open.enter_context(opened)
        self._desk = desk
        return desk

    def close(self) -> None:
        """Close it, so that it can be opened with another version of the plugin or without it."""
        self._desk = None
        self._open.close()

    @property
    def desk(self) -> Desk:
        """The toolkit with the plugin on. Raises NotChecked where it does not load."""
        if self._desk is None:
            raise NotChecked("the plugin does not load; see above")
        return self._desk

    @property
    def registry(self) -> Registry:
        """What the plugin registered."""
        return self.desk.plugins.registry

    @property
    def layers(self) -> tuple[str, ...]:
        """The keys of its packs."""
        return self.registry.pack_keys(self.name)

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Its packs."""
        return self.registry.packs()[1]

    @property
    def alone(self) -> Questionnaire:
        """The framework without the plugin."""
        return compose(self.registry.packs(())[0])

    @property
    def together(self) -> Questionnaire:
        """The framework with it."""
        return composed(self.desk.plugins, {self.name})

    @property
    def questions(self) -> tuple[Question, ...]:
        """The plugin's own questions, in order."""
        return tuple(
            one
            for section in self.together.sections
            for one in section.questions
            if one.layer in self.layers
        )

    @property
    def checklist(self) -> Checklist:
        """A checklist in which all that the plugin asks is answered. Filled in at first use."""
        if self.filled is None:
            self.filled = new_checklist(self.desk, "full")
            self.unanswerable = self.filled.fill(self.layers)
        return Checklist(self.desk, self.filled.id)

    def signed_off(self) -> Checklist:
        """A checklist that is signed off, whose parts only for us say ``ONLY_OURS`` throughout.

        Raises NotChecked as ``desk`` does, and where it cannot be signed off.
        """
        if self.promised is None:
            checklist = new_checklist(self.desk, "full")
            checklist.fill(self.layers)
            checklist.mark(self.layers, ONLY_OURS)
            checklist.add_action("Ask the growers")
            if not checklist.sign_off():
                raise NotChecked("a checklist with its questions could not be signed off")
            self.promised = checklist.id
        return Checklist(self.desk, self.promised)

    def form(self, question: Question) -> QuestionForm:
        """The form of a question of the filled-in checklist. Raises NotChecked as ``desk`` does."""
        return self.checklist.form(question.key)

    def one_of_each_kind(self) -> list[Question]:
        """A question that is asked and answered for each kind that the plugin's questions have."""
        answered = self.checklist.answers
        shown = {one.key for section in self.checklist.sheet.sections for one in section.questions}
        found: dict[str, Question] = {}
        for question in self.questions:
            if question.key in answered and question.key in shown:
                found.setdefault(question.kind, question)
        return list(found.values())
