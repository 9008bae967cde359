"""Secrets shown once: on the screen to be written down, or into a new file that only its owner reads."""

from pathlib import Path

from node.recovery import printable
from ops.cli.files import write_private
from ops.cli.parser import Parser
from ops.cli.recovery import LABEL
from ops.cli.terminal import Terminal


def add_secrets(parser: Parser) -> None:
    """`--write-secrets`."""
    parser.option("--write-secrets", type=Path, metavar="FILE", default=None)


def hand_over(passphrase: str, shares: tuple[str, ...], target: Path | None, terminal: Terminal) -> None:
    """Give the passphrase, and the shares of the recovery key if there are any.

    The file's first line is the passphrase, so that it can be given as it is to `--passphrase-file`, and to
    `--shares-file` too: lines that begin with # say what stands there. Raises `FileExistsError` rather
    than overwrite.
    """
    if target is None:
        # The words come last: whoever has them has had the shares before them.
        for number, share in enumerate(shares, start=1):
            terminal.say("cli.secrets.share", number=str(number), count=str(len(shares)))
            for line in printable(share):
                terminal.print("    " + line)
            terminal.print()
        terminal.say("cli.secrets.passphrase")
        terminal.print(f"\n    {passphrase}\n")
        return
    lines = [f"{passphrase}\n{LABEL} {terminal.text('cli.secrets.label')}\n"]
    for number, share in enumerate(shares, start=1):
        held = {"number": str(number), "count": str(len(shares))}
        lines.append(f"\n{LABEL} {terminal.text('cli.secrets.share', held)}\n{share}\n")
    write_private(target, "".join(lines).encode())
    terminal.say("cli.secrets.written", path=str(target))


def print_shares(pdf: bytes, target: Path, terminal: Terminal) -> None:
    """Keep the shares as pages to print; raises `FileExistsError` rather than overwrite."""
    write_private(target, pdf)
    terminal.say("cli.secrets.printed", path=str(target))
