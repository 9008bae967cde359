"""The site's recovery key at the command line: two shares typed unseen, the seed in this process alone.

One option, two effects: it opens the vault in place of the six words, and it signs what concerns
workstations, people and rules in place of an administrator, alone.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from node.domain.rights import KEEPING
from ops.cli.files import read_text
from ops.cli.parser import Parser
from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.recovery import RecoveryKeys

LABEL = "#"
"""Begins a line of a file of secrets that says what stands there."""

SIGNS = KEEPING
"""Rights in whose place it stands; whatever else a command does takes a person."""


def add_recovery(parser: Parser, *, taken: bool = True) -> None:
    """`--recovery` and `--shares-file`; where it is not taken it is told why, and is not in the help."""
    help_ = None if taken else argparse.SUPPRESS
    parser.option("--recovery", action="store_true", help=help_ or parser.words("recovery"))
    add_shares(parser, help_)


def add_shares(parser: Parser, help_: str | None = None) -> None:
    """`--shares-file`."""
    shown = help_ or parser.words("shares_file")
    parser.option("--shares-file", type=Path, metavar="FILE", default=None, help=shown)


def recovery_keys(options: argparse.Namespace, terminal: Terminal) -> "RecoveryKeys":
    """The keys that two shares give; raises the `RecoveryError` that says which share to look at again."""
    from node.recovery import combine_shares, derive_keys

    return derive_keys(combine_shares(_typed(options.shares_file, terminal)))


def shares_in(text: str) -> list[str]:
    """Shares as they are written down, one a line; labels and the six words before them are none."""
    from node.vault.words import WORDS

    lines = [line for line in text.splitlines() if line.strip() and not line.startswith(LABEL)]
    return lines[1:] if lines and len(lines[0].split()) == WORDS else lines


def _typed(source: Path | None, terminal: Terminal) -> Sequence[str]:
    if source is not None:
        return shares_in(read_text(source))
    from node.recovery import SHARES_NEEDED

    numbers = range(1, SHARES_NEEDED + 1)
    return [terminal.secret("cli.ask.share", None, "--shares-file", number=str(one)) for one in numbers]
