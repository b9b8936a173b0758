"""Text that people wrote, made safe to print: paragraphs, Markdown, words in other scripts."""

import re
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from icf.core.typed import FORBIDDEN

_RIGHT_TO_LEFT = {"ar", "ckb", "fa", "he", "ps", "sd", "ug", "ur", "yi"}

# Words in these scripts are wrapped in an element with their language: a screen reader changes its
# voice, and the PDF can say in which order they are read (see ``tagging.py``).
_OTHER_SCRIPT = r"\u0590-\u08FF\u0900-\u0DFF\uFB1D-\uFDFF\uFE70-\uFEFC"
_RUN = re.compile(
    rf"[{_OTHER_SCRIPT}](?:[\s{_OTHER_SCRIPT}\u200C-\u200F،,.:()0-9-]*[{_OTHER_SCRIPT}])?"
)
_TAG = re.compile(r"(<[^>]*>)")
_LANGUAGE_BY_SCRIPT = (
    (re.compile(r"[\u0A00-\u0A7F]"), "pa"),
    (re.compile(r"[\u0A80-\u0AFF]"), "gu"),
    (re.compile(r"[\u0980-\u09FF]"), "bn"),
    (re.compile(r"[\u0900-\u097F]"), "hi"),
    (re.compile(r"[\u0B80-\u0BFF]"), "ta"),
    (re.compile(r"[\u0590-\u05FF]"), "he"),
    (re.compile(r"[\u0679\u0688\u0691\u06BA\u06BE\u06C1\u06D2]"), "ur"),
    (re.compile(r"[\u067E\u0686\u0698\u06A9\u06AF\u06CC]"), "fa"),
    (re.compile(r"[\u0600-\u08FF\uFB50-\uFDFF\uFE70-\uFEFC]"), "ar"),
)

_CLASSES = {
    "paragraph_open": "govuk-body",
    "bullet_list_open": "govuk-list govuk-list--bullet",
    "ordered_list_open": "govuk-list govuk-list--number",
    "link_open": "govuk-link",
}
_ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "blockquote"}


def direction(language: str) -> str:
    """``rtl`` or ``ltr`` for a BCP 47 language."""
    return "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def language_of(words: str) -> str:
    """The likeliest language of words in a script other than Latin; empty when there is no telling.

    >>> language_of("باغ میں خوش آمدید، یہ جگہ ہے")
    'ur'
    """
    return next((language for sign, language in _LANGUAGE_BY_SCRIPT if sign.search(words)), "")


def spoken(text: str, language: str = "") -> Markup:
    """The text escaped, with words in other scripts marked with their language.

    Args:
        language: that of the element around it, when it says one; then nothing needs marking.
    """
    clean = FORBIDDEN.sub("", text)
    return escape(clean) if language else _marked(str(escape(clean)))


def lines(text: str, language: str = "") -> Markup:
    """The text as ``spoken`` gives it, with its line ends kept."""
    return Markup("<br>").join(spoken(line, language) for line in text.strip().split("\n"))


def paragraphs(text: str, language: str = "", look: str = "govuk-body") -> Markup:
    """Plain text as paragraphs: an empty line begins the next, a single line end is a line end.

    Args:
        language: when it differs from the report's.
        look: the class of each paragraph.
    """
    spelled = (
        Markup(' lang="{}" dir="{}"').format(language, direction(language)) if language else ""
    )
    lines = [part.strip().split("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]
    return Markup("").join(
        Markup('<p class="{}"{}>{}</p>').format(
            look, spelled, Markup("<br>").join(spoken(line, language) for line in part)
        )
        for part in lines
    )


def markdown(text: str, language: str = "") -> Markup:
    """The simple Markdown of packs: paragraphs, lists, emphasis, links; the words of the rest."""
    clean = nh3.clean(
        _markdown_reader().render(FORBIDDEN.sub("", text)),
        tags=_ALLOWED,
        attributes={"a": {"href"}},
        allowed_classes={
            "p": {"govuk-body"},
            "a": {"govuk-link"},
            "ul": {"govuk-list", "govuk-list--bullet"},
            "ol": {"govuk-list", "govuk-list--number"},
        },
        link_rel=None,
        url_schemes={"https", "http", "mailto"},
        url_relative="deny",
    )
    if not language:
        return _marked(clean)
    safe = Markup(clean)  # noqa: S704 – cleaned above
    return Markup('<div lang="{}" dir="{}">{}</div>').format(language, direction(language), safe)


def markdown_tokens(text: str) -> list[Token]:
    """The same Markdown as a list of what opens, stands there and closes, for other files."""
    return _markdown_reader().parse(FORBIDDEN.sub("", text))


@cache
def _markdown_reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False})
    reader.disable(["heading", "lheading", "image", "code", "fence", "backticks", "hr"])
    reader.core.ruler.push("classes", lambda state: _add_classes(state.tokens))
    return reader


def _add_classes(tokens: list[Token]) -> None:
    for token in tokens:
        if token.type in _CLASSES:
            token.attrSet("class", _CLASSES[token.type])
        _add_classes(token.children or [])


def _marked(html: str) -> Markup:
    """Wrap words in other scripts, but never inside a tag. The HTML is safe already."""
    parts = (
        part if part.startswith("<") else _RUN.sub(_wrapped, part) for part in _TAG.split(html)
    )
    return Markup("".join(parts))  # noqa: S704 – only our own tags are added


def _wrapped(run: re.Match[str]) -> str:
    words = run.group()
    language = language_of(words)
    if not language:
        return words
    return f'<span lang="{language}" dir="{direction(language)}">{words}</span>'
