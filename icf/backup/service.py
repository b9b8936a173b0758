"""Making a backup of an installation, trying whether one is sound, and restoring one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import URL

from icf import __version__
from icf.backup.archive import FILES, Manifest, read_manifest, unpack, write_archive
from icf.backup.contents import rows_in
from icf.backup.postgresql import check_dump, dump_database, is_empty, restore_database
from icf.backup.sqlite import checked_contents, copy_database
from icf.config import SECRET_FILE, Settings, load_settings
from icf.db.engine import database_url, is_sqlite
from icf.errors import ConfigError
from icf.migrations import check_migrated, newest_step, prepare_database

PATTERN = "icf-*.tar"


@dataclass(frozen=True)
class Backup:
    """A backup that was made or read."""

    path: Path
    manifest: Manifest

    @property
    def rows(self) -> int:
        return rows_in(self.manifest.tables)

    @property
    def made_at(self) -> datetime:
        return datetime.fromisoformat(self.manifest.made_at)


def back_up(settings: Settings, target: Path | None = None) -> Backup:
    """Write everything of the installation into one file, while it is in use.

    Args:
        target: a new file; by default one named for the moment, in the folder for backups.
    """
    now = datetime.now(UTC)
    folder = settings.backups
    if target is None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = folder / f"icf-{now:%Y-%m-%d-%H%M%S}.tar"
    if target.exists():
        raise ConfigError("There is a file of this name already.", "Name another.", str(target))
    url = database_url(settings.database)
    check_migrated(url)
    with _beside(target) as scratch:
        copy = scratch / "database"
        kind = "sqlite" if is_sqlite(url) else "postgresql"
        if kind == "sqlite":
            tables = copy_database(Path(url.database or ""), settings.instance, copy)
        else:
            owner = database_url(settings.database_owner)
            tables = dump_database(owner, copy, settings.postgresql_programs)
        manifest = Manifest(__version__, newest_step(), now.isoformat(), kind, tables)
        write_archive(target, manifest, copy, dict(instance_files(settings, url)))
    return Backup(target, read_manifest(target))


def instance_files(settings: Settings, url: URL) -> Iterator[tuple[str, Path]]:
    """The files of the instance folder that belong into a backup, by their names in it.

    Links are left out: they lead to what is somebody else's to back up.
    """
    database = Path(url.database or "") if is_sqlite(url) else Path()
    others = {Path(f"{database}{end}") for end in ("", "-wal", "-shm", "-journal")}
    others.add(settings.instance / "write.lock")
    for path in sorted(settings.instance.rglob("*")):
        if path.is_symlink() or not path.is_file() or path in others:
            continue
        if settings.backups not in path.parents and "__pycache__" not in path.parts:
            yield path.relative_to(settings.instance).as_posix(), path


def newest_backup(folder: Path) -> Path | None:
    """The backup in a folder that was made last, by its name."""
    return max(folder.glob(PATTERN), default=None)


def delete_older(folder: Path, keep: int) -> int:
    """Delete all but the newest ``keep`` backups of a folder; says how many went."""
    old = sorted(folder.glob(PATTERN), reverse=True)[keep:]
    for path in old:
        path.unlink()
    return len(old)


def try_backup(archive: Path, settings: Settings) -> Backup:
    """Unpack a backup elsewhere and compare it with what it says of itself. Nothing is changed.

    Raises:
        ConfigError: it is not sound, and why.
    """
    manifest = read_manifest(archive)
    with _beside(archive) as scratch:
        database = unpack(archive, manifest, scratch)
        _check_database(manifest, database, settings)
    return Backup(archive, manifest)


def restore(archive: Path, instance: Path) -> Backup:
    """Make the installation of a backup again, in an instance folder with nothing in it.

    Raises:
        ConfigError: the folder or the database is in use, or the backup is not sound. Then nothing
            was changed.
    """
    manifest = read_manifest(archive)
    if int(manifest.step) > int(newest_step()):
        raise ConfigError(
            f"This backup was made by version {manifest.toolkit} of the toolkit.",
            "Install that version, or a later one, first.",
            str(archive),
        )
    _check_unused(instance)
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _beside(instance) as scratch:
        database = unpack(archive, manifest, scratch)
        files = scratch / FILES
        files.mkdir(exist_ok=True)
        target, owner, programs = _where_to(files, instance, manifest)
        if is_sqlite(target):
            _check_database(manifest, database, load_settings(files))
            _place(files, instance)
            database.replace(target.database or "")
        else:
            found = restore_database(owner, database, programs)
            _compare(manifest, found, archive)
            _place(files, instance)
    prepare_database(owner, target, instance)
    return Backup(archive, manifest)


def _where_to(files: Path, instance: Path, manifest: Manifest) -> tuple[URL, URL, str]:
    """The addresses of the database, as the settings that are restored with it say."""
    if (instance / "icf.toml").is_file():
        shutil.copy(instance / "icf.toml", files / "icf.toml")
    settings = load_settings(files)
    own = f"sqlite:///{instance / 'icf.sqlite'}"
    target = database_url(settings.database_url or own)
    owner = database_url(settings.database_owner_url or settings.database_url or own)
    kind = "sqlite" if is_sqlite(target) else "postgresql"
    if kind != manifest.database:
        raise ConfigError(
            f"The backup is of {manifest.database}, but the settings name {kind}.",
            "Set database_url to an empty database of the same kind.",
            "database_url",
        )
    taken = Path(target.database or "").exists() if is_sqlite(target) else not is_empty(owner)
    if taken:
        raise ConfigError(
            "There is a database already.", "Restore into an empty one.", "database_url"
        )
    return target, owner, settings.postgresql_programs


def _check_unused(instance: Path) -> None:
    """``icf.toml`` may be there: it says where the restored database goes on another machine."""
    there = {path.name for path in instance.iterdir()} if instance.is_dir() else set()
    if there - {"icf.toml"}:
        raise ConfigError(
            "There is an installation in this folder already.",
            "Name an empty folder with ICF_INSTANCE.",
            str(instance),
        )


def _place(files: Path, instance: Path) -> None:
    for path in sorted(files.rglob("*")):
        if path.is_file():
            target = instance / path.relative_to(files)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.replace(target)
    if not (instance / SECRET_FILE).exists():
        return
    (instance / SECRET_FILE).chmod(0o600)


def _check_database(manifest: Manifest, database: Path, settings: Settings) -> None:
    if manifest.database == "sqlite":
        _compare(manifest, checked_contents(database), database)
    else:
        check_dump(database, settings.postgresql_programs)


def _compare(manifest: Manifest, found: object, where: Path) -> None:
    if found != manifest.tables:
        raise ConfigError(
            "What is in the database is not what was backed up.", "Use another backup.", str(where)
        )


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A folder on the same disk, for what is not finished; it is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".icf-") as folder:
        os.chmod(folder, 0o700)
        yield Path(folder)
