"""A bad cable: a process that carries frames between two network cards, drops some, delays all.

Linux's own `netem` is a module that many computers lack; a cable of 1 Gbit/s is not asked for here.
"""

import asyncio
import random
import socket
import sys

_ALL_PROTOCOLS = 3
_LONGEST = 65_536


def _card(name: str) -> socket.socket:
    card = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ALL_PROTOCOLS))
    card.bind((name, 0))
    card.setblocking(False)
    return card


class Direction:
    """Frames from one card to the other."""

    def __init__(self, start: socket.socket, end: socket.socket, loss_percent: int, delay_ms: int) -> None:
        self._start = start
        self._end = end
        self._loss_percent = loss_percent
        self._delay = delay_ms / 1000
        # Which frames are lost is the same in every run that sends the same.
        self._chance = random.Random(loss_percent)  # noqa: S311 - loses frames, hides nothing

    def read(self) -> None:
        """Take what has come; called when there is something."""
        while True:
            try:
                frame, came = self._start.recvfrom(_LONGEST)
            except BlockingIOError:
                return
            outgoing = came[2] == socket.PACKET_OUTGOING
            if outgoing or self._chance.randrange(100) < self._loss_percent:
                continue
            asyncio.get_running_loop().call_later(self._delay, self._write, frame)

    def _write(self, frame: bytes) -> None:
        try:
            self._end.send(frame)
        except OSError:
            # A pulled cable or a full card loses frames too.
            return


async def carry(one: str, other: str, loss_percent: int, delay_ms: int) -> None:
    """Carry frames between two cards until cancelled."""
    near, far = _card(one), _card(other)
    loop = asyncio.get_running_loop()
    loop.add_reader(near, Direction(near, far, loss_percent, delay_ms).read)
    loop.add_reader(far, Direction(far, near, loss_percent, delay_ms).read)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(carry(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
