"""The conformance suite: all checks, in order, and what came of each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from inspect import getdoc
from pathlib import Path
from time import perf_counter

from icf.conformance.case import Case
from icf.conformance.checks import (
    answering,
    browser,
    choices,
    core,
    declared,
    files,
    life,
    listening,
    packaging,
    reports,
    routes,
)
from icf.conformance.failures import FailureLog, place_of
from icf.conformance.outcome import Fault, NotChecked, Outcome, State
from icf.conformance.subject import Subject
from icf.plugin.watch import in_words

MOST_FAULTS = 20


@dataclass(frozen=True)
class Check:
    """One check of the suite.

    Args:
        name: as it is printed.
        find: yields what is wrong; its first line says what holds where nothing is.
        warns: whether its faults are only warnings, which fail nobody.
    """

    name: str
    find: Callable[[Case], Iterator[Fault]]
    warns: bool = False

    @property
    def promise(self) -> str:
        """What holds where it finds nothing, without the full stop."""
        return (getdoc(self.find) or "").splitlines()[0].rstrip(".")


CHECKS: tuple[Check, ...] = (
    Check("plugin.toml", declared.metadata),
    Check("description", declared.described, warns=True),
    Check("loading", declared.loads),
    Check("packaging", packaging.installable),
    Check("names", declared.names),
    Check("scales", declared.scales),
    Check("words", declared.words, warns=True),
    Check("translations", declared.translations, warns=True),
    Check("core layer", core.core_layer),
    Check("core results", core.core_results),
    Check("kinds in use", declared.kinds_are_asked, warns=True),
    Check("pages", answering.pages),
    Check("questions", answering.every_question),
    Check("conditions", answering.every_question_opens, warns=True),
    Check("kinds", answering.reading),
    Check("hostile input", answering.empty_and_hostile),
    Check("form round trip", answering.form_round_trip),
    Check("refusals", answering.refusing),
    Check("to fill in", answering.in_files),
    Check("in every file", answering.missing_in_files, warns=True),
    Check("autosave, history", answering.autosave_and_history),
    Check("screening rules", reports.screening_rules),
    Check("action rules", reports.action_rules),
    Check("report sections", reports.report_sections),
    Check("empty sections", reports.quiet_sections, warns=True),
    Check("plan pages", reports.pages),
    Check("display, export", reports.displayed),
    Check("PDF", reports.pdf),
    Check("own pages", routes.own_pages),
    Check("audiences", routes.audiences),
    Check("public pages", routes.public_pages),
    Check("page input", routes.page_input),
    Check("files", files.files),
    Check("files to hand over", files.handed_over),
    Check("chosen size", choices.chosen_size),
    Check("chosen look", choices.chosen_look),
    Check("events", listening.told),
    Check("store", listening.kept),
    Check("speed", listening.quick, warns=True),
    Check("keyboard", browser.keyboard),
    Check("axe", browser.axe),
    Check("off and on", life.off_and_on),
    Check("upgrade", life.upgraded),
    Check("removal", life.removed),
    Check("restoring", life.restored),
)


def run_suite(
    subject: Subject, workspace: Path, axe: Path | None = None, in_browser: bool = True
) -> Iterator[Outcome]:
    """Check a plugin; what came of each check as soon as it is known.

    Args:
        workspace: an empty folder; everything that is written is in it.
        axe: the file axe.min.js; None where there is none.
        in_browser: whether the checks in a browser are wanted.
    """
    workspace.mkdir(parents=True, exist_ok=True)
    with FailureLog((subject.folder, workspace / "raised")) as log:
        case = Case(subject, workspace, log, axe, in_browser)
        try:
            for check in CHECKS:
                yield outcome_of(check, case)
        finally:
            case.close()


def outcome_of(check: Check, case: Case) -> Outcome:
    """Make one check, whatever the plugin does."""
    began = perf_counter()
    faults: list[Fault] = []
    made = Outcome(check.name, "pass", check.promise)
    try:
        faults.extend(check.find(case))
    except NotChecked as reason:
        made = Outcome(check.name, "not checked", str(reason))
    except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may have done anything
        faults.append(Fault(f"It stopped with {in_words(error)}.", _where(error, case)))
    hooks = tuple(declared.placed(one, case.subject.folder) for one in case.log.take())
    faults += [fault for fault in hooks if fault not in faults]
    _go_on(case)
    if faults:
        # A hook that raises is no warning, whichever check came upon it.
        state: State = "warning" if check.warns and not hooks else "failed"
        made = Outcome(check.name, state, "", tuple(_first(faults)))
    return replace(made, took_seconds=round(perf_counter() - began, 2))


def _where(error: BaseException, case: Case) -> str:
    return place_of(error, case.subject.folder, case.workspace / "raised")


def _go_on(case: Case) -> None:
    try:
        case.desk.go_on()
    except NotChecked:
        return


def _first(faults: list[Fault]) -> Iterator[Fault]:
    yield from faults[:MOST_FAULTS]
    if len(faults) > MOST_FAULTS:
        yield Fault(f"… and {len(faults) - MOST_FAULTS} more.")
