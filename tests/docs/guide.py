"""A guide, followed word for word: files are written, commands typed, and output looked for.

- A fenced block is written to a file where the words before it end in “Write `path`:”, and added to
  one where they end in “Add to the end of `path`:”.
- A block of ``sh`` is typed, in the folder in which the block before it ended.
- Every line of a block of ``text`` has to stand in what the last ``sh`` block printed.
"""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.house.source import ROOT

BLOCK = re.compile(r"(?P<before>(?:.*\n)*?)```(?P<language>\w+)\n(?P<text>(?:.*\n)*?)```\n")
FILE = re.compile(r"(?P<how>Write|Add to the end of)\s+`(?P<path>[^`]+)`:\s*$")
PATIENCE_S = 300


@dataclass
class Follower:
    """Somebody who follows a guide, in an empty folder.

    ``did`` names each step: ``write path``, ``add path``, ``type command``, ``read line``.
    """

    folder: Path
    environment: Mapping[str, str]
    at: Path = field(init=False)
    printed: str = ""
    did: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at = self.folder

    def follow(self, guide: str) -> None:
        """From the first block of the guide to its last."""
        for block in BLOCK.finditer((ROOT / "docs" / guide).read_text(encoding="utf-8")):
            language, text = block["language"], block["text"]
            file = FILE.search(block["before"])
            if language == "sh":
                self.type(text)
            elif language == "text":
                self.read(text)
            else:
                assert file, f"{guide}: nobody knows what to do with this block:\n{text}"
                self.write(file["path"], text, adds=file["how"] != "Write")

    def type(self, commands: str) -> None:
        """Type commands; each has to succeed."""
        script = f"set -e\n{commands}\npwd > {self.folder}/.where\n"
        done = subprocess.run(
            ["/bin/sh", "-c", script],
            cwd=self.at,
            env=dict(self.environment),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        self.printed = done.stdout + done.stderr
        assert done.returncode == 0, f"{commands}\n{self.printed}"
        self.at = Path((self.folder / ".where").read_text().strip())
        self.did += [f"type {line}" for line in commands.splitlines()]

    def read(self, expected: str) -> None:
        """Look for each line in what was printed last."""
        for line in expected.splitlines():
            assert line in self.printed, f"“{line}” was not printed:\n{self.printed}"
            self.did.append(f"read {line}")

    def write(self, path: str, text: str, adds: bool) -> None:
        """Write a file, or add to one that is there."""
        file = self.at / path
        assert file.is_file() or not adds, path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text((file.read_text(encoding="utf-8") if adds else "") + text, encoding="utf-8")
        self.did.append(f"{'add' if adds else 'write'} {path}")
