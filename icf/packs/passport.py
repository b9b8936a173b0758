"""What an add-on brings, in figures that its page puts into words."""

from dataclasses import dataclass
from typing import Literal

from icf.core.questionnaire import Depth, Pack, Section
from icf.core.wording import Wording
from icf.plugin.hookspecs import HOOK_API
from icf.plugin.manager import PluginRecord, Plugins
from icf.plugin.sound_page import PUBLIC

MINUTES_A_QUESTION = 1.5
"""Ten questions take a quarter of an hour."""


State = Literal["on", "off", "paused", "refused", "left_out"]


@dataclass(frozen=True)
class Passport:
    """An add-on as an organisation sees it.

    Args:
        record: as the plugin manager found it.
        on: whether the organisation has it on.
        questions: how many it adds to a checklist.
        sizes: the depths that it offers.
        beside: how many of them it puts into the framework's own sections.
        guided: how many core questions it adds guidance to.
        sections: the titles of the sections that it adds, and of which only we see the answers.
        shared: the titles of the sections that whoever we send the plan to sees as well.
        report_sections: how many sections it adds to a plan.
        paused: whether it failed too often.
        pages: the titles of the pages that it adds for people who are signed in.
        public_pages: the titles of those that anybody may read, where a lead says so.
        is_public: whether a lead has said so.
        downloads: the titles of the files that it makes of a checklist.
        asks_for_more: whether it may suggest a larger size.
        sets_look: whether it may choose how a plan looks.
        is_told: whether it learns when a plan is signed off or changed.
        kept: how many values it keeps for the organisation, and how many bytes they have.
    """

    record: PluginRecord
    on: bool
    paused: bool = False
    questions: int = 0
    sizes: tuple[Depth, ...] = ()
    beside: int = 0
    guided: int = 0
    sections: tuple[Wording, ...] = ()
    only_us: tuple[Wording, ...] = ()
    shared: tuple[Wording, ...] = ()
    report_sections: int = 0
    pages: tuple[Wording, ...] = ()
    public_pages: tuple[Wording, ...] = ()
    is_public: bool = False
    downloads: tuple[Wording, ...] = ()
    asks_for_more: bool = False
    sets_look: bool = False
    is_told: bool = False
    kept: tuple[int, int] = (0, 0)

    @property
    def adds_anything(self) -> bool:
        """Whether somebody would see in a checklist that it is on."""
        return bool(
            self.questions
            or self.sizes
            or self.guided
            or self.report_sections
            or self.pages
            or self.public_pages
            or self.downloads
            or self.asks_for_more
            or self.sets_look
        )

    @property
    def kilobytes(self) -> int:
        """How much it keeps for the organisation, rounded up."""
        return -(-self.kept[1] // 1000)

    @property
    def title(self) -> str:
        """Its title; the name that it is installed under where it has none."""
        return self.record.title or self.record.name

    @property
    def state(self) -> State:
        """How it stands, as one word."""
        if self.record.left_out:
            return "left_out"
        if self.record.problem:
            return "refused"
        if self.paused:
            return "paused"
        return "on" if self.on else "off"

    @property
    def ours(self) -> str:
        """The version of the hooks that this toolkit has."""
        return HOOK_API

    @property
    def minutes(self) -> int:
        """How long its questions take, roughly."""
        return minutes_for(self.questions)


def minutes_for(questions: int) -> int:
    """How many minutes so many questions take, roughly; never none."""
    return max(1, round(questions * MINUTES_A_QUESTION))


def passport(
    plugins: Plugins,
    record: PluginRecord,
    on: bool,
    is_public: bool = False,
    kept: tuple[int, int] = (0, 0),
) -> Passport:
    """The passport of one add-on; one that cannot be used adds nothing."""
    if record.problem:
        return Passport(record, on, kept=kept)
    routes, adds = plugins.registry.routes(record.name), dict(record.adds)
    exporters = plugins.registry.exporters({record.name})
    packs = _packs_of(plugins, record.name)
    sections = [section for pack in packs for section in pack.sections]
    return Passport(
        record,
        on,
        paused=plugins.watch.is_paused(record.name),
        questions=sum(_questions(pack) for pack in packs),
        sizes=tuple(depth for pack in packs for depth in pack.depths),
        beside=sum(len(added.questions) for pack in packs for added in pack.add_to),
        guided=len({guide.question for pack in packs for guide in pack.guidance}),
        sections=tuple(section.title for section in sections),
        only_us=_titles(sections, "us"),
        shared=_titles(sections, "submitted"),
        report_sections=adds.get("report sections", 0),
        pages=tuple(one.title for one in routes if one.audience != PUBLIC),
        public_pages=tuple(one.title for one in routes if one.audience == PUBLIC),
        is_public=is_public,
        downloads=tuple(
            one.title for key, one in exporters.items() if key.startswith(f"{record.name}:")
        ),
        asks_for_more="depth choices" in adds,
        sets_look="report themes" in adds,
        is_told="sign-off listeners" in adds or "plan listeners" in adds,
        kept=kept,
    )


def _titles(sections: list[Section], visible_to: str) -> tuple[Wording, ...]:
    return tuple(one.title for one in sections if one.visible_to == visible_to)


def _packs_of(plugins: Plugins, name: str) -> list[Pack]:
    keys = plugins.registry.pack_keys(name)
    _core, overlays = plugins.registry.packs({name})
    return [pack for pack in overlays if pack.key in keys]


def _questions(pack: Pack) -> int:
    own = sum(len(section.questions) for section in pack.sections)
    return own + sum(len(added.questions) for added in pack.add_to)
