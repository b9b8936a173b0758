"""One checklist of a trial: answering it as a person does, and reading what comes of it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from icf.assessments.filled_in import is_only_ours
from icf.assessments.sheet import Sheet, history, load
from icf.conformance.form import NO_WISH, TEXTS, Parts, QuestionForm, Wish, question_forms
from icf.conformance.markup import read_html
from icf.conformance.trial import Desk
from icf.core.answer import Answer, Value
from icf.core.questionnaire import CORE, Question, Questionnaire, Section
from icf.core.showif import And, Compare, Condition, Not, Or, Selected
from icf.errors import PluginError, ReportError
from icf.packs.selection import enabled_plugins
from icf.plans.action import actions_of, suggestions

Fields = Mapping[str, str | Sequence[str]]
"""What is typed and ticked, by part: ``{"value": "yes"}``, ``{"rating": "3", "good": "Trees"}``."""

MOST_ROUNDS = 12
"""Of opening questions by answers to others; no questionnaire nests as deeply."""


@dataclass(frozen=True)
class Reply:
    """What became of an answer.

    Args:
        value: what is stored; None where nothing is.
        displayed: the answer in words, as reports show it.
        error: what the person was told where it was not accepted; empty when it was.
    """

    value: Value = None
    displayed: str = ""
    error: str = ""

    @property
    def accepted(self) -> bool:
        """Whether it was saved."""
        return not self.error


@dataclass(frozen=True)
class Checklist:
    """One checklist in a trial; every call is a request of its own."""

    desk: Desk
    id: int

    @property
    def sheet(self) -> Sheet:
        """Its questions and answers as they are stored."""
        return self.desk.call(lambda session, actor, _now: load(session, actor, self.id))

    @property
    def answers(self) -> Mapping[str, Answer]:
        """All answers by question key."""
        return self.sheet.answers

    def page(self, path: str = "") -> str:
        """The HTML of one of its pages, such as ``/sense-check``.

        Raises:
            PluginError: the page does not come.
        """
        reply = self.desk.get(f"/checklists/{self.id}{path}")
        if reply.status_code != 200:
            raise PluginError(f"The page {path or '/'} of a checklist answered {reply.status}.")
        return reply.text

    def form(self, question: str) -> QuestionForm:
        """The form of one question as its page draws it now.

        Raises:
            PluginError: it is not asked, or it can be read but not answered.
        """
        found = question_forms(self.page(f"/questions/{question}")).get(question)
        if found is None:
            raise PluginError(f"The question {question} is shown, but cannot be answered.")
        return found

    def ask(self, question: str, fields: Fields) -> Reply:
        """Answer one question through its form, as somebody in a browser does.

        Args:
            question: its full key, such as ``fire-checks:visits``.
            fields: by part; ``{}`` sends the form empty.
        """
        form = self.form(question)
        reply = self.desk.send(
            f"/checklists/{self.id}/questions/{question}", form.as_fields(_lists(fields))
        )
        if reply.status_code == 302:
            stored = self.answers.get(question)
            return Reply(stored.value, stored.displayed) if stored else Reply()
        return Reply(error=_error_of(reply.text) or f"The page answered {reply.status}.")

    def autosave(self, form: QuestionForm, parts: Parts, words: str = "") -> tuple[int, Any]:
        """Send an answer as the script of the page does: the status and what was said."""
        body = {"answers": [form.as_json(parts, words)]}
        reply = self.desk.send_json(f"/assessments/{self.id}/answers", body)
        return reply.status_code, reply.get_json(silent=True)

    def history(self, question: str) -> list[Value]:
        """Every value that an answer had, oldest first; lists are tuples again."""
        rows = self.desk.call(
            lambda session, actor, _now: [
                row.AnswerHistory.value for row in history(session, actor, self.id, question)
            ]
        )
        return [tuple(one) if isinstance(one, list) else one for one in reversed(rows)]

    def fill(self, layers: Collection[str], to_open: Collection[str] = ()) -> list[str]:
        """Answer every question of some layers that is asked, and those that they open.

        Args:
            to_open: the keys of questions that should be opened before all others.

        Returns:
            The keys of questions that could not be answered with anything that we tried.
        """
        wished = wishes(self.sheet.questionnaire, to_open)
        hopeless: set[str] = set()
        for _round in range(MOST_ROUNDS):
            waiting = self._unanswered(layers, hopeless)
            if not waiting:
                break
            for section, questions in waiting:
                hopeless |= self._fill_section(section, questions, wished)
        return sorted(hopeless)

    def mark(self, layers: Collection[str], word: str) -> None:
        """Put a word into all that was answered to some packs' questions that only we see."""
        answers = self.answers
        for section in self.sheet.sections:
            if not is_only_ours(section):
                continue
            for question in section.questions:
                if question.layer in layers and question.key in answers:
                    form = self.form(question.key)
                    texts = {one.part: [word] for one in form.fields if one.kind == "text"}
                    status, _said = self.autosave(form, form.holds | texts, word)
                    if status != 200:
                        self.autosave(form, form.holds, word)

    def add_action(self, what: str) -> None:
        """Write down something that we will do."""
        self.desk.send(f"/checklists/{self.id}/what-we-will-do/new", {"what": [what]})

    def change_action(self, what: str) -> None:
        """Word the newest of what we will do anew."""
        work_id = self.sheet.record.work_id

        def newest(session: Any, actor: Any, _now: Any) -> tuple[int, int]:
            found = actions_of(session, actor, work_id)
            return found[-1].id, found[-1].version

        action_id, version = self.desk.call(newest)
        path = f"/checklists/{self.id}/what-we-will-do/{action_id}"
        self.desk.send(path, {"what": [what], "version": [str(version)]})

    def sign_off(self) -> bool:
        """Sign the plan off, as a lead does; whether it is signed off now.

        One of the framework's own questions is answered before, since a plan has to say something.
        """
        sheet = self.sheet
        asked = (one for section in sheet.main_sections for one in section.questions)
        first = next((one.key for one in asked if one.layer == CORE), None)
        if first is not None and first not in sheet.answers:
            form = self.form(first)
            self.desk.send(
                f"/checklists/{self.id}/questions/{first}",
                form.as_fields(form.filled("Some words")),
            )
        fields = {"do": ["sign"], "signed_name": ["Ada Trial"], "signed_role": ["Lead"]}
        self.desk.send(f"/checklists/{self.id}/sign-off", fields)
        return not self.sheet.is_draft

    def sense_check(self) -> str:
        """The page of the sense check."""
        return self.page("/sense-check")

    def suggested(self) -> tuple[str, ...]:
        """What the sense check suggests to do, add-ons' rules included."""

        def find(session: Any, actor: Any, _now: Any) -> tuple[str, ...]:
            registry = self.desk.plugins.registry
            rules = registry.action_rules(enabled_plugins(session, actor.organisation_id))
            sheet = load(session, actor, self.id)
            found = suggestions(session, actor, sheet, rules, registry.kinds())
            return tuple(one.text.original for one in found)

        return self.desk.call(find)

    def plan_html(self) -> str:
        """The project plan as a page."""
        return self.page("/plan")

    def plan_pdf(self) -> bytes:
        """The project plan as a PDF.

        Raises:
            ReportError: it could not be made.
        """
        reply = self.desk.get(f"/checklists/{self.id}/plan.pdf")
        if reply.status_code != 200 or not reply.data.startswith(b"%PDF-"):
            raise ReportError(f"The plan as PDF could not be made: {reply.status}.")
        return reply.data

    def _unanswered(
        self, layers: Collection[str], hopeless: Collection[str]
    ) -> list[tuple[Section, list[Question]]]:
        sheet = self.sheet
        found = [
            (
                section,
                [
                    one
                    for one in section.questions
                    if one.layer in layers and one.key not in {*sheet.answers, *hopeless}
                ],
            )
            for section in sheet.sections
        ]
        return [(section, questions) for section, questions in found if questions]

    def _fill_section(
        self, section: Section, questions: list[Question], wished: Mapping[str, Wish]
    ) -> set[str]:
        """Answer these questions of a section; gives the keys of those that refuse everything."""
        path = f"/checklists/{self.id}/sections/{section.key}"
        left = {question.key: question for question in questions}
        for text in TEXTS:
            forms = question_forms(self.page(f"/sections/{section.key}"))
            sent: dict[str, list[str]] = {}
            for key, question in left.items():
                if key in forms:
                    wish = _with_sample(wished.get(key, NO_WISH), question)
                    sent |= forms[key].as_fields(forms[key].filled(text, wish))
            self.desk.send(path, sent)
            answered = self.answers
            left = {key: one for key, one in left.items() if key not in answered}
            if not left:
                break
        return set(left)


