"""The parts of the documents that are written by the program: `python -m tests.ops.pages` writes them anew.

A part stands between `<!-- begin NAME -->` and `<!-- end NAME -->`; a test fails when it is out of date.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.ops import kinds
from tests.ops.vectors import Vectors
from tests.tree import ROOT

_WIDTH = 112
_PART = re.compile(r"(<!-- begin ([a-z ]+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)


def parts() -> Mapping[str, str]:
    """Every written part by name."""
    return {
        "vectors": vectors_block(Vectors().values()),
        "kinds": kinds.kinds_table() + "\n",
        "files": kinds.files_table() + "\n",
        "bodies": kinds.bodies() + "\n",
    }


def vectors_block(values: Mapping[str, str]) -> str:
    """`name = value`, long values on lines of their own below it."""
    lines = ["```text"]
    for name, value in values.items():
        if len(name) + 3 + len(value) <= _WIDTH:
            lines.append(f"{name} = {value}")
        else:
            lines.append(f"{name} =")
            lines += ["  " + value[at : at + _WIDTH - 2] for at in range(0, len(value), _WIDTH - 2)]
    return "\n".join([*lines, "```", ""])


def renewed(page: str) -> str:
    """The page with its written parts as they should be; `KeyError` for a part that nobody writes."""
    written = parts()
    return _PART.sub(lambda found: found[1] + written[found[2]] + found[3], page)


def pages() -> list[Path]:
    """The documents that have such parts."""
    folder = ROOT / "ops"
    return [path for path in sorted(folder.glob("*.md")) if _PART.search(path.read_text(encoding="utf-8"))]


def main() -> None:
    """Write them."""
    for path in pages():
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
        sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main()
