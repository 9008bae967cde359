"""age encryption as two streams: chunks made on demand into a file, a file into a sink.

The library pulls from objects with `read` and pushes into objects with `write`; exceptions that pass
through it may become texts, so both sides remember what went wrong and it is raised as it was.
"""

from collections.abc import Iterator, Sequence
from io import BufferedIOBase
from typing import BinaryIO, Protocol, cast

import pyrage

from schema.machine import machine_reason
from sync.bundle.errors import (
    BundleError,
    DamagedError,
    NotABundleError,
    NotWrittenError,
    TruncatedError,
    UnreadableError,
    WrongRecipientError,
)

MAX_HEAD = 64 * 1024
"""Bytes of an age header; a site's recipients need a fraction of it."""

_AGE = b"age-encryption.org/"
_HEADER_END = b"\n--- "
_AFTER_IT = 43 + 1 + 16
"""The header's MAC in base64, a line end, the payload's nonce."""


class Sink(Protocol):
    """Takes decrypted bytes."""

    def take(self, data: bytes) -> None:
        """The next bytes. What this raises ends the decryption and is passed on."""
        ...


def encrypt_stream(chunks: Iterator[bytes], out: BinaryIO, recipients: Sequence[str]) -> None:
    """Encrypt so that each of these recipients alone can read; `out` is flushed, not synced.

    Raises `NotWrittenError` when the system refuses a write, and whatever making a chunk raised.
    """
    if not recipients:
        raise ValueError("a bundle without a recipient could never be read")
    keys = [pyrage.x25519.Recipient.from_str(recipient) for recipient in recipients]
    source, target = _Chunks(chunks), _Target(out)
    try:
        # Two small objects with `read` and `write` are all that the library asks for.
        pyrage.encrypt_io(cast("BufferedIOBase", source), cast("BufferedIOBase", target), keys)
        target.flush()
    except (pyrage.EncryptError, OSError):
        if source.failure is not None:
            raise source.failure from None
        if target.failure is not None:
            raise NotWrittenError(reason=machine_reason(target.failure)) from target.failure
        raise
    if target.failure is not None:
        # The library forgets what its last write said, and does not flush.
        raise NotWrittenError(reason=machine_reason(target.failure)) from target.failure


def decrypt_stream(file: BinaryIO, identities: Sequence[str], sink: Sink) -> BundleError | None:
    """Push what any of these identities can read into `sink`; returns why it broke off, if it did.

    What reached the sink is authentic. Raises `NotABundleError`, `WrongRecipientError`, and
    whatever the sink raised.
    """
    try:
        keys = [pyrage.x25519.Identity.from_str(identity) for identity in identities]
    except pyrage.IdentityError:
        # Not chained: the library's text may quote what it was given.
        raise WrongRecipientError from None
    source, target = _File(file), _Pushed(sink)
    if (cut := source.check_head()) is not None:
        return cut
    try:
        pyrage.decrypt_io(cast("BufferedIOBase", source), cast("BufferedIOBase", target), keys)
    except (pyrage.DecryptError, OSError) as error:
        if target.failure is not None:
            raise target.failure from None
        if source.failure is not None:
            return UnreadableError(reason=machine_reason(source.failure))
        if isinstance(error, pyrage.DecryptError):
            if "No matching keys" in str(error):
                raise WrongRecipientError from None
            return DamagedError(at="0")
        # A chunk did not authenticate. At the end of the file that is most likely a missing end.
        return TruncatedError() if source.ended else DamagedError(at=str(source.position))
    return None


class _Chunks:
    """A reader over chunks made on demand."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._held:
                chunk = next(self._chunks, None)
                if chunk is None:
                    return b""
                self._held = chunk
        except BaseException as failure:
            self.failure = failure
            raise
        part, self._held = self._held[:size], self._held[size:]
        return part


class _Target:
    """A writer over the caller's file."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self.failure: OSError | None = None

    def write(self, data: bytes) -> int:
        try:
            # A raw file may take a part only; the library would lose the rest.
            view = memoryview(data)
            while view:
                view = view[self._out.write(view) :]
        except OSError as failure:
            self.failure = failure
            raise
        return len(data)

    def flush(self) -> None:
        try:
            self._out.flush()
        except OSError as failure:
            self.failure = failure
            raise


class _File:
    """The caller's file; knows where it stands and what the system said."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._head = b""
        self.position = 0
        self.failure: OSError | None = None

    def check_head(self) -> BundleError | None:
        """Refuse what cannot be age, before the library looks for the end of an endless header."""
        try:
            while len(self._head) < MAX_HEAD and (more := self._file.read(MAX_HEAD - len(self._head))):
                self._head += more
        except OSError as error:
            return UnreadableError(reason=machine_reason(error))
        if not self._head.startswith(_AGE[: len(self._head) or 1]):
            raise NotABundleError
        end = self._head.find(_HEADER_END)
        if end >= 0 and len(self._head) >= end + len(_HEADER_END) + _AFTER_IT:
            return None
        if len(self._head) < MAX_HEAD:
            return TruncatedError()
        raise NotABundleError

    @property
    def ended(self) -> bool:
        """Whether the file has no more bytes than were read."""
        try:
            return not self._head and not self._file.read(1)
        except OSError:
            return False

    def read(self, size: int) -> bytes:
        if self._head:
            data, self._head = self._head[:size], self._head[size:]
        else:
            try:
                data = self._file.read(size)
            except OSError as failure:
                self.failure = failure
                raise
        self.position += len(data)
        return data


class _Pushed:
    """A writer into the sink."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        if self.failure is not None:
            # Once more, as the library lets go of what it had not got rid of: the sink took its part of that.
            raise self.failure
        try:
            self._sink.take(bytes(data))
        except BaseException as failure:
            self.failure = failure
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""
