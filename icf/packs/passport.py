"""What an add-on brings, in figures that its page puts into words."""

from dataclasses import dataclass

from icf.core.questionnaire import Depth, Pack
from icf.core.wording import Wording
from icf.plugin.manager import PluginRecord, Plugins

MINUTES_A_QUESTION = 1.5
"""Ten questions take a quarter of an hour."""


@dataclass(frozen=True)
class Passport:
    """An add-on as an organisation sees it.

    Args:
        record: as the plugin manager found it.
        on: whether the organisation has it on.
        questions: how many it adds to a checklist.
        sizes: the depths that it offers.
        guided: how many core questions it adds guidance to.
        sections: the titles of the sections that it adds, and of which only we see the answers.
        report_sections: how many sections it adds to a plan.
    """

    record: PluginRecord
    on: bool
    questions: int = 0
    sizes: tuple[Depth, ...] = ()
    guided: int = 0
    sections: tuple[Wording, ...] = ()
    only_us: tuple[Wording, ...] = ()
    report_sections: int = 0

    @property
    def title(self) -> str:
        """Its title; the name that it is installed under where it has none."""
        return self.record.title or self.record.name

    @property
    def minutes(self) -> int:
        """How long its questions take, roughly."""
        return round(self.questions * MINUTES_A_QUESTION)


def passport(plugins: Plugins, record: PluginRecord, on: bool) -> Passport:
    """The passport of one add-on; one that cannot be used adds nothing."""
    if record.problem:
        return Passport(record, on)
    packs = _packs_of(plugins, record.name)
    sections = [section for pack in packs for section in pack.sections]
    return Passport(
        record,
        on,
        questions=sum(_questions(pack) for pack in packs),
        sizes=tuple(depth for pack in packs for depth in pack.depths),
        guided=len({guide.question for pack in packs for guide in pack.guidance}),
        sections=tuple(section.title for section in sections),
        only_us=tuple(section.title for section in sections if section.visible_to == "us"),
        report_sections=dict(record.adds).get("report sections", 0),
    )


def _packs_of(plugins: Plugins, name: str) -> list[Pack]:
    keys = plugins.registry.pack_keys(name)
    _core, overlays = plugins.registry.packs({name})
    return [pack for pack in overlays if pack.key in keys]


def _questions(pack: Pack) -> int:
    own = sum(len(section.questions) for section in pack.sections)
    return own + sum(len(added.questions) for added in pack.add_to)
