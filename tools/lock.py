"""Pins every package with its hashes: requirements.txt to run, requirements-dev.txt to test too.

uv resolves for every supported Python at once; plain pip installs what it wrote. uv itself comes
from pip into a throw-away environment and leaves nothing of this machine in the locks.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILE = [
    *("pip", "compile", "setup.cfg", "--upgrade", "--quiet", "--no-config"),
    *("--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--custom-compile-command", "make lock"),
]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder, "bin", "python")
        run(python, "-m", "pip", "install", "--quiet", "uv")
        compile_lock = [Path(folder, "bin", "uv"), *COMPILE]
        extras = ["--extra", "build", "--extra", "postgres", "--extra", "production"]
        run(*compile_lock, *extras, "--output-file", "requirements.txt")
        run(
            *compile_lock,
            *("--all-extras", "--constraint", "requirements.txt"),
            *("--output-file", "requirements-dev.txt"),
        )


def run(*command: str | Path) -> None:
    completed = subprocess.run(command, cwd=ROOT)
    if completed.returncode:
        sys.exit(completed.returncode)


if __name__ == "__main__":
    main()
