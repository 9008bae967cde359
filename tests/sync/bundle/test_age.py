"""Both streams: what the library reads and writes, and whose exception comes out."""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest

from sync.bundle.age import decrypt_stream, encrypt_stream
from sync.bundle.errors import DamagedError, NotABundleError, NotWrittenError, WrongRecipientError
from tests.node.full_disk import filling_disk

IDENTITY = pyrage.x25519.Identity.generate()


class Taken:
    def __init__(self) -> None:
        self.data = b""

    def take(self, data: bytes) -> None:
        self.data += data


def sealed(*chunks: bytes) -> bytes:
    out = io.BytesIO()
    encrypt_stream(iter(chunks), out, [str(IDENTITY.to_public())])
    return out.getvalue()


def test_the_file_is_plain_age() -> None:
    """Whoever has the key and any tool of that name gets at the content, even without this program."""
    assert pyrage.decrypt(sealed(b"one ", b"", b"two"), [IDENTITY]) == b"one two"


def test_what_another_tool_encrypted_is_read() -> None:
    taken = Taken()
    data = pyrage.encrypt(b"from elsewhere" * 9000, [IDENTITY.to_public()])
    assert decrypt_stream(io.BytesIO(data), [str(IDENTITY)], taken) is None
    assert taken.data == b"from elsewhere" * 9000


def test_a_passphrase_file_is_for_another_key() -> None:
    data = pyrage.passphrase.encrypt(b"secret", "six words")
    with pytest.raises(WrongRecipientError):
        decrypt_stream(io.BytesIO(data), [str(IDENTITY)], Taken())


def test_armour_is_no_bundle() -> None:
    data = pyrage.encrypt(b"text", [IDENTITY.to_public()], armored=True)
    with pytest.raises(NotABundleError):
        decrypt_stream(io.BytesIO(data), [str(IDENTITY)], Taken())


def test_a_changed_head_is_damage() -> None:
    data = bytearray(sealed(b"text"))
    data[data.index(b"\n--- ") + 10] ^= 1
    taken = Taken()
    trouble = decrypt_stream(io.BytesIO(bytes(data)), [str(IDENTITY)], taken)
    assert isinstance(trouble, DamagedError)
    assert taken.data == b""


@pytest.mark.parametrize("failure", [RuntimeError("full of names"), OSError(5, "bad"), KeyboardInterrupt()])
def test_a_sink_s_own_exception_comes_out(failure: BaseException) -> None:
    class Breaks:
        def take(self, data: bytes) -> None:
            assert data
            raise failure

    with pytest.raises(type(failure)) as caught:
        decrypt_stream(io.BytesIO(sealed(b"text")), [str(IDENTITY)], Breaks())
    assert caught.value is failure


def test_a_sink_that_broke_off_is_given_nothing_more() -> None:
    """The library pushes the same bytes again when it lets go of its buffer: they would be taken twice."""

    class BreaksOnce(Taken):
        def take(self, data: bytes) -> None:
            broken = bool(self.data)
            super().take(data)
            if not broken:
                raise OSError(28, "full")

    sink = BreaksOnce()
    with pytest.raises(OSError, match="full"):
        decrypt_stream(io.BytesIO(sealed(b"text")), [str(IDENTITY)], sink)
    assert sink.data == b"text"


@pytest.mark.parametrize("failure", [RuntimeError("full of names"), OSError(5, "bad"), KeyboardInterrupt()])
def test_a_source_s_own_exception_comes_out(failure: BaseException) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"one"
        raise failure

    with pytest.raises(type(failure)) as caught:
        encrypt_stream(chunks(), io.BytesIO(), [str(IDENTITY.to_public())])
    assert caught.value is failure


def test_a_malformed_identity_opens_nothing_and_is_not_quoted() -> None:
    with pytest.raises(WrongRecipientError) as caught:
        decrypt_stream(io.BytesIO(sealed(b"text")), ["AGE-SECRET-KEY-1MISTYPED"], Taken())
    assert "MISTYPED" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.skipif(sys.platform == "win32", reason="limits of files are a POSIX affair")
@pytest.mark.parametrize("size", [3900, 4100, 6000, 8000, 8100, 8200, 70_000])
def test_a_full_disk_is_told_wherever_the_last_bytes_wait(tmp_path: Path, size: int) -> None:
    """A file's buffer holds the end back, and the library does not ask what its flush said."""
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    with filling_disk() as limit:
        limit(4096)
        out = (tmp_path / "out").open("wb")
        with pytest.raises(NotWrittenError):
            encrypt_stream(iter([os.urandom(size)]), out, [recipient])
        limit(2**20)
        out.close()
