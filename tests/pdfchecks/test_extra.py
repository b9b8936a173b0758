"""The four checks find what they look for in a PDF made without our repairs."""

from pathlib import Path

import pytest
import weasyprint

from tests.pdfchecks.extra import (
    dotted_leaders,
    links_without_words,
    lost_languages,
    words_without_order,
)

FONTS = Path(__file__).resolve().parents[2] / "icf/reports/fonts"
FONT = (FONTS / "NotoNastaliqUrdu-Regular.ttf").as_uri()
PAGE = f"""<html lang=en><title>Plain</title>
<style>@font-face {{ font-family: Urdu; src: url({FONT}) }}
p {{ font-family: Urdu }} .toc::after {{ content: leader(".") "3" }}</style>
<h1 id="part-1">Plain</h1><a class="toc" href="#part-1">Part</a>
<p lang="ur">یہ باغ سب کا ہے۔</p><a href="https://example.org/plan">The plan</a>"""


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("plain") / "plain.pdf"
    weasyprint.HTML(string=PAGE).write_pdf(path, pdf_variant="pdf/ua-1")
    return path


def test_a_lost_language_is_found(plain: Path) -> None:
    assert lost_languages(plain, ("ur",)) == ["no part says that it is in ur"]


def test_a_link_described_by_its_address_is_found(plain: Path) -> None:
    assert {
        "a link is described as 'part-1'",
        "a link is described as 'https://example.org/plan'",
    } == set(links_without_words(plain))


def test_dotted_leaders_are_found(plain: Path) -> None:
    assert len(dotted_leaders(plain)) == 1


def test_words_without_reading_order_are_found(plain: Path) -> None:
    assert len(words_without_order(plain)) == 1
