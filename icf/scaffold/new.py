"""Make the folder of a new plugin from the files beside this module; nothing is overwritten."""

import importlib.metadata
import keyword
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from icf import paths
from icf.errors import InvalidInput
from icf.plugin.discover import GROUP
from icf.plugin.metadata import NAME

FILES = Path(__file__).resolve().parent / "files"
ENDING = ".txt"
RESERVED = frozenset({"builtin", "conftest", "docs", "icf", "plugins", "templates", "tests"})


def new_plugin(name: str, within: Path, with_code: bool) -> Path:
    """Make the project folder of a new plugin.

    Args:
        name: lower-case letters, digits and underscores; it never changes afterwards.
        within: an existing folder; the project becomes ``within/name``.
        with_code: whether it has hooks, or is data only.

    Returns:
        The project's folder. The plugin's own folder is the one of the same name in it.

    Raises:
        InvalidInput: the name cannot be used, or is taken, or the folder is there already.
    """
    check_name(name)
    project = within / name
    if not within.is_dir():
        raise InvalidInput(
            "There is no such folder.", "Make it first, or name another.", str(within)
        )
    if project.exists() or project.is_symlink():
        raise InvalidInput(
            "There is something of this name already; it was left as it is.",
            "Choose another name, or another folder with --folder.",
            str(project),
        )
    words = _words(name)
    project.mkdir()
    try:
        for part in ("both", "code" if with_code else "data_only"):
            _write(FILES / part, project, words)
    except OSError:
        shutil.rmtree(project)
        raise
    return project


def check_name(name: str) -> None:
    """Refuse a name that a plugin cannot have.

    Raises:
        InvalidInput: with what to do.
    """
    if not NAME.fullmatch(name):
        raise InvalidInput(
            f"“{name}” cannot be the name of an add-on.",
            "Use a letter, then up to 39 lower-case letters, digits and underscores, such as"
            f" {_suggested(name)}.",
        )
    if name in RESERVED or keyword.iskeyword(name) or name in sys.stdlib_module_names:
        raise InvalidInput(
            f"“{name}” means something to Python or to the toolkit already.",
            f"Say more, such as {name}_checks.",
        )
    if taken := _taken_by(name):
        raise InvalidInput(f"“{name}” is taken: {taken}.", f"Say more, such as our_{name}.")


def _suggested(name: str) -> str:
    letters = [one if one.isascii() and one.isalnum() else "_" for one in name.lower()]
    made = "".join(letters).strip("_0123456789")[:40]
    return made if NAME.fullmatch(made) else "fire_checks"


def _taken_by(name: str) -> str:
    if (paths.plugins_folder() / name).is_dir():
        return "an add-on of this name comes with the toolkit"
    if any(point.name == name for point in importlib.metadata.entry_points(group=GROUP)):
        return "an add-on of this name is installed"
    # An installed package of the same name could not be imported any more, or hide the plugin.
    spec = find_spec(name)
    return "a Python package of this name is installed" if spec and spec.origin else ""


def _words(name: str) -> dict[str, str]:
    title = name.replace("_", " ")
    return {
        "@name@": name,
        "@pack@": name.replace("_", "-"),
        "@title@": title[0].upper() + title[1:],
    }


def _write(source: Path, target: Path, words: dict[str, str]) -> None:
    for file in sorted(source.rglob(f"*{ENDING}")):
        place = file.relative_to(source).as_posix().removesuffix(ENDING)
        made = target / place.replace("NAME", words["@name@"]).replace("DOT_", ".")
        made.parent.mkdir(parents=True, exist_ok=True)
        text = file.read_text(encoding="utf-8")
        for mark, word in words.items():
            text = text.replace(mark, word)
        with made.open("x", encoding="utf-8") as opened:
            opened.write(text)
