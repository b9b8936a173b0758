"""Loading and calling: a plugin that fails is named and left out, and nobody else notices."""

import logging
import sys

import pytest

from icf.plugin.discover import Sources
from icf.plugin.manager import Plugins
from tests.plugin.conftest import problem_of, write_plugin

SCALE = """
from icf.plugin import Level, Scale, hookimpl, plain

@hookimpl
def register_scales():
    levels = (Level("1", plain("No")), Level("2", plain("Yes")))
    return [Scale("{name}:ready", plain("Ready?"), levels)]
"""
HOOK = "from icf.plugin import hookimpl\n@hookimpl\ndef register_scales"
PACK = """
format: 1
pack: hillside-fire
version: 1.0.0
extends: icf
language: en
title: Fire safety
publisher: Hillside
sections:
  - key: homes
    instrument: planning
    title: Homes
    questions:
      - {key: visits, text: "Will anybody visit?", kind: yes_no}
"""


def scale_keys(plugins, enabled=None):
    return [scale.key for scale in plugins.registry.scales(enabled)]


def test_the_framework_comes_as_a_plugin(loaded):
    plugins = loaded()

    core, overlays = plugins.registry.packs()

    assert core.key == "icf"
    assert overlays == ()
    assert "scale" in plugins.registry.kinds()


def test_a_drop_in_registers_what_it_brings(plugin, loaded):
    plugin("fire", SCALE.format(name="fire"))

    plugins = loaded()

    assert scale_keys(plugins) == ["fire:ready"]
    assert plugins.found[-1].adds == (("scales", 1),)
    assert plugins.found[-1].problem is None


def test_data_only_plugins_need_no_code(plugin, loaded):
    folder = plugin("fire", pack="pack.yaml")
    (folder / "pack.yaml").write_text(PACK)

    plugins = loaded()

    assert [pack.key for pack in plugins.registry.packs()[1]] == ["hillside-fire"]
    assert plugins.registry.pack_keys("fire") == ("hillside-fire",)
    assert plugins.registry.plugin_of_pack("hillside-fire") == "fire"


def test_what_is_off_is_left_out_and_the_core_never_is(plugin, loaded):
    folder = plugin("fire", SCALE.format(name="fire"), pack="pack.yaml")
    (folder / "pack.yaml").write_text(PACK)

    registry = loaded().registry

    assert registry.packs(enabled=()) == (registry.packs()[0], ())
    assert registry.scales(enabled=()) == ()
    assert "scale" in registry.kinds(enabled=())


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("raise RuntimeError('no spanner')", "Importing code.py failed: RuntimeError: no spanner"),
        ("raise SystemExit(3)", "Importing code.py failed: SystemExit: 3"),
        ("import not_installed_anywhere", "No module named 'not_installed_anywhere'"),
        ("def register_packs(:", "Importing code.py failed: SyntaxError"),
    ],
)
def test_a_module_that_cannot_be_imported_is_named(plugin, refused, code, problem):
    plugin("fire", code)

    assert problem in refused("fire")


def test_a_raising_plugin_is_named_and_skipped_while_others_answer(plugin, loaded, caplog):
    plugin("broken", HOOK + "():\n    1 / 0")
    plugin("fire", SCALE.format(name="fire"))

    plugins = loaded()

    assert scale_keys(plugins) == ["fire:ready"]
    assert "register_scales failed: ZeroDivisionError" in problem_of(plugins, "broken")
    assert "“broken”" in caplog.text


def test_a_plugin_that_exits_is_named_and_skipped(plugin, loaded):
    plugin("broken", HOOK + "():\n    raise SystemExit")
    plugin("fire", SCALE.format(name="fire"))

    plugins = loaded()

    assert scale_keys(plugins) == ["fire:ready"]
    assert "SystemExit" in problem_of(plugins, "broken")


def test_a_generator_that_fails_half_way_registers_nothing(plugin, loaded):
    code = SCALE.format(name="fire").replace("return [", "yield from [")
    plugin("fire", code + "    raise OSError('full')")

    plugins = loaded()

    assert scale_keys(plugins) == []
    assert "OSError: full" in problem_of(plugins, "fire")


def test_a_call_leaves_out_plugins_that_are_off(plugin, loaded):
    plugin("fire", SCALE.format(name="fire"))
    plugin("water", SCALE.format(name="water"))

    answers = loaded().call("register_scales", enabled={"water"})

    assert [name for name, _ in answers] == ["water"]


def test_a_misspelt_hook_is_refused_naming_the_nearest(plugin, refused):
    plugin("fire", SCALE.format(name="fire").replace("register_scales", "register_scale"))

    problem = refused("fire")

    assert "no hook register_scale" in problem
    assert "“register_scales”" in problem


def test_a_hook_without_its_mark_is_refused(plugin, refused):
    plugin("fire", "def register_scales():\n    return []")

    assert "register_scales is not marked. Write @hookimpl above it." in refused("fire")


@pytest.mark.parametrize("mark", ["wrapper=True", "hookwrapper=True"])
def test_hook_wrappers_are_refused(plugin, refused, mark):
    code = f"from icf.plugin import hookimpl\n@hookimpl({mark})\ndef register_scales():\n    yield"
    plugin("fire", code)

    assert "hook wrapper" in refused("fire")


