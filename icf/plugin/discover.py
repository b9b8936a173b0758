"""Find plugins in all sources, in order, without importing any of them."""

import importlib.metadata
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from icf.errors import PluginError
from icf.plugin.metadata import Metadata, read_metadata

GROUP = "icf.plugins"
SourceName = Literal["builtin", "bundled", "installed", "instance"]


@dataclass(frozen=True)
class Sources:
    """Where plugins come from, in this order.

    Args:
        builtin: packages that are part of the toolkit, such as ``("icf.builtin",)``.
        bundled: the top-level ``plugins`` folder; None when there is none.
        installed: whether to look for installed packages with an entry point in ``icf.plugins``.
        instance: the ``plugins`` folder of the instance; None when there is none.
        folders: single plugins' own folders, such as one that its author is trying out.
        safe_mode: whether only ``builtin`` is used; all others are found and left out.
        blocked: names of plugins that are left out.
    """

    builtin: tuple[str, ...] = ()
    bundled: Path | None = None
    installed: bool = False
    instance: Path | None = None
    folders: tuple[Path, ...] = ()
    safe_mode: bool = False
    blocked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Candidate:
    """A plugin that was found, and why it cannot be used if it cannot.

    Args:
        name: from its metadata; the folder's or the entry point's name when that cannot be read.
        package: how an installed plugin is imported; empty for a folder of files.
        problem: None when its metadata is sound.
        left_out: whether it is the operator's wish that it is not used.
    """

    name: str
    source: SourceName
    path: Path | None
    package: str = ""
    metadata: Metadata | None = None
    problem: PluginError | None = None
    left_out: bool = False


def discover(sources: Sources) -> tuple[Candidate, ...]:
    """All plugins of all sources, sound or not; of two with the same name the second is refused."""
    found: list[Candidate] = []
    first: dict[str, Candidate] = {}
    for candidate in _candidates(sources):
        candidate = _barred(candidate, sources)
        earlier = first.get(candidate.name)
        if candidate.problem is None and earlier is not None:
            candidate = _refused(candidate, earlier)
        if candidate.problem is None:
            first[candidate.name] = candidate
        found.append(candidate)
    return tuple(found)


def _barred(candidate: Candidate, sources: Sources) -> Candidate:
    """The candidate, left out where the operator wants it to be, whatever else is wrong with it."""
    if candidate.source == "builtin":
        return candidate
    if candidate.name in sources.blocked:
        message = "It is left out: it is on the list of blocked add-ons."
        cure = f"To use it, take “{candidate.name}” off the setting blocked_plugins and restart."
    elif sources.safe_mode and candidate.problem is None:
        message = "It is left out: the toolkit was started in safe mode."
        cure = "To use it, set safe_mode (ICF_SAFE_MODE) to false and restart."
    else:
        return candidate
    problem = PluginError(message, cure, str(candidate.path or candidate.package))
    return replace(candidate, problem=problem, left_out=True)


def _candidates(sources: Sources) -> Iterator[Candidate]:
    for package in sources.builtin:
        yield _in_package(package.rpartition(".")[2], package, "builtin")
    yield from _in_folder(sources.bundled, "bundled")
    if sources.installed:
        points = importlib.metadata.entry_points(group=GROUP)
        for point in sorted(points, key=lambda point: (point.name, point.value)):
            yield _in_package(point.name, point.module, "installed")
    yield from _in_folder(sources.instance, "instance")
    for path in sources.folders:
        yield _candidate(path.name, "instance", path)


def _in_folder(folder: Path | None, source: SourceName) -> Iterator[Candidate]:
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith((".", "_")):
            yield _candidate(path.name, source, path)


def _in_package(name: str, package: str, source: SourceName) -> Candidate:
    folder = package_folder(package)
    if folder is None:
        problem = PluginError(
            f"The package “{package}” is not installed.", "Install it again.", f"plugin {name}"
        )
        return Candidate(name, source, None, package, problem=problem)
    return _candidate(name, source, folder, package)


def _candidate(name: str, source: SourceName, path: Path, package: str = "") -> Candidate:
    try:
        metadata = read_metadata(path)
    except PluginError as problem:
        return Candidate(name, source, path, package, problem=problem)
    return Candidate(metadata.name, source, path, package, metadata)


def _refused(candidate: Candidate, earlier: Candidate) -> Candidate:
    problem = PluginError(
        f"There are two plugins called “{candidate.name}”: {earlier.path} is used, "
        f"{candidate.path} is not.",
        "Remove or rename one of them.",
        str(candidate.path),
    )
    return replace(candidate, problem=problem)


def package_folder(package: str) -> Path | None:
    """The folder of a package, found without importing it or its parents; None if there is none."""
    top, *within = package.split(".")
    spec = importlib.util.find_spec(top)
    locations = (spec and spec.submodule_search_locations) or ()
    folders = (Path(location, *within) for location in locations)
    return next((folder for folder in folders if folder.is_dir()), None)
