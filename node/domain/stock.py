"""Stock by lot: receiving, moving, counting, recalling, remainders, and what a preparation takes.

A preparation is never refused for want of stock records: a lot that somebody types is a lot. Only what
must not be used refuses: a recalled vial, a remainder that is gone or too old.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from node.api.lot import (
    CountLot,
    DiscardRemainder,
    KeepRemainder,
    LiftRecall,
    MoveLot,
    RecallLot,
    ReceiveLot,
    RemainderChosen,
)
from node.domain.accounts import account
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, broken, first, stale, told_too_early
from node.domain.lot import LotState, Remainder, lot_file_id, lot_of, same_lot
from node.domain.merge.unverified import waiting
from node.domain.rights import right_missing
from node.domain.state import Bag
from schema.acts.lot import (
    MOST_LIFTED,
    LotCounted,
    LotMoved,
    LotNamed,
    LotPutBack,
    LotRecalled,
    LotRecallLifted,
    LotReceived,
    LotUsed,
    RemainderDiscarded,
    RemainderKept,
    RemainderUsed,
)
from schema.acts.preparation import PreparationClaimed, VialUsed
from schema.ids import Id
from schema.transaction import FileRef, FileType

COMING, GOING = ("in", "return"), ("out", "transfer", "broken")
"""Movements that can only add vials, and those that can only take some; an adjustment does either."""


class LotSituation(msgspec.Struct, frozen=True, kw_only=True):
    """For decisions on one lot, which nobody may have written of yet."""

    lot: LotState | None
    product_known: bool
    now_ms: int
    today: date


def lot_file(named: LotNamed) -> FileRef:
    """The file of a lot."""
    return FileRef(FileType.LOT, lot_file_id(named))


def _unnamed(named: LotNamed, here: LotSituation) -> Refusal | None:
    """A lot is named by a product of the site, a number and a day that exists."""
    try:
        date.fromisoformat(named.expiry)
    except ValueError:
        return Refusal("lot.bad_expiry", {"expiry": named.expiry})
    return first(
        None if here.product_known else Refusal("product.unknown"), blank(named.number, "lot.number_missing")
    )


def decide_receive_lot(command: ReceiveLot, here: LotSituation, who: Who) -> Decided | Refusal:
    """Vials arrived; those of a recalled lot are recorded all the same, with the breach named."""
    refusal = first(
        right_missing(who, "stock"),
        _unnamed(command.lot, here),
        Refusal("lot.no_vials") if command.count < 1 else None,
        told_too_early(command.told, here.now_ms),
    )
    if refusal:
        return refusal
    body = LotReceived(command.lot, command.count, command.supplier.strip(), command.told)
    breaches = broken(
        Refusal("lot.recalled", {"lot": command.lot.number}) if here.lot and here.lot.recalls else None,
        Refusal("lot.expired", {"lot": command.lot.number, "date": command.lot.expiry})
        if command.lot.expiry < here.today.isoformat()
        else None,
    )
    return account((Draft(lot_file(command.lot), body),), command.told, breaches)


def decide_move_lot(command: MoveLot, here: LotSituation, who: Who) -> Decided | Refusal:
    """Vials came or went: recorded whatever the balance becomes, since they are where they are."""
    wrong = (command.why in COMING and command.change < 1) or (command.why in GOING and command.change > -1)
    refusal = first(
        right_missing(who, "stock"),
        _unnamed(command.lot, here),
        Refusal("lot.no_vials") if wrong or command.change == 0 else None,
        blank(command.reason, "reason.missing"),
        told_too_early(command.told, here.now_ms),
    )
    if refusal:
        return refusal
    body = LotMoved(command.lot, command.change, command.why, command.reason.strip(), command.told)
    after = (here.lot.balance if here.lot else 0) + command.change
    below = Refusal("lot.below_nothing", {"balance": str(after)}) if after < 0 else None
    return account((Draft(lot_file(command.lot), body),), command.told, broken(below))


def decide_count_lot(command: CountLot, here: LotSituation, who: Who) -> Decided | Refusal:
    """The shelf was counted; what the ledger said beside it is what it says here now."""
    refusal = first(
        right_missing(who, "stock"),
        _unnamed(command.lot, here),
        Refusal("lot.no_vials") if command.counted < 0 else None,
        told_too_early(command.told, here.now_ms),
    )
    if refusal:
        return refusal
    body = LotCounted(command.lot, command.counted, here.lot.balance if here.lot else 0, command.told)
    return account((Draft(lot_file(command.lot), body),), command.told, ())


def decide_recall_lot(command: RecallLot, here: LotSituation, who: Who) -> Decided | Refusal:
    """Recalling is the careful answer: it takes a reason, and not even that the lot is known here."""
    refusal = first(
        right_missing(who, "release"),
        _unnamed(command.lot, here),
        blank(command.reason, "reason.missing"),
        Refusal("lot.already_recalled", {"lot": command.lot.number})
        if here.lot is not None and here.lot.recalls
        else None,
    )
    if refusal:
        return refusal
    body = LotRecalled(command.lot, command.reason.strip(), command.reference.strip())
    return Decided((Draft(lot_file(command.lot), body),))


def decide_lift_recall(command: LiftRecall, here: LotSituation, who: Who) -> Decided | Refusal:
    """The recalls that the screen showed are over."""
    lot = here.lot
    refusal = first(
        right_missing(who, "release"),
        blank(command.reason, "reason.missing"),
        Refusal("lot.not_recalled", {"lot": command.lot.number}) if lot is None or not lot.recalls else None,
        stale(command.based_on, lot.heads) if lot is not None else None,
        Refusal("lot.known_in_part") if lot is not None and lot.known_in_part else None,
    )
    if refusal or lot is None:
        return refusal or Refusal("lot.unknown")
    bodies = (
        LotRecallLifted(command.lot, lot.recalls[start : start + MOST_LIFTED], command.reason.strip())
        for start in range(0, len(lot.recalls), MOST_LIFTED)
    )
    return Decided(tuple(Draft(lot_file(command.lot), body, based_on=command.based_on) for body in bodies))


def decide_keep_remainder(
    command: KeepRemainder, here: LotSituation, who: Who, new_id: Id
) -> Decided | Refusal:
    """What is left in an opened vial gets an id, a volume and an instant after which it is nothing."""
    refusal = first(
        right_missing(who, "prepare"),
        _unnamed(command.lot, here),
        Refusal("remainder.no_volume") if command.volume.decimal <= 0 else None,
        Refusal("remainder.expired") if command.use_by <= here.now_ms else None,
        told_too_early(command.told, here.now_ms),
    )
    if refusal:
        return refusal
    body = RemainderKept(
        command.lot, new_id, command.volume, command.use_by, command.storage.strip(), command.told
    )
    decided = account((Draft(lot_file(command.lot), body),), command.told, ())
    return msgspec.structs.replace(decided, created=(new_id,)) if isinstance(decided, Decided) else decided


def decide_discard_remainder(command: DiscardRemainder, here: LotSituation, who: Who) -> Decided | Refusal:
    """Thrown away: an account, whatever was told of it before."""
    left = here.lot.remainder(command.remainder) if here.lot else None
    refusal = first(
        right_missing(who, "prepare"),
        Refusal("remainder.unknown") if left is None else None,
        blank(command.reason, "reason.missing"),
        told_too_early(command.told, here.now_ms),
    )
    if refusal:
        return refusal
    body = RemainderDiscarded(command.lot, command.remainder, command.reason.strip(), command.told)
    gone = Refusal("remainder.gone") if left is not None and not left.left else None
    return account((Draft(lot_file(command.lot), body),), command.told, broken(gone))


def against_setting_out(
    vials: Sequence[VialUsed],
    remainders: Sequence[RemainderChosen],
    lots: Mapping[Id, LotState],
    now_ms: int,
) -> Iterator[Refusal | None]:
    """What forbids setting these vials out; `lots` are the lots here with a number of one of them."""
    for vial in vials:
        named = lot_of(vial)
        for lot in lots.values():
            if lot.named is None or not same_lot(named, lot.named):
                continue
            if lot.recalls:
                yield Refusal("vial.recalled", {"vial": vial.label, "lot": vial.lot})
            if lot.known_in_part:
                yield Refusal("lot.known_in_part")
            if waiting(lot.conflicts):
                yield Refusal("lot.unverified", {"vial": vial.label, "lot": vial.lot})
    files = {lot_file_id(lot_of(vial)) for vial in vials}
    for chosen in remainders:
        known = lots.get(chosen.lot)
        left = known.remainder(chosen.remainder) if known else None
        if left is None or chosen.lot not in files:
            yield Refusal("remainder.unknown")
        elif not left.left:
            yield Refusal("remainder.gone")
        elif left.use_by <= now_ms:
            yield Refusal("remainder.expired")


def set_out(
    claimed: PreparationClaimed, course: Id, remainders: Sequence[RemainderChosen]
) -> tuple[Draft, ...]:
    """The lines that a claim writes in the ledgers: one a lot, and one a remainder.

    A remainder is a vial on the sheet, but was taken from stock when it was opened.
    """
    counts: dict[FileRef, int] = {}
    named: dict[FileRef, LotNamed] = {}
    for vial in claimed.vials:
        lot = lot_of(vial)
        file = lot_file(lot)
        counts[file] = counts.get(file, 0) + vial.count
        named.setdefault(file, lot)
    used = []
    for chosen in remainders:
        file = FileRef(FileType.LOT, chosen.lot)
        counts[file] -= 1
        body = RemainderUsed(
            named[file], chosen.remainder, course, claimed.bag, claimed.series, claimed.number
        )
        used.append(Draft(file, body, mentions=(FileRef(FileType.COURSE, course),)))
    lines = (
        Draft(file, LotUsed(named[file], count, course, claimed.bag))
        for file, count in counts.items()
        if count > 0
    )
    return (*lines, *used)


def put_back(bag: Bag, course: Id, lots: Mapping[Id, LotState], fresh: Iterator[Id]) -> tuple[Draft, ...]:
    """The lines with which a claim that is given up returns its vials, as far as they had been taken.

    A remainder comes back as another one, with the same volume and time: what was written stays written.
    """
    drafts: list[Draft] = []
    for identifier, lot in sorted(lots.items()):
        if lot.named is None:
            continue
        taken = -sum(line.change for line in lot.lines if line.bag == bag.bag)
        if taken > 0:
            body = LotPutBack(lot.named, taken, course, bag.bag)
            drafts.append(Draft(FileRef(FileType.LOT, identifier), body))
        drafts += _kept_again(identifier, lot, bag.bag, fresh)
    return tuple(drafts)


def _kept_again(identifier: Id, lot: LotState, bag: Id, fresh: Iterator[Id]) -> Iterable[Draft]:
    for left in lot.remainders:
        if lot.named is not None and _of_bag(left, bag) and left.volume is not None and left.told is not None:
            body = RemainderKept(lot.named, next(fresh), left.volume, left.use_by, left.storage, left.told)
            yield Draft(FileRef(FileType.LOT, identifier), body)


def _of_bag(left: Remainder, bag: Id) -> bool:
    return [use.bag for use in left.uses] == [bag] and not left.discarded
