"""The simple Markdown of packs as safe HTML."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_ALLOWED = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
_READER = MarkdownIt("zero").enable(["emphasis", "list", "link", "newline", "escape"])


@lru_cache(maxsize=4096)
def markdown_html(text: str) -> Markup:
    """Paragraphs, lists, bold, italics and links; everything else stays text."""
    if not text:
        return Markup("")
    html = nh3.clean(
        _READER.render(text),
        tags=_ALLOWED,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(html)  # noqa: S704 – cleaned above
