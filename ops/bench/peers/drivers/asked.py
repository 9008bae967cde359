"""What the drivers of Python engines share: lines of JSON in, one line of JSON out for each."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def records_of(file: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Id and value of each record in a file of one JSON object a line."""
    for line in Path(file).read_text("utf-8").splitlines():
        one = json.loads(line)
        yield one["id"], one["value"]


def answer(line: str, work: dict[str, Callable[[dict[str, Any]], dict[str, Any]]]) -> None:
    """Do what one line asks, and say what came of it."""
    asked = json.loads(line)
    sys.stdout.write(json.dumps(work[asked["do"]](asked)) + "\n")
    sys.stdout.flush()
