"""``plugin.toml``: what a plugin says about itself, read before any of its code runs."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from icf.errors import PluginError
from icf.plugin.hookspecs import HOOK_API

FILE_NAME = "plugin.toml"
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
OPTIONAL = ("description", "pack", "module")


@dataclass(frozen=True)
class Metadata:
    """What ``plugin.toml`` says.

    Args:
        name: lower-case letters, digits and underscores; permanent.
        hook_api: the versions of the hooks that it works with, such as ``">=1,<2"``.
        stores: what it keeps beside the answers to its questions, for the administrator to read.
        pack: a pack file in the plugin's folder; may be empty.
        module: a Python file in the plugin's folder that implements hooks; may be empty.
    """

    name: str
    title: str
    version: str
    publisher: str
    hook_api: str
    stores: str
    description: str = ""
    pack: str = ""
    module: str = ""


KEYS = tuple(field.name for field in fields(Metadata))


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that offers the nearest known word.

    >>> nearest("modul", ["module", "pack"])
    'Did you mean “module”?'
    """
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.5)
    return f"Did you mean “{close[0]}”?" if close else f"Known are: {', '.join(known)}."


def read_metadata(folder: Path) -> Metadata:
    """Read the ``plugin.toml`` of a plugin's folder, without importing anything.

    Raises:
        PluginError: there is none, it cannot be read, a key is unknown, missing or unsuitable, or
            the plugin does not work with this version of the hooks.
    """
    path = folder / FILE_NAME
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PluginError(f"There is no {FILE_NAME}.", "Add one.", str(folder)) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PluginError(f"It cannot be read: {error}.", "", str(path)) from error
    metadata = Metadata(**_checked_keys(written, path))
    _check_values(metadata, path)
    return metadata


def _checked_keys(written: Mapping[str, object], path: Path) -> dict[str, str]:
    for key, value in written.items():
        if key not in KEYS:
            raise PluginError(f"“{key}” is not a key of this file.", nearest(key, KEYS), str(path))
        if not isinstance(value, str):
            raise PluginError(f"“{key}” is {value!r}.", "Write it in quotation marks.", str(path))
    values = {key: str(value).strip() for key, value in written.items()}
    for key in KEYS:
        if key not in OPTIONAL and not values.get(key):
            raise PluginError(f"“{key}” is missing.", f'Add a line: {key} = "…"', str(path))
    return values


def _check_values(metadata: Metadata, path: Path) -> None:
    if not NAME.fullmatch(metadata.name):
        raise PluginError(
            f"The name is “{metadata.name}”.",
            "Use a letter, then up to 39 lower-case letters, digits and underscores.",
            str(path),
        )
    if not (metadata.pack or metadata.module):
        raise PluginError("It names neither a pack nor a module.", "Name one.", str(path))
    for key in ("pack", "module"):
        _check_inside(path.parent, key, getattr(metadata, key), path)
    if metadata.module and not re.fullmatch(r"[a-z_][a-z0-9_]*\.py", metadata.module):
        raise PluginError(
            f"The module is “{metadata.module}”.",
            "Name one Python file of the plugin's own folder, such as plugin.py.",
            str(path),
        )
    _check_hook_api(metadata.hook_api, path)


def _check_inside(folder: Path, key: str, name: str, path: Path) -> None:
    if not name:
        return
    file = folder / name
    if not file.resolve().is_relative_to(folder.resolve()):
        raise PluginError(f"“{key}” leaves the folder: {name}.", "Move the file in.", str(path))
    if not file.is_file():
        raise PluginError(
            f"“{key}” names {name}, which is not there.", "Correct the name.", str(path)
        )


def _check_hook_api(wanted: str, path: Path) -> None:
    try:
        works = HOOK_API in SpecifierSet(wanted)
    except InvalidSpecifier:
        raise PluginError(
            f"“hook_api” is “{wanted}”, which is not a range of versions.",
            'Write one such as ">=1,<2".',
            str(path),
        ) from None
    if not works:
        raise PluginError(
            f"It works with version {wanted} of the hooks; this toolkit has {HOOK_API}.",
            "Install a version of the plugin, or of the toolkit, that matches.",
            str(path),
        )
