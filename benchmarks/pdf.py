"""PDF ratios F1, F2 and F7 of docs/performance.md: our renderer against bare WeasyPrint.

Floor and subject take turns in every round, warm, on the same HTML and stylesheet; a ratio is the
median of the rounds' ratios. Run: python -m benchmarks.pdf [--rounds 7]
"""

import argparse
import io
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

import pikepdf
from jinja2 import Environment, FileSystemLoader

from icf.paths import templates_folder
from icf.reports.html import print_stylesheet, report_html
from icf.reports.pdf import FONTS_CONF, PdfRenderer
from tests.reports import sample


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    print(f"{'ratio':42} {'quick':>7} {'standard':>9}")
    for name, ratios in measured(parser.parse_args().rounds):
        print(_line(name, ratios))


def measured(rounds: int) -> list[tuple[str, list[float]]]:
    """The name of each ratio with its value for a quick and for a standard plan."""
    os.environ["FONTCONFIG_FILE"] = str(FONTS_CONF)
    environment = _environment()
    stylesheet = print_stylesheet(environment)
    quick, standard = (
        report_html(report, environment) for report in (sample.quick(), sample.standard())
    )
    with PdfRenderer(stylesheet, max_workers=1) as renderer:
        ours = [
            _ratio(lambda h=h: renderer.render(h), _bare(h, stylesheet), rounds)
            for h in (quick, standard)
        ]
    tagged = [
        _ratio(_bare(h, stylesheet), _bare(h, stylesheet, tagged=False), rounds)
        for h in (quick, standard)
    ]
    per_page = [_per_page(h, stylesheet, rounds) for h in (quick, standard)]
    return [
        ("F1 our renderer / bare WeasyPrint", ours),
        ("F7 tagged / untagged", tagged),
        ("F2 our stylesheet / none, per page", per_page),
    ]


def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(templates_folder()), autoescape=True)
    environment.globals["_"] = str
    return environment


def _bare(html: str, stylesheet: str, tagged: bool = True) -> Callable[[], bytes]:
    """WeasyPrint as anybody would call it, in this process, with our fonts."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    parsed = weasyprint.CSS(string=stylesheet, font_config=fonts)
    variant = "pdf/ua-1" if tagged else None

    def write() -> bytes:
        return weasyprint.HTML(string=html).write_pdf(
            stylesheets=[parsed], font_config=fonts, pdf_variant=variant
        )

    return write


def _ratio(subject: Callable[[], Any], floor: Callable[[], Any], rounds: int) -> float:
    subject(), floor()
    ratios = []
    for number in range(rounds):
        pair = [("subject", subject), ("floor", floor)]
        taken = {name: _seconds(call) for name, call in (pair if number % 2 else reversed(pair))}
        ratios.append(taken["subject"] / taken["floor"])
    return statistics.median(ratios)


def _seconds(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def _per_page(html: str, stylesheet: str, rounds: int) -> float:
    ours, lean = _bare(html, stylesheet), _bare(html, "@page { size: A4 }")
    return _ratio(ours, lean, rounds) * _pages(lean()) / _pages(ours())


def _pages(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def _line(name: str, ratios: list[float]) -> str:
    return f"{name:42} {ratios[0]:7.2f} {ratios[1]:9.2f}"


if __name__ == "__main__":
    main()
