"""Which plugin is to be checked: a folder that need not be installed, or a name."""

import os
from dataclasses import dataclass
from pathlib import Path

from icf.config import load_settings
from icf.errors import NotFound
from icf.plugin.discover import Candidate, Sources, discover
from icf.plugin.metadata import FILE_NAME, Metadata, nearest

PROJECT = "pyproject.toml"


@dataclass(frozen=True)
class Subject:
    """A plugin to be checked.

    Args:
        candidate: its folder and what its ``plugin.toml`` says, or what is wrong with that.
        project: the folder with its ``pyproject.toml``; None when there is none.
    """

    candidate: Candidate
    project: Path | None = None

    @property
    def name(self) -> str:
        """Its name; that of its folder where the ``plugin.toml`` cannot be read."""
        return self.candidate.name

    @property
    def folder(self) -> Path:
        """The folder with its ``plugin.toml``."""
        return self.candidate.path or Path()

    @property
    def metadata(self) -> Metadata | None:
        """What it says about itself; None where that cannot be read."""
        return self.candidate.metadata


def subject_of(path_or_name: str, sources: Sources | None = None) -> Subject:
    """The plugin in a folder, or the one of this name among those that are installed.

    Args:
        path_or_name: a plugin's own folder, a project's folder that has the plugin's folder in it,
            or a name.
        sources: where installed plugins come from, for names.

    Raises:
        NotFound: there is no such folder, none with a ``plugin.toml`` in it, or no such name.
    """
    path = Path(path_or_name).expanduser()
    if path.is_dir() or os.sep in path_or_name or path_or_name.startswith("."):
        return _in_folder(path)
    return _named(path_or_name, sources or _all_sources())


def _in_folder(path: Path) -> Subject:
    if not path.is_dir():
        raise NotFound("There is no such folder.", "Name a plugin's folder.", str(path))
    folder = path.resolve()
    if (folder / FILE_NAME).is_file():
        return _subject(folder, folder)
    within = sorted(
        one.parent for one in [*folder.glob(f"*/{FILE_NAME}"), *folder.glob(f"src/*/{FILE_NAME}")]
    )
    if len(within) == 1:
        return _subject(within[0], folder)
    if within:
        names = ", ".join(one.name for one in within)
        raise NotFound(f"There are several plugins in it: {names}.", "Name one.", str(path))
    raise NotFound(f"There is no {FILE_NAME} in it.", "Name a plugin's folder.", str(path))


def _named(name: str, sources: Sources) -> Subject:
    found = [one for one in discover(sources) if one.name == name and one.source != "builtin"]
    if not found:
        known = [one.name for one in discover(sources) if one.source != "builtin"]
        raise NotFound(f"There is no add-on called “{name}” here.", nearest(name, known))
    best = min(found, key=lambda one: one.problem is not None)
    if best.path is None:
        raise NotFound(str(best.problem), where=name)
    return Subject(best, _project_around(best.path))


def _subject(folder: Path, project: Path) -> Subject:
    found = discover(Sources(folders=(folder,)))[0]
    return Subject(found, _project_around(folder) or (project if _is_project(project) else None))


def _project_around(folder: Path) -> Path | None:
    """The nearest of the folder and the two around it that is a project with this plugin."""
    around = [folder, *folder.parents[:2]]
    return next((one for one in around if _is_project(one)), None)


def _is_project(folder: Path) -> bool:
    try:
        return "icf.plugins" in (folder / PROJECT).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _all_sources() -> Sources:
    from icf.app import sources

    return sources(load_settings(given={"safe_mode": False, "blocked_plugins": ""}))
