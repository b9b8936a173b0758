"""The checks of pages, files, choices, events and the store pass what is sound, and can fail."""

from pathlib import Path

import pytest

from icf.conformance.files import file_faults
from tests.addons.allotments import write_allotments
from tests.conformance.projects import outcome, outcomes, told

MENDED = (
    ("int(seen) if seen else None", "int(seen) if seen.isdecimal() and len(seen) < 9 else None"),
    ("f\"Plot {request.params['number']}\"", '"A plot"'),
    ("csv_text([(context.title,", 'csv_text([("Work",), *((context.title,'),
    ("for text in shown])", "for text in shown)])"),
)
CHOICES = """
@hookimpl
def choose_depth(answers):
    return ChosenDepth("full", plain("Many people dig.")) if answers else None

@hookimpl
def choose_report_theme():
    return Theme(accent="#1d5a4b")
"""
LATER = ("own pages", "audiences", "public pages", "page input", "files", "files to hand over")
LATER += ("chosen size", "chosen look", "events", "store", "speed", "off and on", "upgrade")


@pytest.fixture
def allotments(tmp_path: Path) -> Path:
    """An add-on with everything that is asked later, without a fault."""
    folder = write_allotments(tmp_path)
    for old, new in MENDED:
        change(folder, old, new)
    with (folder / "code.py").open("a", encoding="utf-8") as code:
        code.write(CHOICES)
    return folder


def change(folder: Path, old: str, new: str, file: str = "code.py") -> None:
    """Replace a text, which has to be there."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_sound_add_on_with_all_of_it_passes(allotments: Path, workspace: Path):
    found = {one.check: one for one in outcomes(allotments, workspace, *LATER)}

    # That a call took long on a busy machine says nothing here.
    assert [told(one) for key, one in found.items() if one.state != "pass" and key != "speed"] == []
    assert found.keys() == {"loading", *LATER}


SLIPS = [
    ("own pages", 'Heading("Plots")', "Heading(1 / 0)", "ZeroDivisionError"),
    ("own pages", '"/plots/7?look=<b>"', '"/no-such-plot"', "leads to no page"),
    ("own pages", '"allotments:how-many"].displayed', '"nothing"].displayed', "KeyError"),
    ("own pages", 'csv_text([("Name",), ("=1+1",)])', '"Name\\r\\n=1+1"', "calculate “=1+1”"),
    ("page input", MENDED[0][1], MENDED[0][0], "ValueError"),
    ("page input", MENDED[1][1], MENDED[1][0], "over 200 long"),
    ("page input", "[*names, name]", "[*names, int(name)]", "ValueError"),
    ("files", "    return csv_text([(", "    return '' and csv_text([(", "The file is empty"),
    ("files", "shown = [answer", "shown = [1 / 0 or answer", "ZeroDivisionError"),
    ("files", "for text in shown)])", 'for text in shown)]).replace("\'", "")', "calculate “=1+1”"),
    ("chosen size", '"full", plain("Many', '"huge", plain("Many', "huge"),
    ("chosen size", "Many people dig.", " ", "does not say why"),
    ("chosen look", "#1d5a4b", "#ffd000", "contrast"),
    ("events", "given = sorted(", "given = sorted(1 / 0 or ", "ZeroDivisionError"),
    ("store", "set(name, {", 'set(name + event.at.isoformat(), {"much": "x" * 6_000, ', "full"),
]


@pytest.mark.parametrize(("check", "old", "new", "words"), SLIPS, ids=lambda one: str(one)[:24])
def test_a_slip_is_found_by_the_check_that_is_about_it(
    allotments: Path, workspace: Path, check: str, old: str, new: str, words: str
):
    change(allotments, old, new)

    found = outcome(allotments, workspace, check)

    assert found.state == "failed"
    assert words in told(found)


def test_what_is_only_for_us_is_found_on_a_public_page_and_in_a_file_to_hand_over(
    allotments: Path, workspace: Path
):
    answers = "event.filled_in.answers"
    change(allotments, f"sorted({answers})", f"[one.displayed for one in {answers}.values()]")
    change(
        allotments,
        "(Bullets(tuple(found)),) if found",
        '(Bullets((*found, str(request.store.get("signed")))),) if found',
    )

    found = outcome(allotments, workspace, "public pages")

    assert found.state == "failed"
    assert "It tells an answer that is only for us." in told(found)


def test_what_it_keeps_has_to_be_said(allotments: Path, workspace: Path):
    change(allotments, 'stores = "A waiting list."', 'stores = "Nothing."', "plugin.toml")

    found = outcome(allotments, workspace, "store")

    assert found.state == "failed"
    assert "`stores` says “Nothing.”, but it keeps" in told(found)
    assert str(allotments / "plugin.toml") in told(found)


def test_whatever_takes_long_is_named_and_fails_nobody(allotments: Path, workspace: Path):
    change(
        allotments, "    given = sorted(", "    __import__('time').sleep(1.1)\n    given = sorted("
    )

    found = outcomes(allotments, workspace, "events", "speed")[-1]

    assert found.state == "warning"
    assert "telling of PlanChanged" in told(found)


@pytest.mark.parametrize(
    ("media_type", "content", "said"),
    [
        ("text/csv", b"Place,Number\r\nMillbrook,-3.5\r\n'=1+1,2\r\n", ""),
        ("text/csv; charset=utf-8", b"Place\r\n @SUM(1)\r\n", "calculate"),
        ("text/csv", "Straße".encode("latin-1"), "not UTF-8"),
        ("application/json", b"{]", "not JSON"),
        ("application/json", b"{}", ""),
        ("image/png", b"", "empty"),
    ],
)
def test_a_file_is_held_against_what_it_says_it_is(media_type: str, content: bytes, said: str):
    found = list(file_faults(media_type, content))

    assert bool(found) == bool(said)
    assert said in "".join(found)
