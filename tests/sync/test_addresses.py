"""Addresses: what people type, what is kept, in which order it is tried."""

import pytest

from sync.addresses import Address, AddressBook, BadAddressError, Known, Source, parse_address
from sync.messages import Place

A, B = bytes([1]) * 16, bytes([2]) * 16


def place(host: str, workstation: bytes = A) -> Place:
    return Place(workstation, host, 7001, 7002)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.7:7001", Address("192.0.2.7", 7001)),
        (" pharmacie.example:1 ", Address("pharmacie.example", 1)),
        ("[2001:db8::1]:65535", Address("2001:db8::1", 65535)),
    ],
)
def test_what_people_type(text: str, address: Address) -> None:
    assert parse_address(text) == address
    assert parse_address(str(address)) == address


@pytest.mark.parametrize(
    "text",
    ["", "host", ":7001", "host:", "host:0", "host:65536", "host:x", "2001:db8::1", "h:²", "h:" + "9" * 5000],
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(BadAddressError):
        parse_address(text)


def test_the_freshest_source_comes_first_and_each_place_once() -> None:
    book = AddressBook()
    assert book.add(place("told"), Source.TOLD)
    assert book.add(place("both"), Source.LAST_KNOWN)
    assert book.add(place("typed"), Source.TYPED)
    assert book.add(place("both"), Source.MDNS)
    assert not book.add(place("both"), Source.MDNS)
    assert [(known.place.host, known.source) for known in book.candidates(A)] == [
        ("both", Source.MDNS),
        ("typed", Source.TYPED),
        ("told", Source.TOLD),
    ]
    assert book.candidates(B) == []


def test_each_source_is_bounded_to_its_newest() -> None:
    book = AddressBook()
    for number in range(9):
        book.add(place(f"h{number}"), Source.TOLD)
    assert [known.place.host for known in book.candidates(A)] == ["h8", "h7", "h6", "h5"]
    book.add(place("h6"), Source.TOLD)
    assert [known.place.host for known in book.candidates(A)] == ["h6", "h8", "h7", "h5"]


def test_mdns_no_longer_sees_it() -> None:
    book = AddressBook()
    book.add(place("x"), Source.MDNS)
    book.add(place("x"), Source.TOLD)
    assert book.seen(A)
    book.gone(A, place("other"))
    assert book.seen(A)
    book.gone(A)
    assert not book.seen(A)
    assert [known.source for known in book.candidates(A)] == [Source.TOLD]


def test_front_door_and_lobby() -> None:
    known = Known(place("h"), Source.MDNS)
    assert known.front == Address("h", 7001)
    assert known.lobby == Address("h", 7002)
    assert Known(Place(A, "h", 7001, 0), Source.MDNS).lobby is None


def test_what_is_told_to_others() -> None:
    book = AddressBook()
    book.add(place("told"), Source.TOLD)
    book.add(place("mdns"), Source.MDNS)
    assert book.best([A, B]) == [place("mdns")]
