"""What the plugin chooses: how much is asked, and how the plan looks."""

from collections.abc import Iterator

from icf.conformance.case import Case
from icf.conformance.checks.reports import many_answers, report_context
from icf.conformance.core_layer import made_up_answers
from icf.conformance.outcome import Fault, NotChecked
from icf.core.depth import DepthSuggestion, core_depths
from icf.core.wording import plain
from icf.plugin.choice import DepthChooser, chosen_theme

ROUNDS = 25


def chosen_size(case: Case) -> Iterator[Fault]:
    """It chooses one of the framework's sizes or none, says why, and says the same again."""
    _need(case, "choose_depth", "it chooses no size")
    choose = DepthChooser(case.desk.plugins, {case.name})
    for questionnaire in (case.together, case.alone):
        for depth in core_depths(questionnaire):
            suggested = DepthSuggestion(depth.key, plain("Because of the first questions."))
            for seed in range(ROUNDS):
                answers = made_up_answers(questionnaire, seed) if seed else {}
                first, again = (choose(questionnaire, answers, suggested) for _ in range(2))
                if case.log.found:
                    return
                yield from _size_faults(first, again)
                case.desk.go_on()


def chosen_look(case: Case) -> Iterator[Fault]:
    """The look that it chooses can be read: its colour on white, the size of its words."""
    _need(case, "choose_report_theme", "it chooses no look")
    for answers in [{}, *many_answers(case)]:
        for depth in case.together.depths:
            context = report_context(case, depth.key, answers)
            chosen_theme(case.desk.plugins, {case.name}, context)
            if case.log.found:
                return
    page = case.checklist.page("/plan")
    if "<h1" not in page:
        yield Fault("The plan does not come in this look.")


def _need(case: Case, hook: str, reason: str) -> None:
    if not case.desk.plugins.answering(hook, {case.name}):
        raise NotChecked(reason)


def _size_faults(first: DepthSuggestion, again: DepthSuggestion) -> Iterator[Fault]:
    if first != again:
        yield Fault("It chooses another size when it is asked again.", "choose_depth")
    elif first.by and not first.because.original.strip():
        cure = "Give ChosenDepth a sentence: people read it."
        yield Fault(f"It does not say why it chooses {first.depth}.", "choose_depth", cure)
