"""Write docs/settings.md from the table in icf.config; with --check, compare it."""

import sys
from dataclasses import Field
from typing import Any

from icf.config import INSTANCE_VARIABLE, PREFIX, SETTINGS, SETTINGS_FILE
from icf.paths import CHECKOUT

TARGET = CHECKOUT / "docs" / "settings.md"
OPENING = f"""\
# Settings

<!-- Made by tools/settings_reference.py from icf/config.py. Change it there. -->

A setting comes from the last of these that has it: its default, `{SETTINGS_FILE}` in the instance
folder, and the environment. `{INSTANCE_VARIABLE}` names the instance folder; without it, that is
`instance`. A name that is not listed here is refused when the toolkit starts.
"""
KINDS = {str: "Text", int: "Whole number", bool: "True or false"}


def reference() -> str:
    """The whole page."""
    return "\n".join([OPENING, *(_section(name, field) for name, field in SETTINGS.items())])


def _section(name: str, setting: Field[Any]) -> str:
    facts = [KINDS[setting.type], f"by default {_shown(setting.default)}"]
    if setting.metadata["secret"]:
        facts.append("never shown or logged")
    return (
        f"## `{name}`\n\n{setting.metadata['sentence']}\n\n"
        f"{'; '.join(facts)}. In the environment: `{PREFIX}{name.upper()}`.\n"
    )


def _shown(default: object) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return f"`{default}`" if default != "" else "empty"


def main() -> int:
    """Write the page, or with --check compare it. 1 when it is stale."""
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(reference(), encoding="utf-8")
        return 0
    written = TARGET.read_text(encoding="utf-8") if TARGET.is_file() else ""
    if written == reference():
        return 0
    print("docs/settings.md is stale: run make docs", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
