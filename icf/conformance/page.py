"""What is wrong with a page, as far as it can be seen without a browser."""

from collections import Counter
from collections.abc import Iterator

from icf.conformance.markup import Element, read_html

UNLABELLED = {"hidden", "submit", "button", "reset", "image"}
REFERENCES = ("for", "aria-describedby", "aria-labelledby", "aria-controls")


def faults_of_page(html: str) -> list[str]:
    """The faults, in words; an empty list for a sound page."""
    page = read_html(html)
    return [fault for check in CHECKS for fault in check(page)]


def _title(page: Element) -> Iterator[str]:
    title = next(page.all("title"), None)
    if title is None or not title.text.strip().split("–")[0].strip():
        yield "the page has no title"


def _heading(page: Element) -> Iterator[str]:
    count = len(list(page.all("h1")))
    if count != 1:
        yield f"the page has {count} h1"


def _language(page: Element) -> Iterator[str]:
    if not any(one.get("lang") for one in page.all("html")):
        yield "<html> has no lang"


def _ids(page: Element) -> Iterator[str]:
    counts = Counter(one.get("id") for one in page.all() if "id" in one.attributes)
    for name, count in counts.items():
        if count > 1:
            yield f"the id “{name}” is used {count} times"


def _references(page: Element) -> Iterator[str]:
    known = {one.get("id") for one in page.all() if "id" in one.attributes}
    for attribute in REFERENCES:
        for one in page.all():
            for name in one.get(attribute).split():
                if name not in known:
                    yield f"{attribute}=“{name}” names nothing on the page"


def _labels(page: Element) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label")}
    for one in page.all("input", "select", "textarea"):
        if one.get("type") in UNLABELLED or one.inside("label"):
            continue
        if not (one.get("aria-label") or one.get("aria-labelledby") or one.get("id") in labelled):
            yield f"the field “{one.get('name')}” has no label"


def _forms(page: Element) -> Iterator[str]:
    for form in page.all("form"):
        if form.get("method").lower() == "post" and not _has_token(form):
            yield f"the form to “{form.get('action')}” has no CSRF token"


def _has_token(form: Element) -> bool:
    return any(one.get("name") == "csrf_token" and one.get("value") for one in form.all("input"))


def _styles(page: Element) -> Iterator[str]:
    inline = any("src" not in one.attributes for one in page.all("script"))
    if inline or next(page.all("style"), None) is not None:
        yield "<style> and inline <script> are blocked by our own policy"
    for one in page.all():
        if "style" in one.attributes:
            yield f"style=“{one.get('style')}” is blocked by our own policy"


CHECKS = (_title, _heading, _language, _ids, _references, _labels, _forms, _styles)
