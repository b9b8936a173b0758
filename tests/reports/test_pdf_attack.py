"""What somebody might put into a report to read files or reach other machines (reliability S6)."""

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from icf.errors import ReportError
from icf.reports.pdf import PdfRenderer

ROOT = Path(__file__).resolve().parents[2]
CANARY = "canary-7f3a91"

# Renders the HTML of standard input as a worker does; prints what it opened below a folder, and
# where it connected to.
WATCHED = """
import sys
from icf.reports import pdf
pdf._prepare_worker()
pdf._render("<title>warm</title>", "", False)
seen = []
def watch(event, arguments):
    opened = event == "open" and sys.argv[1] in str(arguments[0])
    asked = event == "urllib.Request" and not arguments[0].startswith("data:")
    if opened or asked or event.startswith("socket."):
        seen.append((event, str(arguments)))
sys.addaudithook(watch)
pdf._render(sys.stdin.read(), "", False)
print(seen)
"""


class Server(http.server.ThreadingHTTPServer):
    asked: list[str]


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        self.send_response(302)
        self.send_header("Location", "file:///etc/passwd")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Answer) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def attack(web: str, file: str) -> str:
    """A page that tries every way we know to have something fetched."""
    parts = [
        f"""<link rel=stylesheet href="{url}"><link rel=attachment href="{url}">
        <style>@import url("{url}");
        @font-face {{ font-family: x; src: url("{url}"), local("Sans") }}
        body {{ background: url("{url}"); font-family: x; cursor: url("{url}") }}
        li {{ list-style-image: url("{url}") }} p::before {{ content: url("{url}") }}
        @page {{ background: url("{url}"); @top-left {{ content: url("{url}") }} }}</style>
        <base href="{url}"><img src="{url}"><img src="x.png">
        <object data="{url}"></object><embed src="{url}"><iframe src="{url}"></iframe>
        <input type=image src="{url}"><video src="{url}" poster="{url}"></video>
        <a rel=attachment href="{url}">x</a><ul><li>x</ul><p>x</p>
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
        width="9" height="9">
        <style>@import "{url}"; rect {{ fill: url("{url}") }}</style>
        <image href="{url}" width="9" height="9"/><image xlink:href="{url}" width="9" height="9"/>
        <use href="{url}#a"/><rect width="9" height="9" fill="url({url}#a)"/></svg>
        <img src='data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">
        <image href="{url}" width="9" height="9"/></svg>'>"""
        for url in (
            web,
            file,
            web.replace("http", "HTTP"),
            f"//{web.split('//')[1]}",
            "../../" + file,
        )
    ]
    return "<html lang=en><title>Attack</title>" + "".join(parts)


@pytest.fixture
def page(server: Server, tmp_path: Path) -> str:
    (tmp_path / "secret.txt").write_text(CANARY)
    return attack(f"http://127.0.0.1:{server.server_port}/x", (tmp_path / "secret.txt").as_uri())


def test_nothing_is_fetched_and_nothing_attached(
    page: str, server: Server, renderer: PdfRenderer, tmp_path: Path
) -> None:
    path = tmp_path / "attack.pdf"

    path.write_bytes(renderer.render(page))

    assert server.asked == []
    with pikepdf.open(path) as pdf:
        assert len(pdf.attachments) == 0
        streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        assert not any(CANARY.encode() in item.read_bytes() for item in streams)


def test_a_color_profile_from_elsewhere_is_refused(server: Server, renderer: PdfRenderer) -> None:
    profile = f'@color-profile --x {{ src: url("http://127.0.0.1:{server.server_port}/x") }}'

    with pytest.raises(ReportError, match="disallowed protocol"):
        renderer.render(f"<style>{profile}</style><p>x")

    assert server.asked == []


def test_no_file_is_opened_and_no_socket(page: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path)],
        input=page, capture_output=True, text=True, timeout=300, cwd=ROOT,
    )  # fmt: skip

    assert done.stdout == "[]\n", done.stderr


def test_the_attack_would_be_seen_if_it_worked(page: str, server: Server) -> None:
    import weasyprint

    weasyprint.HTML(string=page).write_pdf()

    assert len(server.asked) > 5


def test_a_huge_stylesheet_is_given_up_and_the_parent_goes_on() -> None:
    bombs = "".join(f".a{number} .b {{ color: red }}" for number in range(400_000))

    with PdfRenderer("", max_workers=1, timeout_s=20) as renderer:
        with pytest.raises(ReportError, match=r"longer than|more than"):
            renderer.render(f"<style>{bombs}</style><p>x")
        assert renderer.render("<p>x").startswith(b"%PDF")
