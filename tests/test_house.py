"""The house rules that a machine can check: our names, our root, our words."""

from __future__ import annotations

import importlib.util
import re
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.tree import PACKAGES, ROOT, repository_files

ROOT_LAYOUT = {
    ".ci", ".github", ".gitignore", "LICENSE", "README.md", "pyproject.toml", "tests", *PACKAGES,
}  # fmt: skip

# Written in pieces, because this file is searched too.
_NOT_ABOUT_US = ("assis" + "tant", "sand" + "box", "chat" + "bot", "co" + "pilot", "l" + "lm", "g" + "pt")
WORDS = re.compile(rf"\b({'|'.join(_NOT_ABOUT_US)})s?\b", re.IGNORECASE)
MACHINE_PATHS = re.compile(r"(?<![\w.~$}])/(work|root|home/\w+|Users/\w+)/|\b[A-Z]:\\Users\\")
REGISTRY_HOSTS = re.compile(
    r"\b(pypi|pythonhosted|npmjs|debian|crates|golang)\.(org|com|io)\b", re.IGNORECASE
)
# Where this very copy stands; one level below the top, that would be a word like any other.
HERE = re.compile(rf"(?<![\w.~$}}]){re.escape(str(ROOT))}/" if len(ROOT.parts) > 2 else r"(?!)")


@pytest.mark.parametrize("name", PACKAGES)
def test_our_names_are_ours(name: str) -> None:
    """Public packages are called `schema` and `ops` too: one of them must never stand in for ours."""
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin == str(ROOT / name / "__init__.py")


def test_the_command_is_ours() -> None:
    (command,) = entry_points(group="console_scripts", name="veilleuse")
    assert command.value == "ops.cli:main"
    assert callable(command.load())


def test_the_root_holds_what_it_should_and_no_more() -> None:
    assert {path.parts[0] for path in repository_files()} == ROOT_LAYOUT


def test_no_lock_file_is_kept() -> None:
    assert not [path for path in repository_files() if path.name in {"uv.lock", "pylock.toml", "poetry.lock"}]


@pytest.mark.parametrize(
    "sort",
    [WORDS, MACHINE_PATHS, REGISTRY_HOSTS, HERE],
    ids=["words", "machine paths", "registry hosts", "this copy"],
)
def test_the_project_speaks_of_itself_alone(sort: re.Pattern[str]) -> None:
    found = [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in repository_files()
        for number, line in enumerate(_lines(path), start=1)
        if sort.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("sort", "line"),
    [
        (WORDS, "made in a Sand" + "box"),
        (MACHINE_PATHS, "see /ro" + "ot/notes"),
        (MACHINE_PATHS, "see /ho" + "me/somebody/notes"),
        (REGISTRY_HOSTS, "from py" + "pi.org"),
    ],
)
def test_the_search_finds(sort: re.Pattern[str], line: str) -> None:
    assert sort.search(line)


@pytest.mark.parametrize("package", ["node", "sync"])
def test_what_is_logged_is_named_after_its_module(package: str) -> None:
    """By that name the packages keep it from the sentences of a command."""
    named = [
        (path.name, name)
        for path in sorted((ROOT / package).rglob("*.py"))
        for name in re.findall(r"getLogger\(([^)]*)\)", path.read_text(encoding="utf-8"))
    ]
    assert named
    assert {name for _, name in named} == {"__name__"}, named


def _lines(path: Path) -> list[str]:
    """The lines of a text file; a picture or a compiled catalogue has none."""
    try:
        return (ROOT / path).read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []
