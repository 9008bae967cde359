"""What the operating system refused, as a code that travels and as words in the reader's language.

`ENOSPC` rather than `No space left on device`: the system's own sentences are in a language of its own.
"""

from collections.abc import Mapping
from errno import errorcode
from typing import Final

from schema.i18n import text

_WORDS: Final = "machine."
_SORTS: Final[Mapping[str, frozenset[str]]] = {
    "full": frozenset({"ENOSPC", "EDQUOT"}),
    "shut": frozenset({"EROFS", "EACCES", "EPERM"}),
    "large": frozenset({"EFBIG"}),
    "gone": frozenset({"ENOENT", "ENOTDIR", "ENODEV", "ENXIO", "EIO"}),
}
"""Room is made, a protection taken off, another disk taken, what was pulled out plugged in again."""


def machine_reason(error: OSError) -> str:
    """The name of what the system refused (`EACCES`); else its own words with its number, or its class."""
    ours = type(error).__module__ == "builtins"  # TLS and name servers number their errors otherwise
    name = errorcode.get(error.errno, "") if ours and error.errno is not None else ""
    if name and machine_words(name) != name:
        return name
    if not error.strerror:
        return type(error).__name__
    return f"{error.strerror} ({error.errno})" if error.errno is not None else error.strerror


def machine_sort(reason: str) -> str:
    """What helps against such a reason: `full`, `shut`, `large` or `gone`; empty where nothing is known."""
    return next((sort for sort, reasons in _SORTS.items() if reason in reasons), "")


def machine_words(reason: str, language: str = "fr") -> str:
    """Such a reason in words; what has none is shown as it is."""
    words = text(_WORDS + reason, language)
    return reason if words == _WORDS + reason else words
