"""The plugins of one app: found, loaded, checked and called, so that none can harm the others."""

import inspect
import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from types import ModuleType
from typing import Any

import pluggy

from icf.core.canonical import canonical_json, from_json
from icf.core.compose import compose
from icf.core.questionnaire import CORE
from icf.errors import IcfError, PluginError
from icf.plugin import hookspecs
from icf.plugin.discover import Candidate, SourceName, Sources, discover
from icf.plugin.load import load_module
from icf.plugin.metadata import Metadata, nearest
from icf.plugin.registry import Registry
from icf.plugin.watch import Watch, in_words, log

HOOKS = tuple(name for name, thing in vars(hookspecs).items() if hasattr(thing, "icf_spec"))
REGISTERING = tuple(name for name in HOOKS if name.startswith("register_"))
ADDED_BY_ANSWERING = {
    "choose_depth": "depth choices",
    "choose_report_theme": "report themes",
    "assessment_signed_off": "sign-off listeners",
    "plan_changed": "plan listeners",
}
"""What a plugin adds, in a word, that has one of these hooks."""


@dataclass(frozen=True)
class PluginRecord:
    """A plugin as the administrator sees it.

    Args:
        api: the versions of the hooks that it works with.
        adds: what it adds, such as ``(("packs", 1), ("scales", 2))``.
        problem: why it is not used; None when it is.
        left_out: whether it is not used because the operator said so.
    """

    name: str
    source: SourceName
    path: Path | None
    title: str = ""
    version: str = ""
    publisher: str = ""
    description: str = ""
    api: str = ""
    stores: str = ""
    adds: tuple[tuple[str, int], ...] = ()
    problem: str | None = None
    left_out: bool = False


