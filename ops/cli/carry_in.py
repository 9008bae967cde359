"""`veilleuse carry in FILE…`: merge what other workstations put on a USB stick, and say what was new."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.api.carry import CarryTaken
    from node.client import Client

NOTICE = "carry.notice"


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("carry", type=Path, nargs="+", metavar="FILE", help=parser.words("carry_file"))
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from ops.cli.reach import reach, sign_in

    files = [file for named in options.carry for file in _files(named.absolute())]
    with reach(options, terminal) as client:
        sign_in(client, "", options, terminal)
        if len(files) == 1:
            return _ended([_taken(client, files[0], terminal)], terminal)
        return _one_by_one(client, files, options, terminal)


def _files(named: Path) -> list[Path]:
    """A file, or the carries in a folder, in the order in which they were written."""
    if not named.is_dir():
        return [named]
    from node.carry_out import NAMED

    found = [(path.stat().st_mtime_ns, len(path.name), path) for path in named.glob(f"{NAMED}-*.age")]
    if not found:
        raise StopError("cli.error.no_carry", Exit.FOLDER, path=str(named))
    return [path for *_, path in sorted(found)]


def _one_by_one(
    client: "Client", files: Sequence[Path], options: argparse.Namespace, terminal: Terminal
) -> int:
    """Each by its name; one that cannot be merged does not keep the others from being merged."""
    from node.client import RefusedError

    all_taken, leave = [], Exit.DONE
    for file in files:
        terminal.say("cli.carry_in.file", name=file.name)
        try:
            all_taken.append(_signed_in_again(client, file, options, terminal))
        except RefusedError as error:
            if error.refused.code == NOTICE:
                # Whoever names a stick's files by a pattern names it, too: nothing went wrong.
                terminal.say(f"refusal.{NOTICE}")
                continue
            told = tell(error, terminal.language)
            assert told is not None  # noqa: S101  # a refusal always has its words
            for line in told.lines:
                terminal.warn(line)
            leave = told.leave
    return (_ended(all_taken, terminal) if all_taken else Exit.DONE) or leave


def _signed_in_again(
    client: "Client", file: Path, options: argparse.Namespace, terminal: Terminal
) -> "CarryTaken":
    """Take a file; one before it may have ended the session, by having this workstation write anew."""
    from node.client import RefusedError
    from ops.cli.reach import sign_in

    try:
        return _taken(client, file, terminal)
    except RefusedError as error:
        if error.refused.code != "session.none":
            raise
    sign_in(client, "", options, terminal)
    return _taken(client, file, terminal)


def _taken(client: "Client", file: Path, terminal: Terminal) -> "CarryTaken":
    from node.api.carry import CarryIn
    from ops.cli.carrying import carry

    taken = carry(client, CarryIn(file=str(file)), terminal).taken
    if taken is None:
        raise StopError("cli.error.node_gone", Exit.PEER)
    _report(taken, terminal)
    return taken


def _report(taken: "CarryTaken", terminal: Terminal) -> None:
    """Say what came with a file, and what of it did not hold."""
    from node.api.carry import SAID
    from ops.cli.carrying import tell_removed
    from schema.i18n import counted

    terminal.say("cli.carry_in.read", workstation=taken.written_by, at=terminal.instant(taken.written_at))
    if taken.transactions or taken.records or taken.blobs:
        terminal.say(
            "cli.carry_in.done",
            transactions=terminal.count("transactions", taken.transactions),
            acts=terminal.count("acts", taken.acts),
            records=terminal.count("records", taken.records),
            blobs=terminal.count("editions", taken.blobs),
        )
    elif not taken.removed:
        terminal.say("cli.carry_in.nothing")
    for why, number in sorted(taken.aside.items()):
        reason = why if why in SAID else "other"
        terminal.say("carry.aside", n=str(number), why=terminal.text(f"carry.aside.{reason}"))
    if taken.refused:
        terminal.print(counted("cli.carry_in.refused", taken.refused, terminal.language))
    if taken.trouble:
        terminal.say("cli.carry_in.part")
        terminal.say(f"refusal.{taken.trouble}", **taken.values)
        terminal.say(f"refusal.{taken.trouble}.next", **taken.values)
    if taken.removed:
        tell_removed(terminal)


def _ended(taken: "Sequence[CarryTaken]", terminal: Terminal) -> int:
    """Say what still waits after the last; `Exit.FOUND` when something is missing or does not count."""
    from schema.i18n import counted

    waiting = taken[-1].waiting
    if waiting:
        terminal.print(counted("cli.carry_in.waiting", waiting, terminal.language))
    wrong = waiting or any(one.trouble or one.refused or one.removed for one in taken)
    return Exit.FOUND if wrong else Exit.DONE


VERB = Verb(("carry", "in"), _options, _run)
