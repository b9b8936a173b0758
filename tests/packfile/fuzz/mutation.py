"""The input of each number: a sound file changed here and there, or a hostile one."""

import string
import zipfile
from dataclasses import dataclass
from io import BytesIO
from random import Random

from tests.packfile.fuzz import corpus

TOKENS = (
    *(b"&a ", b"*a", b"!!python/object:os.system ", b"!!binary ", b"<<: *a", b"? ", b"- - -"),
    *(b"---\n", b"[[[[", b"{{{{", b"}", b"]", b'"', b"'", b"|", b">", b"#", b": ", b"\t", b"\n\n"),
    *(b"%YAML 1.1\n", b"no", b"yes", b"012", b"1e400", b".nan", b"0x1F", b"9" * 400, b"-1"),
    *(b"2026-02-30", b"~", b"null", b"\0", b"\x1b[2J", b'"\\0"', b'"\\ud800"', b"\xff\xfe"),
    *(b"\xef\xbb\xbf", "\u202eabc\u2066".encode(), b"${icf:who}", b"selected(${a}, 'x')"),
    *(b"not not ", b"((((", b" or " * 90, b"${" * 200, b"=1+1", b"@SUM(A1)", b"icf:status"),
    *(b"fire:", b"x" * 200, b"../../etc/passwd", b"<b>", b"&lt;"),
)
XML = (
    *(b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>", b"&x;", b"<![CDATA[", b"<c "),
    *(b"</row>", b'<c r="XFD1048576"><v>1</v></c>', b'<row r="99999999999">', b"<f>1+1</f>"),
    *(b' t="e"', b' t="s"', b"<v>999999999999999999999</v>", b"<v>1e400</v>", b"<v>-1</v>"),
    *(b' count="4294967295"', b"<x/>" * 300),
)
NAMES = (
    *("../../evil.xml", "/etc/passwd", "xl/worksheets/../../x.xml", "a" * 300),
    *("con", "xl\\sheet.xml", " "),
)


SIGNS = string.printable.encode()


@dataclass(frozen=True)
class Input:
    """What is given to a reader; ``is_book`` says to which."""

    number: int
    content: bytes
    is_book: bool
    made_by: str


def input_of(seed: int, number: int) -> Input:
    """The input of a number; always the same for the same seed."""
    dice = Random(f"{seed}-{number}")
    is_book = number % 3 == 0
    if dice.random() < 0.04:
        return _hostile(dice, number, is_book)
    if is_book:
        return Input(number, _changed_book(_one_of(corpus.books(), dice), dice), True, "workbook")
    return Input(number, changed(_one_of(corpus.texts(), dice), dice, TOKENS), False, "pack")


def _one_of(files: tuple[bytes, ...], dice: Random) -> bytes:
    """The longest file takes longest, so it comes seldom."""
    chosen = dice.choice(files)
    return chosen if len(chosen) < 60_000 or dice.random() < 0.2 else dice.choice(files[:1])


def _hostile(dice: Random, number: int, is_book: bool) -> Input:
    if is_book:
        make = dice.choice(corpus.HOSTILE_BOOKS)
        content = corpus.book(make(dice))
        name = make.__name__
    else:
        write = dice.choice(corpus.HOSTILE_TEXTS)
        content, name = write(dice).encode()[:500_000], write.__name__
    if dice.random() < 0.3:
        content = _changed_book(content, dice) if is_book else changed(content, dice, TOKENS)
    return Input(number, content, is_book, name)


def changed(content: bytes, dice: Random, tokens: tuple[bytes, ...]) -> bytes:
    """The content with one to six changes."""
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(content) + 1)
        match dice.randrange(9):
            case 0:
                content = content[:place] + _noise(dice) + content[place:]
            case 1:
                content = content[:place] + content[place + dice.randint(1, 30) :]
            case 2 | 3:
                content = content[:place] + dice.choice(tokens) + content[place:]
            case 4:
                content = content[: max(place, 1)] if dice.random() < 0.2 else content
            case 5:
                piece = content[place : place + dice.choice([3, 40, 400])]
                content = content[:place] + piece * dice.choice([1, 2, 20]) + content[place:]
            case _:
                content = _other_lines(content, dice, tokens)
    return content


def _noise(dice: Random) -> bytes:
    """A few random signs, seldom ones that are no text at all: those are refused at once."""
    size = dice.randint(1, 4)
    return dice.randbytes(size) if dice.random() < 0.1 else bytes(dice.choices(SIGNS, k=size))


def _other_lines(content: bytes, dice: Random, tokens: tuple[bytes, ...]) -> bytes:
    """Lines exchanged, doubled, taken out, or with another value."""
    lines = content.split(b"\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(4):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            lines.insert(one, lines[other])
        case 2:
            del lines[one]
        case _:
            name, colon, _ = lines[one].partition(b":")
            lines[one] = name + colon + b" " + dice.choice(tokens)
    return b"\n".join(lines)


def _changed_book(content: bytes, dice: Random) -> bytes:
    if dice.random() < 0.15:
        return changed(content, dice, TOKENS)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    for _ in range(dice.randint(1, 3)):
        _change_parts(parts, dice)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return stream.getvalue()


def _change_parts(parts: list[tuple[str, bytes]], dice: Random) -> None:
    if not parts:
        return
    place = dice.randrange(len(parts))
    name, part = parts[place]
    match dice.randrange(12):
        case 0:
            parts[place] = (dice.choice(NAMES), part)
        case 1:
            parts.append(
                (dice.choice([*NAMES, name]), dice.choice([part, b"", b"<a/>", bytes(2_000_000)]))
            )
        case 2:
            del parts[place]
        case 3:
            other = dice.randrange(len(parts))
            parts[place], parts[other] = (name, parts[other][1]), (parts[other][0], part)
        case 4:
            parts[place] = (name, changed(part, dice, XML))
        case _:
            _change_texts(parts, dice)


def _change_texts(parts: list[tuple[str, bytes]], dice: Random) -> None:
    """Other texts in some cells, or the cells of a sheet in another order."""
    wanted = "sharedStrings" if dice.random() < 0.7 else "worksheets/"
    places = [place for place, (name, _) in enumerate(parts) if wanted in name]
    if not places:
        return
    place = dice.choice(places)
    name, part = parts[place]
    mark = b"<t>" if b"<t>" in part else b"<row "
    pieces = part.split(mark)
    for _ in range(dice.randint(1, 5)):
        one, other = dice.randrange(1, len(pieces) + 1), dice.randrange(1, len(pieces) + 1)
        if max(one, other) >= len(pieces):
            continue
        if mark == b"<t>" and dice.random() < 0.6:
            token = dice.choice(TOKENS).replace(b"&", b"&amp;").replace(b"<", b"&lt;")
            pieces[one] = token + b"</t>" + pieces[one].partition(b"</t>")[2]
        else:
            pieces[one], pieces[other] = pieces[other], pieces[one]
    parts[place] = (name, mark.join(pieces))