def new_checklist(desk: Desk, depth: str = "full", copy_from: int | None = None) -> Checklist:
    """A new checklist, with nothing in it or with the answers of an earlier one."""
    return Checklist(desk, desk.start(depth, copy_from))


def wishes(questionnaire: Questionnaire, to_open: Collection[str] = ()) -> dict[str, Wish]:
    """By question, what the conditions of other questions ask for, so that these open.

    Args:
        to_open: the questions whose conditions come before those of all others; only what these
            do not want is left alone.
    """
    pairs = [(section, one) for section in questionnaire.sections for one in section.questions]
    wanted: dict[str, list[str]] = {}
    unwanted: dict[str, list[str]] = {}
    for section, question in sorted(pairs, key=lambda pair: pair[1].key not in to_open):
        for condition in (question.show_if, section.show_if):
            for key, value, is_wanted in _asked_for(condition):
                if is_wanted:
                    wanted.setdefault(key, []).append(value)
                elif question.key in to_open:
                    unwanted.setdefault(key, []).append(value)
    keys = {*wanted, *unwanted}
    return {key: Wish(tuple(wanted.get(key, ())), tuple(unwanted.get(key, ()))) for key in keys}


def _asked_for(
    condition: Condition | None, is_wanted: bool = True
) -> Iterator[tuple[str, str, bool]]:
    match condition:
        case Compare(key, "=" | "<=" | ">=", literal):
            yield key, literal, is_wanted
        case Compare(key, "!=", literal):
            yield key, literal, not is_wanted
        case Selected(key, choice):
            yield key, choice, is_wanted
        case And(parts) | Or(parts):
            for part in parts:
                yield from _asked_for(part, is_wanted)
        case Not(part):
            yield from _asked_for(part, not is_wanted)
        case _:
            return


def _with_sample(wish: Wish, question: Question) -> Wish:
    """The wish, and after it what the pack gives as a sample answer."""
    sample = question.sample.value.split(", ") if question.sample else []
    return replace(wish, wanted=(*wish.wanted, *sample))


def _lists(fields: Fields) -> dict[str, list[str]]:
    return {part: [one] if isinstance(one, str) else list(one) for part, one in fields.items()}


def _error_of(html: str) -> str:
    """What the page says is wrong, without the words that only a screen reader says before it."""
    for one in read_html(html).all("p", "span", "li"):
        if "govuk-error-message" in one.get("class").split():
            hidden = next((part.text for part in one.all("span")), "")
            return " ".join(one.text.replace(hidden, "", 1).split())
    return ""
