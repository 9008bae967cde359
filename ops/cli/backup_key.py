"""`veilleuse backup-key FILE`: export the key that opens this workstation's snapshots, for its holder."""

import argparse
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
    from ops.cli.files import check_target, write_private

    check_target(options.file)
    vault = unlock(options, terminal)
    content = export_backup_key(vault, vault.site.hex()[:8], terminal.language)
    write_private(options.file, content.encode())
    terminal.say("cli.backup-key.done", path=str(options.file))
    return Exit.DONE


VERB = Verb(("backup-key",), _options, _run)
