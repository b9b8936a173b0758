"""Packs as files: YAML text in, core values out, every fault at once with its line and cure.

The stages, each a module: ``tree`` reads YAML into plain values that remember their places,
``model`` checks the shape with pydantic, ``build`` makes the core values (conditions through
``grammar``), ``icf.core.check`` follows the references, and ``read`` puts the faults in order.
pydantic, ruamel.yaml and lark are imported at the first pack that is read.
"""

from pathlib import Path

from icf.core.questionnaire import Pack
from icf.errors import PackError

SIZE_LIMIT = 500_000
VALUE_LIMIT = 30_000
"""Keys and values together, ten times those of the framework; reading takes about a second."""


def read_pack(path: Path, core: Pack | None = None) -> Pack:
    """The pack in a file.

    Args:
        path: a YAML file of at most 500 KB, in UTF-8.
        core: the core pack, against which an overlay's references are checked; without it
            references into the core are taken on trust until the pack is composed.

    Raises:
        PackError: ``faults`` has a line ``file:line:column: where: problem`` for each fault.
    """
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise PackError(
            f"The pack cannot be read: {error.strerror}.", "Check the path.", where=str(path)
        ) from None
    return read_pack_bytes(content, str(path), core)


def read_pack_bytes(content: bytes, name: str, core: Pack | None = None) -> Pack:
    """The pack in the content of a file, such as an upload; ``name`` is used in faults.

    Raises:
        PackError: too large, not UTF-8, or any fault in the pack.
    """
    if len(content) > SIZE_LIMIT:
        raise PackError("The pack is larger than 500 KB.", "Split it into two packs.", where=name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PackError(
            f"The file is not in UTF-8: line {line} has the byte 0x{content[error.start]:02x}.",
            "Save it as UTF-8.",
            where=name,
        ) from None
    return read_pack_text(text, name, core)


def read_pack_text(text: str, name: str = "pack", core: Pack | None = None) -> Pack:
    """The pack in a text. A text that was read before is not parsed again.

    Raises:
        PackError: any fault in the pack.
    """
    from icf.packfile.read import sound_pack

    if len(text.encode()) > SIZE_LIMIT:
        raise PackError("The pack is larger than 500 KB.", "Split it into two packs.", where=name)
    return sound_pack(text, name, core)