class Plugins:
    """All plugins of one app.

    Plugins load in the order of their sources. One that cannot be used is logged and stays in
    ``found`` with its problem; nothing of it is registered, and the others go on.

    ``watch`` knows which of them are paused, and what they did.

    Args:
        sources: where to look.
    """

    def __init__(self, sources: Sources) -> None:
        self.watch = Watch()
        self.registry = Registry(self.watch)
        self.safe_mode = sources.safe_mode
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        self._candidates = discover(sources)
        self._loaded: dict[str, Metadata] = {}
        self._folders: dict[str, Path] = {}
        self._failures: dict[str, str] = {}
        for candidate in self._candidates:
            self._load(candidate)
        for hook in REGISTERING:
            self._register(hook)
        self._refuse_unfit_packs()

    @property
    def found(self) -> tuple[PluginRecord, ...]:
        """Every plugin that was found, used or not, in the order of the sources."""
        return tuple(self._record(candidate) for candidate in self._candidates)

    def call(
        self, hook: str, enabled: Collection[str] | None = None, **arguments: object
    ) -> list[tuple[str, Any]]:
        """Call a hook of each plugin that is switched on, one after the other.

        A plugin that raises is logged with its name and left out; the others still answer.

        Args:
            hook: its name, such as ``"register_packs"``.
            enabled: names of plugins that are switched on; None means all. The core always is.
            arguments: what the hook is called with.

        Returns:
            (plugin name, result) pairs in the order in which the plugins were loaded.
        """
        results = []
        for implementation in getattr(self._manager.hook, hook).get_hookimpls():
            name = implementation.plugin_name
            if enabled is None or name == CORE or name in enabled:
                began = perf_counter()
                try:
                    results.append((name, _ask(implementation, **arguments)))
                except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
                    self._fail(name, hook, error)
                self.watch.took(name, hook, perf_counter() - began)
        return results

    def answering(
        self, hook: str, enabled: Collection[str]
    ) -> list[tuple[str, Callable[..., Any]]]:
        """The plugins that are on and not paused and that have this hook, with a way to ask each.

        Whoever asks guards the call: see ``icf.plugin.guard.attempted``.
        """
        return [
            (one.plugin_name, partial(_ask, one))
            for one in getattr(self._manager.hook, hook).get_hookimpls()
            if one.plugin_name in enabled and not self.watch.is_paused(one.plugin_name)
        ]

    def title(self, name: str) -> str:
        """The title of a plugin that is used; its name for any other."""
        return self._loaded[name].title if name in self._loaded else name

    def template_folders(self) -> Mapping[str, Path]:
        """By plugin name, the folder whose templates are known as ``<plugin>/<file>``."""
        folders = {name: folder / "templates" / name for name, folder in self._folders.items()}
        return {name: folder for name, folder in folders.items() if folder.is_dir()}

    def _load(self, candidate: Candidate) -> None:
        metadata, folder = candidate.metadata, candidate.path
        if candidate.problem or metadata is None or folder is None:
            level = logging.WARNING if candidate.left_out else logging.ERROR
            log.log(level, "The plugin “%s” is not used. %s", candidate.name, candidate.problem)
            return
        began = perf_counter()
        try:
            module = load_module(candidate)
            if module is not None:
                self._manager.register(module, name=metadata.name)
                check_hooks(self._manager, module, metadata.name)
            if metadata.pack:
                self.registry.add("register_packs", metadata, folder / metadata.pack)
        except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
            self._fail(metadata.name, "loading", error)
            self._remove(metadata.name)
        else:
            self.watch.took(metadata.name, "loading", perf_counter() - began)
            self._loaded[metadata.name] = metadata
            self._folders[metadata.name] = folder

    def _register(self, hook: str) -> None:
        for name, things in self.call(hook):
            try:
                for thing in things:
                    self.registry.add(hook, self._loaded[name], thing)
            except (Exception, SystemExit) as error:  # noqa: BLE001 a plugin may raise anything
                self._fail(name, hook, error)
        self._remove_failed()

    def _refuse_unfit_packs(self) -> None:
        """Refuse plugins whose packs refer to what neither the core nor any plugin has."""
        kinds, scales = self.registry.kinds(), self.registry.scales()
        for pack in self.registry.packs()[1] if self.registry.pack_keys(CORE) else ():
            try:
                whole = compose(self.registry.packs()[0], (pack,), kinds, scales)
                if from_json(canonical_json(whole)) != whole:
                    raise PluginError(
                        f"The pack “{pack.key}” is not the same after it was stored.",
                        "Make it of texts, tuples and the classes of icf.plugin alone.",
                    )
            except (Exception, SystemExit) as error:  # noqa: BLE001 it may hold anything
                self._fail(self.registry.plugin_of_pack(pack.key), f"the pack {pack.key}", error)
        self._remove_failed()

    def _remove_failed(self) -> None:
        for name in self._failures.keys() & self._loaded.keys():
            self._remove(name)

    def _fail(self, name: str, doing: str, error: BaseException) -> None:
        """Note and log what went wrong; unexpected errors with their traceback."""
        expected = isinstance(error, IcfError)
        problem = str(error) if expected else f"{doing} failed: {in_words(error)}"
        self._failures[name] = problem
        trace = None if expected else error
        log.error("The plugin “%s” failed in %s. %s", name, doing, problem, exc_info=trace)

    def _remove(self, name: str) -> None:
        """Undo everything that a plugin has registered."""
        self.registry.remove(name)
        self._loaded.pop(name, None)
        self._folders.pop(name, None)
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)

    def _record(self, candidate: Candidate) -> PluginRecord:
        metadata = candidate.metadata
        problem = str(candidate.problem) if candidate.problem else None
        if problem is None:
            problem = self._failures.get(candidate.name)
        record = PluginRecord(
            candidate.name,
            candidate.source,
            candidate.path,
            problem=problem,
            left_out=candidate.left_out,
        )
        if metadata is None:
            return record
        return replace(
            record,
            title=metadata.title,
            version=metadata.version,
            publisher=metadata.publisher,
            description=metadata.description,
            api=metadata.hook_api,
            stores=metadata.stores,
            adds=() if candidate.problem else self._adds(candidate.name),
        )

    def _adds(self, name: str) -> tuple[tuple[str, int], ...]:
        answers = (
            (noun, 1)
            for hook, noun in ADDED_BY_ANSWERING.items()
            for one in getattr(self._manager.hook, hook).get_hookimpls()
            if one.plugin_name == name
        )
        return (*self.registry.adds(name), *answers)


def _ask(implementation: pluggy.HookImpl, **arguments: object) -> Any:
    """Call a plugin's function with those of the arguments that it names."""
    given = [arguments[argument] for argument in implementation.argnames]
    return implementation.function(*given)


def check_hooks(manager: pluggy.PluginManager, module: ModuleType, name: str) -> None:
    """Refuse what looks like a hook and is none, and hooks that wrap those of others.

    Raises:
        PluginError: naming the function, and the nearest hook.
    """
    where = str(module.__file__)
    try:
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        unknown = sorted(
            caller.name for caller in manager.get_hookcallers(module) or () if not caller.has_spec()
        )
        cure = " ".join(f"“{word}”: {nearest(word, HOOKS)}" for word in unknown)
        raise PluginError(f"There is no hook {', '.join(unknown)}.", cure, where) from error
    for caller in manager.get_hookcallers(module) or ():
        for found in caller.get_hookimpls():
            if found.plugin_name == name and (found.hookwrapper or found.wrapper):
                raise PluginError(
                    f"{caller.name} is a hook wrapper, which could change what others give.",
                    "Remove “wrapper” from @hookimpl.",
                    where,
                )
    for hook in HOOKS:
        function = getattr(module, hook, None)
        if inspect.isfunction(function) and manager.parse_hookimpl_opts(module, hook) is None:
            raise PluginError(f"{hook} is not marked.", "Write @hookimpl above it.", where)
