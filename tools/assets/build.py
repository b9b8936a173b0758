"""Builds what browsers and the PDF writer load, from npm packages and the sources in this folder.

Run ``python tools/assets/build.py`` after changing a source here or a version in ``package.json``,
and commit what it writes. It needs npm, and ``pip install fonttools brotli``. Nothing that the
toolkit needs at run time is fetched at run time.
"""

import argparse
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
STATIC = ROOT / "icf" / "static"
PDF_FONTS = ROOT / "icf" / "reports" / "fonts"

# Western and central European letters with Welsh, and the punctuation that people type.
SCREEN_CHARACTERS = (
    "U+20-7E,U+A0-17F,U+218-21B,U+1E80-1E85,U+1EF2-1EF3,"
    "U+2013-2014,U+2018-201A,U+201C-201E,U+2022,U+2026,U+20AC,U+2212,U+2264-2265"
)
ATKINSON = "atkinson-hyperlegible-next"
SCREEN_FONTS = {"400Regular": "regular", "700Bold": "bold"}
PDF_FAMILIES = {
    ATKINSON: ("400Regular", "700Bold", "400Regular_Italic"),
    "noto-nastaliq-urdu": ("400Regular", "700Bold"),
    "noto-sans-gujarati": ("400Regular", "700Bold"),
    "noto-sans-gurmukhi": ("400Regular", "700Bold"),
}
WEIGHT_NAMES = {"400Regular": "Regular", "700Bold": "Bold", "400Regular_Italic": "Italic"}


def sources_digest(pattern: str) -> str:
    """Which sources a built file was made from; a test compares it with the folder."""
    digest = hashlib.sha256()
    for path in [HERE / "package.json", *sorted(HERE.glob(pattern))]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def build_stylesheet(modules: Path) -> None:
    """icf.scss and the library's patterns → one compressed icf.css."""
    load_paths = [modules / "govuk-frontend" / "dist", HERE]
    command = [modules / ".bin" / "sass", "--style=compressed", "--no-source-map", "--quiet-deps"]
    command += [f"--load-path={path}" for path in load_paths]
    built = subprocess.run(
        [*command, HERE / "icf.scss"], check=True, capture_output=True, text=True
    )
    digest = sources_digest("*.scss")
    note = f"/* Built from tools/assets {digest}. Contains govuk-frontend, MIT: see licences/ */\n"
    css = built.stdout.removeprefix("\ufeff").removeprefix('@charset "UTF-8";')
    (STATIC / "icf.css").write_text('@charset "UTF-8";' + note + css, encoding="utf-8")


def build_script(modules: Path) -> None:
    """icf.js without its comments and spaces."""
    command = [modules / ".bin" / "terser", HERE / "icf.js", "--compress", "--mangle", "--toplevel"]
    built = subprocess.run(command, check=True, capture_output=True, text=True)
    note = f"/* Built from tools/assets {sources_digest('*.js')} */\n"
    (STATIC / "icf.js").write_text(note + built.stdout, encoding="utf-8")


def font_file(modules: Path, family: str, weight: str) -> Path:
    """The complete TTF of one weight; its name starts with the family's name in CamelCase."""
    (path,) = (modules / "@expo-google-fonts" / family / weight).glob("*.ttf")
    return path


def build_screen_fonts(modules: Path) -> None:
    """Two small WOFF2 files, because they are part of the first page load."""
    for weight, name in SCREEN_FONTS.items():
        target = STATIC / "fonts" / f"{ATKINSON}-{name}.woff2"
        arguments = [font_file(modules, ATKINSON, weight), f"--unicodes={SCREEN_CHARACTERS}"]
        arguments += [
            "--flavor=woff2",
            "--no-hinting",
            "--layout-features=kern,liga,mark,mkmk,ccmp,locl,tnum",
        ]
        subprocess.run(["pyftsubset", *arguments, f"--output-file={target}"], check=True)


def copy_pdf_fonts(modules: Path) -> None:
    """Complete TTF files: faces split by character range print wrong Welsh and Polish letters."""
    for family, weights in PDF_FAMILIES.items():
        for weight in weights:
            source = font_file(modules, family, weight)
            name = f"{source.name.split('_')[0]}-{WEIGHT_NAMES[weight]}.ttf"
            shutil.copyfile(source, PDF_FONTS / name)


def copy_licences(modules: Path) -> None:
    """Each licence stands beside what it covers.

    The npm package of govuk-frontend carries no licence file: its MIT text is kept by hand.
    """
    for family in PDF_FAMILIES:
        licence = modules / "@expo-google-fonts" / family / "LICENSE_FONT"
        shutil.copyfile(licence, PDF_FONTS / f"OFL-{family}.txt")
    shutil.copyfile(PDF_FONTS / f"OFL-{ATKINSON}.txt", STATIC / "licences" / f"OFL-{ATKINSON}.txt")


def main() -> None:
    """Fetch the packages into a throw-away folder (or use ``--modules``) and build everything."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--modules", type=Path, help="a node_modules folder that is already filled")
    given = parser.parse_args().modules
    for folder in (STATIC / "fonts", STATIC / "licences", PDF_FONTS):
        folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        modules = given or Path(scratch) / "node_modules"
        if given is None:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, scratch)
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit"], cwd=scratch, check=True)
        build_stylesheet(modules)
        build_script(modules)
        build_screen_fonts(modules)
        copy_pdf_fonts(modules)
        copy_licences(modules)


if __name__ == "__main__":
    main()
