"""What the plugins of an installation have registered, by name; a name is taken only once."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from icf.core.actions import ActionRule
from icf.core.kinds import QuestionKind
from icf.core.questionnaire import CORE, Pack, Question, Suggest
from icf.core.scale import Scale
from icf.errors import PluginError
from icf.packfile import read_pack
from icf.plugin.exporter import Exporter
from icf.plugin.guard import (
    GuardedRule,
    guarded_exporter,
    guarded_kind,
    guarded_section,
    is_action_rule,
)
from icf.plugin.metadata import Metadata
from icf.plugin.report_section import ReportSection
from icf.plugin.route import Route
from icf.plugin.sound import is_condition, is_wording
from icf.plugin.sound_page import check_route, shape_of
from icf.plugin.watch import Watch

T = TypeVar("T")

PARTS_OF_EVERY_QUESTION = ("version", "blank", "reason", "words", "strength", "later", "keep")
"""What a form sends of each question, whatever its kind."""


class Shelf(Generic[T]):
    """Things of one sort, each with its key and the plugin that brought it.

    Args:
        noun: what a thing is called in a message, such as ``"scale"``.
    """

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._things: dict[str, tuple[str, T]] = {}

    def add(self, plugin: str, key: str, thing: T) -> None:
        """Put a thing on the shelf.

        Raises:
            PluginError: the key is taken.
        """
        if key in self._things:
            other = self._things[key][0]
            raise PluginError(
                f"The plugins “{other}” and “{plugin}” both bring the {self.noun} “{key}”.",
                "Remove one of the plugins, or rename what it brings.",
                f"plugin {plugin}",
            )
        self._things[key] = (plugin, thing)

    def remove(self, plugin: str) -> None:
        """Take away everything that a plugin brought."""
        self._things = {
            key: (owner, thing) for key, (owner, thing) in self._things.items() if owner != plugin
        }

    def of(self, enabled: Collection[str] | None) -> dict[str, T]:
        """By key, what plugins brought that are switched on; None means all, the core always is."""
        return {
            key: thing
            for key, (plugin, thing) in self._things.items()
            if enabled is None or plugin == CORE or plugin in enabled
        }

    def owner(self, key: str) -> str:
        """The plugin that brought it; empty for an unknown key."""
        return self._things[key][0] if key in self._things else ""


@dataclass(frozen=True)
class Standstill:
    """The layers and question kinds of paused plugins: what asks them cannot be answered now."""

    layers: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()

    def stops(self, question: Question) -> bool:
        """Whether a question can be read but not answered."""
        return question.layer in self.layers or question.kind in self.kinds


NOTHING_STANDS_STILL = Standstill()


class Registry:
    """Packs, scales, kinds, rules, report sections, files and pages of all plugins that loaded.

    In every method ``enabled`` holds the names of the plugins that an organisation has switched
    on; None means all. The core is always on.

    Args:
        watch: is told what the plugins do, and knows which are paused.
    """

    def __init__(self, watch: Watch | None = None) -> None:
        self._watch = watch or Watch()
        self._packs: Shelf[Pack] = Shelf("pack")
        self._scales: Shelf[Scale] = Shelf("scale")
        self._kinds: Shelf[QuestionKind] = Shelf("question kind")
        self._screening_rules: Shelf[Suggest] = Shelf("screening rule")
        self._action_rules: Shelf[ActionRule] = Shelf("action rule")
        self._report_sections: Shelf[ReportSection] = Shelf("report section")
        self._exporters: Shelf[Exporter] = Shelf("exporter")
        self._routes: Shelf[Route] = Shelf("page")

    def packs(self, enabled: Collection[str] | None = None) -> tuple[Pack, tuple[Pack, ...]]:
        """The core pack, and the others in the order of the plugins.

        Raises:
            PluginError: there is no core pack.
        """
        packs = self._packs.of(enabled).values()
        core = next((pack for pack in packs if not pack.extends), None)
        if core is None:
            raise PluginError("The framework's own pack is missing.", "Install the toolkit again.")
        return core, tuple(pack for pack in packs if pack is not core)

    def scales(self, enabled: Collection[str] | None = None) -> tuple[Scale, ...]:
        """Scales that plugins bring beside their packs."""
        return tuple(self._scales.of(enabled).values())

    def kinds(self, enabled: Collection[str] | None = None) -> Mapping[str, QuestionKind]:
        """Question kinds by name."""
        return self._kinds.of(enabled)

    def screening_rules(self, enabled: Collection[str] | None = None) -> tuple[Suggest, ...]:
        """Rules that may raise the depth that the core suggests; none of paused plugins."""
        rules = self._screening_rules.of(enabled).items()
        paused = self._watch.is_paused
        return tuple(rule for key, rule in rules if not paused(self._screening_rules.owner(key)))

    def action_rules(self, enabled: Collection[str] | None = None) -> tuple[ActionRule, ...]:
        """Rules that suggest something to do."""
        return tuple(self._action_rules.of(enabled).values())

    def report_sections(self, enabled: Collection[str] | None = None) -> tuple[ReportSection, ...]:
        """Sections of reports. Their blocks are checked; a failing section gives none."""
        return tuple(self._report_sections.of(enabled).values())

    def exporters(self, enabled: Collection[str] | None = None) -> Mapping[str, Exporter]:
        """Files that can be made of a checklist, by key; none of paused plugins."""
        found = self._exporters.of(enabled)
        paused = self._watch.is_paused
        return {key: one for key, one in found.items() if not paused(self._exporters.owner(key))}

    def routes(self, plugin: str) -> tuple[Route, ...]:
        """The pages of a plugin, in its own order."""
        found = self._routes.of({plugin}).items()
        return tuple(route for key, route in found if self._routes.owner(key) == plugin)

    def standstill(self) -> Standstill:
        """What of the paused plugins can be read but not answered."""
        paused = self._watch.is_paused
        return Standstill(
            frozenset(key for key in self._packs.of(None) if paused(self._packs.owner(key))),
            frozenset(name for name in self._kinds.of(None) if paused(self._kinds.owner(name))),
        )

    def pack_keys(self, plugin: str) -> tuple[str, ...]:
        """The keys of the packs that a plugin brings."""
        return tuple(key for key in self._packs.of(None) if self._packs.owner(key) == plugin)

    def plugin_of_pack(self, key: str) -> str:
        """The plugin that brings a pack; empty when none does."""
        return self._packs.owner(key)

    def adds(self, plugin: str) -> tuple[tuple[str, int], ...]:
        """What a plugin adds, such as ``(("packs", 1), ("scales", 2))``."""
        counts = (
            (f"{shelf.noun}s", sum(shelf.owner(key) == plugin for key in shelf.of(None)))
            for shelf in self._shelves
        )
        return tuple((noun, count) for noun, count in counts if count)

    def remove(self, plugin: str) -> None:
        """Take away everything that a plugin brought."""
        for shelf in self._shelves:
            shelf.remove(plugin)

    def add(self, hook: str, plugin: Metadata, thing: object) -> None:
        """Register one thing that a plugin's hook gave.

        Raises:
            PluginError: it is not what this hook gives, or its key is unsuitable or taken.
            PackError: it is a pack file with faults.
        """
        match hook, thing:
            case "register_packs", Path() | Pack():
                self._add_pack(plugin, thing)
            case "register_scales", Scale():
                self._scales.add(plugin.name, _own(plugin, thing.key), thing)
            case "register_question_kinds", QuestionKind():
                kind = guarded_kind(plugin.name, thing, self._watch)
                _check_template(plugin, kind.template)
                _check_fields(plugin, kind.fields)
                self._kinds.add(plugin.name, _own(plugin, kind.name), kind)
            case "register_screening_rules", Suggest() if thing.when is not None:
                self._check_screening(plugin, thing)
                self._screening_rules.add(plugin.name, f"{plugin.name}:{thing!r}", thing)
            case "register_action_rules", _ if is_action_rule(thing):
                rule = GuardedRule(plugin.name, thing, self._watch)
                self._action_rules.add(plugin.name, _own(plugin, rule.key), rule)
            case "register_report_sections", ReportSection():
                layer = self._layer_of(plugin.name)
                section = guarded_section(plugin.name, thing, layer, self._watch)
                self._report_sections.add(plugin.name, _own(plugin, section.key), section)
            case "register_exporters", Exporter():
                made = guarded_exporter(plugin.name, thing, self._layer_of(plugin.name))
                self._exporters.add(plugin.name, _own(plugin, made.key), made)
            case "register_routes", Route():
                check_route(plugin.name, thing)
                self._routes.add(plugin.name, f"/x/{plugin.name}/{shape_of(thing)}", thing)
            case _:
                raise PluginError(
                    f"{hook} gave {thing!r}, which it cannot use.",
                    "See this hook in docs/hooks.md.",
                    f"plugin {plugin.name}",
                )

    def _check_screening(self, plugin: Metadata, rule: Suggest) -> None:
        if not is_condition(rule.when):
            raise PluginError(
                f"The condition of a screening rule is {rule.when!r:.80}.",
                "Make it of Compare, Selected, Answered, And, Or and Not.",
                f"plugin {plugin.name}",
            )
        sizes = [depth.key for depth in self.packs(())[0].depths]
        if rule.depth not in sizes or not is_wording(rule.because):
            raise PluginError(
                f"A screening rule suggests “{rule.depth}”, because {rule.because!r:.80}.",
                f"Suggest one of {', '.join(sizes)}, and say why with plain(…) or Wording(…).",
                f"plugin {plugin.name}",
            )

    def _add_pack(self, plugin: Metadata, thing: Path | Pack) -> None:
        pack = read_pack(thing) if isinstance(thing, Path) else thing
        if not pack.extends and plugin.name != CORE:
            raise PluginError(
                f"The pack “{pack.key}” would replace the framework's own pack.",
                "Let it say “extends: icf”.",
                f"plugin {plugin.name}",
            )
        self._packs.add(plugin.name, pack.key, pack)

    def _layer_of(self, plugin: str) -> Callable[[], str]:
        return lambda: next(iter(self.pack_keys(plugin)), "")

    @property
    def _shelves(self) -> Iterable[Shelf[object]]:
        return [thing for thing in vars(self).values() if isinstance(thing, Shelf)]


def _own(plugin: Metadata, key: str) -> str:
    """The key, when it begins with the plugin's name; the toolkit's own kinds need no prefix."""
    if plugin.name != CORE and not key.startswith(f"{plugin.name}:"):
        raise PluginError(
            f"“{key}” does not begin with the plugin's name.",
            f"Call it “{plugin.name}:{key.rpartition(':')[2]}”.",
            f"plugin {plugin.name}",
        )
    return key


def _check_fields(plugin: Metadata, fields: Collection[str]) -> None:
    if taken := [one for one in fields if one in PARTS_OF_EVERY_QUESTION]:
        raise PluginError(
            f"A field of its question kind is called “{taken[0]}”, as a part of every question is.",
            f"Choose another name than {', '.join(PARTS_OF_EVERY_QUESTION)}.",
            f"plugin {plugin.name}",
        )


def _check_template(plugin: Metadata, template: str) -> None:
    if template and not template.startswith(f"{plugin.name}/"):
        raise PluginError(
            f"The template “{template}” is not in the plugin's own folder.",
            f"Put it into templates/{plugin.name}/ and call it “{plugin.name}/…”.",
            f"plugin {plugin.name}",
        )
