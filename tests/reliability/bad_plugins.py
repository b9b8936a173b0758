"""Plugins that go wrong in every way that we could think of, as files to write into a folder."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

METADATA = """\
name = "{name}"
title = "Bad: {name}"
version = "1.0.0"
publisher = "Hillside"
hook_api = "{api}"
stores = "Nothing."
"""

PACK = """\
format: 1
pack: {key}
version: 1.0.0
extends: icf
language: en
title: Questions of {name}
publisher: Hillside
sections:
  - key: own
    instrument: planning
    title: Own questions of {name}
    questions:
      - {{key: one, text: "One of {name}?", kind: "{kind}", depth: quick}}
      - {{key: two, text: "Two of {name}?", kind: "{kind}", depth: quick}}
      - {{key: three, text: "Three of {name}?", kind: "{kind}", depth: quick}}
"""

IMPORTS = """\
import time
from dataclasses import replace
from icf.plugin import *
from icf.plugin import CORE_KINDS, Compare
NAME = {name!r}
TEXT = CORE_KINDS["text"]
TITLE = plain("Section of " + NAME)
def bad(*_, **__):
    raise RuntimeError("no good")
def stops(*_, **__):
    raise SystemExit(3)
TABLE = Table("Numbers", ("A", "B"), (("1", "2"),))
def figure(svg):
    return Figure("Drawing", svg, "A drawing", TABLE)
class Rule:
    key = NAME + ":rule"
    layer = NAME
    def __init__(self, suggest):
        self.suggest = suggest
