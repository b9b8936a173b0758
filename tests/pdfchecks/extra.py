"""Faults of a PDF that both PDF/UA validators let pass: by its tags, and by its text."""

import re
from pathlib import Path

import pypdfium2

from icf.conformance.pdf import links_without_words, lost_languages, words_without_order

_LEADER = re.compile(r"(?:[.·…]\s?){4,}")


def extra_failures(path: Path, languages: tuple[str, ...] = ()) -> list[str]:
    """A sentence per fault; empty when there is none.

    Args:
        languages: those, besides the document's own, that parts of it are written in.
    """
    return [
        *lost_languages(path, languages),
        *links_without_words(path),
        *dotted_leaders(path),
        *words_without_order(path),
    ]


def dotted_leaders(path: Path) -> list[str]:
    """Dots that lead to a page number and are read aloud."""
    with pypdfium2.PdfDocument(path) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return [
        f"page {number}: dots are read aloud: {found.group()!r}"
        for number, text in enumerate(texts, start=1)
        if (found := _LEADER.search(text))
    ]
