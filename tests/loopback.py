"""Tests talk to this machine and to nobody else: an audit hook refuses every other address.

It listens to the interpreter itself, so no library can go around it. mDNS is let through as long as the
socket sends its multicast by a loopback interface.
"""

from __future__ import annotations

import ipaddress
import socket
import sys
from typing import Any

_ADDRESSED = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_NAMED = {"socket.getaddrinfo", "socket.gethostbyname"}


class OutsideAddressError(AssertionError):
    """A test spoke to an address that is not this machine: give it one in 127.0.0.0/8."""


def is_loopback(host: object) -> bool:
    """Whether this host, by number or by name, is certainly this machine."""
    if host in {None, "", b"", "localhost", b"localhost"}:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(text.partition("%")[0]).is_loopback
    except ValueError:
        return False


def may_send(sock: socket.socket, address: object) -> bool:
    """Whether a socket may send to this address: sockets in the file system may, and loopback."""
    if sock.family not in {socket.AF_INET, socket.AF_INET6} or not isinstance(address, tuple):
        return True
    if is_loopback(address[0]):
        return True
    if sock.family == socket.AF_INET and ipaddress.ip_address(address[0]).is_multicast:
        by = sock.getsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, 4)
        return ipaddress.ip_address(by).is_loopback
    return False


def _refuse_outside(event: str, args: tuple[Any, ...]) -> None:
    if (event in _ADDRESSED and not may_send(args[0], args[1])) or (
        event in _NAMED and not is_loopback(args[0])
    ):
        raise OutsideAddressError(f"{event} to {args[1] if event in _ADDRESSED else args[0]!r}")


def guard() -> None:
    """Refuse other addresses until this interpreter ends: an audit hook cannot be taken away."""
    sys.addaudithook(_refuse_outside)
