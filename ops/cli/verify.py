"""`veilleuse verify`: chains, seals, signatures, and every table against a fresh fold.

Asked of the node that runs, else done here on the closed replica, whose pages are checked first.
"""

import argparse
from typing import TYPE_CHECKING

from ops.cli.editions import tell_missing
from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import folder_of, unlock
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from node.api.incidents import IncidentView
    from node.api.site import Verified

_SHOWN = 20
"""Incidents printed."""


def _options(parser: Parser) -> None:
    from ops.cli.reach import add_person, add_reach

    parser.option("--heal", action="store_true")
    parser.option("--all-seals", action="store_true")
    add_reach(parser)
    add_person(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.api.incidents import GetIncidents, Incidents
    from node.api.site import Verified, Verify
    from ops.cli.reach import running, sign_in

    client = running(folder_of(options))
    if client is None:
        if options.person or options.pin_file:
            # Nobody signs in on a closed workstation: a wrong PIN would look like a right one.
            raise StopError("cli.error.verify_closed", Exit.USAGE)
        found, noted = _offline(options, terminal)
        tell_incidents(noted, terminal)
        return report(found, terminal)
    try:
        if options.heal or options.person or options.pin_file:
            # A running node writes its tables anew for nobody in particular; a closed one was unlocked.
            # Who is named without need is checked all the same: a wrong PIN must not look like a right one.
            sign_in(client, "snapshot" if options.heal else "", options, terminal)
        found = client.ask(Verify(heal=options.heal, all_seals=options.all_seals), Verified, timeout=None)
        tell_incidents(client.ask(GetIncidents(), Incidents).rows, terminal)
        return report(found, terminal)
    finally:
        client.close()


def _offline(options: argparse.Namespace, terminal: Terminal) -> "tuple[Verified, tuple[IncidentView, ...]]":
    from node.api.incidents import MOST
    from node.blobcheck import blob_is_right
    from node.handlers.incidents import evidence
    from node.store.connection import check_pages
    from node.store.replica import Replica
    from node.store.verify import verify

    vault = unlock(options, terminal)
    replica = Replica(folder_of(options), vault.database_key, vault.site, blob_is_right)
    try:
        check_pages(replica.connection)
        key = vault.database_key
        found = verify(replica, heal=options.heal, all_seals=options.all_seals, key=key)
        return found, evidence(replica, MOST)
    finally:
        replica.close()


def tell_incidents(rows: "Sequence[IncidentView]", terminal: Terminal) -> None:
    """What went wrong at the doors, newest first; no finding: what is held is right all the same."""
    if not rows:
        return
    shown = rows[:_SHOWN]
    terminal.say("cli.verify.incidents", shown=str(len(shown)), count=str(len(rows)))
    for row in shown:
        about = " ".join(filter(None, (row.source, row.journal)))
        terminal.print(
            "  " + " | ".join(filter(None, (terminal.instant(row.at), about, _words(row, terminal))))
        )


def _words(row: "IncidentView", terminal: Terminal) -> str:
    from node.api.incidents import said

    texts = ((msgid, terminal.text(msgid, {"code": row.code})) for msgid in said(row))
    return next(words for msgid, words in texts if words != msgid)


def report(found: "Verified", terminal: Terminal) -> int:
    """Say what was found; the exit code is `FOUND` while anything is left unhealed."""
    counted = ("transactions", "acts", "signatures", "seals", "files")
    counts = {name: terminal.count(name, getattr(found, name)) for name in counted}
    terminal.say("cli.verify.counts", **counts)
    tell_missing(((one.what, one.data_of) for one in found.missing), terminal)
    for finding in found.findings:
        healed = terminal.text("cli.verify.healed") if finding.healed else ""
        values = dict(finding.values)
        if "sort" in values:
            values["sort"] = terminal.text(f"file.{values['sort']}")
        terminal.print("- " + " ".join(filter(None, (terminal.text(finding.code, values), healed))))
    left = sum(not finding.healed for finding in found.findings)
    if not left:
        terminal.say("cli.verify.ok")
        return Exit.DONE
    terminal.say("cli.verify.found", count=str(left))
    if any(finding.code.startswith("verify.table") and not finding.healed for finding in found.findings):
        terminal.say("cli.verify.heal")
    if any(finding.code == "verify.damaged" for finding in found.findings):
        terminal.say("cli.verify.from_peers")
    return Exit.FOUND


VERB = Verb(("verify",), _options, _run)
