"""`veilleuse lab`: real workstations in network namespaces, cables pulled, and how long they take."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import closing
from pathlib import Path

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


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.lab.enclosure import obstacle

    scenes_asked = _scenes(options)
    if why := obstacle():
        raise StopError(f"lab.cannot.{why}", Exit.MACHINE)
    played: list[Played] = []
    with tempfile.TemporaryDirectory(prefix="veilleuse-lab-") as folder:
        plan = Plan(folder, scenes_asked, options.workstations, options.acts)
        with closing(play(plan)) as scenes:
            for one in scenes:
                played.append(one)
                _show(one, terminal)
    if options.report is not None:
        options.report.write_bytes(msgspec.json.format(msgspec.json.encode(played), indent=2))
    if not played or played[-1].wrong or len(played) < len(scenes_asked):
        terminal.say("lab.ended_early", played=str(len(played)), scenes=str(len(scenes_asked)))
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
    terminal.say("lab.played", scene=name, figures=msgspec.json.encode(one.figures).decode())
    for mark in marks_of(one):
        msgid = "lab.mark.met" if mark.met(one.figures) else "lab.mark.missed"
        terminal.say(msgid, what=mark.figure, found=str(mark.of(one.figures)), mark=str(mark.at_most))


VERB = Verb(("lab",), _options, _run)
