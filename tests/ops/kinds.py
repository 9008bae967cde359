"""The tables of `ops/protocol-acts.md`: every kind of act and every body, from the types themselves."""

from enum import Enum

from msgspec import inspect as types

from schema.acts import KINDS
from schema.acts.base import DateText, DecimalText, Kind
from schema.transaction import ActClass, FileType

_NAMED_PATTERNS = {
    types.type_info(DateText).pattern: "date",  # type: ignore[attr-defined]  # both are texts with a pattern
    types.type_info(DecimalText).pattern: "decimal",  # type: ignore[attr-defined]  # as above
}


def kinds_table() -> str:
    """One row a kind."""
    rows = [
        "| kind | body | file | class | right | signed | critical |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows += [
        f"| `{kind.name}` | {kind.body.__name__} | {_file(kind)} | {ActClass(kind.cls).name.lower()} "
        f"| {kind.right or '–'} | {_yes(kind.signed)} | {_yes(kind.critical)} |"
        for kind in KINDS.values()
    ]
    return "\n".join(rows)


def files_table() -> str:
    """The numbers of files and classes."""
    files = " · ".join(f"{one.value} {one.name.lower()}" for one in FileType)
    classes = " · ".join(f"{one.value} {one.name.lower()}" for one in ActClass)
    return f"Sorts of file: {files}.\n\nClasses: {classes}."


def bodies() -> str:
    """Every body, then every array that bodies have inside, each as its fields in order."""
    seen: dict[type, None] = {}
    lines = [
        _described(kind.body, f"**{kind.body.__name__}** (`{kind.name}`)", seen) for kind in KINDS.values()
    ]
    inner = list(seen)
    for one in inner:  # grows while it is walked: arrays inside arrays
        lines.append(_described(one, f"*{one.__name__}*", seen))
        inner += [new for new in seen if new not in inner]
    return "\n".join(lines)


def _described(kind: type, title: str, seen: dict[type, None]) -> str:
    if issubclass(kind, Enum):
        words = ", ".join(f"`{one.value}`" for one in kind)
        return f"- {title}: one of {words}"
    found = types.type_info(kind)
    assert isinstance(found, types.StructType)
    fields = ", ".join(f"`{one.name}` {_shown(one.type, seen)}" for one in found.fields)
    return f"- {title}: {fields}"


def _shown(found: types.Type, seen: dict[type, None]) -> str:
    match found:
        case types.UnionType():
            parts = [one for one in found.types if not isinstance(one, types.NoneType)]
            return f"{' or '.join(_shown(one, seen) for one in parts)} or nil"
        case types.BytesType():
            return _sized("bytes", found.min_length, found.max_length)
        case types.StrType() if found.pattern is not None:
            return _NAMED_PATTERNS.get(found.pattern) or _alternatives(found.pattern)
        case types.StrType():
            return _sized("text", found.min_length, found.max_length)
        case types.IntType():
            return _range(found)
        case types.BoolType():
            return "bool"
        case types.VarTupleType():
            # The space keeps Markdown from taking it for a link.
            return f"[{_shown(found.item_type, seen)}] {_count(found.min_length, found.max_length)}".rstrip()
        case types.StructType() | types.EnumType():
            seen.setdefault(found.cls)
            return found.cls.__name__
        case types.LiteralType():
            return "(" + " / ".join(map(str, found.values)) + ")"
    raise TypeError(f"no words for {found}")


def _sized(what: str, least: int | None, most: int | None) -> str:
    if least is not None and least == most:
        return f"{what}({least})"
    return what + _count(least, most)


def _count(least: int | None, most: int | None) -> str:
    if most is None:
        return ""
    return f"({least or 0}–{most})"


def _range(found: types.IntType) -> str:
    low = found.ge if found.ge is not None else "…"
    if found.lt is not None:
        power = found.lt.bit_length() - 1
        readable = power < 16 or found.lt != 2**power
        return f"int {low} to {found.lt - 1}" if readable else f"int {low} to 2^{power} − 1"
    return f"int {low} to {found.le}" if found.le is not None else "int"


def _alternatives(pattern: str) -> str:
    bare = pattern.removeprefix(r"\A").removesuffix(r"\Z")
    words = bare.removeprefix("(").removesuffix(")").split("|")
    if all(word.replace("_", "").isalnum() for word in words):
        return "(" + " / ".join(words) + ")"
    if bare.startswith("[") and bare.endswith("]") and bare[1:-1].isalpha():
        return "(" + " / ".join(bare[1:-1]) + ")"
    return f"text `{bare}`"


def _file(kind: Kind) -> str:
    return FileType(kind.file).name.lower()


def _yes(value: bool) -> str:
    return "yes" if value else "no"
