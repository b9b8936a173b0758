"""Does everything travel when the plugin is installed with pip? Tried with a wheel of a copy."""

import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from icf.conformance.case import Case
from icf.conformance.outcome import Fault, NotChecked
from icf.plugin.discover import GROUP

PATIENCE_S = 60
IGNORED = shutil.ignore_patterns(
    "__pycache__", ".git", ".venv", "venv", "build", "dist", "*.egg-info", "node_modules"
)


def installable(case: Case) -> Iterator[Fault]:
    """The entry point leads to the plugin, and the wheel has all its files."""
    project = case.subject.project
    if project is None:
        raise NotChecked(
            f"there is no pyproject.toml with entry points in {GROUP}: it can be dropped into a"
            " plugins folder, not installed with pip"
        )
    file = project / "pyproject.toml"
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        yield Fault(f"It cannot be read: {error}.", str(file))
        return
    points = said.get("project", {}).get("entry-points", {}).get(GROUP, {})
    package = _package(case.subject.folder, project)
    own, declared = case.subject.metadata, said.get("project", {}).get("version")
    if own and declared and declared != own.version:
        cure = f"Write the same in both; plugin.toml says {own.version}."
        yield Fault(f"The version is “{declared}”.", str(file), cure)
    if package not in {str(target).partition(":")[0] for target in points.values()}:
        cure = f'Write {case.name} = "{package}" under [project.entry-points."{GROUP}"].'
        yield Fault(f"No entry point in {GROUP} leads to {package}.", str(file), cure)
        return
    yield from _left_behind(case, project, package, said)


def _package(folder: Path, project: Path) -> str:
    """The name under which the plugin's folder is imported once it is installed."""
    if folder == project:
        return folder.name
    return ".".join(part for part in folder.relative_to(project).parts if part != "src")


def _left_behind(
    case: Case, project: Path, package: str, said: dict[str, dict[str, str]]
) -> Iterator[Fault]:
    backend = said.get("build-system", {}).get("build-backend", "setuptools.build_meta")
    for needed in ("pip", backend.partition(".")[0]):
        if find_spec(needed) is None:
            raise NotChecked(f"{needed} is not installed (pip install {needed})")
    copy, wheels = case.workspace / "project", case.workspace / "wheels"
    shutil.copytree(project, copy, ignore=IGNORED, dirs_exist_ok=True)
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir"]
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", *options]
    made = subprocess.run(
        [*command, wheels, copy], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    if made.returncode:
        said_last = made.stderr.strip().splitlines()[-1:] or ["no reason given"]
        yield Fault(f"The wheel cannot be built: {said_last[0]}", str(project / "pyproject.toml"))
        return
    with zipfile.ZipFile(next(wheels.glob("*.whl"))) as archive:
        inside = set(archive.namelist())
    root = package.replace(".", "/")
    for one in sorted(case.subject.folder.rglob("*")):
        name = one.relative_to(case.subject.folder).as_posix()
        is_wanted = one.is_file() and "__pycache__" not in name and one.suffix != ".pyc"
        if is_wanted and not name.startswith((".", "tests/")) and f"{root}/{name}" not in inside:
            cure = "List it under [tool.setuptools.package-data] or as a package."
            yield Fault(f"{name} does not travel with the wheel.", str(one), cure)
