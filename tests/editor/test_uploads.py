"""Files that somebody brings: tried out, then kept, whatever is in them."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from openpyxl import Workbook
from werkzeug.test import TestResponse

from icf.paths import builtin_folder
from tests.editor.conftest import TEXT, Author
from tests.support import Somewhere

KEEP = "/your-questions/upload/keep"


def upload(author: Author, content: bytes, name: str = "fire.xlsx") -> TestResponse:
    """As a browser sends it; written here, because the test client keeps large files open."""
    token = author.browser.csrf_token()
    field = "--x\r\nContent-Disposition: form-data; name="
    body = (
        f'{field}"csrf_token"\r\n\r\n{token}\r\n{field}"file"; filename="{name}"\r\n\r\n'.encode()
        + content
        + b"\r\n--x--\r\n"
    )
    kind = "multipart/form-data; boundary=x"
    return author.browser.post("/your-questions/upload", data=body, content_type=kind)


def workbook(rows: list[dict[str, str]], **settings: str) -> bytes:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    heads = {
        "form_title": "Fire", "form_id": "fire", "version": "1.0.0", "format": "1",
        "default_language": "en", "publisher": "Us",
    }  # fmt: skip
    add_sheet(book, "settings", [{**heads, **settings}])
    add_sheet(book, "sections", [{"name": "home", "label": "At home", "instrument": "planning"}])
    add_sheet(book, "survey", rows)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def add_sheet(book: Workbook, name: str, rows: list[dict[str, str]]) -> None:
    sheet = book.create_sheet(name)
    headers = list(rows[0])
    sheet.append(headers)
    for row in rows:
        sheet.append([row.get(header, "") for header in headers])


def row(label: str, name: str = "who", kind: str = "text") -> dict[str, str]:
    return {"section": "home", "type": kind, "name": name, "label": label}


def kept(author: Author, page: TestResponse) -> TestResponse:
    """Press the button of a dry run's page."""
    fields = {
        str(one["name"]): str(one.get("value", ""))
        for one in BeautifulSoup(page.text, "html.parser").select(f'form[action="{KEEP}"] input')
    }
    return author.browser.send(KEEP, fields)


def listed(author: Author) -> str:
    return author.browser.page("/your-questions").get_text()


def test_nothing_is_kept_before_somebody_says_so(author: Author) -> None:
    page = upload(author, workbook([row("Who rings?")]))

    assert page.status_code == 200
    assert "The file has 1 question. Nothing is kept yet." in page.text
    assert "There are none yet" in listed(author)
    assert kept(author, page).status_code == 303
    assert "Fire" in listed(author)


def test_one_bad_row_keeps_the_others_out_too(author: Author) -> None:
    page = upload(author, workbook([row("Who?"), row("How?", "how", "nummer")]))

    assert page.status_code == 400
    assert "Sheet survey, row 3, cell B3" in page.text
    assert "There is no type “nummer” (did you mean number?)" in page.text
    assert KEEP not in page.text
    assert "There are none yet" in listed(author)


def test_a_hundred_faults_are_listed_at_once(author: Author) -> None:
    page = upload(author, workbook([row(f"Who {n}?", f"who-{n}", "nummer") for n in range(250)]))

    assert page.status_code == 400
    assert page.text.count("did you mean number?") == 100
    assert "And 150 more" in page.text


def test_a_text_file_is_read_and_its_faults_have_lines(author: Author) -> None:
    bad = upload(author, TEXT.replace("kind: text", "kind: txt").encode(), "fire.yaml")
    good = upload(author, TEXT.encode(), "fire.yaml")

    assert "Line 15, column" in bad.text
    assert kept(author, good).status_code == 303


def test_a_form_made_elsewhere_says_what_did_not_map(author: Author) -> None:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    add_sheet(book, "settings", [{"form_title": "Walk", "form_id": "walk"}])
    add_sheet(
        book,
        "survey",
        [
            {"type": "text", "name": "Street_Name", "label": "Which street?"},
            {"type": "geopoint", "name": "where", "label": "Where are you?"},
        ],
    )
    content = BytesIO()
    book.save(content)

    page = upload(author, content.getvalue())

    assert "Not brought in, because it has no place here" in page.text
    assert "The type geopoint cannot be asked here: not taken" in page.text
    assert kept(author, page).status_code == 303


def test_a_formula_is_refused_with_its_cell(author: Author) -> None:
    page = upload(author, workbook([row('=HYPERLINK("https://evil.example")')]))

    assert page.status_code == 400
    assert "This is a formula: write the text or number itself" in page.text


