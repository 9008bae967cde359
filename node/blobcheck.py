"""Whether a blob is the edition its name promises."""

from node.intake.edition import EditionReader
from node.intake.errors import BadEditionError
from schema.ids import Hash


def blob_is_right(content: Hash, blob: bytes) -> bool:
    """Decompress (bounded) and compare with the hash of the content."""
    try:
        EditionReader(blob, content)
    except BadEditionError:
        return False
    return True
