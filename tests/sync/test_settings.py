"""Three addresses: listened on, announced, dialled from."""

from sync.addresses import Address
from sync.settings import Settings

FRONT, LOBBY = Address("127.0.0.2", 7001), Address("127.0.0.2", 7002)


def test_without_a_relay_what_is_listened_on_is_announced() -> None:
    settings = Settings(Address("127.0.0.2", 0), Address("127.0.0.2", 0))
    assert settings.announced_host() == "127.0.0.2"
    assert settings.announced_ports(FRONT, LOBBY) == (7001, 7002)
    assert settings.announced_ports(FRONT, None) == (7001, 0)


def test_all_interfaces_announce_none_in_particular() -> None:
    assert Settings(Address("::", 0), None).announced_host() is None


def test_behind_a_relay_its_doors_are_announced() -> None:
    settings = Settings(FRONT, LOBBY, announce=Address("127.0.1.2", 9001), announce_lobby=9002)
    assert settings.announced_host() == "127.0.1.2"
    assert settings.announced_ports(FRONT, LOBBY) == (9001, 9002)
