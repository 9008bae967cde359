"""Where this repository's files are, for the tests that look at the house itself.

Git is asked when it is there, so that what a developer keeps beside the project is nobody's business;
an unpacked archive is walked instead.
"""

from __future__ import annotations

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("schema", "sync", "node", "ui", "ops")
_NOT_OURS = {".git", ".venv", "__pycache__", "build", "dist"}


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file of the repository, relative to its root: tracked, or new and not ignored."""
    if (ROOT / ".git").exists():
        # safe.directory: a checkout often belongs to another user than the one who tests it.
        command = [
            "git",
            "-c",
            "safe.directory=*",
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()
        names = (Path(name) for name in listed.split("\0") if name)
        return tuple(sorted(name for name in names if (ROOT / name).is_file()))
    walked = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return tuple(
        sorted(
            path
            for path in walked
            if not _NOT_OURS.intersection(path.parts) and not path.parts[0].endswith("_cache")
        )
    )


def python_sources(*below: str) -> list[Path]:
    """The Python files below these folders, relative to the root."""
    return [
        path
        for path in repository_files()
        if path.suffix == ".py" and any(path.is_relative_to(folder) for folder in below)
    ]


@cache
def syntax(path: Path) -> ast.Module:
    """The parsed text of one Python file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=str(path))


def imported_names(path: Path) -> set[str]:
    """The dotted names that a file imports; `from a import b` counts as `a`."""
    names: set[str] = set()
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.add(node.module)
    return names


@cache
def project_file() -> dict[str, Any]:
    """pyproject.toml, parsed."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
