"""A PIN that somebody chooses at the terminal, or that a file gives: typed twice, and one that can be taken.

Who types one that cannot be taken is told why and asked again: what was answered before is not lost.
"""

from ops.cli.errors import StopError, tell
from ops.cli.exits import Exit
from ops.cli.terminal import Terminal


def new_pin(asked: str, source: str | None, option: str, terminal: Terminal) -> str:
    """The PIN; raises a `PinError` when the one in the file cannot be taken."""
    from node.pins import check_pin
    from node.secret_errors import PinError

    while True:
        pin = terminal.secret(asked, source, option)
        try:
            check_pin(pin)
            if source is None and terminal.secret("cli.ask.pin_again", None, option) != pin:
                raise StopError("cli.error.pins_differ", Exit.SECRET)
        except (PinError, StopError) as error:
            told = tell(error, terminal.language)
            if source is not None or told is None or told.leave is not Exit.SECRET:
                raise
            for line in told.lines:
                terminal.warn(line)
        else:
            return pin
