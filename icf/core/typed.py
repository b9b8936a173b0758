"""Text that people typed, without what no page, PDF or database may hold."""

import re

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
FORBIDDEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, halves of characters, and marks that turn the text around them about."""


def clean(text: str) -> str:
    r"""The text with plain line ends, without what is forbidden and without blanks around it.

    >>> clean(" One\r\ntwo\x00\u202e ")
    'One\ntwo'

    A text of nothing that can be seen, such as joiners without width, is none:

    >>> clean("\u200b \u2060")
    ''
    """
    cleaned = FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text)).strip()
    return cleaned if any(letter.isprintable() for letter in cleaned if letter != " ") else ""


def clean_line(text: str) -> str:
    r"""The same for what belongs on one line.

    >>> clean_line("One\r\ntwo")
    'One two'
    """
    return clean(text).replace("\n", " ")
