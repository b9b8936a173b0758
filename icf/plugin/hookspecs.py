"""All hooks: the places where a plugin can add something.

A hook is added here only when a real plugin uses it. ``docs/hooks.md`` is made from the docstrings
of this module (``python tools/hooks_reference.py``); each answers the same five questions. No body
here is ever run: pluggy takes only the names and arguments from them.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import pluggy

from icf.core.actions import ActionRule
from icf.core.answer import Answer
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import Pack, Questionnaire, Suggest
from icf.core.report import Theme
from icf.core.scale import Scale
from icf.plugin.chosen_depth import ChosenDepth
from icf.plugin.exporter import Exporter
from icf.plugin.filled_in import AssessmentSignedOff, PlanChanged
from icf.plugin.report_section import ReportContext, ReportSection
from icf.plugin.route import Route

HOOK_API = "1.2"
"""The version of this set of hooks. A plugin's ``hook_api`` says which versions it works with."""

PROJECT = "icf"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
"""Marks a function of a plugin as the implementation of the hook of the same name."""


@hookspec
def register_packs() -> Iterable[Pack | Path]:
    """Add packs: questions, guidance, depths and words.

    A plugin with a single pack needs no code: it names the file as ``pack`` in its ``plugin.toml``.

    When:
        Once, when the toolkit starts.
    Arguments:
        None.
    Returns:
        Packs, or paths of pack files, which are read and checked like any pack.
    With several plugins:
        All packs are kept. A pack key that is already taken is refused, naming both plugins. Only
        the toolkit's own plugin may bring a core pack (one without ``extends``).
    Errors:
        A pack with a fault refuses the whole plugin; every fault is shown to the administrator.
    """


@hookspec
def register_scales() -> Iterable[Scale]:
    """Add scales whose levels are made in code, or used by several of the plugin's packs.

    A scale that is written in a pack file needs no hook.

    When:
        Once, when the toolkit starts.
    Arguments:
        None.
    Returns:
        Scales whose keys begin with the plugin's name: ``<plugin>:<name>``.
    With several plugins:
        All scales are kept. A key that is already taken is refused, naming both plugins. A scale
        can be used only where its plugin is switched on.
    Errors:
        A fault refuses the whole plugin.
    """


@hookspec
def register_question_kinds() -> Iterable[QuestionKind]:
    """Add kinds of question: how an answer is asked for, read, shown and exported.

    With ``on_paper``, a kind also says how it is asked in a PDF, in a workbook and on paper. That
    came with version 1.2 of the hooks; without it, a kind of one field is asked as one text.

    When:
        Once, when the toolkit starts. The functions of a kind are called whenever one of its
        questions is shown, saved, counted or exported.
    Arguments:
        None.
    Returns:
        Kinds whose names begin with the plugin's name: ``<plugin>:<name>``. A kind's ``template``
        lies in the plugin's own folder and is named ``<plugin>/<file>.html``.
    With several plugins:
        All kinds are kept. A name that is already taken is refused, naming both plugins.
    Errors:
        A fault in registering refuses the whole plugin. ``parse`` raises ``InvalidInput`` with a
        message for the person. Anything else that a kind raises is logged with the plugin's name;
        an answer that cannot be read is refused with a message, one that cannot be shown in its
        own way is shown as plain text. After three failures within ten minutes the plugin is
        paused: its questions can be read, but not answered.
    """


@hookspec
def register_screening_rules() -> Iterable[Suggest]:
    """Add rules that suggest a larger depth because of a screening answer.

    When:
        Once, when the toolkit starts. The rules are asked whenever a depth is suggested.
    Arguments:
        None.
    Returns:
        Rules, each with a condition (``when``) and the reason that the person reads. A rule can
        raise what the core suggests, never lower it.
    With several plugins:
        The largest depth that any rule suggests wins; its reason is shown.
    Errors:
        A rule without a condition, one that suggests a depth that the framework does not have, and
        any other fault, refuses the whole plugin.
    """


@hookspec
def register_action_rules() -> Iterable[ActionRule]:
    """Add rules that suggest something to do because of what was answered.

    An action that belongs to one question's levels needs no rule: a pack lists it as ``actions``.

    When:
        Once, when the toolkit starts. A rule is asked whenever a sense check is shown.
    Arguments:
        None.
    Returns:
        Action rules whose keys begin with the plugin's name: ``<plugin>:<name>``.
    With several plugins:
        All suggestions are offered, after the core's own, in the order of the plugins.
    Errors:
        A fault in registering refuses the whole plugin. A rule that fails when asked is logged
        with the plugin's name and suggests nothing; after three failures within ten minutes the
        plugin is paused. At most 100 suggestions of a rule are used.
    """


