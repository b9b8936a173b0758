"""What browsers load is built from the sources beside it, small, and free of borrowed identity."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from icf.paths import CHECKOUT, static_folder

SOURCES = CHECKOUT / "tools" / "assets"
STATIC = static_folder()
FIRST_LOAD_BYTES = 60_000
PAGE_BYTES = 8_000


def compressed_size(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))


@pytest.mark.parametrize(("built", "pattern"), [("icf.css", "*.scss"), ("icf.js", "*.js")])
def test_built_files_come_from_the_sources_in_the_folder(built: str, pattern: str) -> None:
    digest = hashlib.sha256()
    for path in [SOURCES / "package.json", *sorted(SOURCES.glob(pattern))]:
        digest.update(path.read_bytes())

    head = (STATIC / built).read_text(encoding="utf-8")[:200]

    assert digest.hexdigest()[:16] in head, "run: python tools/assets/build.py"


def test_the_first_page_load_is_small() -> None:
    files = [STATIC / "icf.css", STATIC / "icf.js"]
    fonts = list((STATIC / "fonts").glob("*.woff2"))

    size = sum(map(compressed_size, files)) + sum(font.stat().st_size for font in fonts)

    assert size <= FIRST_LOAD_BYTES - PAGE_BYTES


def test_the_look_is_ours() -> None:
    css = (STATIC / "icf.css").read_text(encoding="utf-8")

    borrowed = re.findall(r"GDS Transport|crown|govuk-header|crest", css, re.IGNORECASE)

    assert borrowed == []


def test_the_stylesheet_loads_only_files_that_are_there() -> None:
    css = (STATIC / "icf.css").read_text(encoding="utf-8")

    named = {match.split("?")[0] for match in re.findall(r'url\("?([^")]+)"?\)', css)}

    assert named
    assert [name for name in named if not (STATIC / name).is_file()] == []
