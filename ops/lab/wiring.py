"""The wiring cupboard: a bridge, a network of its own for each computer, a cable from one to the other.

Made with `ip` and `bridge` inside the enclosure; pulling a cable takes its carrier away at both ends.
"""

import ctypes
import fcntl
import os
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from ops.lab.enclosure import inside

BRIDGE = "cupboard"
CARD = "eth0"
"""The network card, as the computer that has it sees it."""
_SIOCETHTOOL = 0x8946
_OFFLOADS = (0x17, 0x19, 0x1F, 0x24, 0x2C)
"""ETHTOOL_STXCSUM, SSG, STSO, SGSO, SGRO: frames are finished before they reach a cable of ours."""
_WAIT_SECONDS = 10.0


class WiringError(Exception):
    """A cable could not be made or changed; says which command failed and how."""


class Flaw(msgspec.Struct, frozen=True):
    """What is wrong with a bad cable, in each direction."""

    loss_percent: int = 0
    delay_ms: int = 0


class Port(msgspec.Struct):
    """One computer's place in the cupboard."""

    number: int
    holder: subprocess.Popen[bytes]
    """A process that does nothing but keep the computer's network in being."""
    address: str = ""
    bad: subprocess.Popen[bytes] | None = None

    @property
    def wall(self) -> str:
        """The end of the cable in the cupboard."""
        return f"wall{self.number}"

    @property
    def network(self) -> int:
        """A process in the computer's network."""
        return self.holder.pid


class Wiring:
    """All ports; a context manager that ends the processes it started. The enclosure takes the rest."""

    def __init__(self) -> None:
        self.ports: list[Port] = []

    def __enter__(self) -> Self:
        run("ip", "link", "set", "lo", "up")
        run("ip", "link", "add", "name", BRIDGE, "type", "bridge", "mcast_snooping", "0")
        run("ip", "link", "set", BRIDGE, "up")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for port in self.ports:
            for process in (port.bad, port.holder):
                if process is not None:
                    process.kill()
                    process.wait()

    def computer(self) -> Port:
        """A new computer without a network card."""
        holder = subprocess.Popen(["unshare", "--net", "sleep", "infinity"])  # noqa: S607 - see `enclosure.TOOLS`
        port = Port(len(self.ports) + 1, holder)
        self.ports.append(port)
        until = time.monotonic() + _WAIT_SECONDS
        # unshare needs a moment to leave our own network.
        while _network_of(holder.pid) == _network_of(os.getpid()):
            if time.monotonic() > until or holder.poll() is not None:
                raise WiringError("a network namespace could not be made")
            time.sleep(0.01)
        self.within(port, "ip", "link", "set", "lo", "up")
        return port

    def plug(self, port: Port, address: str) -> None:
        """Give it a card with this address (`10.77.0.1/24`) and a cable to the bridge."""
        run("ip", "link", "add", "name", port.wall, "type", "veth", "peer", "name", f"card{port.number}")
        run("ip", "link", "set", f"card{port.number}", "netns", str(port.network))
        self.within(port, "ip", "link", "set", f"card{port.number}", "name", CARD)
        inside(port.network, lambda: _no_offloads(CARD))
        run("ip", "link", "set", port.wall, "master", BRIDGE, "up")
        self.within(port, "ip", "link", "set", CARD, "up")
        self.readdress(port, address)

    def unplug(self, port: Port) -> None:
        """Take the card out of the computer."""
        run("ip", "link", "del", port.wall)
        port.address = ""

    def readdress(self, port: Port, address: str) -> None:
        """Another address in place of the one it had."""
        if port.address:
            self.within(port, "ip", "address", "del", port.address, "dev", CARD)
        self.within(port, "ip", "address", "add", address, "dev", CARD)
        port.address = address

    def pull(self, port: Port) -> None:
        """Pull the cable in the cupboard."""
        run("ip", "link", "set", port.wall, "down")

    def restore(self, port: Port) -> None:
        """Put it back."""
        run("ip", "link", "set", port.wall, "up")

    def multicast(self, *, allowed: bool) -> None:
        """Whether the bridge passes multicast on, as some switches are told not to."""
        for port in self.ports:
            if port.address:
                run("bridge", "link", "set", "dev", port.wall, "mcast_flood", "on" if allowed else "off")

    def spoil(self, port: Port, flaw: Flaw) -> None:
        """Replace the cable by a bad one: a process that drops and delays what goes through it."""
        near, far = f"near{port.number}", f"far{port.number}"
        run("ip", "link", "set", port.wall, "nomaster")
        run("ip", "link", "add", "name", near, "type", "veth", "peer", "name", far)
        for name in (near, far):
            _no_offloads(name)
        run("ip", "link", "set", near, "up")
        run("ip", "link", "set", far, "master", BRIDGE, "up")
        command = [sys.executable, "-m", "ops.lab.cable", port.wall, near]
        port.bad = subprocess.Popen(
            [*command, str(flaw.loss_percent), str(flaw.delay_ms)], cwd=Path(__file__).parents[2]
        )

    def mend(self, port: Port) -> None:
        """Replace the bad cable by a good one."""
        if port.bad is None:
            return
        port.bad.kill()
        port.bad.wait()
        port.bad = None
        run("ip", "link", "del", f"near{port.number}")
        run("ip", "link", "set", port.wall, "master", BRIDGE)

    def within(self, port: Port, *words: str) -> None:
        """Run a command in that computer's network. Raises `WiringError`."""
        run("nsenter", "--target", str(port.network), "--net", *words)


def run(*words: str) -> None:
    """Run a command; raises `WiringError` with what it said."""
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise WiringError(f"{' '.join(words)}: {done.stderr.strip()}")


def _network_of(process: int) -> str:
    return str(Path(f"/proc/{process}/ns/net").readlink())


def _no_offloads(card: str) -> None:
    """Have frames finished (checksums, sizes) by who sends them, as on a real wire."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for what in _OFFLOADS:
            value = ctypes.create_string_buffer(struct.pack("II", what, 0))
            request = struct.pack("16sP", card.encode(), ctypes.addressof(value))
            fcntl.ioctl(any_socket, _SIOCETHTOOL, request)
