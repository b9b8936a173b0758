"""Turns a report's HTML into an accessible PDF (PDF/UA-1), in worker processes.

The only module that imports WeasyPrint, and only inside a worker: it takes most of a second to
load, needs Pango, is not safe in threads, and may be stopped when it takes too long. Only HTML and
CSS cross over; nothing is fetched but ``data:`` addresses; fonts come from ``icf/reports/fonts``.
"""

import ctypes
import gc
import hashlib
import logging
import os
import sys
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import cache
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from icf.errors import ReportError
from icf.paths import report_fonts_folder

Thing = TypeVar("Thing")

TIMEOUT_S = 25  # gunicorn ends a request at 30
RENDERS_PER_WORKER = 200  # then a fresh one, because memory grows a little with each
MEMORY_BYTES = 1536 * 1024**2

FONTS_CONF = report_fonts_folder().parent / "fonts.conf"
_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
_PANGO_MISSING = "PDF files cannot be made: the Pango library is not installed."
_PANGO_CURE = (
    "On Debian or Ubuntu run: sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0"
    " libharfbuzz-subset0 – on macOS: brew install pango."
)


class PdfRenderer:
    """A pool of workers that make PDFs. They start with the first render and stop with ``close``.

    Args:
        stylesheet: the print stylesheet, see ``icf.reports.html.print_stylesheet``.
        max_workers: how many PDFs are made at once; about 200 MB each.
        timeout_s: seconds after which a render is given up.
    """

    def __init__(self, stylesheet: str, max_workers: int = 2, timeout_s: float = TIMEOUT_S) -> None:
        self._stylesheet = stylesheet
        self._max_workers = max_workers
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._pool_of = 0
        self._stop: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def render(self, html: str, fillable: bool = False) -> bytes:
        """The PDF of a document written by ``report_html``; the same HTML gives the same bytes.

        Args:
            fillable: fields of the HTML become fields of the PDF.

        Raises:
            ReportError: it took too long, used too much memory, its worker ended, or Pango is
                missing; the next render works again.
        """
        return self.result(self.submit(html, fillable))

    def submit(self, html: str, fillable: bool = False) -> "Future[bytes]":
        """Begin a render and return at once; give what is returned to ``result``."""
        return self.begin(_render, html, self._stylesheet, fillable)

    def begin(self, work: Callable[..., Thing], *args: Any) -> "Future[Thing]":
        """Begin something else that is only safe in a worker, such as opening a stranger's PDF."""
        return self._started_pool().schedule(work, args=args, timeout=self._timeout_s)

    def result(self, render: "Future[bytes]") -> bytes:
        """Wait for a render begun with ``submit``. Raises ReportError as ``render`` does."""
        try:
            return render.result()
        except ReportError:
            raise
        except Exception as fault:
            raise self._explained(fault) from fault

    def close(self) -> None:
        """Stop the workers, whatever they do. A later render starts new ones."""
        with self._lock:
            if self._pool is not None and self._stop is not None:
                self._stop()
            self._pool = None

    def _started_pool(self) -> ProcessPool:
        with self._lock:
            # A process that forked after the first render, as gunicorn may, needs its own.
            if self._pool is None or self._pool_of != os.getpid() or not self._pool.active:
                self._pool = ProcessPool(
                    max_workers=self._max_workers,
                    max_tasks=RENDERS_PER_WORKER,
                    initializer=_prepare_worker,
                    context=_Context(),
                )
                self._pool_of = os.getpid()
                self._stop = weakref.finalize(self, _stop_pool, self._pool, self._pool_of)
            return self._pool

    def _explained(self, fault: Exception) -> ReportError:
        if isinstance(fault, TimeoutError):
            return ReportError(
                f"Making this PDF took longer than {self._timeout_s:g} seconds and was given up.",
                "Read the report as a page instead, or shorten its longest texts.",
            )
        if isinstance(fault, ProcessExpired):
            return ReportError(
                f"The process that was making this PDF ended (exit code {fault.exitcode}).",
                "Try again; if it happens again, the machine may be short of memory.",
            )
        if isinstance(fault, MemoryError):
            return ReportError(
                f"Making this PDF needed more than {MEMORY_BYTES // 1024**2} MB of memory.",
                "Read the report as a page instead, or shorten its longest texts.",
            )
        return ReportError(
            f"This PDF could not be made: {type(fault).__name__}: {fault}.",
            "Read the report as a page instead, and tell whoever runs the toolkit.",
        )


