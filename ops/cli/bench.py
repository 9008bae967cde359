"""`veilleuse bench …`: measures with fixed marks, each next to a ratio of the same run."""

import argparse
import json
from pathlib import Path

from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal


def _common(parser: Parser) -> None:
    parser.option("--json", action="store_true")


def _with_acts(parser: Parser) -> None:
    parser.option("--acts", type=int, metavar="N", default=100_000)
    _common(parser)


def _with_directory(parser: Parser) -> None:
    parser.option("directory", type=Path, metavar="DIR")
    _common(parser)


def _show(name: str, figures: dict[str, object], options: argparse.Namespace, terminal: Terminal) -> int:
    if options.json:
        terminal.print(json.dumps(figures))
        return Exit.DONE
    for key, value in figures.items():
        terminal.print(f"{terminal.text(f'cli.bench.{name}.{key}')}: {value}")
    return Exit.DONE


def _join(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.join import measure

    return _show("join", measure(options.acts, terminal.warn), options, terminal)


def _commit(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.commit import measure

    return _show("commit", measure(options.acts, terminal.warn), options, terminal)


def _papers(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.papers import measure

    return _show("papers", measure(), options, terminal)


def _catalogue(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.catalogue import measure

    return _show("catalogue", measure(options.directory), options, terminal)


VERBS = (
    Verb(("bench", "join"), _with_acts, _join),
    Verb(("bench", "commit"), _with_acts, _commit),
    Verb(("bench", "papers"), _common, _papers),
    Verb(("bench", "catalogue"), _with_directory, _catalogue),
)
