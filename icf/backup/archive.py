"""The file that a backup is: a .tar with the database, the instance's files, and a manifest.

``manifest.json`` comes last. It names every other member with its length and hash, and the contents
of each table, so that what was restored can be compared with what was there.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from icf.backup.contents import Contents
from icf.errors import ConfigError

FORMAT = 1
MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 20_000_000
DATABASE = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
FILES = "instance/"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Manifest:
    """What is in a backup.

    Args:
        step: the migration step of its tables.
        made_at: the moment, in ISO format with a zone.
        members: for each other member of the file its length and SHA-256.
        tables: for each table its number of rows and their SHA-256.
    """

    toolkit: str
    step: str
    made_at: str
    database: str
    tables: Contents
    members: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    format: int = FORMAT


def write_archive(
    target: Path, manifest: Manifest, database: Path, files: Mapping[str, Path]
) -> None:
    """Write a backup, readable for its owner alone. It is there whole or not at all.

    Args:
        files: the instance's files by their names in it.
    """
    unfinished = target.with_name(f".{target.name}.part")
    members: dict[str, tuple[int, str]] = {}
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar:
                named = {DATABASE[manifest.database]: database}
                named |= {FILES + name: path for name, path in files.items()}
                for name, path in named.items():
                    members[name] = _add(tar, name, path)
                text = json.dumps({**asdict(manifest), "members": members}, indent=1).encode()
                _add_stream(tar, MANIFEST, io.BytesIO(text), len(text))
            raw.flush()
            os.fsync(raw.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, name: str, path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        length = os.fstat(file.fileno()).st_size
        return length, _add_stream(tar, name, file, length)


def _add_stream(tar: tarfile.TarFile, name: str, file: IO[bytes], length: int) -> str:
    member = tarfile.TarInfo(name)
    member.size, member.mode = length, 0o600
    reader = _Hashing(file)
    tar.addfile(member, reader)
    return reader.digest.hexdigest()


class _Hashing:
    """Hashes what is read through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._file.read(size)
        self.digest.update(block)
        return block


def read_manifest(archive: Path) -> Manifest:
    """What a backup says that it holds.

    Raises:
        ConfigError: it is no backup of ours, cut off, or of a later format.
    """
    try:
        with tarfile.open(archive) as tar:
            member = tar.getmember(MANIFEST)
            if member.size > MOST_MANIFEST_BYTES:
                raise ValueError(MANIFEST)
            given = json.load(tar.extractfile(member) or io.BytesIO())
        manifest = Manifest(
            **{**given, "members": _pairs(given["members"]), "tables": _pairs(given["tables"])}
        )
    except (tarfile.TarError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise _not_sound(archive, "This is no whole backup of the toolkit") from error
    if manifest.format != FORMAT or manifest.database not in DATABASE:
        raise _not_sound(archive, "This backup was made by another version of the toolkit")
    return manifest


def _pairs(given: Mapping[str, Any]) -> dict[str, tuple[int, str]]:
    return {str(name): (int(count), str(sha256)) for name, (count, sha256) in given.items()}


def unpack(archive: Path, manifest: Manifest, folder: Path) -> Path:
    """Put the members into an empty folder, each checked against its hash.

    Returns:
        The database in it. The instance's files are in ``instance`` beside it.

    Raises:
        ConfigError: a member is missing, changed, or has a name that leads elsewhere.
    """
    wanted = dict(manifest.members)
    with tarfile.open(archive) as tar:
        for member in _read(tar, archive):
            if member.name == MANIFEST:
                continue
            if not member.isfile() or not _is_plain(member.name) or member.name not in wanted:
                raise _not_sound(archive, f"“{member.name}” does not belong into a backup")
            got = _write(tar, member, folder / member.name)
            if got != wanted.pop(member.name):
                raise _not_sound(archive, f"“{member.name}” is not what it was")
    if wanted:
        raise _not_sound(archive, f"“{min(wanted)}” is missing")
    return folder / DATABASE[manifest.database]


def _read(tar: tarfile.TarFile, archive: Path) -> Iterator[tarfile.TarInfo]:
    try:
        yield from tar
    except tarfile.TarError as error:
        raise _not_sound(archive, "It is cut off") from error


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    plain = not path.is_absolute() and ".." not in path.parts and str(path) == name
    return plain and "\\" not in name and (name in DATABASE.values() or name.startswith(FILES))


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> tuple[int, str]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    source, digest, length = tar.extractfile(member), hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        while source and (block := source.read(BLOCK)):
            digest.update(block)
            length += file.write(block)
    return length, digest.hexdigest()


def _not_sound(archive: Path, what: str) -> ConfigError:
    return ConfigError(f"{what}.", "Use another backup.", str(archive))
