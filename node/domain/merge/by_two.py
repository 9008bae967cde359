"""Two people, one for each right that owns a decision, where the word of one is not enough.

Neither need have known of the other; who has both rights counts for one of the two.
"""

from collections.abc import Sequence

import msgspec

from node.domain.history import BY_PLACE, Act
from node.domain.state import Word
from schema.acts.settlement import ConflictSettled
from schema.ids import Id


class Heard(msgspec.Struct, frozen=True):
    """What was heard of two owners."""

    by: Act | None
    """The word that made the second; nil while one is wanted."""
    words: tuple[Word, ...]
    """Of those who were heard while another is wanted."""
    wanted: tuple[str, ...]
    """Rights of which a word is wanted, of somebody who was not heard; both once they were."""


def hear(owners: Sequence[str], words: Sequence[Act]) -> Heard:
    """What these words come to, of the two rights that own a decision."""
    one, other = owners
    heard: dict[str, set[Id]] = {one: set(), other: set()}
    said: dict[Id, Word] = {}
    for act in sorted(words, key=BY_PLACE):
        who, rights = act.header.actor, _rights(act)
        if who is None or rights.isdisjoint(owners):
            continue
        for right, missing in ((one, other), (other, one)):
            if right in rights and any(person != who for person in heard[missing]):
                return Heard(act, (), tuple(owners))
        for right in owners:
            if right in rights:
                heard[right].add(who)
        said.setdefault(who, Word(act.ref, who))
    # Heard for both is one person alone: any of the two is wanted of somebody else.
    wanted = [right for right in owners if not heard[right]] or owners
    return Heard(None, tuple(said.values()), tuple(wanted))


def _rights(act: Act) -> frozenset[str]:
    """Those it is said by: a settlement by all of its author's, another act by the one that it takes."""
    return act.rights if isinstance(act.body, ConflictSettled) else frozenset({act.header.right})
