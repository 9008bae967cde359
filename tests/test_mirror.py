"""tests/ mirrors the tree: whoever reads a file knows where its tests are, and the other way round."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.tree import PACKAGES, python_sources, repository_files, syntax

PLAYED = "a scene of the demonstration, played with real processes by tests/ops/demo/test_play.py"
MEASURED = "a part of the laboratory, set up whole with real processes by tests/ops/cli/test_lab.py"
FOREIGN = "run by another engine's interpreter: `veilleuse bench peers` runs it and compares both sides"
# Source files that have no test file of their own, each with the reason. A line that is no longer true fails.
NO_TEST_OF_ITS_OWN: dict[str, str] = (
    {f"ops/demo/{scene}.py": PLAYED for scene in ("apart", "day", "hospital", "office", "people", "rescue")}
    | {f"ops/lab/{part}.py": MEASURED for part in ("__main__", "cable", "site", "wiring")}
    | {
        f"ops/bench/peers/drivers/{name}.py": FOREIGN
        for name in ("asked", "crdt", "loro_driver", "morango_driver", "pycrdt_driver", "records/models")
    }
)


def _test_of(source: Path) -> Path:
    return Path("tests") / source.with_name(f"test_{source.name}")


def declares_only(tree: ast.AST) -> bool:
    """Whether a file holds shapes and names alone (structs, Protocols, errors)."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return all(isinstance(one, ast.Expr | ast.Pass) for function in functions for one in function.body)


def _sources() -> list[Path]:
    return [
        path
        for path in python_sources(*PACKAGES)
        if path.name != "__init__.py"
        and not path.is_relative_to("schema/migrations")  # tests/schema migrates as a whole
        and not declares_only(syntax(path))
    ]


def test_every_source_file_has_its_test_file() -> None:
    files = set(repository_files())
    missing = [
        f"{source} -> {_test_of(source)}"
        for source in _sources()
        if _test_of(source) not in files and str(source) not in NO_TEST_OF_ITS_OWN
    ]
    assert not missing, "no test file:\n" + "\n".join(missing)


def test_no_exception_outlives_its_reason() -> None:
    files = set(repository_files())
    over = [name for name in NO_TEST_OF_ITS_OWN if Path(name) not in files or _test_of(Path(name)) in files]
    assert not over, f"no longer needed in NO_TEST_OF_ITS_OWN: {', '.join(over)}"


def test_a_file_with_a_rule_in_it_is_more_than_declarations() -> None:
    assert declares_only(ast.parse("class A(Protocol):\n    def f(self) -> int:\n        'Words.'\n"))
    assert declares_only(ast.parse("A = 1\nclass B: ..."))
    assert not declares_only(ast.parse("def f() -> int:\n    return 1"))
