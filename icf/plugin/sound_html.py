"""Whether a piece of HTML that a plugin's template gave can stand in the middle of a page."""

from html.parser import HTMLParser

VOID = frozenset({"br", "col", "hr", "img", "input", "wbr"})
FORBIDDEN = frozenset(
    {"base", "body", "embed", "footer", "form", "frame", "head", "header", "html", "iframe"}
    | {"link", "main", "meta", "nav", "object", "script", "style", "title"}
)


IN_A_PAGE = FORBIDDEN - {"footer", "form", "header"} | {"h1"}
"""What has no place in a page of a plugin: below our heading it may have a form of its own."""


def check_html(text: str, forbidden: frozenset[str] = FORBIDDEN) -> None:
    """Refuse HTML that would change the page around it.

    Args:
        forbidden: the tags that have no place where it will stand.

    Raises:
        ValueError: a tag is not closed, is closed twice, or has no place there.

    >>> check_html("<p>Well <strong>done</strong></p>")
    """
    reader = _Reader(forbidden)
    reader.feed(text)
    reader.close()
    if reader.open_tags:
        raise ValueError(f"<{reader.open_tags[-1]}> is not closed")


class _Reader(HTMLParser):
    def __init__(self, forbidden: frozenset[str]) -> None:
        super().__init__()
        self.forbidden = forbidden
        self.open_tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check(tag, attrs)
        if tag not in VOID:
            self.open_tags.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open_tags or self.open_tags.pop() != tag:
            raise ValueError(f"</{tag}> closes nothing")

    def _check(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # The title of a drawing is one for people who listen to it.
        if tag in self.forbidden and not (tag == "title" and "svg" in self.open_tags):
            raise ValueError(f"<{tag}> has no place here")
        for name, _value in attrs:
            if name.startswith("on"):
                raise ValueError(f"the attribute “{name}” would run a script")
