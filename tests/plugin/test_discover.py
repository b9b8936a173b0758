"""Sources, their order, and what is refused before anything is imported."""

import sys

from icf.plugin.discover import Sources, discover, package_folder
from tests.plugin.conftest import write_plugin


def test_sources_come_in_order(tmp_path):
    write_plugin(tmp_path / "bundled", "beta", "")
    write_plugin(tmp_path / "instance", "alpha", "")
    sources = Sources(("icf.builtin",), tmp_path / "bundled", False, tmp_path / "instance")

    found = discover(sources)

    assert [(one.source, one.name) for one in found] == [
        ("builtin", "icf"),
        ("bundled", "beta"),
        ("instance", "alpha"),
    ]


def test_of_two_with_the_same_name_the_second_is_refused_naming_both_places(tmp_path):
    first = write_plugin(tmp_path / "bundled", "fire", "")
    second = write_plugin(tmp_path / "instance", "fire", "")

    one, two = discover(Sources(bundled=tmp_path / "bundled", instance=tmp_path / "instance"))

    assert one.problem is None
    assert str(first) in str(two.problem)
    assert str(second) in str(two.problem)


def test_a_broken_plugin_does_not_take_a_name(tmp_path):
    write_plugin(tmp_path / "bundled", "fire", "", hook_api=">=7")
    write_plugin(tmp_path / "instance", "fire", "")

    one, two = discover(Sources(bundled=tmp_path / "bundled", instance=tmp_path / "instance"))

    assert one.problem is not None
    assert two.problem is None


def test_a_folder_without_plugin_toml_is_named_and_hidden_folders_are_not(tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "__pycache__").mkdir()

    found = discover(Sources(bundled=tmp_path))

    assert [one.name for one in found] == ["notes"]
    assert "There is no plugin.toml" in str(found[0].problem)


def test_missing_folders_are_no_plugins(tmp_path):
    assert discover(Sources(bundled=tmp_path / "none", instance=None)) == ()


def test_a_package_is_found_without_importing_it(tmp_path, monkeypatch):
    write_plugin(tmp_path / "hillside_addons", "fire", "")
    monkeypatch.syspath_prepend(str(tmp_path))

    folder = package_folder("hillside_addons.fire")

    assert folder == tmp_path / "hillside_addons" / "fire"
    assert "hillside_addons" not in sys.modules


def test_installed_packages_are_found_by_their_entry_point(tmp_path, monkeypatch):
    write_plugin(tmp_path, "hillside_fire", "")
    install(tmp_path, "hillside_fire", "hillside_gone")
    monkeypatch.syspath_prepend(str(tmp_path))

    found = {one.name: one for one in discover(Sources(installed=True))}

    assert found["hillside_fire"].problem is None
    assert "“hillside_gone” is not installed" in str(found["hillside_gone"].problem)


def install(folder, *packages):
    """Metadata as an installed distribution leaves it."""
    distribution = folder / "hillside-1.0.dist-info"
    distribution.mkdir()
    (distribution / "METADATA").write_text("Name: hillside\nVersion: 1.0\n")
    lines = "".join(f"{package} = {package}\n" for package in packages)
    (distribution / "entry_points.txt").write_text(f"[icf.plugins]\n{lines}")


def test_safe_mode_leaves_out_all_but_the_framework(tmp_path):
    write_plugin(tmp_path / "bundled", "fire", "raise RuntimeError")
    write_plugin(tmp_path / "instance", "old", "", hook_api=">=7")

    core, fire, old = discover(
        Sources(
            ("icf.builtin",), tmp_path / "bundled", False, tmp_path / "instance", safe_mode=True
        )
    )

    assert core.problem is None
    assert fire.left_out
    assert "safe mode" in str(fire.problem)
    assert "works with version >=7" in str(old.problem)


def test_a_blocked_name_is_left_out_and_not_taken(tmp_path):
    write_plugin(tmp_path / "bundled", "fire", "")
    write_plugin(tmp_path / "bundled", "water", "")

    fire, water = discover(Sources(bundled=tmp_path / "bundled", blocked=frozenset({"fire"})))

    assert fire.left_out
    assert "blocked_plugins" in str(fire.problem)
    assert water.problem is None
