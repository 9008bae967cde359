"""Whether a key of a workstation vouches for a journal that it opened by itself. Pure.

The signature does not say whose it is, so that keys are tried, the likely ones first; which one it was is
remembered, as each reopening is judged several times.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from schema.acts.membership import JournalReopened
from schema.ids import Id
from schema.rules import NAMED_VOUCHES
from schema.transaction import reopening_input
from sync.journal import verifies
from sync.membership.state import Membership

REMEMBERED: Final = 16_384
"""Vouchers of which the key is remembered."""
Verifies: TypeAlias = Callable[[bytes, bytes, bytes], bool]
"""Whether a signature is that key's on that message: see `sync.journal.verifies`."""


class Vouchers:
    """The vouchers looked at so far."""

    def __init__(self, check: Verifies = verifies) -> None:
        self._check = check
        self._by: OrderedDict[tuple[bytes, bytes], bytes] = OrderedDict()

    def good(self, state: Membership, site: Id, content: JournalReopened) -> bool:
        """Whether a key that seals a journal of this workstation stands behind its going on in another."""
        signed = reopening_input(
            site,
            content.journal,
            content.workstation,
            content.scope,
            content.seal_key,
            content.predecessor,
        )
        name = content.voucher, signed
        known = self._by.get(name)
        tried: set[bytes] = set()
        for key in _likely(state, content, known):
            if key not in tried and (key == known or self._check(key, content.voucher, signed)):
                self._remember(name, key)
                return True
            tried.add(key)
        return False

    def _remember(self, name: tuple[bytes, bytes], key: bytes) -> None:
        self._by[name] = key
        self._by.move_to_end(name)
        if len(self._by) > REMEMBERED:
            self._by.popitem(last=False)


def _likely(state: Membership, content: JournalReopened, known: bytes | None) -> Iterator[bytes]:
    """Keys of its journals: the one `known` to be it, those that it should be, all others.

    Of a workstation that has reopened thousands of journals that is thousands of keys: hence the rule.
    """
    journals, workstation, before = state.journals, content.workstation, content.predecessor
    followed = journals.get(before.journal) if before is not None else None
    should = [] if followed is None else [followed.seal_key]
    should.append(state.workstations[workstation].seal_key)
    by_rule = NAMED_VOUCHES in state.rules
    if known is not None and (known in should or not by_rule):
        should.insert(0, known)
    yield from (key for key in should if journals.seals(workstation, key))
    if not by_rule:
        yield from journals.keys_of(workstation)
