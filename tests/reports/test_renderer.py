"""Workers that take too long, die, or are asked by many at once; and the one that is not there."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from icf.errors import ReportError
from icf.reports.pdf import PdfRenderer, available

ROOT = Path(__file__).resolve().parents[2]
SMALL = "<html lang=en><title>Small</title><h1>Small</h1>"
HUGE = SMALL + "".join(f"<p>Paragraph {number}, again and again</p>" for number in range(60_000))


LONG_SECONDS = 20
"""Enough for a worker to start and to render something small, on the slowest machine."""
HANG_SECONDS = 120


@pytest.fixture
def own_renderer() -> Iterator[PdfRenderer]:
    with PdfRenderer("", max_workers=1, timeout_s=LONG_SECONDS) as renderer:
        yield renderer


def worker_pids() -> set[int]:
    """The processes that this one started and that have not ended."""
    children = Path("/proc/self/task").glob("*/children")
    found = {int(pid) for each in children for pid in each.read_text().split()}
    return {pid for pid in found if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()}


def ticks_of(pid: int) -> int:
    """The processor time that it used, in ticks of the clock (100 a second)."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(after_name[11]) + int(after_name[12])


def until(is_so: Callable[[], bool]) -> None:
    """Wait for it, however slow the machine is; only what hangs fails."""
    given_up = time.monotonic() + HANG_SECONDS
    while not is_so():
        assert time.monotonic() < given_up
        time.sleep(0.02)


def test_a_render_that_takes_too_long_is_given_up_and_the_next_works(
    own_renderer: PdfRenderer,
) -> None:
    before = worker_pids()
    own_renderer.render(SMALL)
    (worker,) = worker_pids() - before
    idle = ticks_of(worker)

    render = own_renderer.submit(HUGE)
    until(lambda: ticks_of(worker) > idle + 10)
    os.kill(worker, signal.SIGSTOP)  # it will never finish, however fast the machine is

    with pytest.raises(ReportError, match=r"longer than 20 seconds.*Read the report as a page"):
        own_renderer.result(render)
    assert own_renderer.render(SMALL).startswith(b"%PDF")


def test_a_worker_that_is_killed_is_explained_and_the_next_render_works() -> None:
    before = worker_pids()
    with PdfRenderer("", max_workers=1) as renderer:
        renderer.render(SMALL)
        (worker,) = worker_pids() - before

        idle = ticks_of(worker)
        render = renderer.submit(HUGE)
        until(lambda: ticks_of(worker) > idle + 10)
        os.kill(worker, signal.SIGKILL)

        with pytest.raises(ReportError, match="The process that was making this PDF ended"):
            renderer.result(render)
        assert renderer.render(SMALL).startswith(b"%PDF")


def test_a_fault_of_a_render_is_explained(own_renderer: PdfRenderer) -> None:
    with pytest.raises(ReportError, match="could not be made: TypeError"):
        own_renderer.render(None)  # type: ignore[arg-type]


def test_closing_leaves_no_process_and_a_later_render_starts_again() -> None:
    before = worker_pids()
    renderer = PdfRenderer("", max_workers=2)
    renderer.render(SMALL)

    renderer.close()

    assert worker_pids() - before == set()
    assert renderer.render(SMALL).startswith(b"%PDF")
    renderer.close()


def test_no_process_starts_before_the_first_render() -> None:
    before, threads = worker_pids(), threading.active_count()

    with PdfRenderer(""):
        assert worker_pids() == before
        assert threading.active_count() == threads


def test_many_threads_may_ask_at_once() -> None:
    with PdfRenderer("", max_workers=2) as renderer, ThreadPoolExecutor(8) as threads:
        pages = [f"{SMALL}<p>{number}</p>" for number in range(16)]

        files = list(threads.map(renderer.render, pages))

    assert len(set(files)) == 16


def test_the_parent_never_loads_weasyprint() -> None:
    script = """
        import sys
        from icf.reports.pdf import PdfRenderer, available
        assert available() is None
        with PdfRenderer("") as renderer:
            assert renderer.render("<title>x</title>").startswith(b"%PDF")
        assert "weasyprint" not in sys.modules
    """

    assert run("-c", script) == ""


def test_a_script_without_a_guard_is_not_started_twice(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(
        "from icf.reports.pdf import PdfRenderer\n"
        "print('started')\n"
        "print(PdfRenderer('').render('<title>x</title>')[:4])\n"
    )

    assert run(str(path)) == "started\nb'%PDF'\n"


def test_a_script_from_standard_input_works() -> None:
    script = "from icf.reports.pdf import PdfRenderer\nprint(PdfRenderer('').render('<p>x')[:4])\n"

    assert run("-", stdin=script) == "b'%PDF'\n"


def test_without_pango_the_exact_command_is_said(tmp_path: Path) -> None:
    script = """
        import ctypes, ctypes.util
        real = ctypes.CDLL.__init__
        def without_pango(self, name, *args, **kwargs):
            if name and "pango" in str(name):
                raise OSError("cannot open shared object file")
            real(self, name, *args, **kwargs)
        ctypes.CDLL.__init__ = without_pango
        from icf.reports.pdf import available
        print(available())
    """

    said = run("-c", script)

    assert "the Pango library is not installed" in said
    assert "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in said


def test_here_pdfs_can_be_made() -> None:
    assert available() is None


def run(*arguments: str, stdin: str = "") -> str:
    """What a Python of its own prints; it must be silent otherwise and end well."""
    arguments = tuple(textwrap.dedent(argument) for argument in arguments)
    done = subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        input=stdin, capture_output=True, text=True, timeout=300, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout
