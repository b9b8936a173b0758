"""How hard English words are to read, by a simple measure: the grade of Flesch and Kincaid.

The grade counts words in a sentence and syllables in a word. Five years more is the age at which
somebody usually reads such a text with ease. Syllables are counted from letters, so that the figure
may be a year off; it says where to look, not what is right.

Source: J. P. Kincaid and others, Derivation of new readability formulas (1975), 0.39 × words per
sentence + 11.8 × syllables per word - 15.59.
"""

import re

ENOUGH_WORDS = 8
"""With fewer words one long one decides; the measure then says nothing."""

FIRST_SCHOOL_AGE = 5
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)|\n+")
VOWELS = re.compile(r"[aeiouy]+")
SILENT = re.compile(r"(?:[^laeiouy]es|[^aeiouydt]ed|[^laeiouy]e)$")


def reading_age(text: str) -> int:
    """About how old somebody is who reads a text with ease; never below 5.

    >>> reading_age("Who lives here? Who is left out? Ask them.")
    5
    >>> reading_age("Organisational accountability necessitates comprehensive documentation.") > 18
    True
    """
    words = WORD.findall(text)
    if not words:
        return FIRST_SCHOOL_AGE
    sentences = max(1, sum(1 for part in SENTENCE_END.split(text) if WORD.search(part)))
    syllables = sum(map(syllable_count, words))
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return max(FIRST_SCHOOL_AGE, round(grade) + FIRST_SCHOOL_AGE)


def word_count(text: str) -> int:
    """How many words a text has.

    >>> word_count("Who’s at home – and who is not?")
    7
    """
    return len(WORD.findall(text))


def syllable_count(word: str) -> int:
    """How many syllables an English word has, from its letters.

    >>> [syllable_count(word) for word in ("home", "people", "community", "trained", "visited")]
    [1, 2, 4, 1, 3]
    """
    letters = word.lower()
    count = len(VOWELS.findall(letters))
    if SILENT.search(letters):
        count -= 1
    return max(1, count)
