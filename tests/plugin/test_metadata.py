"""plugin.toml: strict, read without importing, and every problem named with its cure."""

import sys

import pytest

from icf.errors import PluginError
from icf.plugin.metadata import read_metadata


def test_metadata_is_read(plugin):
    folder = plugin("fire", "")

    metadata = read_metadata(folder)

    assert (metadata.name, metadata.version, metadata.module) == ("fire", "1.0.0", "code.py")


def test_reading_metadata_imports_nothing(plugin):
    folder = plugin("fire", "raise RuntimeError('imported')")
    before = set(sys.modules)

    read_metadata(folder)

    assert set(sys.modules) == before


def test_an_unknown_key_is_refused_naming_the_nearest(plugin):
    folder = plugin("fire", "", publishr="Hillside")

    with pytest.raises(PluginError, match=r"“publishr” is not a key.*Did you mean “publisher”"):
        read_metadata(folder)


@pytest.mark.parametrize("key", ["name", "title", "version", "publisher", "hook_api", "stores"])
def test_a_missing_key_is_named(plugin, key):
    folder = plugin("fire", "", **{key: ""})

    with pytest.raises(PluginError, match=f"“{key}” is missing"):
        read_metadata(folder)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": "Fire Brigade"}, "The name is “Fire Brigade”"),
        ({"hook_api": ">=2"}, "works with version >=2 of the hooks; this toolkit has 1.2"),
        ({"hook_api": "one"}, "not a range of versions"),
        ({"module": "missing.py"}, "names missing.py, which is not there"),
        ({"module": "../fire/code.py"}, "Name one Python file"),
        ({"pack": "../../pack.yaml"}, "leaves the folder"),
    ],
)
def test_unsuitable_values_are_refused(plugin, wrong, message):
    folder = plugin("fire", "", **wrong)

    with pytest.raises(PluginError, match=message):
        read_metadata(folder)


def test_a_plugin_with_neither_pack_nor_module_is_refused(plugin):
    folder = plugin("fire")

    with pytest.raises(PluginError, match="neither a pack nor a module"):
        read_metadata(folder)


@pytest.mark.parametrize("content", [b"name = ", b"\xff\xfe", b"name = 3\n"])
def test_a_file_that_cannot_be_used_says_which(plugin, content):
    folder = plugin("fire", "")
    (folder / "plugin.toml").write_bytes(content)

    with pytest.raises(PluginError, match=r"plugin\.toml"):
        read_metadata(folder)
