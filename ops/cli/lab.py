"""`veilleuse lab`: real workstations in network namespaces, cables pulled, and how long they take."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import cast

import msgspec

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal
from ops.lab.plan import SCENES, Plan, Played, marks_of
from schema.i18n import text


def _options(parser: Parser) -> None:
    def words(name: str) -> str:
        return text(f"lab.option.{name}", parser.language)

    parser.option("--workstations", type=int, metavar="N", default=12, help=words("workstations"))
    parser.option("--acts", type=int, metavar="N", default=1000, help=words("acts"))
    parser.option("--scenes", metavar="A,B", default=",".join(SCENES), help=words("scenes"))
    parser.option("--report", type=Path, metavar="FILE", default=None, help=words("report"))
    parser.option("--json", action="store_true", help=words("json"))


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.files import check_folder
    from ops.lab.enclosure import obstacle

    scenes_asked = _scenes(options)
    check_folder(options.report)
    if why := obstacle():
        raise StopError(f"lab.cannot.{why}", Exit.MACHINE)
    played: list[Played] = []
    with tempfile.TemporaryDirectory(prefix="veilleuse-lab-") as folder:
        plan = Plan(folder, scenes_asked, options.workstations, options.acts)
        with closing(play(plan)) as scenes:
            for one in scenes:
                played.append(one)
                if options.json:
                    terminal.print(msgspec.json.encode(one).decode())
                else:
                    _show(one, terminal)
    if options.report is not None:
        options.report.write_bytes(msgspec.json.format(msgspec.json.encode(played), indent=2))
    if not played or played[-1].wrong or len(played) < len(scenes_asked):
        terminal.warn(
            terminal.text("lab.ended_early", {"played": str(len(played)), "scenes": str(len(scenes_asked))})
        )
        return Exit.FOUND
    missed = any(not mark.met(one.figures) for one in played for mark in marks_of(one))
    return Exit.FOUND if missed else Exit.DONE


def _scenes(options: argparse.Namespace) -> tuple[str, ...]:
    scenes = tuple(name for name in options.scenes.split(",") if name)
    if not 2 <= options.workstations <= 50 or options.acts < 1:
        raise StopError("lab.size", Exit.USAGE)
    if not scenes or scenes[0] != SCENES[0] or not set(scenes) <= set(SCENES):
        raise StopError("lab.scenes", Exit.USAGE, scenes=", ".join(SCENES))
    return scenes


def play(plan: Plan) -> Generator[Played, None, None]:
    """Play in an enclosure that ends with this process; a line each as it comes."""
    from ops.lab.enclosure import enclosed

    words = [sys.executable, "-m", "ops.lab", msgspec.json.encode(plan).decode()]
    with subprocess.Popen(
        enclosed(words), stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], env=os.environ
    ) as process:
        try:
            for line in process.stdout or ():
                yield msgspec.json.decode(line, type=Played)
        finally:
            # The first process of the enclosure: everything in it ends with it.
            process.kill()


def _show(one: Played, terminal: Terminal) -> None:
    name = terminal.text(f"lab.scene.{one.scene}")
    if one.wrong:
        terminal.say("lab.wrong", scene=name, what=one.wrong)
        return
    terminal.say("lab.played", scene=name)
    rows = [(terminal.text(f"lab.figure.{key}"), value) for key, value in figures(one.figures, terminal)]
    width = max((len(label) for label, _ in rows), default=0)
    for label, value in rows:
        terminal.print(f"  {label:<{width}}  {value}")
    for mark in marks_of(one):
        values = {
            "what": terminal.text(f"lab.figure.{mark.figure}"),
            "found": number(mark.of(one.figures), terminal),
            "mark": number(mark.at_most, terminal),
        }
        terminal.say("lab.mark.met" if mark.met(one.figures) else "lab.mark.missed", **values)


def figures(found: Mapping[str, object], terminal: Terminal) -> Iterator[tuple[str, str]]:
    """A scene's figures: the id of each (text `lab.figure.<id>`) and its value in the reader's language."""
    for key, value in found.items():
        if key == "found_by":
            yield key, _found_by(value, terminal)
        elif isinstance(value, Mapping):
            yield from figures({f"{key}.{part}": one for part, one in value.items()}, terminal)
        elif isinstance(value, bool):
            yield key, terminal.text(f"lab.{'yes' if value else 'no'}")
        else:
            yield key, number(value, terminal)


def _found_by(found: object, terminal: Terminal) -> str:
    """How workstations found each other, and how often where that was counted."""
    counted = found if isinstance(found, Mapping) else dict.fromkeys(cast("list[str]", found))
    said = ((terminal.text(f"sync.found_by.{by}"), count) for by, count in counted.items())
    return ", ".join(words if count is None else f"{words} ({count})" for words, count in said)


def number(value: object, terminal: Terminal) -> str:
    """With the reader's decimal mark."""
    return str(value).replace(".", ",") if terminal.language == "fr" else str(value)


VERB = Verb(("lab",), _options, _run)