def test_html_in_a_cell_is_only_ever_text(author: Author) -> None:
    page = upload(author, workbook([row("<script id=pwned>alert(1)</script>")]))
    reply = kept(author, page)

    for path in ("", "/preview", "/paper", "/checks", "/questions/who"):
        shown = author.browser.page(reply.location + path)
        assert shown.select("#pwned") == []
        assert "<script id=pwned>" in str(shown) or "alert(1)" in shown.get_text()


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK", b"PK\x03\x04" + b"\0" * 100, b"\x89PNG\r\n", b"\xff\xfe\0\0", b"%PDF-1.7",
        b"a: &a [*a]", b"- " * 5_000, b"format: 1\npack: \x00",
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_told_plainly(author: Author, content: bytes) -> None:
    page = upload(author, content)

    assert page.status_code == 400
    assert "There is a problem" in page.text
    assert "There are none yet" in listed(author)


def test_ten_megabytes_are_refused(author: Author) -> None:
    noise = BytesIO()
    with zipfile.ZipFile(noise, "w") as archive:
        archive.writestr("xl/workbook.xml", b"x" * 10_000_000)

    as_workbook = upload(author, noise.getvalue())
    as_text = upload(author, b"a: b\n" * 2_000_000, "fire.yaml")

    assert "larger than 5 MB" in as_workbook.text
    assert "larger than 500 KB" in as_text.text
    assert {as_workbook.status_code, as_text.status_code} == {400}


def test_a_zip_bomb_is_not_unpacked(author: Author) -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<" * 200_000_000)

    page = upload(author, bomb.getvalue())

    assert page.status_code == 400
    assert "unpacks to" in page.text


def test_no_file_is_told_beside_the_field(author: Author) -> None:
    reply = author.browser.send("/your-questions/upload", {})

    assert reply.status_code == 400
    assert "Choose a file." in reply.text


def test_a_whole_framework_is_refused(author: Author) -> None:
    page = upload(author, (builtin_folder() / "icf.yaml").read_bytes(), "icf.yaml")

    assert page.status_code == 400
    assert "a whole framework" in page.text


def test_what_comes_back_to_be_kept_is_checked_again(author: Author) -> None:
    for text in ("", "x: y", TEXT.replace("kind: text", "kind: txt"), "a" * 2_000_000):
        reply = author.browser.send(KEEP, {"text": text, "version": ""})

        assert reply.status_code == 400
    assert "There are none yet" in listed(author)


def test_the_same_name_again_shows_what_differs_and_asks(author: Author) -> None:
    pack = author.brings_in()

    page = upload(author, TEXT.replace("Who rings the bell?", "Who knocks?").encode(), "fire.yaml")

    assert "You have these questions already" in page.text
    assert "The question “Who knocks?” has other words." in page.text
    assert kept(author, page).location == f"/your-questions/{pack}"
    assert "Who knocks?" in author.browser.page(f"/your-questions/{pack}").get_text()


def test_a_draft_that_somebody_changed_meanwhile_is_not_written_over(author: Author) -> None:
    pack = author.brings_in()
    page = upload(author, TEXT.replace("Who rings the bell?", "Who knocks?").encode(), "fire.yaml")
    address = f"/your-questions/{pack}"
    author.browser.send(f"{address}/questions/new?section=home", {"text": "Late?", "kind": "text"})

    reply = kept(author, page)

    assert reply.status_code == 409
    assert "Late?" in author.browser.page(address).get_text()


def test_the_same_file_in_two_organisations_becomes_two_sets_of_questions(
    author: Author, make_author: Callable[..., Author], make_organisation: Callable[..., Somewhere]
) -> None:
    them = make_author(organisation=make_organisation("Hillside"))
    alike = make_author(organisation=make_organisation("Brooktown – Council"))

    for one in (author, them, alike):
        assert kept(one, upload(one, TEXT.encode(), "fire.yaml")).status_code == 303

    drafts = [one.browser.get("/your-questions").text.count("icf-card") for one in (them, alike)]
    assert drafts == [1, 1]
    names = [
        one.browser.get(f"/your-questions/{number}/draft/yaml").text.split("pack: ")[1].split()[0]
        for number, one in enumerate((author, them, alike), start=1)
    ]
    assert names == [
        "brooktown-council-fire",
        "hillside-fire",
        "brooktown-council-fire-safety-at-home",
    ]


def test_titles_that_make_the_same_name_are_told_apart(author: Author) -> None:
    for _time in range(2):
        author.browser.send("/your-questions/new", {"title": "Fire"})

    texts = [author.browser.get(f"/your-questions/{n}/draft/yaml").text for n in (1, 2)]
    assert "pack: brooktown-council-fire\n" in texts[0]
    assert "pack: brooktown-council-fire-2\n" in texts[1]


def test_the_workbook_to_fill_in_and_its_instructions_are_there(author: Author) -> None:
    reply = author.browser.get("/your-questions/workbook.xlsx")

    assert reply.get_data().startswith(b"PK")
    assert "Sheet survey" in author.browser.page("/your-questions/instructions").get_text()


def test_a_contributor_has_no_business_here(make_author: Callable[..., Author]) -> None:
    contributor = make_author("contributor")

    for path in ("", "/new", "/upload", "/workbook.xlsx", "/instructions"):
        assert contributor.browser.get(f"/your-questions{path}").status_code == 403
