"""`veilleuse vault …`: other words, or the keyring, to open this workstation by."""

import argparse
from typing import TYPE_CHECKING

from ops.cli.errors import StopError
from ops.cli.exits import Exit
from ops.cli.folder import add_folder, add_passphrase, vault_of, way_in
from ops.cli.parser import Parser, Verb
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.vault import Way


def _passphrase_options(parser: Parser) -> None:
    from ops.cli.secrets_file import add_secrets

    add_folder(parser)
    add_passphrase(parser)
    add_secrets(parser)


def _passphrase(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.clock import system_random
    from node.vault import generate_passphrase, open_by, replace_passphrase
    from ops.cli.files import check_target
    from ops.cli.secrets_file import hand_over

    check_target(options.write_secrets)
    if options.write_secrets is None and not terminal.interactive:
        # Words that nobody can type again are not shown either: somebody might keep them.
        raise StopError("cli.error.needed", Exit.USAGE, option="--write-secrets")
    path = vault_of(options)
    way = way_in(options, terminal)
    open_by(path, way)
    words = generate_passphrase(system_random)
    # Written down first: a crash then leaves words that open nothing, never a vault whose words nobody has.
    hand_over(words, (), options.write_secrets, terminal)
    if options.write_secrets is None:
        _typed_again(words, terminal)
    replace_passphrase(path, way, words, random=system_random)
    terminal.say("cli.vault_passphrase.done")
    return Exit.DONE


def _typed_again(words: str, terminal: Terminal) -> None:
    """Whoever wrote them down types them from paper; raises `StopError` when that is something else."""
    from node.vault import canonical_passphrase

    typed = terminal.secret("cli.ask.passphrase_again", None, "--write-secrets")
    if canonical_passphrase(typed) != canonical_passphrase(words):
        raise StopError("cli.error.passphrase_differs", Exit.SECRET)


def _keyring_options(parser: Parser) -> None:
    add_folder(parser)
    add_passphrase(parser)
    parser.option("--forget", action="store_true")


def _keyring(options: argparse.Namespace, terminal: Terminal) -> int:
    from node.clock import system_random
    from node.vault import add_keyring_slot, remove_keyring_slot, system_store

    path, store = vault_of(options), system_store()
    way: Way = way_in(options, terminal)
    if options.forget:
        remove_keyring_slot(path, way, store, random=system_random)
        terminal.say("cli.vault_keyring.forgotten")
    else:
        add_keyring_slot(path, way, store, random=system_random)
        terminal.say("cli.vault_keyring.done")
    return Exit.DONE


VERBS = (
    Verb(("vault", "passphrase"), _passphrase_options, _passphrase),
    Verb(("vault", "keyring"), _keyring_options, _keyring),
)
