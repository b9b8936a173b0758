"""Write docs/hooks.md from the docstrings of icf.plugin.hookspecs; with --check, compare it."""

import inspect
import sys
import textwrap
from pathlib import Path

from icf.plugin import hookspecs
from icf.plugin.manager import HOOKS

TARGET = Path(__file__).resolve().parent.parent / "docs" / "hooks.md"
QUESTIONS = ("When", "Arguments", "Returns", "With several plugins", "Errors")
OPENING = f"""\
# Hooks

<!-- Made by tools/hooks_reference.py from icf/plugin/hookspecs.py. Change it there. -->

A hook is a place where a plugin can add something. A plugin implements a hook by a function of the
same name in its module, marked with `@hookimpl` from `icf.plugin`. A function with an unknown name
is refused when the toolkit starts, and so is a wrapper around other plugins' hooks.

This is version {hookspecs.HOOK_API} of the hooks. A plugin says in `plugin.toml`, as `hook_api`,
which versions it works with: `">=1,<2"`. The first number changes when a hook changes or goes, the
second when one is added.
"""


def reference() -> str:
    """The whole page."""
    return "\n".join([OPENING, *(_section(name) for name in HOOKS)])


def _section(name: str) -> str:
    hook = getattr(hookspecs, name)
    summary, answers = _parts(inspect.getdoc(hook) or "")
    lines = [f"## {name}", "", "```python", _signature(name), "```", "", summary, ""]
    for question in QUESTIONS:
        lines += [_wrapped(f"**{question}.** {answers[question]}"), ""]
    return "\n".join(lines)


def _signature(name: str) -> str:
    hook = getattr(hookspecs, name)
    signature = inspect.signature(hook)
    returns = str(signature.return_annotation)
    for module in sorted({word.rpartition(".")[0] for word in returns.replace("[", " ").split()}):
        returns = returns.replace(f"{module}.", "") if module else returns
    return f"@hookimpl\ndef {name}({', '.join(signature.parameters)}) -> {returns}: ..."


def _parts(docstring: str) -> tuple[str, dict[str, str]]:
    """The summary, and the answer to each question, as Markdown paragraphs."""
    summary: list[str] = []
    answers: dict[str, list[str]] = {}
    into = summary
    for line in docstring.splitlines():
        if line.rstrip(":") in QUESTIONS and line.endswith(":"):
            into = answers.setdefault(line.rstrip(":"), [])
        else:
            into.append(line)
    return _paragraphs(summary), {name: _paragraphs(lines) for name, lines in answers.items()}


def _paragraphs(lines: list[str]) -> str:
    text = textwrap.dedent("\n".join(lines)).strip().replace("``", "`")
    return "\n\n".join(_wrapped(part) for part in text.split("\n\n"))


def _wrapped(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), 100, break_on_hyphens=False)


def main() -> int:
    """Write the page, or with --check compare it. 1 when it is stale."""
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(reference(), encoding="utf-8")
        return 0
    written = TARGET.read_text(encoding="utf-8") if TARGET.is_file() else ""
    if written == reference():
        return 0
    print("docs/hooks.md is stale: run python tools/hooks_reference.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
