"""Whose words let a dose go on that advanced apart from a stop: a prescriber and a pharmacist, two people."""

from collections.abc import Mapping, Sequence
from itertools import product

from ops.simulate.model_acts import Act
from schema.ids import Id
from schema.transaction import ActRef

Rights = Mapping[ActRef, frozenset[str]]
"""What each word is said by, of those that take another; a word that is not there is enough alone."""
BOTH = ("prescribe", "validate")
SOMEBODY_ELSE = b"somebody else"


class Words:
    """Those said of one stop and what advanced apart from it."""

    def __init__(self, words: Sequence[Act], rights: Rights) -> None:
        said = [(act.header.actor, rights[act.ref]) for act in words]
        self._said = [(who, its) for who, its in said if who is not None and its]

    @property
    def enough(self) -> bool:
        """One of the prescriber's and one of the pharmacist's, of two people."""
        return _enough(self._said)

    @property
    def heard(self) -> frozenset[Id]:
        """Who said one."""
        return frozenset(who for who, _ in self._said)

    @property
    def wanted(self) -> tuple[str, ...]:
        """Rights by which a word of somebody else would be enough; both as long as nobody spoke."""
        good = [right for right in BOTH if _enough([*self._said, (SOMEBODY_ELSE, frozenset({right}))])]
        return tuple(good) or BOTH


def _enough(said: Sequence[tuple[Id, frozenset[str]]]) -> bool:
    return any(
        one != other and "prescribe" in these and "validate" in those
        for (one, these), (other, those) in product(said, repeat=2)
    )
