"""The wheel, built from what git knows, holds everything and works away from the checkout.

The packages that it needs are borrowed from the running environment; the toolkit itself is not.
"""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.wheel

TRAVELS_AS = {"icf/": "icf/", "plugins/": "icf/_plugins/", "templates/": "icf/_templates/"}


@pytest.fixture(scope="module")
def files() -> list[str]:
    """The repository's files: those that git tracks or would track."""
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def wheel(files: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    for name in files:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    built = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, built, source], check=True)
    return next(built.glob("*.whl"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the `icf` of a new environment that has only the wheel of us."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder)
    paths = {"base": str(folder), "platbase": str(folder)}
    packages = Path(sysconfig.get_path("purelib", "venv", paths))
    # A path in a .pth file lends the packages, but not the link to the checkout among them.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    options = ["--quiet", "--no-deps", "--no-index"]
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", folder, "install", *options, wheel], check=True
    )
    return folder / "bin"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ICF_INSTANCE": str(tmp_path_factory.mktemp("elsewhere") / "instance"),
        "ICF_PORT": str(_free_port()),
    }


def test_the_wheel_holds_every_file_of_the_package_its_templates_and_plugins(
    wheel: Path, files: list[str]
) -> None:
    expected = {
        new + name.removeprefix(old)
        for name in files
        for old, new in TRAVELS_AS.items()
        if name.startswith(old)
    }

    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if ".dist-info/" not in name}

    assert found == expected


def test_the_installed_toolkit_is_not_the_checkout(
    programs: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    where = "import icf.paths; print(icf.paths.IS_CHECKOUT, icf.paths.templates_folder().is_dir())"

    shown = run(programs / "python", "-c", where, environment=environment, folder=tmp_path)

    assert shown.split() == ["False", "True"]


def test_the_installed_toolkit_writes_the_example_as_a_pdf(
    programs: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    def icf(*arguments: str) -> str:
        return run(programs / "icf", *arguments, environment=environment, folder=tmp_path)

    icf("init")
    icf("example")
    reference = icf("report", "list").split()[0]
    icf("report", "plan", reference, "-o", "plan.pdf")

    assert (tmp_path / "plan.pdf").read_bytes().startswith(b"%PDF-")


@pytest.fixture
def address(programs: Path, environment: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Where the installed toolkit serves."""
    run(programs / "icf", "init", environment=environment, folder=tmp_path)
    with subprocess.Popen([programs / "icf", "serve"], env=environment, cwd=tmp_path) as server:
        yield f"http://127.0.0.1:{environment['ICF_PORT']}"
        server.terminate()


def test_the_installed_toolkit_serves_pages_and_style_sheets(address: str) -> None:
    page = fetch(address)

    assert "</html>" in page
    assert ".css" in page


def run(*command: str | Path, environment: dict[str, str], folder: Path) -> str:
    finished = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def fetch(address: str) -> str:
    """The page, as soon as the server is up."""
    deadline = time.monotonic() + 120
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60) as response:
                return str(response.read().decode())
        except URLError as error:
            if isinstance(error, HTTPError) or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
