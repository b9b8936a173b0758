"""Pages are read with the standard library; each fault of one is found."""

import pytest

from icf.conformance.form import Wish, question_forms
from icf.conformance.page import faults_of_page

SOUND = """<!DOCTYPE html><html lang="en"><head><title>Page – Toolkit</title>
<script src="/a.js"></script></head><body><h1>Page</h1>
<form method="post" action="/save"><input type="hidden" name="csrf_token" value="x">
<label for="a">Name</label><input id="a" name="a" aria-describedby="hint"><p id="hint">Hint</p>
</form></body></html>"""


def test_a_sound_page_has_no_faults():
    assert faults_of_page(SOUND) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<title>Page – Toolkit</title>", "", "the page has no title"),
        ("<title>Page", "<title>", "the page has no title"),
        ("<h1>Page</h1>", "", "the page has 0 h1"),
        ("<h1>Page</h1>", "<h1>Page</h1><h1>Two</h1>", "the page has 2 h1"),
        (' lang="en"', "", "<html> has no lang"),
        ('<p id="hint">', '<p id="a">', "the id “a” is used 2 times"),
        ('<p id="hint">', "<p>", "aria-describedby=“hint” names nothing on the page"),
        ('<label for="a">', "<label>", "the field “a” has no label"),
        ('<input type="hidden" name="csrf_token" value="x">', "", "has no CSRF token"),
        ('<script src="/a.js">', "<script>", "inline <script> are blocked"),
        ("<h1>", '<h1 style="color:red">', "style=“color:red” is blocked"),
    ],
)
def test_each_fault_is_found(old: str, new: str, fault: str):
    assert old in SOUND

    found = faults_of_page(SOUND.replace(old, new, 1))

    assert any(fault in one for one in found), found


FORM = """<div data-question="a:b"><input type="hidden" name="a-a:b-version" value="4">
<input type="radio" name="a-a:b-value-calm" value="1"><input type="radio" name="a-a:b-value-calm"
value="2" checked><input type="radio" name="a-a:b-value-calm" value="blank:dont_know">
<textarea name="a-a:b-value-why">
Trees &amp; shade</textarea><select name="a-a:b-value-who"><option value=""></option>
<option value="us" selected>Us</option><option value="them">Them</option></select>
<input type="checkbox" name="a-a:b-value" value="x"><input name="a-a:b-words" value="no"></div>"""


def test_a_form_is_read_as_a_browser_would_send_it():
    form = question_forms(FORM)["a:b"]

    assert form.version == 4
    assert form.holds == {"calm": ["2"], "why": ["Trees & shade"], "who": ["us"]}
    assert form.filled("Words", Wish(("1",), ("us",))) == {
        "calm": ["1"],
        "why": ["Words"],
        "who": ["them"],
        "value": ["x"],
    }
    assert form.as_fields({"calm": ["1"], "value": ["x"]}) == {
        "a-a:b-version": ["4"],
        "a-a:b-value-calm": ["1"],
        "a-a:b-value": ["x"],
    }
