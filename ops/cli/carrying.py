"""A carry that a node works on: begun, followed, ended with what came of it."""

import time
from typing import TYPE_CHECKING

from ops.cli.terminal import Terminal

if TYPE_CHECKING:
    from node.api.base import Command
    from node.api.carry import CarryState
    from node.client import Client

LOOK_SECONDS = 0.1


def carry(client: "Client", command: "Command", terminal: Terminal) -> "CarryState":
    """Begin, show how far it is, give the end; raises `RefusedError` when it was refused or failed."""
    from node.api.carry import CarryState, GetCarry
    from node.client import RefusedError

    state = client.ask(command, CarryState)
    while state.running:
        if state.total:
            terminal.progress("cli.carry.progress", percent=str(100 * state.done // state.total))
        time.sleep(LOOK_SECONDS)
        state = client.ask(GetCarry(), CarryState)
    terminal.progress_over()
    if state.refused is not None:
        raise RefusedError(state.refused)
    return state


def tell_removed(terminal: Terminal) -> None:
    """This workstation was removed: what was done here since does not count, whoever carries it."""
    terminal.say("cli.carry.removed")
    terminal.say("refusal.carry.removed.next")
