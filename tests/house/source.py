"""Our Python files and what each of them imports, read without running them."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Import(NamedTuple):
    path: Path
    line: int
    module: str
    at_module_level: bool

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: imports {self.module}"


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> Iterator[Import]:
    """Every module that a file imports, under its full name, also those inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for module in _imported_modules(node, path):
            yield Import(path, node.lineno, module, node in tree.body)


def is_within(module: str, *packages: str) -> bool:
    """True for the packages themselves and for everything below them."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def _imported_modules(node: ast.AST, path: Path) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    base = node.module or ""
    if node.level:
        package = path.relative_to(ROOT).with_suffix("").parts[: -node.level]
        base = ".".join([*package, *([base] if base else [])])
    # `from icf import errors` imports the module icf.errors.
    return [f"icf.{alias.name}" for alias in node.names] if base == "icf" else [base]
