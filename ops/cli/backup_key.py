"""`veilleuse backup-key FILE`: export the key that opens this workstation's snapshots, for its holder."""

import argparse
import os
from pathlib import Path

from ops.cli.exits import Exit
from ops.cli.folder import add_folder, add_passphrase, unlock
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal


def _options(parser: Parser) -> None:
    parser.option("file", type=Path, metavar="FILE", help=parser.words("backup_key_file"))
    add_folder(parser)
    add_passphrase(parser)


def _run(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.backup_key import export_backup_key

    vault = unlock(options, terminal)
    content = export_backup_key(vault, vault.site.hex()[:8], terminal.language)
    descriptor = os.open(options.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(content)
    terminal.say("cli.backup-key.done", path=str(options.file))
    return Exit.DONE


VERB = Verb(("backup-key",), _options, _run)
