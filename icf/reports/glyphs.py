"""Which letters the fonts of this machine can draw. Runs in the PDF worker only.

A letter that no font has would be drawn as an empty box, which PDF/UA forbids because it can be
neither seen nor read aloud. Fontconfig knows the letters of every font without opening it.
"""

import unicodedata
from functools import cache
from typing import Any

import cffi

_STANDS_IN = "?"
_LIBRARIES = ("libfontconfig.so.1", "libfontconfig.1.dylib", "fontconfig-1", "fontconfig")
_DECLARATIONS = """
    typedef struct { int nfont; int sfont; void **fonts; } FontSet;
    void *FcInitLoadConfigAndFonts(void);
    FontSet *FcConfigGetFonts(void *config, int set);
    int FcPatternGetCharSet(void *pattern, const char *name, int n, void **charset);
    int FcCharSetHasChar(void *charset, unsigned int letter);
"""


def drawable(text: str) -> str:
    """The text with a question mark for each letter that no font can draw."""
    beyond_ascii = {letter for letter in text if not letter.isascii()}
    missing = {letter for letter in beyond_ascii if not _is_invisible(letter) and not _has(letter)}
    if not missing:
        return text
    return text.translate({ord(letter): _stand_in(letter) for letter in missing})


def _stand_in(letter: str) -> str:
    return "" if unicodedata.category(letter) in ("Mn", "Me", "Sk") else _STANDS_IN


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cf", "Zs", "Zl", "Zp")


@cache
def _has(letter: str) -> bool:
    library, charsets = _fonts()
    return any(library.FcCharSetHasChar(charset, ord(letter)) for charset in charsets)


@cache
def _fonts() -> tuple[Any, list[Any]]:
    """Fontconfig and the letters of each font; both live as long as the worker."""
    ffi = cffi.FFI()
    ffi.cdef(_DECLARATIONS)
    library = _opened(ffi)
    found = library.FcConfigGetFonts(library.FcInitLoadConfigAndFonts(), 0)
    place = ffi.new("void **")
    charsets = [
        place[0]
        for number in range(found.nfont)
        if library.FcPatternGetCharSet(found.fonts[number], b"charset", 0, place) == 0
    ]
    return library, charsets


def _opened(ffi: cffi.FFI) -> Any:
    for name in _LIBRARIES[:-1]:
        try:
            return ffi.dlopen(name)
        except OSError:
            continue
    return ffi.dlopen(_LIBRARIES[-1])
