"""The guides of one page name buttons and links as the screens do."""

import re
from pathlib import Path

import pytest

from tests.house.source import ROOT

GUIDES = (
    "small-group", "service-lead", "running-a-year", "workshop", "on-paper", "answering-people",
)  # fmt: skip


def bold(guide: str) -> set[str]:
    text = (ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")
    # A line that is bold as a whole is a heading.
    lines = [
        line for line in text.splitlines() if not re.fullmatch(r"\*\*[^*]+\*\*( \(.+\))?", line)
    ]
    found = re.findall(r"\*\*([^*]+)\*\*", "\n".join(lines))
    return {" ".join(one.split()) for one in found}


def on_screens() -> str:
    sources = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("icf/**/*.py")]
    sources += [*ROOT.glob("icf/builtin/*.yaml"), *ROOT.glob("plugins/*/*.toml")]
    sources += [*ROOT.glob("plugins/**/*.yaml")]
    return "\n".join(Path(one).read_text(encoding="utf-8") for one in sources)


@pytest.mark.parametrize("guide", GUIDES)
def test_every_label_in_a_guide_stands_on_a_screen(guide: str) -> None:
    known = on_screens()

    missing = sorted(one for one in bold(guide) if f'"{one}' not in known)

    assert missing == []


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_fits_on_a_page_and_is_linked(guide: str) -> None:
    text = (ROOT / "docs" / f"{guide}.md").read_text(encoding="utf-8")

    assert len(text.split()) <= 480
    for index in ("README.md", "docs/README.md"):
        assert f"{guide}.md" in (ROOT / index).read_text(encoding="utf-8")
