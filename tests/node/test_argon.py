"""Stretching, and what it refuses to pay."""

import ast

import pytest

from node.argon import STANDARD_COST, Cost, stretch
from tests.cheap import PRICED
from tests.tree import python_sources, syntax


def test_stretching_is_argon2id() -> None:
    """A published vector of the reference implementation (its `test.c`, Argon2id, t=2, m=2^8, p=1)."""
    expected = "9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe"
    assert stretch(b"password", b"somesalt", Cost(256, 2, 1)).hex() == expected


def test_everything_matters() -> None:
    base = Cost(16, 1, 1)
    keys = {
        stretch(b"a", b"0" * 16, base),
        stretch(b"b", b"0" * 16, base),
        stretch(b"a", b"1" * 16, base),
        stretch(b"a", b"0" * 16, Cost(24, 1, 1)),
        stretch(b"a", b"0" * 16, Cost(16, 2, 1)),
        stretch(b"a", b"0" * 16, Cost(16, 1, 2)),
    }
    assert len(keys) == 6
    assert all(len(key) == 32 for key in keys)


def test_the_standard_cost_is_what_the_design_asks() -> None:
    assert STANDARD_COST.reasonable
    assert STANDARD_COST.memory_kib >= 64 * 1024
    assert STANDARD_COST.passes >= 3


def test_everybody_pays_the_standard_cost_unless_told() -> None:
    """As it is written: tests are told (`tests/cheap.py`)."""
    found: set[tuple[str, str]] = set()
    for path in python_sources("node", "ops"):
        for function in ast.walk(syntax(path)):
            if not isinstance(function, ast.FunctionDef):
                continue
            every = function.args
            positional = zip(reversed(every.args), reversed(every.defaults), strict=False)
            for argument, default in (*positional, *zip(every.kwonlyargs, every.kw_defaults, strict=True)):
                if default is not None and argument.annotation and "Cost" in ast.unparse(argument.annotation):
                    assert ast.unparse(default) == "STANDARD_COST", f"{path}: {function.name}"
                    found.add((".".join(path.with_suffix("").parts), function.name))
    assert found == {(function.__module__, function.__name__) for function in PRICED}


@pytest.mark.parametrize(
    "cost",
    [
        Cost(1 << 30, 3, 4),  # a terabyte
        Cost(64 * 1024, 1 << 30, 4),  # a century
        Cost(64 * 1024, 3, 1 << 20),  # a million threads
        Cost(7, 1, 1),  # less than the algorithm can do
        Cost(64, 0, 1),
        Cost(64, 1, 0),
        Cost(-1, -1, -1),
    ],
)
def test_an_absurd_cost_is_refused_before_it_is_paid(cost: Cost) -> None:
    assert not cost.reasonable
    with pytest.raises(ValueError, match="cost"):
        stretch(b"a", b"0" * 16, cost)
