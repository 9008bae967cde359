"""`veilleuse restore FILE`: a new workstation from a snapshot, with a new journal and register series.

The snapshot opens with this workstation's backup key or with the site's recovery key; the new
workstation is let in by the recovery key, or by an administrator's PIN.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from ops.cli.editions import tell_missing
from ops.cli.exits import Exit
from ops.cli.folder import add_again, add_folder, cleared_folder, until_seen
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.recovery import RecoveryKeys
    from node.restore import Authorised, Restoration, Restored


def _options(parser: Parser) -> None:
    from ops.cli.places import add_places
    from ops.cli.reach import add_person
    from ops.cli.recovery import add_shares
    from ops.cli.secrets_file import add_secrets

    parser.option("snapshot", type=Path, metavar="FILE")
    parser.option("--key-file", type=Path, metavar="FILE", default=None)
    add_shares(parser)
    parser.option("--name", metavar="TEXT", default="", help=parser.words("restore_name"))
    parser.option("--place", metavar="TEXT", default="", help=parser.words("restore_place"))
    parser.option("--accept-incomplete", action="store_true")
    add_person(parser)
    add_folder(parser)
    add_again(parser)
    add_places(parser)
    add_secrets(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.backup_key import read_backup_key
    from node.clock import SystemClock, system_random
    from node.restore import read_back
    from node.settings import save_settings
    from ops.cli.files import check_target, read_text
    from ops.cli.places import wished
    from ops.cli.recovery import recovery_keys
    from ops.cli.secrets_file import hand_over

    check_target(options.write_secrets)
    folder = cleared_folder(options)
    settings = wished(folder, options)
    clock = SystemClock()
    recovery: RecoveryKeys | None = None
    if options.key_file is not None:
        key = read_backup_key(read_text(options.key_file))
        identity, site = key.identity, key.site
        if options.shares_file is not None:
            recovery = recovery_keys(options, terminal)
    else:
        recovery = recovery_keys(options, terminal)
        identity, site = recovery.identity, None
    restoration = read_back(
        options.snapshot,
        folder,
        identity,
        now_ms=clock.now_ms(),
        random=system_random,
        site=site,
        accept_incomplete=options.accept_incomplete,
    )
    with restoration:
        terminal.say("cli.restore.read", site=restoration.site_name, digest=restoration.state_digest.hex())
        by = recovery or _administrator(restoration, options, terminal)
        with until_seen(folder, terminal):
            restored = restoration.enrol(
                by,
                now_ms=clock.now_ms(),
                random=system_random,
                name=options.name,
                place=options.place,
            )
            save_settings(folder, settings)
            _report(restored, folder, terminal)
            hand_over(restored.passphrase, (), options.write_secrets, terminal)
    terminal.say("cli.restore.next")
    return Exit.DONE if restored.verified else Exit.FOUND


def _administrator(
    restoration: "Restoration", options: argparse.Namespace, terminal: Terminal
) -> "Authorised":
    from node.enrolling import ENROL, Administrator
    from ops.cli.reach import who_is

    person = who_is(restoration.people(), ENROL, options.person, terminal)
    terminal.warn(terminal.text("cli.signing_in", {"person": person.name}))
    return Administrator(person.person, terminal.secret("cli.ask.pin", options.pin_file, "--pin-file"))


def _report(restored: "Restored", folder: Path, terminal: Terminal) -> None:
    tell_missing(restored.missing, terminal)
    terminal.say(
        "cli.restore.done" if restored.verified else "cli.restore.part",
        workstation=restored.workstation_name,
        folder=str(folder),
        transactions=terminal.count("transactions", restored.transactions),
        declared=str(restored.declared),
    )


VERB = Verb(("restore",), _options, _run)
