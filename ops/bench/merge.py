"""`veilleuse bench merge`: two workstations that went on apart meet, until both hold and show the same.

Two nodes, two processes, each of which writes its acts before it meets the other. The clock starts when
they have met (mutual TLS, Hello) and stops when the later of them has everything verified, stored, folded
and projected; their digests must then be equal.
"""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ops.bench.apart import Apart, apart, written_for
from ops.bench.cache import kept_site
from ops.bench.pens import Person
from ops.bench.side import Order, Side
from ops.bench.site import BenchError

MARKS: Final = {"merge_s": 0.3}
SHARED: Final = 20_000
"""Acts that both held before they were cut off."""
NOBODY: Final[Mapping[str, Person]] = MappingProxyType({})
_ONE: Final = "127.0.0.2"
_OTHER: Final = "127.0.0.3"


def measure(acts: int, told: Callable[[str], None], cache: Path, shared: int = SHARED) -> dict[str, object]:
    """The figures, for so many acts apart on each side; raises `BenchError` when they do not end up equal."""
    kept = kept_site(cache, shared, told)
    with tempfile.TemporaryDirectory(prefix="veilleuse-bench-") as name:
        two = apart(kept, Path(name), 0)
        connecting, merging = unite(two, acts, kept.facts.people)
    return {
        "acts_apart": acts,
        "transactions_apart": written_for(acts),
        "acts_shared": kept.facts.acts,
        "connect_s": round(connecting, 3),
        "merge_s": round(merging, 3),
        "marks": MARKS,
    }


def unite(two: Apart, acts: int = 0, people: Mapping[str, Person] = NOBODY) -> tuple[float, float]:
    """Seconds until they had met, and from then until both held the same.

    With `acts`, each writes so many more first, in the process that then meets the other.
    """
    united = two.united + (2 * written_for(acts) if acts else 0)
    with ExitStack() as stack:
        one, other = two.one, two.other
        order = Order(str(one.folder), one.passphrase, _ONE, "", united, acts, dict(people))
        first = stack.enter_context(Side(order))
        order = Order(
            str(other.folder), other.passphrase, _OTHER, first.listening, united, acts, dict(people)
        )
        second = stack.enter_context(Side(order))
        theirs, ours = second.reached(), first.reached()
        held = second.held()
        if held.stale or held != first.held():
            raise BenchError("the two workstations do not hold the same")
        met = max(ours.connected, theirs.connected)
        return met - theirs.began, max(ours.done, theirs.done) - met
