"""`veilleuse snapshot`: write a snapshot now, verified by restoring the finished file."""

import argparse
from pathlib import Path

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import folder_of
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("--output", type=Path, metavar="DIR", default=None, help=parser.words("snapshot_output"))
    add_person(parser)
    add_reach(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.site import SnapshotTaken, TakeSnapshot
    from node.settings import load_settings
    from ops.cli.reach import reach, sign_in

    folder = folder_of(options)
    target = options.output.absolute() if options.output else folder / load_settings(folder).snapshots
    if options.output and not target.is_dir():
        # Never made, as by `carry out`; see `ops.cli.files.check_folder`.
        raise StopError("cli.error.no_folder", Exit.MACHINE, path=str(target))
    with reach(options, terminal) as client:
        sign_in(client, "snapshot", options, terminal)
        taken = client.ask(TakeSnapshot(folder=str(target)), SnapshotTaken, timeout=None)
    terminal.say(
        "cli.snapshot.done",
        path=taken.path,
        size=terminal.count("bytes", taken.size),
        transactions=terminal.count("transactions", taken.transactions),
        digest=taken.state_digest,
    )
    if options.output and taken.own_disk:
        terminal.say("cli.carry_out.own_disk")
    return Exit.DONE


VERB = Verb(("snapshot",), _options, _run)