def available() -> ReportError | None:
    """Why no PDF can be made on this machine, or None. Cheap: WeasyPrint is not loaded for it."""
    try:
        _load_libraries()
    except OSError:
        return ReportError(_PANGO_MISSING, _PANGO_CURE)
    return None


@cache
def _load_libraries() -> None:
    """Open what WeasyPrint opens. Elsewhere than on Linux the names vary, and a render tells."""
    if sys.platform == "linux":
        for name in _LIBRARIES:
            ctypes.CDLL(name)


def _stop_pool(pool: ProcessPool, owner: int) -> None:
    if owner == os.getpid():
        pool.stop()
        pool.join()


class _WorkerProcess(SpawnProcess):
    """A spawned process that does not import the program that started it once more.

    A worker needs this module alone. Importing ``__main__`` again would load the whole application,
    and start it twice where somebody's script has no ``if __name__ == "__main__"``.
    """

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 – the name is multiprocessing's
        with _no_main_module():
            return SpawnProcess._Popen(process_obj)


class _Context(SpawnContext):
    Process = _WorkerProcess


_main_lock = threading.Lock()


@contextmanager
def _no_main_module() -> Iterator[None]:
    with _main_lock:
        real = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = real


# From here on: inside a worker.


def _prepare_worker() -> None:
    """Limit memory and choose fonts; must not raise, or the pool would take it for broken."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS_CONF)
    logging.getLogger("weasyprint").addHandler(logging.NullHandler())
    logging.getLogger("weasyprint").propagate = False
    with suppress(ImportError, ValueError, OSError):  # not on Windows, not always on macOS
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = MEMORY_BYTES if most == resource.RLIM_INFINITY else min(MEMORY_BYTES, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))


def _render(html: str, stylesheet: str, fillable: bool) -> bytes:
    return _engine().render(html, stylesheet, fillable)


@cache
def _engine() -> "_Engine":
    return _Engine()


class _Engine:
    """WeasyPrint in this process, with its fonts found and its stylesheets parsed once."""

    def __init__(self) -> None:
        self._weasyprint = _import_weasyprint()
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        self._fonts = FontConfiguration()
        self._fetcher = URLFetcher(allowed_protocols=("data",), allow_redirects=False)
        self._parsed: dict[str, Any] = {}
        gc.collect()
        gc.freeze()  # what is loaded by now stays, and need not be looked through after each render

    def render(self, html: str, stylesheet: str, fillable: bool) -> bytes:
        from icf.reports import glyphs, tagging

        with _collector_off():
            text = glyphs.drawable(html)
            document = self._weasyprint.HTML(string=text, url_fetcher=self._fetcher).render(
                font_config=self._fonts,
                stylesheets=[self._css(stylesheet)],
                pdf_forms=fillable,
            )
            tagging.mark_decoration(document)
            return document.write_pdf(
                finisher=tagging.finish,
                pdf_variant="pdf/ua-1",
                pdf_identifier=hashlib.sha256((html + stylesheet).encode()).digest()[:16],
            )

    def _css(self, stylesheet: str) -> Any:
        if stylesheet not in self._parsed:
            self._parsed.clear()
            self._parsed[stylesheet] = self._weasyprint.CSS(
                string=stylesheet, url_fetcher=self._fetcher, font_config=self._fonts
            )
        return self._parsed[stylesheet]


def _import_weasyprint() -> ModuleType:
    try:
        import weasyprint
    except OSError as missing:
        raise ReportError(_PANGO_MISSING, _PANGO_CURE) from missing
    from weasyprint.pdf import stream, tags

    from icf.reports import tagging

    tagging.repair(tags, stream.Stream)
    return weasyprint


@contextmanager
def _collector_off() -> Iterator[None]:
    """No garbage collection during a render, which is a tenth faster so, but at once after it."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()
