"""Bulk data taken from elsewhere: the act names the blob, the blob is fetched apart."""

from typing import Annotated

import msgspec

from schema.acts.base import DateText, Kind, Name
from schema.codec import Wire
from schema.transaction import ActClass, Bytes32, FileType

Count = Annotated[int, msgspec.Meta(ge=0, lt=2**31)]


class EditionTaken(Wire, frozen=True):
    """An edition of bulk data (`bdpm`) was imported here and can be fetched by its hash."""

    what: Name
    data_of: DateText
    """The date of the data, as the publisher or the importer gives it."""
    content: Bytes32
    """SHA-256 of the canonical, uncompressed content."""
    blob_bytes: Count
    rows: Count
    taken: Count
    rejected: Count


class EditionRedated(Wire, frozen=True):
    """The data of an edition taken before have another date than was said: this one."""

    what: Name
    content: Bytes32
    data_of: DateText


KINDS = (
    Kind(
        "edition.taken/1",
        EditionTaken,
        FileType.EDITION,
        ActClass.NOTE,
        "import",
        signed=True,
        critical=False,
    ),
    Kind(
        "edition.redated/1",
        EditionRedated,
        FileType.EDITION,
        ActClass.NOTE,
        "import",
        signed=True,
        critical=False,
    ),
)
