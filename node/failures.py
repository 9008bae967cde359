"""What went wrong, as an answer: bytes that are no request, a store that cannot, a defect of ours.

Of a defect the class alone is told, in the log too: its text could carry a patient's data or a PIN.
"""

import logging
from typing import Final

import msgspec

from node.api.base import Refused
from node.store.errors import StoreError

log = logging.getLogger(__name__)

NO_REQUEST: Final = (msgspec.MsgspecError, RecursionError, UnicodeDecodeError)
"""What decoding raises for bytes that are no request."""


def unreadable(error: Exception) -> Refused:
    """To bytes that are no request."""
    return Refused(code="request.unreadable", values={"why": type(error).__name__})


def store_refused(error: StoreError) -> Refused:
    """The database or its disk says no."""
    return Refused(code=f"store.{error.code}", values=error.values)


def defect(what: str, error: Exception) -> Refused:
    """A defect of ours came upon while `what` was done; the log at its finest has where."""
    log.error("%s failed: %s", what, type(error).__name__)
    log.debug("its traceback", exc_info=error)
    return Refused(code="request.defect", values={"command": what, "error": type(error).__name__})