@hookspec
def register_report_sections() -> Iterable[ReportSection]:
    """Add sections to the project plan, made of the blocks of ``icf.core.report``.

    When:
        Once, when the toolkit starts. A section is asked for its blocks whenever a report is made.
    Arguments:
        None.
    Returns:
        Report sections whose keys begin with the plugin's name: ``<plugin>:<name>``.
    With several plugins:
        All sections appear, after the core's own parts, in the order of the plugins. A section
        without blocks is left out.
    Errors:
        A fault in registering refuses the whole plugin. A section that fails, or gives anything
        but blocks that can be drawn, is logged with the plugin's name and left out; the rest of
        the report is made. After three failures within ten minutes the plugin is paused. A section
        may have 1,000 blocks and a million characters.
    """


@hookspec
def register_exporters() -> Iterable[Exporter]:
    """Add files that people can download of a checklist, such as a table for a spreadsheet.

    When:
        Once, when the toolkit starts. An exporter makes its file each time that somebody downloads
        it, on the page of the plan or when a plan is signed off.
    Arguments:
        None.
    Returns:
        Exporters whose keys begin with the plugin's name: ``<plugin>:<name>``. What they are given
        is as for report sections. For a file to hand over, answers that are only for us are left
        out before the exporter sees them. Make CSV with ``csv_text``, so that no cell is taken for
        a formula.
    With several plugins:
        All files are offered, in the order of the plugins. A key that is taken is refused, naming
        both plugins.
    Errors:
        A fault in registering refuses the whole plugin. An exporter that fails, or gives anything
        but bytes or a text of at most 20 MB, is logged with the plugin's name, and the person reads
        that this file could not be made. After three failures within ten minutes the plugin is
        paused.
    """


@hookspec
def register_routes() -> Iterable[Route]:
    """Add pages, at ``/x/<plugin>/…``.

    When:
        Once, when the toolkit starts. A page's view is called whenever somebody asks for it.
    Arguments:
        None.
    Returns:
        Routes. Each says who may see it. A view is given a frozen ``PageRequest`` and gives a
        ``Page`` of report blocks, a ``TemplatePage``, a ``Download`` or a ``Redirect``. Pages of a
        plugin that is off or paused are not there; a public page is there only where a lead has
        said that the plugin's pages may be public.
    With several plugins:
        Each plugin has its own addresses, so none can take another's. Two routes of one plugin at
        the same address are refused.
    Errors:
        A route without an audience, and any other fault in registering, refuses the whole plugin. A
        view that fails, gives anything else, or whose HTML would change the page around it, is
        logged with the plugin's name; the person reads that this page failed, with the reference.
        Nothing that it set in its store is kept. After three failures within ten minutes the plugin
        is paused.
    """


@hookspec
def choose_depth(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], suggested: str
) -> ChosenDepth | None:
    """Ask for more because of what was answered, where a screening rule cannot say it.

    When:
        Whenever a size is suggested: all screening questions have been answered.
    Arguments:
        The questionnaire, all answers by question key, and the key of the size that the screening
        questions and rules suggest.
    Returns:
        One of the framework's sizes with the reason, or None. It can keep or raise the suggestion;
        a smaller size counts as no answer. The person reads the reason with the plugin's title, and
        may still choose otherwise.
    With several plugins:
        They are asked in order, and the first answer counts.
    Errors:
        A failure is logged with the plugin's name, and the next plugin is asked. After three
        failures within ten minutes the plugin is paused.
    """


@hookspec
def choose_report_theme(context: ReportContext) -> Theme | None:
    """Choose how the project plan looks: its accent colour and the size of its text.

    When:
        Whenever a plan is made, as a page or as a PDF. A PDF that was issued when its plan was
        signed off is not made again.
    Arguments:
        What report sections are given.
    Returns:
        A theme, or None. Its colour has to have a contrast of 4.5 with white; the text has 9 to 18
        points.
    With several plugins:
        They are asked in order, and the first answer counts.
    Errors:
        A failure, or a theme that could not be read well, is logged with the plugin's name, and the
        next plugin is asked. After three failures within ten minutes the plugin is paused.
    """


@hookspec
def assessment_signed_off(event: AssessmentSignedOff) -> None:
    """Learn that a checklist was signed off.

    When:
        After the sign-off was stored; not when it was refused or rolled back. The person waits for
        it, so be quick.
    Arguments:
        The event: the checklist with the plugin's own questions and answers alone, what the plan
        promises, when it was, and the plugin's store.
    Returns:
        Nothing. What is set in the store is kept when the function has returned. Where somebody
        else changed the same value meanwhile, the function is called again, three times at most.
    With several plugins:
        All are told, in order. None sees what another stored.
    Errors:
        A failure is logged with the plugin's name and stores nothing; the sign-off stands and the
        person does not see it. After three failures within ten minutes the plugin is paused.
    """


@hookspec
def plan_changed(event: PlanChanged) -> None:
    """Learn that what we will do has changed: an action was added, edited, deleted or restored.

    When:
        After the change was stored; not when it was refused or rolled back.
    Arguments:
        The event, as in ``assessment_signed_off``, with the actions as they stand now.
    Returns:
        Nothing; the store works as in ``assessment_signed_off``.
    With several plugins:
        All are told, in order.
    Errors:
        As in ``assessment_signed_off``.
    """
