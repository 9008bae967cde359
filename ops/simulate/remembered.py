"""What is worked out once a process instead of once a workstation: pure functions, remembered.

A site of five workstations checks every signature, decodes every body and folds every file five times.
The answer cannot differ, for the same function is given the same thing; `verify` is answered from here too.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from unittest.mock import patch

from alembic import script
from alembic.config import Config
from alembic.script import ScriptDirectory

from node.domain.folds import FOLDS, Fold
from node.domain.history import Act
from node.store import admission, files, incoming, membership_rows, opened, projection
from schema import codec
from schema.codec import Wire
from schema.transaction import FileRef, FileType
from sync import journal

KEPT = 50_000


@contextmanager
def remembering() -> Iterator[None]:
    """Remember while inside."""
    decoded = lru_cache(maxsize=KEPT)(codec._canonical)  # noqa: SLF001  # through which every decoding goes
    sound = lru_cache(maxsize=KEPT)(membership_rows.sound)
    folds: Mapping[FileType, Fold] = {sort: _once(fold) for sort, fold in FOLDS.items()}

    def fold_of(file: FileRef) -> Fold | None:
        return folds.get(FileType(file.type))

    with ExitStack() as stack:
        for where, name, what in (
            (journal, "verifies", lru_cache(maxsize=KEPT)(journal.verifies)),
            (codec, "_canonical", decoded),
            (files, "intact", lru_cache(maxsize=KEPT)(files.intact)),
            (incoming, "open_checked", lru_cache(maxsize=KEPT)(opened.open_checked)),
            (membership_rows, "sound", sound),
            (admission, "sound", sound),
            (script, "ScriptDirectory", _Scripts()),  # imported where it is used
            (projection, "_fold_of", fold_of),
        ):
            stack.enter_context(patch.object(where, name, what))
        yield


class _Scripts:
    """The migrations of this program, whatever they are applied to: their files are read once."""

    def __init__(self) -> None:
        self._found: ScriptDirectory | None = None

    def from_config(self, config: Config) -> ScriptDirectory:
        """As alembic has it."""
        if self._found is None:
            self._found = ScriptDirectory.from_config(config)
        return self._found


def _once(fold: Fold) -> Fold:
    """Acts are the same when their ids are, but for what is said of them where they are held.

    A strand has a name of this workstation's own where its journal is forked: two that name it otherwise
    each fold for themselves, so that a fold which depends on the name shows.
    """
    found: dict[object, tuple[Wire, tuple[Wire | None, ...]]] = {}

    def folded(acts: Sequence[Act]) -> Wire:
        key = tuple(map(_said, acts))
        if key not in found:
            found[key] = fold(acts), tuple(act.body for act in acts)
        return found[key][0]

    return folded


def _said(act: Act) -> object:
    """An act, and what is said of it here. What else it has is its own, as its past is but for its names."""
    here = act.set_aside, act.workstation, act.strand, act.rights, act.rules, act.unknown_rule, act.trouble
    # Equal bytes are one body here; kept beside what was made of it, no other can take its place.
    return act.ref, *here, id(act.body)
