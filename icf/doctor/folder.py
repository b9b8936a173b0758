"""The instance folder, its secret, the disk it is on, and backups."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icf.backup.archive import read_manifest
from icf.backup.service import newest_backup
from icf.config import SECRET_FILE, Settings
from icf.doctor.finding import Finding, failed, ok, warning
from icf.errors import ConfigError

LEAST_SECRET = 32
LEAST_FREE_BYTES = 1_000_000_000
BACKUP_AGE = timedelta(hours=30)
"""A night's backup and some hours."""

NETWORK_FILE_SYSTEMS = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p"}
MOUNTS = Path("/proc/mounts")


def check_secret(settings: Settings) -> Iterator[Finding]:
    """The key that signs cookies: long enough, and nobody else's to read."""
    if len(settings.secret_key) < LEAST_SECRET:
        yield failed("secret", "The secret is missing or too short.", "Run icf init to make one.")
        return
    path = settings.instance / SECRET_FILE
    if path.exists() and path.stat().st_mode & 0o077:
        yield failed("secret", "Others on this machine can read the secret.", f"chmod 600 {path}")
    elif settings.instance.stat().st_mode & 0o007:
        yield warning(
            "secret", "Others on this machine can look into the instance folder.",
            f"chmod 700 {settings.instance}",
        )  # fmt: skip
    else:
        yield ok("secret", "It is long enough, and readable for its owner alone.")


def check_disk(settings: Settings) -> Iterator[Finding]:
    """Room for what people write, on a disk whose locks can be relied on."""
    free = shutil.disk_usage(settings.instance).free
    words = f"{free / 1e9:.1f} GB are free."
    if free < LEAST_FREE_BYTES:
        yield failed("disk", words, "Make room before answers cannot be saved any more.")
    else:
        yield ok("disk", words)
    kind = file_system(settings.instance)
    if kind in NETWORK_FILE_SYSTEMS:
        yield failed(
            "disk", f"The instance folder is on a network disk ({kind}), whose locks may not hold.",
            "Put it on a disk of this machine, or use PostgreSQL.",
        )  # fmt: skip


def file_system(folder: Path, mounts: Path = MOUNTS) -> str:
    """The kind of file system that a folder is on; empty where the system does not say."""
    if not mounts.exists():
        return ""
    found, real = ("", ""), os.path.realpath(folder)
    for line in mounts.read_text().splitlines():
        _device, at, kind, *_rest = line.split()
        inside = real == at or real.startswith(at.rstrip("/") + "/")
        if inside and len(at) >= len(found[0]):
            found = (at, kind)
    return found[1]


def check_backups(settings: Settings) -> Iterator[Finding]:
    """Whether there is a backup that is recent and whole to its end."""
    cure = "Set backups_kept, or run icf backup every night; see docs/deploying.md."
    newest = newest_backup(settings.backups) if settings.backups.is_dir() else None
    if newest is None:
        yield failed("backups", f"There is none in {settings.backups}.", cure)
        return
    try:
        made_at = datetime.fromisoformat(read_manifest(newest).made_at)
    except ConfigError as error:
        yield failed("backups", str(error), cure)
        return
    age = datetime.now(UTC) - made_at
    words = f"The newest, {newest.name}, is {age.total_seconds() / 3600:.0f} hours old."
    yield ok("backups", words) if age <= BACKUP_AGE else failed("backups", words, cure)
    if settings.instance in settings.backups.parents and _same_disk(settings):
        yield warning(
            "backups", "They are on the disk that they are backups of.",
            "Set backups_folder to another disk, or copy them elsewhere.",
        )  # fmt: skip


def _same_disk(settings: Settings) -> bool:
    return settings.instance.stat().st_dev == settings.backups.stat().st_dev
