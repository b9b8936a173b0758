"""All hooks: the places where a plugin can add something.

A hook is added here only when a real plugin uses it. ``docs/hooks.md`` is made from the docstrings
of this module (``python tools/hooks_reference.py``); each answers the same five questions.
"""

from collections.abc import Iterable
from pathlib import Path

import pluggy

from icf.core.actions import ActionRule
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import Pack, Suggest
from icf.core.scale import Scale
from icf.plugin.report_section import ReportSection

HOOK_API = "1.0"
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
    raise NotImplementedError


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
    raise NotImplementedError


@hookspec
def register_question_kinds() -> Iterable[QuestionKind]:
    """Add kinds of question: how an answer is asked for, read, shown and exported.

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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError
