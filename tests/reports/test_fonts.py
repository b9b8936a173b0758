"""The PDF's fonts hold every letter of the toolkit's languages, one file for each weight."""

import pytest
from fontTools.ttLib import TTFont

from icf.paths import report_fonts_folder

FONTS = report_fonts_folder()

WELSH = "abcdefghijlmnoprstuwyâêîôûŵŷáéíóúẃýàèìòùẁỳäëïöüẅÿ"
POLISH = "aąbcćdeęfghijklłmnńoóprsśtuwyzźżqvx"
ENGLISH = "abcdefghijklmnopqrstuvwxyz0123456789"
PUNCTUATION = ".,;:!?()[]/&%@#*+-=–—‘’“”…•£€©≥½\u00a0"
URDU = (
    "ابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیے"
    "آئؤۂۃأ"
    "،؛؟۔"
    "۰۱۲۳۴۵۶۷۸۹"
    "\u064b\u064e\u064f\u0650\u0651\u0652\u0670"
)
PUNJABI = (
    "ੳਅੲਸਹਕਖਗਘਙਚਛਜਝਞਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਵੜ"
    "\u0a36\u0a59\u0a5a\u0a5b\u0a5e\u0a33"
    "ਆਇਈਉਊਏਐਓਔ"
    "\u0a3c\u0a3e\u0a3f\u0a40\u0a41\u0a42\u0a47\u0a48\u0a4b\u0a4c\u0a4d\u0a70\u0a71\u0a02"
    "੦੧੨੩੪੫੬੭੮੯"
)
GUJARATI = (
    "કખગઘઙચછજઝઞટઠડઢણતથદધનપફબભમયરલવશષસહળ"
    "અઆઇઈઉઊઋએઐઓઔઍઑ"
    "\u0abc\u0abe\u0abf\u0ac0\u0ac1\u0ac2\u0ac3\u0ac7\u0ac8\u0acb\u0acc\u0ac5\u0ac9\u0acd\u0a82\u0a83"
    "૦૧૨૩૪૫૬૭૮૯"
)
LATIN = WELSH + WELSH.upper() + POLISH + POLISH.upper() + ENGLISH + ENGLISH.upper() + PUNCTUATION

NEEDED = [
    ("AtkinsonHyperlegibleNext-Regular", LATIN),
    ("AtkinsonHyperlegibleNext-Bold", LATIN),
    ("AtkinsonHyperlegibleNext-Italic", LATIN),
    ("NotoNastaliqUrdu-Regular", URDU),
    ("NotoNastaliqUrdu-Bold", URDU),
    ("NotoSansGurmukhi-Regular", PUNJABI),
    ("NotoSansGurmukhi-Bold", PUNJABI),
    ("NotoSansGujarati-Regular", GUJARATI),
    ("NotoSansGujarati-Bold", GUJARATI),
]


def missing_letters(font: TTFont, letters: str) -> list[str]:
    """Letters without a glyph of their own."""
    cmap = font.getBestCmap()
    return [letter for letter in letters if cmap.get(ord(letter), ".notdef") == ".notdef"]


@pytest.mark.parametrize(("name", "letters"), NEEDED)
def test_every_letter_of_its_languages_is_in_the_file(name: str, letters: str) -> None:
    font = TTFont(FONTS / f"{name}.ttf")

    missing = missing_letters(font, letters)

    assert missing == []


@pytest.mark.parametrize("letter", "ŵŷẁẅłźżŴŶŁŹŻ")
def test_welsh_and_polish_letters_have_drawings_of_their_own(letter: str) -> None:
    font = TTFont(FONTS / "AtkinsonHyperlegibleNext-Regular.ttf")
    plain = {"ŵ": "w", "ẁ": "w", "ẅ": "w", "ŷ": "y", "ł": "l", "ź": "z", "ż": "z"}[letter.lower()]
    plain = plain.upper() if letter.isupper() else plain

    cmap = font.getBestCmap()
    drawings = [font["glyf"][cmap[ord(each)]] for each in (letter, plain)]

    assert drawings[0].numberOfContours != 0
    assert drawings[0] != drawings[1]


def test_no_letter_passes_that_the_font_does_not_have() -> None:
    font = TTFont(FONTS / "AtkinsonHyperlegibleNext-Regular.ttf")

    missing = missing_letters(font, "a■▲ਕ")

    assert missing == ["■", "▲", "ਕ"]


def test_every_font_file_has_its_licence_beside_it() -> None:
    families = {path.name.split("-")[0] for path in FONTS.glob("*.ttf")}

    licensed = {
        path.stem.removeprefix("OFL-").replace("-", "").lower() for path in FONTS.glob("OFL-*.txt")
    }

    assert {family.lower() for family in families} == licensed
