"""No binary float in anything clinical: 0.1 mg + 0.2 mg is 0.3 mg, on every workstation, to the last digit.

Read from the syntax of every file where clinical numbers live, from the types of every act and message,
and from the columns of every table.
"""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from tests.tree import imported_names, python_sources, syntax

CLINICAL = ("schema", "node/domain", "node/paper", "node/reference")
STRUCTS = (*CLINICAL, "node/api")
# A number may be a place on a page here, in a file that knows no quantity and converts nothing.
DRAWING = "node/paper"
_QUANTITIES = {"decimal", "schema.quantity", "schema.computation"}

_FLOAT_MODULES = {"cmath", "math", "numpy", "statistics"}
_EXACT_NAMES = {"comb", "gcd", "isqrt", "lcm"}  # of math: whole numbers in, whole numbers out
_FLOAT_METHODS = {"as_float", "timestamp", "total_seconds"}


def floats_in(tree: ast.AST) -> Iterator[str]:
    """Every place where this text makes, names or asks for a binary float."""
    refusals = set(_isinstance_arguments(tree))
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=float() | complex()):
                yield f"{node.lineno}: literal {node.value!r}"
            case ast.Name(id="float" | "complex") if node not in refusals:
                yield f"{node.lineno}: {node.id}"
            case ast.Attribute(attr=name) if name in _FLOAT_METHODS:
                yield f"{node.lineno}: .{name}"
            case ast.Import(names=names) if _FLOAT_MODULES & {alias.name for alias in names}:
                yield f"{node.lineno}: import of {ast.unparse(node)}"
            case ast.ImportFrom(module=str() as module, names=names) if module in _FLOAT_MODULES:
                if not {alias.name for alias in names} <= _EXACT_NAMES:
                    yield f"{node.lineno}: {ast.unparse(node)}"
            case _:
                pass


def _isinstance_arguments(tree: ast.AST) -> Iterator[ast.AST]:
    """`isinstance(value, float)` refuses a float; that is the one good reason to name it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            yield from ast.walk(node.args[1])


def draws_only(path: Path) -> bool:
    """Whether this file of the paper can only place things: a quantity reaches it as text.

    Python refuses to mix Decimal with float by itself, so what is left to forbid is the conversion.
    """
    if not path.is_relative_to(DRAWING) or imported_names(path) & _QUANTITIES:
        return False
    calls = (node.func for node in ast.walk(syntax(path)) if isinstance(node, ast.Call))
    return not any(isinstance(called, ast.Name) and called.id == "float" for called in calls)


@pytest.mark.parametrize("path", python_sources(*CLINICAL), ids=str)
def test_no_float_in_the_text(path: Path) -> None:
    assert draws_only(path) or not list(floats_in(syntax(path)))


@pytest.mark.parametrize(
    "text",
    [
        "dose = 0.1",
        "dose = float(text)",
        "def f(dose: float) -> None: ...",
        "def f() -> list[float]: ...",
        "import math",
        "from math import sqrt",
        "age = span.total_seconds()",
        "x = 1j",
    ],
)
def test_a_float_is_found(text: str) -> None:
    assert list(floats_in(ast.parse(text)))


@pytest.mark.parametrize(
    "text", ["dose = Decimal('0.1')", "from math import isqrt", "if isinstance(value, (bool, float)): raise"]
)
def test_an_exact_number_is_not(text: str) -> None:
    assert not list(floats_in(ast.parse(text)))


def test_no_float_in_acts_and_messages() -> None:
    found = [
        f"{struct.__module__}.{struct.__qualname__}.{field.name}"
        for struct in _structs()
        for field in msgspec.structs.fields(struct)
        if _holds_float(msgspec.inspect.type_info(field.type), frozenset())
    ]
    assert not found, "\n".join(found)


class _Inner(msgspec.Struct):
    value: float


class _Outer(msgspec.Struct):
    inners: dict[str, tuple[_Inner | None, ...]]


def test_a_float_inside_a_field_is_found() -> None:
    assert _holds_float(msgspec.inspect.type_info(_Outer), frozenset())


def _structs() -> list[type[msgspec.Struct]]:
    """Every struct that is defined in these folders, imported by file."""
    found: dict[type[msgspec.Struct], None] = {}
    for path in python_sources(*STRUCTS):
        if path.is_relative_to("schema/migrations"):
            continue
        module = importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__struct_fields__:
                found[value] = None
    assert found
    return list(found)


def _holds_float(info: msgspec.inspect.Type, above: frozenset[type]) -> bool:
    """Whether a field of this type can carry a binary float, at any depth."""
    match info:
        case msgspec.inspect.FloatType():
            return True
        case msgspec.inspect.StructType(cls=cls) | msgspec.inspect.DataclassType(cls=cls):
            return cls not in above and any(_holds_float(field.type, above | {cls}) for field in info.fields)
        case msgspec.inspect.UnionType(types=types) | msgspec.inspect.TupleType(item_types=types):
            return any(_holds_float(one, above) for one in types)
        case msgspec.inspect.DictType(key_type=key, value_type=value):
            return _holds_float(key, above) or _holds_float(value, above)
        case (
            msgspec.inspect.ListType(item_type=item)
            | msgspec.inspect.VarTupleType(item_type=item)
            | msgspec.inspect.SetType(item_type=item)
            | msgspec.inspect.FrozenSetType(item_type=item)
        ):
            return _holds_float(item, above)
        case msgspec.inspect.Metadata(type=inner):
            return _holds_float(inner, above)
        case _:
            return False


def test_no_float_in_the_tables() -> None:
    """SQLite keeps NUMERIC as a binary float too, so a quantity is text there."""
    columns = [
        column for metadata in _metadata() for table in metadata.tables.values() for column in table.columns
    ]
    assert columns
    found = [str(column) for column in columns if isinstance(column.type, sa.Float | sa.Numeric)]
    assert not found, "\n".join(found)


def _metadata() -> list[sa.MetaData]:
    """The collections of tables that schema.tables declares, directly or by a declarative base."""
    found: dict[int, sa.MetaData] = {}
    for path in python_sources("schema/tables", "schema/tables.py"):
        module = importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
        for value in vars(module).values():
            metadata = value if isinstance(value, sa.MetaData) else getattr(value, "metadata", None)
            if isinstance(metadata, sa.MetaData):
                found[id(metadata)] = metadata
    return list(found.values())
