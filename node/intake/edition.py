"""An edition: the whole database as one content-addressed, compressed blob that peers can fetch.

Same four files and same rules, same bytes: what is hashed is a series of length-prefixed canonical records,
a header first, then rejections, then specialities by CIS. The date of the data is no part of it (files do
not say it; the person who imports does), so importing the same files again changes nothing.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple, TypeVar

import zstandard

from node.intake.bdpm import parse
from node.intake.errors import BadEditionError
from node.intake.records import CatalogueRow, FileCount, Rejection, Speciality, rows_of_speciality
from node.intake.rows import Progress, Source
from schema.codec import InvalidBytesError, Wire, decode, encode

FORMAT: Final = "veilleuse/catalogue/1"
RULES: Final = 1
"""Number of the rules that read strengths and classify; raised when their results change."""
MAX_CONTENT_BYTES: Final = 128 * 1024 * 1024
MAX_RECORD_BYTES: Final = 4 * 1024 * 1024
_LENGTH: Final = 4
_LEVEL: Final = 10
_CHUNK: Final = 1024 * 1024


class CatalogueSummary(Wire, frozen=True):
    """The header of an edition: what came in, what was taken, what is in it."""

    format: str
    rules: int
    files: tuple[FileCount, ...]
    specialities: int
    presentations: int
    injectable: int
    """Presentations of injectable specialities."""
    anticancer: int
    """Presentations of injectable anticancer specialities."""
    readable: int
    """Of the latter, those whose content per container could be read for every substance."""
    rejections: int

    @property
    def rows(self) -> int:
        """Rows in, over all files."""
        return sum(one.rows for one in self.files)

    @property
    def taken(self) -> int:
        """Rows taken, over all files."""
        return sum(one.taken for one in self.files)

    @property
    def rejected(self) -> int:
        """Rows rejected, over all files; `taken` + `rejected` = `rows`."""
        return sum(one.rejected for one in self.files)


class Edition(NamedTuple):
    """A built edition."""

    blob: bytes
    """Compressed content."""
    content: bytes
    """SHA-256 of the uncompressed content: the edition's name."""
    summary: CatalogueSummary
    rejected: tuple[Rejection, ...]
    data_of: str
    """Date of the data, YYYY-MM-DD, as told by who imports."""


def build_edition(
    sources: Mapping[str, Source],
    data_of: str,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Edition:
    """Parse the four files and pack them; see `node.intake.bdpm.parse` for what is raised.

    `BadEditionError` when the result is larger than any reader would accept.
    """
    parsed = parse(sources, progress, cancelled)
    presentations = [(one, box) for one in parsed.specialities for box in one.presentations]
    anticancer = [box for one, box in presentations if one.anticancer]
    summary = CatalogueSummary(
        format=FORMAT,
        rules=RULES,
        files=tuple(parsed.files),
        specialities=len(parsed.specialities),
        presentations=len(presentations),
        injectable=sum(one.injectable for one, _ in presentations),
        anticancer=len(anticancer),
        readable=sum(all(strength.content for strength in box.strengths) for box in anticancer),
        rejections=len(parsed.rejections),
    )
    del presentations, anticancer
    digest = hashlib.sha256()
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_content_size=False).compressobj()
    packed, size = bytearray(), 0
    records: list[list[Wire]] = [[summary], list(parsed.rejections), list(parsed.specialities)]
    for record in (one for part in records for one in part):
        body = encode(record)
        if len(body) > MAX_RECORD_BYTES or size + len(body) > MAX_CONTENT_BYTES - _LENGTH:
            raise BadEditionError("edition_too_large")
        frame = len(body).to_bytes(_LENGTH, "big") + body
        digest.update(frame)
        size += len(frame)
        packed += compressor.compress(frame)
    packed += compressor.flush()
    return Edition(bytes(packed), digest.digest(), summary, tuple(parsed.rejections), data_of)


_R = TypeVar("_R", bound=Wire)


class EditionReader:
    """A verified edition, read record by record."""

    def __init__(self, blob: bytes, content: bytes | None = None, limit: int = MAX_CONTENT_BYTES) -> None:
        """Decompress within `limit` bytes and check against `content`, its hash; raises `BadEditionError`."""
        self._content = _decompressed(blob, limit)
        self.content = hashlib.sha256(self._content).digest()
        if content is not None and content != self.content:
            raise BadEditionError("edition_altered")
        header, start = self._record(0)
        self.summary = _as(CatalogueSummary, header)
        if self.summary.format != FORMAT:
            raise BadEditionError("edition_version")
        rejected = []
        for _ in range(self.summary.rejections):
            body, start = self._record(start)
            rejected.append(_as(Rejection, body))
        self.rejected = tuple(rejected)
        self._start = start

    def specialities(self) -> Iterator[Speciality]:
        """Every speciality, by CIS."""
        start = self._start
        while start < len(self._content):
            body, start = self._record(start)
            yield _as(Speciality, body)

    def rows(self) -> Iterator[CatalogueRow]:
        """Every presentation as a flat row, ready for a table."""
        for speciality in self.specialities():
            yield from rows_of_speciality(speciality)

    def _record(self, start: int) -> tuple[bytes, int]:
        body = start + _LENGTH
        size = int.from_bytes(self._content[start:body], "big")
        if size > MAX_RECORD_BYTES or body + size > len(self._content) or body > len(self._content):
            raise BadEditionError("edition_damaged")
        return self._content[body : body + size], body + size


def _decompressed(blob: bytes, limit: int) -> bytes:
    """At most `limit` bytes: a small blob can promise to become a disk full of zeros."""
    out = bytearray()
    try:
        with zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(blob) as reader:
            while chunk := reader.read(min(_CHUNK, limit + 1 - len(out))):
                out += chunk
                if len(out) > limit:
                    raise BadEditionError("edition_too_large")
    except (zstandard.ZstdError, EOFError) as error:
        raise BadEditionError("edition_damaged") from error
    return bytes(out)


def _as(kind: type[_R], body: bytes) -> _R:
    try:
        return decode(kind, body)
    except InvalidBytesError as error:
        raise BadEditionError("edition_damaged") from error
