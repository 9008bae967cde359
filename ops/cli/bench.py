"""`veilleuse bench …`: measures with fixed marks, each next to a ratio of the same run."""

import argparse
import json
from pathlib import Path

from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal


def at_least_one(text: str) -> int:
    """A number of things; raises `ValueError` for none, which the parser tells with the option."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _common(parser: Parser) -> None:
    parser.option("--json", action="store_true")


def _with_acts(parser: Parser) -> None:
    parser.option("--acts", type=at_least_one, metavar="N", default=100_000)
    _common(parser)


def _with_seals(parser: Parser) -> None:
    parser.option("--all-seals", action="store_true")
    _with_acts(parser)


def _with_few_acts(parser: Parser) -> None:
    parser.option("--acts", type=at_least_one, metavar="N", default=1_000)
    _common(parser)


def _with_directory(parser: Parser) -> None:
    parser.option("directory", type=Path, metavar="DIR")
    _common(parser)


def _with_pace(parser: Parser) -> None:
    parser.option("--per-second", type=at_least_one, metavar="N", default=1_000)
    parser.option("--seconds", type=at_least_one, metavar="N", default=10)
    _common(parser)


def _with_site(parser: Parser) -> None:
    parser.option("--workstations", type=at_least_one, metavar="N", default=50)
    parser.option("--seconds", type=at_least_one, metavar="N", default=30)
    _common(parser)


def _show(name: str, figures: dict[str, object], options: argparse.Namespace, terminal: Terminal) -> int:
    if options.json:
        terminal.print(json.dumps(figures))
        return Exit.DONE
    marks = figures.pop("marks", {})
    for key, value in figures.items():
        mark = marks.get(key) if isinstance(marks, dict) else None
        beside = "" if mark is None else " " + terminal.text("cli.bench.mark", {"mark": str(mark)})
        told = {"name": terminal.text(f"cli.bench.{name}.{key}"), "value": f"{value}{beside}"}
        terminal.print(terminal.text("cli.bench.line", told))
    return Exit.DONE


def _join(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.cache import default_folder
    from ops.bench.join import measure

    return _show("join", measure(options.acts, terminal.warn, default_folder()), options, terminal)


def _verify(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.cache import default_folder
    from ops.bench.check import measure

    found = measure(options.acts, terminal.warn, default_folder(), all_seals=options.all_seals)
    return _show("verify", found, options, terminal)


def _merge(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.cache import default_folder
    from ops.bench.merge import measure

    return _show("merge", measure(options.acts, terminal.warn, default_folder()), options, terminal)


def _pauses(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.cache import default_folder
    from ops.bench.pauses import measure

    found = measure(options.per_second, options.seconds, terminal.warn, default_folder())
    return _show("pauses", found, options, terminal)


def _idle(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.idle import measure

    return _show("idle", measure(options.workstations, options.seconds), options, terminal)


def _peers(_options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.cache import default_folder
    from ops.bench.peers.compare import measure

    terminal.print(json.dumps(measure(terminal.warn, default_folder())))
    return Exit.DONE


def _commit(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.commit import measure

    return _show("commit", measure(options.acts, terminal.warn), options, terminal)


def _papers(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.papers import measure

    return _show("papers", measure(), options, terminal)


def _pin(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.pin import measure

    return _show("pin", measure(), options, terminal)


def _catalogue(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.bench.catalogue import measure
    from ops.cli.files import bdpm_files

    bdpm_files(options.directory.absolute())
    return _show("catalogue", measure(options.directory), options, terminal)


VERBS = (
    Verb(("bench", "join"), _with_acts, _join),
    Verb(("bench", "verify"), _with_seals, _verify),
    Verb(("bench", "merge"), _with_few_acts, _merge),
    Verb(("bench", "pauses"), _with_pace, _pauses),
    Verb(("bench", "idle"), _with_site, _idle),
    Verb(("bench", "peers"), _common, _peers),
    Verb(("bench", "commit"), _with_acts, _commit),
    Verb(("bench", "papers"), _common, _papers),
    Verb(("bench", "pin"), _common, _pin),
    Verb(("bench", "catalogue"), _with_directory, _catalogue),
)
