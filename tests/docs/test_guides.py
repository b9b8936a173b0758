"""The guides for authors of add-ons, followed word for word by somebody who has nothing else."""

import re
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from tests.docs.guide import FILE, Follower
from tests.house.source import ROOT

Follow = Callable[[str], Follower]

USED_FROM_OUTSIDE = """
from pathlib import Path
from icf.conformance.checklist import new_checklist
from icf.conformance.trial import new_trial

with new_trial(Path("trial")).opened(installed=True) as desk:
    (record,) = desk.records
    print(record.source, record.path)
    print([scale.key for scale in desk.plugins.registry.scales()])
    checklist = new_checklist(desk, "standard")
    checklist.ask("quiet-corner:gathering", {"value": "yes"})
    reply = checklist.ask("quiet-corner:hour", {"calm": "3", "from": "14:00", "until": "16:00"})
    print(reply.displayed)
    Path("plan.pdf").write_bytes(checklist.plan_pdf())
    page = desk.get("/x/quiet_corner/")
    print("page, on:", page.status_code, "Calm, 14:00 to 16:00" in page.text)
    print("linked from the first page:", 'href="/x/quiet_corner/"' in desk.get("/").text)
    desk.switch(False)
    print("page, off:", desk.get("/x/quiet_corner/").status_code)
"""


def test_a_plugin_written_only_from_the_guide_is_installed_with_pip_and_works(follower: Follow):
    stranger = follower("first-plugin.md")

    stranger.write("use.py", USED_FROM_OUTSIDE, adds=False)
    stranger.type("python use.py")

    where = stranger.folder.parent / "environment"
    assert f"installed {where}" in stranger.printed
    assert "['quiet_corner:calm']" in stranger.printed
    assert "Calm, 14:00 to 16:00" in stranger.printed
    assert "page, on: 200 True" in stranger.printed
    assert "linked from the first page: True" in stranger.printed
    assert "page, off: 404" in stranger.printed
    plan = " ".join(page.extract_text() for page in pypdf.PdfReader(stranger.at / "plan.pdf").pages)
    assert "A quiet hour" in plan
    assert "There is an hour for people who cannot bear noise." in " ".join(plan.split())
    assert "type pip install ./quiet_corner" in stranger.did


def test_a_drop_in_written_from_the_guide_is_found(follower: Follow):
    stranger = follower("drop-in.md")

    assert "read thank_you 1.0.0 (instance): adds 1 action rule" in stranger.did


@pytest.mark.parametrize("guide", ["first-plugin.md", "drop-in.md"])
def test_every_file_that_a_guide_speaks_of_is_written_in_a_block(guide: str):
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")

    promised = re.findall(r"(?:Write|Add to the end of)\s+`[^`]+`:", text)
    blocks = re.findall(r"^```(?!sh|text)\w+$", text, re.MULTILINE)

    assert len(promised) == len(blocks) > 0
    assert all(FILE.search(one) for one in promised)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_every_link_within_the_documentation_leads_somewhere(page: Path):
    text = page.read_text(encoding="utf-8")

    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {_anchor(heading) for heading in headings}, target


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