"""


@dataclass(frozen=True)
class Bad:
    """One bad plugin.

    Args:
        code: of its module, after ``IMPORTS``; None for none.
        kind: of the three questions of its pack; empty for no pack.
        named: whether it is at fault for something that people would miss, so that the page must
            name it among those that failed. A slow one is named with its time.
        refused: whether it must not load at all.
        files: more files, or others in their place.
    """

    name: str
    code: str | None = None
    kind: str = ""
    named: bool = True
    refused: bool = False
    api: str = ">=1,<2"
    files: tuple[tuple[str, str], ...] = ()

    @property
    def is_slow(self) -> bool:
        """Whether it only takes long, which is recorded and no failure."""
        return "sleeps" in self.name

    def write(self, root: Path) -> Path:
        """Make its folder in ``root``."""
        folder = root / self.name
        folder.mkdir(parents=True)
        metadata = METADATA.format(name=self.name, api=self.api)
        if self.code is not None:
            metadata += 'module = "code.py"\n'
            code = IMPORTS.format(name=self.name) + self.code
            (folder / "code.py").write_text(code, encoding="utf-8")
        if self.kind:
            metadata += 'pack = "pack.yaml"\n'
            pack = PACK.format(name=self.name, key=self.pack, kind=self.kind)
            (folder / "pack.yaml").write_text(pack, encoding="utf-8")
        (folder / "plugin.toml").write_text(metadata, encoding="utf-8")
        for path, text in self.files:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return folder

    @property
    def pack(self) -> str:
        return self.name.replace("_", "-")


def hook(name: str, body: str) -> str:
    return f"@hookimpl\ndef {name}():\n    {body}\n"


def kind(name: str, functions: str, body: str = "") -> Bad:
    """A plugin whose kind of question has these functions, and three questions of the kind."""
    made = f'[replace(TEXT, name=NAME + ":own", {functions})]'
    code = body + hook("register_question_kinds", f"return {made}")
    return Bad(name, code, kind=f"{name}:own")


def template(name: str, answer: str) -> Bad:
    """A plugin whose kind of question is asked for by this HTML."""
    body = hook(
        "register_question_kinds",
        'return [replace(TEXT, name=NAME + ":own", template=NAME + "/q.html")]',
    )
    macro = "{% macro answer(q) %}" + answer + "{% endmacro %}"
    return Bad(name, body, kind=f"{name}:own", files=((f"templates/{name}/q.html", macro),))


def section(name: str, blocks: str, body: str = "", named: bool = True) -> Bad:
    """A plugin whose section of the plan has these blocks."""
    made = f'[ReportSection(NAME + ":part", TITLE, lambda context: {blocks})]'
    return Bad(name, body + hook("register_report_sections", f"return {made}"), named=named)


def rule(name: str, suggest: str, body: str = "", named: bool = True) -> Bad:
    """A plugin whose action rule suggests this."""
    made = f"[Rule({suggest})]"
    return Bad(name, body + hook("register_action_rules", f"return {made}"), named=named)


def page(name: str, view: str, body: str = "", named: bool = True, more: str = "") -> Bad:
    """A plugin with a page at its own beginning; ``more`` says more of its route."""
    made = f'[Route("/", plain("Page of " + NAME), "signed_in", {view}{more})]'
    return Bad(name, body + hook("register_routes", f"return {made}"), named=named)


def page_template(name: str, html: str) -> Bad:
    """A plugin whose page is this HTML."""
    view = 'lambda request: TemplatePage(NAME + "/page.html", "Page", {})'
    made = page(name, view)
    return replace(made, files=((f"templates/{name}/page.html", html),))


def store(name: str, act: str) -> Bad:
    """A plugin whose listener does this with its store."""
    body = "@hookimpl\ndef plan_changed(event):\n    " + act + "\n"
    return Bad(name, body)


def answers(name: str, hook_name: str, body: str) -> Bad:
    """A plugin with one hook that is asked later."""
    return Bad(name, f"@hookimpl\ndef {hook_name}():\n    {body}\n")


def exporter(name: str, export: str) -> Bad:
    """A plugin whose file of a checklist is made like this."""
    made = f'[Exporter(NAME + ":file", TITLE, "text/csv", "csv", {export})]'
    return Bad(name, hook("register_exporters", f"return {made}"))


def route(name: str, *routes: str) -> Bad:
    """A plugin that must be refused because of its routes."""
    return refused(name, hook("register_routes", f"return [{', '.join(routes)}]"))


def refused(name: str, code: str | None, **more: object) -> Bad:
    return Bad(name, code, refused=True, **more)  # type: ignore[arg-type]


HOOKS = (
    "register_packs",
    "register_scales",
    "register_question_kinds",
    "register_screening_rules",
    "register_action_rules",
    "register_report_sections",
    "register_exporters",
    "register_routes",
)
SUGGESTION = 'Suggestion(NAME + ":s", "", "", plain("Do it."), NAME)'
EVIL = "<script>alert(1)</script></main></body><h1>Owned</h1>"
BAD_PLUGINS: tuple[Bad, ...] = (
    refused("import_error", "import there_is_no_such_module"),
    refused("syntax_error", "def f(:"),
    refused("exits_at_import", "raise SystemExit(1)"),
    *(refused(f"raises_in_{one[9:]}", hook(one, "bad()")) for one in HOOKS),
    *(refused(f"exits_in_{one[9:]}", hook(one, "stops()")) for one in HOOKS),
    *(refused(f"wrong_type_in_{one[9:]}", hook(one, "return [3, None]")) for one in HOOKS),
    refused("gives_no_list", hook("register_scales", "return 5")),
    refused("stops_half_way", hook("register_action_rules", "yield Rule(bad); bad()")),
    refused("misspelt_hook", hook("register_scale", "return []")),
    refused("wrapper", "@hookimpl(wrapper=True)\ndef register_scales():\n    return (yield)\n"),
    refused("wrong_api", "", api=">=9,<10"),
    refused("broken_toml", None, files=(("plugin.toml", "name = \n"),)),
    refused("binary_toml", None, files=(("plugin.toml", "name = 'a\0b'"),)),
    refused("broken_pack", None, kind="text", files=(("pack.yaml", "format: 1\npack: [1"),)),
    refused("pack_of_unknown_kind", None, kind="nobody:has"),
    refused("pack_of_rubbish", hook("register_packs", 'return [Pack("rubbish", 3)]')),
    refused(
        "pack_with_wrong_parts",
        hook(
            "register_packs",
            'core = Pack("wrong", "1", plain("x"), "x", "en", extends="icf", sections=(3,))\n'
            "    return [core]",
        ),
    ),
    refused(
        "unknown_depth",
        hook(
            "register_screening_rules",
            'return [Suggest("no-such", plain("Why"), Compare("icf:size", "=", "large"))]',
        ),
    ),
    refused(
        "condition_of_rubbish",
        hook("register_screening_rules", 'return [Suggest("full", plain("Why"), 3)]'),
    ),
    refused(
        "title_is_no_wording",
        hook("register_report_sections", 'return [ReportSection(NAME + ":a", "Title", bad)]'),
    ),
    refused(
        "template_of_others",
        hook(
            "register_question_kinds",
            'return [replace(TEXT, name=NAME + ":k", template="place_standard/theme.html")]',
        ),
    ),
    Bad("place_standard", "", refused=True),
    kind("kind_raises", "parse=bad, display=bad, level=bad, export=bad"),
    kind("kind_exits", "parse=stops, display=stops, level=stops, export=stops"),
    kind(
        "kind_displays_badly",
        "display=bad, level=bad, export=bad",
    ),
    kind("kind_gives_rubbish", "display=lambda *_: 3, level=lambda *_: {}, export=lambda *_: []"),
    kind("kind_parses_rubbish", "parse=lambda *_: {1, 2}"),
    kind("kind_parses_control", 'parse=lambda *_: "a\\0b"'),
    kind("kind_parses_half_letters", 'parse=lambda *_: "\\ud800"'),
    kind("hundred_megabytes", 'display=lambda *_: "x" * 100_000_000'),
    kind(
        "raises_what_cannot_speak",
        "parse=mute",
        "class Mute(Exception):\n    def __str__(self):\n        raise ValueError\n"
        "def mute(*_):\n    raise Mute()\n",
    ),
    kind("refuses_in_display", "display=no", "def no(*_):\n    raise InvalidInput('No.')\n"),
    kind("message_of_rubbish", "parse=no", "def no(*_):\n    raise InvalidInput(3)\n"),
    kind("template_missing", "template='template_missing/none.html'"),
    template("template_raises", "{{ q.no.such.thing }}"),
    template("template_left_open", "<div><p>Say it"),
    template("template_closes_the_form", "</fieldset></form><p>Owned</p>"),
    template("template_with_script", "<script>alert(1)</script>"),
    template("template_with_handler", "<p onclick='alert(1)'>Say it</p>"),
    section("section_raises", "bad()"),
    section("section_gives_rubbish", "[3]"),
    section("section_gives_words_of_none", "[Words(None)]"),
    section("section_gives_a_ragged_table", '[Table("T", ("A",), (("1", "2"), None))]'),
    section(
        "section_never_ends", "forever()", "def forever():\n    while True: yield Words('x')\n"
    ),
    section("section_of_hundred_megabytes", "[Words('x ' * 50_000_000)]"),
    section("huge_svg", "[figure('<svg>' + '<g/>' * 5_000_000 + '</svg>')]"),
    section("broken_svg", "[figure('<svg><g></svg>')]"),
    section("deep_svg", "[figure('<svg>' + '<g>' * 9_000 + '</g>' * 9_000 + '</svg>')]"),
    section("evil_html", f"[Words({EVIL!r}), Words({EVIL!r}, markdown=True)]", named=False),
    section("evil_svg", f"[figure('<svg><rect onload=\"x()\"/>{EVIL[:25]}</svg>')]", named=False),
    rule("rule_raises", "bad"),
    rule("rule_exits", "stops"),
    rule("rule_gives_rubbish", "lambda *_: [3]"),
    rule("rule_gives_no_wording", 'lambda *_: [Suggestion("a", "b", "c", "d", "e")]'),
    rule(
        "rule_about_nothing",
        'lambda *_: [Suggestion(NAME + ":s", "no:question", "no", plain("Do it."), NAME)]',
        named=False,
    ),
    rule(
        "rule_never_ends",
        "forever",
        f"def forever(*_):\n    while True: yield {SUGGESTION}\n",
        named=False,
    ),
    route("route_without_audience", 'Route("/", TITLE, "", bad)'),
    route("route_for_nobody_known", 'Route("/", TITLE, "everybody", bad)'),
    route(
        "route_clash", 'Route("/a/<b>", TITLE, "fill", bad)', 'Route("/a/<c>", TITLE, "fill", bad)'
    ),
    route("route_of_others", 'Route("/../place_standard/", TITLE, "signed_in", bad)'),
    route("route_where_public_pages_are", 'Route("/o/1", TITLE, "signed_in", bad)'),
    route("public_form", 'Route("/", TITLE, "public", bad, ("GET", "POST"))'),
    route("route_without_title", 'Route("/", "Title", "signed_in", bad)'),
    refused(
        "exporter_of_any_name",
        hook(
            "register_exporters",
            'return [Exporter(NAME + ":a", TITLE, "text/csv", "../../csv", bad)]',
        ),
    ),
    page("page_raises", "bad"),
    page("page_exits", "stops"),
    page("page_gives_rubbish", "lambda request: 3"),
    page("page_gives_html", 'lambda request: "<h1>Owned</h1>"'),
    page("page_of_rubbish", 'lambda request: Page("Page", (3,))'),
    page("page_without_title", 'lambda request: Page("", ())'),
    page("page_of_hundred_megabytes", 'lambda request: Page("Page", (Words("x " * 50_000_000),))'),
    page(
        "download_of_hundred_megabytes",
        'lambda request: Download("a.csv", "text/csv", "x" * 100_000_000)',
    ),
    page("download_of_any_type", 'lambda request: Download("a", "text/html\\r\\nX: y", "x")'),
    page("page_sends_away", 'lambda request: Redirect("//evil.example.org/")'),
    page("page_stores_when_read", 'lambda request: request.store.set("a", 1)'),
    page("page_with_broken_svg", "lambda request: Page('Page', (figure('<svg><g></svg>'),))"),
    page("page_refuses_in_rubbish", "no", "def no(*_):\n    raise NotFound(3)\n"),
    page(
        "page_with_evil_words", f"lambda request: Page({EVIL!r}, (Words({EVIL!r}),))", named=False
    ),
    page(
        "page_template_of_others",
        'lambda request: TemplatePage("place_standard/theme.html", "Page", {})',
    ),
    page("page_template_missing", 'lambda request: TemplatePage(NAME + "/no.html", "Page", {})'),
    page_template("page_template_raises", "{{ no.such.thing }}"),
    page_template("page_template_left_open", "<div><p>Say it"),
    page_template("page_template_with_script", "<script>alert(1)</script>"),
    page_template("page_template_is_whole_page", "<html><body><h1>Owned</h1></body></html>"),
    exporter("exporter_raises", "bad"),
    exporter("exporter_exits", "stops"),
    exporter("exporter_gives_rubbish", "lambda context: 3"),
    exporter("exporter_of_hundred_megabytes", 'lambda context: "x" * 100_000_000'),
    exporter("exporter_of_half_letters", 'lambda context: "\\ud800"'),
    *(
        answers(f"raises_in_{one}", one, "bad()")
        for one in ("choose_depth", "choose_report_theme", "assessment_signed_off", "plan_changed")
    ),
    *(
        answers(f"exits_in_{one}", one, "stops()")
        for one in ("choose_depth", "choose_report_theme", "assessment_signed_off", "plan_changed")
    ),
    answers("depth_of_rubbish", "choose_depth", 'return "full"'),
    answers("depth_unknown", "choose_depth", 'return ChosenDepth("huge", TITLE)'),
    answers("depth_without_words", "choose_depth", 'return ChosenDepth("full", 3)'),
    answers("theme_of_rubbish", "choose_report_theme", 'return "big"'),
    answers("theme_that_nobody_can_read", "choose_report_theme", 'return Theme("#ffff00")'),
    answers("theme_with_css", "choose_report_theme", 'return Theme("red;} body {display: none")'),
    answers("theme_too_large", "choose_report_theme", "return Theme(font_size=180)"),
    store("store_of_rubbish", 'event.store.set("a", {1})'),
    store("store_without_end", "[event.store.set(str(n), 1) for n in range(10**9)]"),
    store("store_of_hundred_megabytes", 'event.store.set("a", "x" * 100_000_000)'),
    store("store_with_a_stale_version", 'event.store.set("a", 1, 3)'),
    store("sleeps_when_told", "time.sleep(2)"),
    page("page_sleeps", "slow", "def slow(request):\n    time.sleep(5)\n    return Page('Slow')\n"),
    rule("sleeps", "slow", f"def slow(*_):\n    time.sleep(2)\n    return [{SUGGESTION}]\n"),
)


def write_all(root: Path, plugins: Iterable[Bad]) -> None:
    for one in plugins:
        one.write(root)
