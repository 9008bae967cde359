"""Which addresses a test may speak to."""

from __future__ import annotations

import socket

import pytest

from tests.loopback import OutsideAddressError, is_loopback, may_send

MDNS = ("224.0.0.251", 5353)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.8.7", "::1", "localhost", b"localhost", "", None])
def test_this_machine(host: object) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["192.0.2.1", "10.0.0.1", "2001:db8::1", "veilleuse.invalid"])
def test_elsewhere(host: object) -> None:
    assert not is_loopback(host)


def test_multicast_only_by_a_loopback_interface() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        assert not may_send(sock, MDNS)
        with pytest.raises(OutsideAddressError):
            sock.sendto(b"", MDNS)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        assert may_send(sock, MDNS)


def test_sockets_in_the_file_system_are_ours() -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        assert may_send(sock, "/run/veilleuse")
