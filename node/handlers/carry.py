"""Carries: written for the other workstations, and merged from them."""

from collections.abc import Mapping
from pathlib import Path

from node.api.base import Answer, Refused
from node.api.carry import CarryIn, CarryOut, CarryTaken, CarryWritten
from node.carry_in import merge_carry
from node.carry_out import write_carry
from node.desk import Desk, refused
from node.domain.rights import right_missing
from node.handlers.base import AnyHandler, signed_in
from node.sessions import Session
from sync.bundle import BundleError

RIGHT = "snapshot"


def carry_out(desk: Desk, session: Session, command: CarryOut) -> Answer:
    """Write a carry, read back and compared."""
    missing = right_missing(desk.who(session), RIGHT)
    if missing is not None:
        return refused(missing)
    try:
        carry = write_carry(desk, Path(command.folder), everything=command.everything)
    except BundleError as error:
        return Refused(code=carry_code(error), values=error.values)
    return CarryWritten(
        path=str(carry.path),
        size=carry.size,
        transactions=carry.transactions,
        records=carry.records,
        blobs=carry.blobs,
        readers=carry.readers,
    )


def carry_in(desk: Desk, session: Session, command: CarryIn) -> Answer:
    """Merge a carry, and say what was new."""
    missing = right_missing(desk.who(session), RIGHT)
    if missing is not None:
        return refused(missing)
    try:
        merged = merge_carry(desk, Path(command.file))
    except BundleError as error:
        return Refused(code=carry_code(error), values=error.values)
    poured = merged.poured
    trouble = poured.reading.trouble
    return CarryTaken(
        written_by=merged.written_by,
        written_at=poured.reading.manifest.created_at,
        transactions=poured.transactions,
        acts=merged.acts,
        records=poured.records,
        blobs=poured.blobs,
        waiting=poured.waiting,
        refused=poured.refused - poured.waiting,
        trouble=carry_code(trouble) if trouble is not None else "",
        values=trouble.values if trouble is not None else {},
    )


def carry_code(error: BundleError) -> str:
    """The code under which a bundle's error is explained to somebody who holds a stick, not a snapshot."""
    return f"carry.{error.code.rpartition('.')[2]}"


HANDLERS: Mapping[type, AnyHandler] = {CarryOut: signed_in(carry_out), CarryIn: signed_in(carry_in)}
