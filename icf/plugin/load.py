"""Import the code of a plugin.

Plugins that are folders of files are imported under a private package, one per folder, so that two
of them may have modules of the same name and ``sys.path`` stays as it is.
"""

import hashlib
import importlib
import sys
from pathlib import Path
from types import ModuleType

from icf.errors import PluginError
from icf.plugin.discover import Candidate
from icf.plugin.watch import in_words

PRIVATE = "_icf_plugins"


def load_module(candidate: Candidate) -> ModuleType | None:
    """The module that implements the plugin's hooks; None for a plugin that is data only.

    Raises:
        PluginError: importing it failed, in whatever way.
    """
    metadata, path = candidate.metadata, candidate.path
    if metadata is None or path is None or not metadata.module:
        return None
    package = candidate.package or _private_package(metadata.name, path)
    stem = metadata.module.removesuffix(".py")
    name = package if candidate.package and stem == "__init__" else f"{package}.{stem}"
    try:
        return importlib.import_module(name)
    except (Exception, SystemExit) as error:
        raise PluginError(
            f"Importing {metadata.module} failed: {in_words(error)}.",
            "Ask its publisher for a version that works here.",
            str(path / metadata.module),
        ) from error


def _private_package(name: str, folder: Path) -> str:
    """Name the package whose modules are the files of ``folder``, making it when it is new."""
    place = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    package = f"{PRIVATE}.{name}_{place}"
    _add_package(PRIVATE, [])
    _add_package(package, [str(folder)])
    return package


def _add_package(name: str, search: list[str]) -> None:
    if name not in sys.modules:
        module = ModuleType(name)
        module.__path__ = search
        sys.modules[name] = module
