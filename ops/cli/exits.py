"""The exit codes of `veilleuse`: one small table, the same in the help, here and in the tests."""

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended; scripts may rely on the numbers, which never change meaning."""

    DONE = 0
    FOUND = 1
    """It ran to its end, and what it checks is not right; the help names the commands."""
    USAGE = 2
    """The command line; argparse's own number."""
    REFUSED = 3
    """A rule of the site says no: a right, a state, an invitation already used."""
    SECRET = 4
    """Passphrase, PIN or recovery words are wrong or cannot be taken."""
    FOLDER = 5
    """The folder or file: nothing there, something there already, in use, of another site."""
    DAMAGED = 6
    """Vault, replica, settings or bundle are damaged or not what they should be."""
    MACHINE = 7
    """The computer: no room, no permission, an address that cannot be had."""
    PEER = 8
    """The other workstation, or the running node, does not answer as it should."""
    DEFECT = 70
    """A mistake of this program; `EX_SOFTWARE` of sysexits.h."""
    INTERRUPTED = 130
    """Ctrl-C: 128 + SIGINT, as shells have it."""
