"""What people type, scan or edit at a workstation, and what its window and its node say to each other."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import msgspec

from node.api.messages import decode_request, decode_response
from node.endpoint import ClosedError, read_door
from node.paper.codes import read_code, write_code
from node.paper.errors import CodeError
from node.secret_errors import SecretError
from node.settings import FILE_NAME, SettingsError, load_settings
from node.vault.words import canonical_passphrase
from schema.ids import BadIdError, id_text, parse_id
from schema.quantity import NumberError, decimal_text, parse_decimal_text, parse_typed
from sync.addresses import BadAddressError, parse_address
from sync.pairing import canonical_code
from tests.fuzz.target import Target
from ui import scanner
from ui.typed import TypedError, parse_date, parse_time

TODAY = date(2026, 6, 5)


def _typed(data: bytes) -> None:
    """Into a field, however odd; every reader is asked."""
    text = data.decode("utf-8")
    for read in (_number, _exact, _identifier, _code, _address, canonical_code, _words, _day, _hour):
        read(text)


def _number(text: str) -> None:
    try:
        number = parse_typed(text)
    except NumberError:
        return
    assert parse_decimal_text(decimal_text(number)) == number


def _exact(text: str) -> None:
    try:
        assert decimal_text(parse_decimal_text(text)) == text
    except NumberError:
        return


def _identifier(text: str) -> None:
    try:
        identifier = parse_id(text)
    except BadIdError:
        return
    assert parse_id(id_text(identifier)) == identifier


def _code(text: str) -> None:
    """A scanned code: paper's own reader and the window's agree on what is one."""
    scanned = scanner.read_code(text)
    try:
        kind, identifier = read_code(text)
    except CodeError:
        return
    assert read_code(write_code(kind, identifier)) == (kind, identifier)
    assert scanned == (kind, identifier)


def _address(text: str) -> None:
    try:
        address = parse_address(text)
    except BadAddressError:
        return
    assert 0 < address.port < 2**16


def _words(text: str) -> None:
    try:
        assert canonical_passphrase(canonical_passphrase(text)) == canonical_passphrase(text)
    except SecretError:
        return


def _day(text: str) -> None:
    try:
        parse_date(text, TODAY)
    except TypedError:
        return


def _hour(text: str) -> None:
    try:
        hour, minute = parse_time(text)
    except TypedError:
        return
    assert 0 <= hour < 24
    assert 0 <= minute < 60


def _settings(data: bytes) -> None:
    """`node.json`, which people edit."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / FILE_NAME).write_bytes(data)
        load_settings(Path(folder)).network()


def _door(data: bytes) -> None:
    """What a window sends, and what it is answered."""
    try:
        decode_request(data)
    except msgspec.MsgspecError:
        decode_response(data)


AT_HAND: Mapping[str, Target] = {
    "typed": Target(_typed, (UnicodeDecodeError,)),
    "settings": Target(_settings, (SettingsError,)),
    "window_address": Target(read_door, (ClosedError,)),
    "door": Target(_door, (msgspec.MsgspecError,)),
}
