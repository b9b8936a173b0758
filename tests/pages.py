"""What is wrong with a page: the faults that every test looks for in every page that it fetches."""

from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


def faults_of_page(html: str) -> list[str]:
    """The faults, in words; an empty list for a sound page."""
    page = BeautifulSoup(html, "html.parser")
    return [fault for check in CHECKS for fault in check(page)]


def _title(page: BeautifulSoup) -> Iterator[str]:
    if page.title is None or not page.title.get_text(strip=True).split("–")[0].strip():
        yield "the page has no title"


def _heading(page: BeautifulSoup) -> Iterator[str]:
    count = len(page.find_all("h1"))
    if count != 1:
        yield f"the page has {count} h1"


def _language(page: BeautifulSoup) -> Iterator[str]:
    if page.html is None or not page.html.get("lang"):
        yield "<html> has no lang"


def _ids(page: BeautifulSoup) -> Iterator[str]:
    counts = Counter(tag["id"] for tag in page.find_all(id=True))
    for name, count in counts.items():
        if count > 1:
            yield f"the id “{name}” is used {count} times"


def _references(page: BeautifulSoup) -> Iterator[str]:
    known = {tag["id"] for tag in page.find_all(id=True)}
    for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for tag in page.find_all(attrs={attribute: True}):
            values = tag[attribute] if isinstance(tag[attribute], list) else tag[attribute].split()
            for name in values:
                if name not in known:
                    yield f"{attribute}=“{name}” names nothing on the page"


def _labels(page: BeautifulSoup) -> Iterator[str]:
    labelled = {label.get("for") for label in page.find_all("label")}
    for field in page.find_all(["input", "select", "textarea"]):
        if field.get("type") in UNLABELLED or field.find_parent("label"):
            continue
        named = field.get("aria-label") or field.get("aria-labelledby")
        if not named and field.get("id") not in labelled:
            yield f"the field “{field.get('name')}” has no label"


def _forms(page: BeautifulSoup) -> Iterator[str]:
    for form in page.find_all("form"):
        if (form.get("method") or "get").lower() == "post" and not _has_token(form):
            yield f"the form to “{form.get('action')}” has no CSRF token"


def _has_token(form: Tag) -> bool:
    field = form.find("input", attrs={"name": "csrf_token"})
    return isinstance(field, Tag) and bool(field.get("value"))


def _styles(page: BeautifulSoup) -> Iterator[str]:
    if page.find("style") or page.find("script", src=False):
        yield "<style> and inline <script> are blocked by our own policy"
    for tag in page.find_all(style=True):
        yield f"style=“{tag['style']}” is blocked by our own policy"


CHECKS = (_title, _heading, _language, _ids, _references, _labels, _forms, _styles)
