"""A backup holds everything, says so truthfully, and comes back whole or not at all."""

import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from icf import config
from icf.accounts.models import Organisation
from icf.app import create_app
from icf.backup.archive import MANIFEST, read_manifest
from icf.backup.service import back_up, delete_older, newest_backup, restore, try_backup
from icf.cli import main
from icf.config import Settings, load_settings
from icf.db import db
from icf.errors import ConfigError
from tests.support import SECRET_KEY

NewPlace = Callable[[str], Path]


def test_a_restored_installation_is_the_one_that_was_backed_up(
    installation: Settings, new_place: NewPlace, organisation: object
) -> None:
    made = back_up(installation)
    folder = new_place("restored")

    restored = restore(made.path, folder)

    assert restored.manifest == made.manifest
    assert made.rows > 1
    assert (folder / "secret").read_text() == SECRET_KEY
    assert (folder / "plugins" / "own" / "pack.yaml").read_text() == "ours"
    again = create_app(instance=folder)
    with again.app_context():
        assert db.session.scalars(sa.select(Organisation.name)).all() == ["Brooktown Council"]
    with again.app_context():
        db.engine.dispose()


def test_a_backup_and_what_comes_out_of_it_are_for_their_owner_alone(
    installation: Settings, new_place: NewPlace
) -> None:
    made, folder = back_up(installation), new_place("restored")

    restore(made.path, folder)

    for path in (made.path, folder / "secret"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_neither_backups_nor_the_lock_nor_links_go_into_a_backup(installation: Settings) -> None:
    back_up(installation)
    (installation.instance / "write.lock").touch()
    (installation.instance / "link").symlink_to("/etc")

    second = back_up(installation, installation.instance.parent / "second.tar")

    names = [name for name in second.manifest.members if name.startswith("instance/")]
    assert names == ["instance/plugins/own/pack.yaml", "instance/secret"]


def rewritten(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """A copy of a backup in which members were changed or left out."""
    copy = path.with_name("changed.tar")
    with tarfile.open(path) as old, tarfile.open(copy, "w") as new:
        for member in old:
            file = old.extractfile(member)
            assert file is not None
            changed = change(member.name, file.read())
            if changed is not None:
                info = tarfile.TarInfo(changed[0])
                info.size = len(changed[1])
                new.addfile(info, io.BytesIO(changed[1]))
    return copy


def spoilt(name: str, content: bytes) -> tuple[str, bytes]:
    return name, content[:-1] + b"?" if name.startswith("database") else content


def without_secret(name: str, content: bytes) -> tuple[str, bytes] | None:
    return None if name == "instance/secret" else (name, content)


def elsewhere(name: str, content: bytes) -> tuple[str, bytes]:
    text = (
        content.replace(b"instance/secret", b"instance/../../evil") if name == MANIFEST else content
    )
    return name.replace("instance/secret", "instance/../../evil"), text


def other_rows(name: str, content: bytes) -> tuple[str, bytes]:
    if name != MANIFEST:
        return name, content
    manifest = json.loads(content)
    manifest["tables"]["audit"][0] += 1
    return name, json.dumps(manifest).encode()


def from_the_future(name: str, content: bytes) -> tuple[str, bytes]:
    return name, content.replace(b'"format": 1', b'"format": 2') if name == MANIFEST else content


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (spoilt, "is not what it was"),
        (without_secret, "is missing"),
        (elsewhere, "does not belong into a backup"),
        (other_rows, "is not what was backed up"),
        (from_the_future, "another version"),
    ],
)
def test_a_backup_that_was_changed_is_refused_and_nothing_is_made(
    installation: Settings, new_place: NewPlace, change: Callable[..., object], words: str
) -> None:
    changed = rewritten(back_up(installation).path, change)  # type: ignore[arg-type]
    folder = new_place("restored")

    with pytest.raises(ConfigError, match=words):
        restore(changed, folder)

    assert [path.name for path in folder.iterdir()] == ["icf.toml"]
    assert not list(folder.parent.parent.rglob("evil"))


@pytest.mark.parametrize("length", [0, 100, 5_000, -700, -2_000])
def test_a_backup_that_is_cut_off_is_refused(
    installation: Settings, new_place: NewPlace, length: int
) -> None:
    made = back_up(installation).path
    whole = made.read_bytes()
    end = length if length >= 0 else whole.rindex(b"manifest.json") - length
    made.write_bytes(whole[:end])

    with pytest.raises(ConfigError, match="Use another backup"):
        restore(made, new_place("restored"))


def test_nothing_is_restored_over_an_installation(installation: Settings) -> None:
    made, before = back_up(installation), sorted(installation.instance.rglob("*"))

    with pytest.raises(ConfigError, match="installation in this folder already"):
        restore(made.path, installation.instance)

    assert sorted(installation.instance.rglob("*")) == before


def test_nothing_is_restored_into_a_database_that_is_in_use(
    installation: Settings, tmp_path: Path
) -> None:
    made, folder = back_up(installation), tmp_path / "restored"
    folder.mkdir()
    lines = [f'database_url = "{installation.database}"']
    lines += [f'database_owner_url = "{installation.database_owner}"']
    (folder / "icf.toml").write_text("\n".join(lines))

    with pytest.raises(ConfigError, match="There is a database already"):
        restore(made.path, folder)


def test_trying_a_backup_changes_nothing(installation: Settings) -> None:
    made = back_up(installation)
    before = sorted(installation.instance.rglob("*"))

    tried = try_backup(made.path, installation)

    assert tried.manifest == read_manifest(made.path)
    assert sorted(installation.instance.rglob("*")) == before


def test_a_backup_that_fails_leaves_no_half_file(installation: Settings) -> None:
    os.chmod(installation.instance / "secret", 0o600)
    (installation.instance / "gone").symlink_to("nowhere")
    made = back_up(installation)

    with pytest.raises(ConfigError, match="a file of this name"):
        back_up(installation, made.path)

    assert sorted(path.name for path in installation.backups.iterdir()) == [made.path.name]


def test_old_backups_go_and_the_newest_stay(tmp_path: Path) -> None:
    names = [f"icf-2026-11-{day:02}-010000.tar" for day in range(1, 11)]
    for name in (*names, "another.tar"):
        (tmp_path / name).touch()

    gone = delete_older(tmp_path, keep=3)

    assert gone == 7
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another.tar", *names[-3:]]
    assert newest_backup(tmp_path) == tmp_path / names[-1]


@pytest.mark.database("sqlite")
def test_the_commands_say_what_they_did(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(config.INSTANCE_VARIABLE, str(tmp_path / "first"))
    runner = CliRunner()
    runner.invoke(main, ["init"])
    file = tmp_path / "one.tar"

    written = runner.invoke(main, ["backup", str(file)])
    tried = runner.invoke(main, ["restore", "--try", str(file)])
    refused = runner.invoke(main, ["restore", str(file)])
    monkeypatch.setenv(config.INSTANCE_VARIABLE, str(tmp_path / "second"))
    restored = runner.invoke(main, ["restore", str(file)])

    assert "Written: " in written.output
    assert "Sound: " in tried.output
    assert (refused.exit_code, "already" in refused.output) == (2, True)
    assert f"Restored: {tmp_path / 'second'}" in restored.output
    assert (
        load_settings(tmp_path / "second").secret_key
        == load_settings(tmp_path / "first").secret_key
    )