def test_a_hook_with_unknown_arguments_is_refused(plugin, refused):
    plugin(
        "fire",
        "from icf.plugin import hookimpl\n@hookimpl\ndef register_scales(app):\n    return []",
    )

    assert "app" in refused("fire")


@pytest.mark.parametrize(
    ("gives", "problem"),
    [
        ("[3]", "register_scales gave 3"),
        ("None", "register_scales failed: TypeError"),
        ("[Scale('other:ready', plain('Ready?'), levels)]", "Call it “fire:ready”"),
        ("[Scale('fire:ready', plain('Ready?'), ())]", "two or more different levels"),
    ],
)
def test_what_cannot_be_used_refuses_the_plugin(plugin, refused, gives, problem):
    code = SCALE.format(name="fire").rpartition("return")[0] + f"return {gives}"
    plugin("fire", code)

    assert problem in refused("fire")


def test_a_name_that_is_taken_is_refused_naming_both_plugins(plugin, loaded):
    for name in ("fire", "water"):
        folder = plugin(name, pack="pack.yaml")
        (folder / "pack.yaml").write_text(PACK)

    plugins = loaded()

    assert problem_of(plugins, "fire") == ""
    assert "“fire” and “water” both bring the pack “hillside-fire”" in problem_of(plugins, "water")


def test_a_second_core_pack_is_refused(plugin, refused):
    code = """
        from pathlib import Path
        from icf.plugin import Pack, hookimpl, plain

        @hookimpl
        def register_packs():
            return [Pack("icf", "9.0.0", plain("Mine"), "Hillside")]
    """.replace("\n        ", "\n")
    plugin("fire", code)

    assert "would replace the framework's own pack" in refused("fire")


def test_a_pack_with_a_fault_shows_file_and_line(plugin, loaded):
    folder = plugin("fire", pack="pack.yaml")
    (folder / "pack.yaml").write_text(PACK.replace("kind: yes_no", "kind: yesno"))

    plugins = loaded()

    assert plugins.registry.packs()[1] == ()
    assert "pack.yaml:14:" in problem_of(plugins, "fire")


def test_a_pack_that_refers_to_nothing_real_is_refused(plugin, refused):
    folder = plugin("fire", pack="pack.yaml")
    (folder / "pack.yaml").write_text(PACK.replace("kind: yes_no", "kind: water:hose"))

    assert "water:hose" in refused("fire")


def test_two_plugins_may_have_modules_of_the_same_name(plugin, loaded):
    for name in ("fire", "water"):
        folder = plugin(name, "from .words import register_scales")
        (folder / "words.py").write_text(SCALE.format(name=name))

    plugins = loaded()

    assert scale_keys(plugins) == ["fire:ready", "water:ready"]


def test_loading_leaves_the_import_path_alone(plugin, loaded):
    before = list(sys.path)
    plugin("fire", SCALE.format(name="fire"))

    loaded()

    assert sys.path == before
    assert "code" not in sys.modules or "plugins" not in str(sys.modules["code"].__file__)


def test_an_installed_plugin_is_imported_as_its_package(tmp_path, monkeypatch):
    write_plugin(tmp_path, "icf_hillside_fire", SCALE.format(name="icf_hillside_fire"))
    distribution = tmp_path / "hillside-1.0.dist-info"
    distribution.mkdir()
    (distribution / "METADATA").write_text("Name: hillside\nVersion: 1.0\n")
    (distribution / "entry_points.txt").write_text("[icf.plugins]\nfire = icf_hillside_fire\n")
    monkeypatch.syspath_prepend(str(tmp_path))

    plugins = Plugins(Sources(installed=True))

    assert scale_keys(plugins) == ["icf_hillside_fire:ready"]
    assert "icf_hillside_fire.code" in sys.modules


def test_two_apps_share_nothing(tmp_path):
    write_plugin(tmp_path / "one", "fire", SCALE.format(name="fire"))
    one = Plugins(Sources(bundled=tmp_path / "one"))
    two = Plugins(Sources(bundled=tmp_path / "two"))

    assert scale_keys(one) == ["fire:ready"]
    assert scale_keys(two) == []


def test_templates_are_only_those_in_the_folder_of_the_plugins_name(plugin, loaded):
    folder = plugin("fire", SCALE.format(name="fire"))
    (folder / "templates" / "fire").mkdir(parents=True)
    (folder / "templates" / "base.html").write_text("mine")

    templates = loaded().template_folders()

    assert templates == {"fire": folder / "templates" / "fire"}


def test_a_sound_set_of_plugins_logs_nothing(plugin, loaded, caplog):
    plugin("fire", SCALE.format(name="fire"))

    with caplog.at_level(logging.DEBUG):
        loaded()

    assert caplog.records == []


def test_a_kind_with_a_field_that_every_question_has_is_refused(plugin, loaded):
    kind = """
from dataclasses import replace
from icf.plugin import CORE_KINDS, hookimpl

@hookimpl
def register_question_kinds():
    return [replace(CORE_KINDS["text"], name="fire:hose", fields=("length", "{field}"))]
"""
    plugin("fire", kind.format(field="strength"))
    plugin("water", kind.format(field="depth").replace("fire:", "water:"))

    fire, water = loaded().found[-2:]

    assert "“strength”" in str(fire.problem)
    assert water.problem is None
