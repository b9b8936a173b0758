"""A text in one or more languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Wording:
    """A text in one or more languages; the first is the one that it was written in.

    Args:
        texts: (language, text) pairs, such as ``(("en", "Who?"), ("cy", "Pwy?"))``; may be empty,
            which means that there is no text.
    """

    texts: tuple[tuple[str, str], ...] = ()

    def in_language(self, language: str) -> str:
        """The text in a language, or in the one it was written in, or an empty text.

        >>> Wording((("en", "Who?"), ("cy", "Pwy?"))).in_language("cy")
        'Pwy?'
        """
        return dict(self.texts).get(language) or self.original

    def language_shown(self, language: str) -> str:
        """The language that ``in_language`` would answer in; empty where there is no text."""
        if dict(self.texts).get(language):
            return language
        return self.texts[0][0] if self.texts else ""

    @property
    def original(self) -> str:
        """The text as it was first written; empty where there is none."""
        return self.texts[0][1] if self.texts else ""

    def __bool__(self) -> bool:
        return any(text for _, text in self.texts)


NO_WORDS = Wording()
"""No text at all."""


def plain(text: str, language: str = "en") -> Wording:
    """A wording of one language.

    >>> plain("Who?").original
    'Who?'
    """
    return Wording(((language, text),))
