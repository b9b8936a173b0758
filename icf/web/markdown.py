"""The simple Markdown of packs as safe HTML."""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_ALLOWED = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}


@cache
def _reader() -> "MarkdownIt":
    # Imported here, as reading Markdown is not needed to start.
    from markdown_it import MarkdownIt

    return MarkdownIt("zero").enable(["emphasis", "list", "link", "newline", "escape"])


@lru_cache(maxsize=4096)
def markdown_html(text: str) -> Markup:
    """Paragraphs, lists, bold, italics and links; everything else stays text."""
    if not text:
        return Markup("")
    import nh3

    html = nh3.clean(
        _reader().render(text),
        tags=_ALLOWED,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(html)  # noqa: S704 – cleaned above
