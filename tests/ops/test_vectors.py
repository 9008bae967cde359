"""The pages of the protocol say what the program does: vectors, tables, tags, codes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.blobcheck import blob_is_right
from node.store.replica import Replica
from tests.ops import pages
from tests.ops.vectors import Vectors
from tests.tree import PACKAGES, ROOT, imported_names, python_sources, syntax

PROTOCOL = (ROOT / "ops" / "protocol.md").read_text(encoding="utf-8")
TAGS_BY_NAME_OF_A_FILE_TYPE = {"regimen", "product"}  # node/handlers/reference.py
MEASURES_ONLY = Path("ops/bench")


@pytest.mark.parametrize("page", pages.pages(), ids=lambda page: page.name)
def test_written_parts_are_up_to_date(page: Path) -> None:
    """Else: `python -m tests.ops.pages`, and a word in the commit on why stored bytes changed."""
    text = page.read_text(encoding="utf-8")
    assert text == pages.renewed(text)


def test_the_program_takes_the_transactions_of_the_page(tmp_path: Path) -> None:
    vectors = Vectors()
    replica = Replica(tmp_path, bytes(32), vectors.site, blob_is_right, create=True)
    try:
        outcome = replica.receive(vectors.transactions(), None, 1)
        assert (outcome.new, outcome.waiting, outcome.evidence) == (3, 0, ())
        assert replica.counts() == (3, 10, 0), "transactions, acts, set aside"
    finally:
        replica.close()


def test_the_second_computation_knows_nothing_of_the_program() -> None:
    ours = {*PACKAGES, "tests", "msgspec", "msgpack"}
    names = imported_names(Path("tests/ops/test_protocol.py")) - {"tests.peer.packing"}
    assert not {name for name in names if name.split(".")[0] in ours}


def test_every_tag_is_on_the_page_and_no_other() -> None:
    used = {tag for path in _program() for tag in _tags(path)} | TAGS_BY_NAME_OF_A_FILE_TYPE
    table = PROTOCOL.split("| tag |", 1)[1].split("| label |", 1)[0]
    told = {name for row in table.splitlines()[2:] for name in re.findall(r"`([a-z-]+)`", _cell(row))}
    assert told == used


def test_every_label_is_on_the_page_and_no_other() -> None:
    used = {label for path in _program() for label in _labels(path)}
    table = PROTOCOL.split("| label |", 1)[1].split("\n\n", 1)[0]
    told = {name for row in table.splitlines()[2:] for name in re.findall(r"`([a-z/0-9-]+)`", _cell(row))}
    assert told == used


@pytest.mark.parametrize(
    ("source", "functions"),
    [
        (
            "sync/membership/judging.py",
            {
                "judge",
                "_impossible",
                "_unauthorised",
                "_signed_amiss",
                "_beyond",
                "_shut_out",
                "_lacking",
                "may_agree",
            },
        ),
        ("sync/roll.py", {"admits"}),
        ("sync/standing.py", {"_why"}),
    ],
)
def test_every_reason_to_set_aside_is_on_the_page(source: str, functions: set[str]) -> None:
    codes = set(_returned_words(Path(source), functions))
    assert codes
    told = {
        code
        for row in PROTOCOL.splitlines()
        if row.startswith("|")
        for code in re.findall(r"`([a-z_]+)`", row.rsplit("|", 2)[1])
    }
    assert not codes - told


def test_every_code_of_evidence_is_on_the_page() -> None:
    calls = (
        node
        for path in python_sources("node/store")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Evidence"
    )
    codes = {ast.literal_eval(call.args[0]) for call in calls}
    assert len(codes) > 5
    assert not {code for code in codes if f"evidence `{code}`" not in PROTOCOL}


def _program() -> list[Path]:
    return [path for path in python_sources(*PACKAGES) if not path.is_relative_to(MEASURES_ONLY)]


def _cell(row: str) -> str:
    return row.split("|")[1] if row.startswith("|") else ""


def _tags(path: Path) -> Iterator[str]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tagged_hash":
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _labels(path: Path) -> Iterator[str]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
            text = node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
            if re.fullmatch(r"veilleuse/[a-z-]+/1", text):
                yield text


def _returned_words(path: Path, functions: set[str]) -> Iterator[str]:
    for function in ast.walk(syntax(path)):
        if not (isinstance(function, ast.FunctionDef) and function.name in functions):
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Return) and node.value is not None:
                for part in ast.walk(node.value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value:
                        yield part.value
