"""What disagrees in files without doses, said a second time from the merge rules: patients, lots, vaults.

Each rule yields pairs of acts on one thing: a field, a substance, another file, a ledger, an opened vial.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations
from typing import TypeAlias
from unicodedata import normalize

import msgspec

from ops.simulate.history import Tx
from ops.simulate.model_acts import Act
from schema.acts.lot import LotCounted, LotMoved, LotPutBack, LotReceived, LotUsed
from schema.acts.lot import RemainderDiscarded as Discarded
from schema.acts.lot import RemainderUsed as Used
from schema.acts.narcotics import VaultCounted, VaultEntry, VaultHandedOver, VaultWitnessed
from schema.acts.patient import AllergyRecorded as Recorded
from schema.acts.patient import AllergyRemoved as Removed
from schema.acts.patient import (
    Identity,
    IdentityCorrected,
    PatientCreated,
    PatientLinkConfirmed,
    PatientLinked,
    PatientUnlinkConfirmed,
    PatientUnlinked,
)
from schema.acts.settlement import ConflictSettled
from schema.codec import Wire
from schema.ids import Id
from schema.quantity import Unit
from schema.transaction import ActRef

Pair: TypeAlias = tuple[Hashable, Act, Act]
"""What two acts disagree on."""
LEDGER = "ledger"
COUNTS = (VaultCounted, VaultHandedOver)


class Torn(msgspec.Struct, frozen=True):
    """Acts of a file that contradict each other."""

    rule: str
    acts: frozenset[ActRef]
    """Settlements left out."""
    alarm: bool


def acts_in(txs: Sequence[Tx], file: Id) -> list[Act]:
    """The acts of a file that can be read, in fold order; their role is their kind."""
    return [
        Act(tx, index, header.kind, body)
        for tx in sorted(txs, key=lambda tx: tx.place)
        for index, (header, body) in enumerate(zip(tx.core.headers, tx.bodies, strict=True))
        if header.file.id == file and body is not None
    ]


def torn(acts: Sequence[Act]) -> frozenset[Torn]:
    """Everything of a file that people must look at together, whatever they have said of it."""
    found = set()
    for rule, (pairs, alarm) in FILE_RULES.items():
        together: dict[Hashable, set[ActRef]] = {}
        for topic, one, other in pairs(acts):
            together.setdefault(topic, set()).update((one.ref, other.ref))
        found |= {Torn(rule, frozenset(refs), alarm) for refs in together.values()}
    return frozenset(found)


def settlements(acts: Sequence[Act]) -> frozenset[ActRef]:
    """Acts that say how something is settled."""
    return frozenset(act.ref for act in acts if isinstance(act.body, ConflictSettled))


def _of(acts: Sequence[Act], *kinds: type[Wire]) -> list[Act]:
    return [act for act in acts if isinstance(act.body, kinds)]


# -- patients: two values of a field, an allergy and somebody who says none, a link and a separation


def _identity(acts: Sequence[Act]) -> Iterator[Pair]:
    said = [(field, act, value) for act in acts for field, value in _values(act.body)]
    for (field, one, value), (another, other, otherwise) in combinations(said, 2):
        if field == another and value != otherwise and one.apart(other):
            yield field, one, other


def _values(body: Wire) -> Iterator[tuple[str, str]]:
    if isinstance(body, PatientCreated):
        yield from ((field, getattr(body.identity, field)) for field in Identity.__struct_fields__)
    elif isinstance(body, IdentityCorrected):
        types = {field.name: field.type for field in msgspec.structs.fields(Identity)}
        for change in body.changes:
            try:
                yield change.field, msgspec.convert(change.value, types[change.field])
            except msgspec.ValidationError:
                continue  # no such value can be: the field stays what it was


def _allergies(acts: Sequence[Act]) -> Iterator[Pair]:
    """An allergy stands against who said none, unless its author had heard that and said it anew."""
    recorded, removals = _of(acts, Recorded), _of(acts, Removed)
    entries = {act.ref: act for act in recorded if not act.says("none_known") and _substance(act)}
    gone = {act.says("entry") for act in removals if _knew(act, entries.get(act.says("entry")))}
    for entry in (act for ref, act in entries.items() if ref not in gone):
        for none in (act for act in recorded if act.says("none_known")):
            if not entry.knew(none):
                yield _substance(entry), entry, none
        for removal in removals:
            named = entries.get(removal.says("entry"))
            if named is not None and _substance(named) == _substance(entry) and removal.apart(entry):
                yield _substance(entry), entry, removal


def _substance(act: Act) -> str:
    return _spelt(act.says("substance"))


def _spelt(name: str) -> str:
    """One spelling of a name: without case, accents and what is no letter or digit."""
    return "".join(letter for letter in normalize("NFKD", name.casefold()) if letter.isalnum())


def _links(acts: Sequence[Act]) -> Iterator[Pair]:
    """Each is one of two people; a separation that saw a link ends it, for all others too."""
    links = [*_agreed(acts, PatientLinked, PatientLinkConfirmed, "link")]
    ends = [*_agreed(acts, PatientUnlinked, PatientUnlinkConfirmed, "unlink")]
    for other, link in links:
        apart = [end for who, end in ends if who == other]
        if not any(end.knew(link) for end in apart):
            yield from ((other, link, end) for end in apart if end.apart(link))


def _agreed(
    acts: Sequence[Act], asks: type[Wire], agrees: type[Wire], names: str
) -> Iterator[tuple[Id, Act]]:
    asked = {act.ref: act for act in _of(acts, asks)}
    for act in _of(acts, agrees):
        first = asked.get(act.says(names))
        if first is not None and first.header.actor != act.header.actor:
            yield first.says("other"), act


# -- lots: a count that did not see a line, an opened vial that went two ways


def _counts(acts: Sequence[Act]) -> Iterator[Pair]:
    counts, lines = _of(acts, LotCounted), _of(acts, LotReceived, LotMoved, LotUsed, LotPutBack)
    for count in counts:
        for line in lines:
            if count.apart(line) and _found(count) and _happened(line) <= _happened(count):
                yield LEDGER, count, line
    for one, other in combinations(counts, 2):
        if one.apart(other) and (_found(one) or _found(other)):
            yield LEDGER, one, other


def _found(count: Act) -> int:
    return int(count.says("counted")) - int(count.says("expected"))


def _happened(line: Act) -> int:
    told = line.says("told")
    return line.tx.core.at if told is None else int(told.happened_at)


def _remainders(acts: Sequence[Act]) -> Iterator[Pair]:
    used = _of(acts, Used)
    for one, other in combinations(used, 2):
        if one.says("remainder") == other.says("remainder") and one.bag != other.bag:
            yield one.says("remainder"), one, other
    for use in used:
        for away in _of(acts, Discarded):
            if use.says("remainder") == away.says("remainder") and not away.knew(use):
                yield use.says("remainder"), use, away


# -- vaults: a line that a count had not seen, two keepers


def seconds(acts: Sequence[Act]) -> Mapping[ActRef, Act]:
    """Second signatures, by what they sign: the first by somebody else who knew it."""
    known, found = {act.ref: act for act in acts}, dict[ActRef, Act]()
    for act in _of(acts, VaultWitnessed):
        first = known.get(act.says("what"))
        if first is not None and act.header.actor not in {None, first.header.actor} and act.knew(first):
            found.setdefault(first.ref, act)
    return found


def _later(acts: Sequence[Act]) -> Iterator[Pair]:
    """Dated before a count of it by who did not know the line; of two counts, one difference twice."""
    two = seconds(acts)
    counts = [act for act in _of(acts, *COUNTS) if act.ref in two]
    for line in _of(acts, VaultEntry):
        product = (_spelt(line.says("product")), line.says("amount").unit)
        for count in counts:
            speaks = isinstance(count.body, VaultHandedOver) or product in _differences(count)
            if speaks and not count.knew(line) and _happened(line) <= _happened(count):
                yield line.ref, line, count
    for first, second in combinations(counts, 2):
        if not isinstance(first.body, VaultCounted) and not isinstance(second.body, VaultCounted):
            continue
        line, count = first, second
        both = {one for one, change in _differences(line).items() if change} & {
            one for one, change in _differences(count).items() if change
        }
        if first.apart(second) and both and _happened(line) <= _happened(count):
            yield line.ref, line, count


def _differences(count: Act) -> Mapping[tuple[str, Unit], Decimal]:
    found: dict[tuple[str, Unit], Decimal] = {}
    for one in count.says("lines"):
        product = (_spelt(one.product), one.counted.unit)
        found[product] = found.get(product, Decimal(0)) + one.counted.decimal - one.expected.decimal
    return found


def _keepers(acts: Sequence[Act]) -> Iterator[Pair]:
    two = seconds(acts)
    for one, other in combinations([act for act in _of(acts, VaultHandedOver) if act.ref in two], 2):
        if one.apart(other):
            yield LEDGER, one, other


def _knew(act: Act, other: Act | None) -> bool:
    return other is not None and act.knew(other)


FILE_RULES: Mapping[str, tuple[Callable[[Sequence[Act]], Iterator[Pair]], bool]] = {
    "identity_disputed": (_identity, False),
    "allergy_disputed": (_allergies, False),
    "link_and_unlink": (_links, False),
    "lot_count_apart": (_counts, False),
    "remainder_twice": (_remainders, True),
    "found_later": (_later, True),
    "keepers_apart": (_keepers, True),
}
"""By rule: its pairs, and whether it is an alarm."""
