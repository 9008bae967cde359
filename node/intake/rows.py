"""Text files of tab-separated rows, one row at a time, with bounded lines and the encoding found out.

The drug database mixes UTF-8 and CP1252 files. UTF-8 is tried first: French text in CP1252 is never valid
UTF-8. A file that is UTF-8 but for a few broken lines stays UTF-8, and those lines are refused one by one.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple, Protocol, TypeAlias

from node.intake.errors import ImportCancelledError, SourceError

Source: TypeAlias = bytes | Path

MAX_FILE_BYTES: Final = 64 * 1024 * 1024
MAX_LINE_BYTES: Final = 8 * 1024
_REPORT_EVERY: Final = 256 * 1024


class Progress(Protocol):
    """Told how far an import is; called often, must return quickly."""

    def __call__(self, done: int, total: int, /) -> None: ...


class Row(NamedTuple):
    """One line: its number from 1, and its columns, or the code of why it has none."""

    line: int
    columns: tuple[str, ...]
    fault: str


def read_source(name: str, source: Source) -> bytes:
    """The bytes of one file; raises `SourceError` when it is absent, unreadable or too large."""
    if isinstance(source, bytes):
        content = source
    else:
        try:
            if source.stat().st_size > MAX_FILE_BYTES:
                raise SourceError("source_too_large", {"file": name})
            content = source.read_bytes()
        except OSError as error:
            raise SourceError("source_unreadable", {"file": name}) from error
    if len(content) > MAX_FILE_BYTES:
        raise SourceError("source_too_large", {"file": name})
    return content


def encoding_of(content: bytes) -> str:
    """`utf-8` or `cp1252`, by what most of the lines with accents are."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        accented = [line for line in content.split(b"\n") if not line.isascii()]
        valid = sum(_is_utf8(line) for line in accented)
        return "utf-8" if 2 * valid > len(accented) else "cp1252"
    return "utf-8"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class Meter:
    """Bytes done over bytes to do, across files; also where a cancellation takes effect."""

    def __init__(self, total: int, progress: Progress | None, cancelled: Callable[[], bool] | None) -> None:
        self._total = total
        self._progress = progress
        self._cancelled = cancelled
        self._done = 0
        self._next = 0

    def advance(self, size: int) -> None:
        """Count bytes; report and look for a cancellation every 256 KiB."""
        self._done += size
        if self._done >= self._next or self._done >= self._total:
            self._next = self._done + _REPORT_EVERY
            self.report()

    def report(self) -> None:
        """Tell where it stands; raises `ImportCancelledError` when it was asked to stop."""
        if self._cancelled is not None and self._cancelled():
            raise ImportCancelledError
        if self._progress is not None:
            self._progress(self._done, self._total)


def rows_of(content: bytes, columns: int, meter: Meter) -> Iterator[Row]:
    """Each line as `columns` texts, stripped; blank, overlong, undecodable or miscut lines carry a fault.

    One empty column too many is accepted: published lines sometimes end with a tab.
    """
    encoding = encoding_of(content)
    start = 3 if content.startswith(b"\xef\xbb\xbf") else 0
    meter.advance(start)
    number = 0
    while start < len(content):
        end = content.find(b"\n", start)
        end = len(content) if end < 0 else end
        number += 1
        yield _row(number, content[start:end].removesuffix(b"\r"), encoding, columns)
        meter.advance(min(end + 1, len(content)) - start)
        start = end + 1


def _row(number: int, line: bytes, encoding: str, columns: int) -> Row:
    if not line.strip():
        return Row(number, (), "blank")
    if len(line) > MAX_LINE_BYTES:
        return Row(number, (), "overlong")
    try:
        cells = tuple(cell.strip() for cell in line.decode(encoding).split("\t"))
    except UnicodeDecodeError:
        return Row(number, (), "undecodable")
    if len(cells) == columns + 1 and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != columns:
        return Row(number, (), "columns")
    return Row(number, cells, "")
