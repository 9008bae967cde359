"""Carries: written for the other workstations, and merged from them.

Whoever is signed in may carry: a stick holds what this workstation would send to the others by the network,
readable by them alone, and there nobody is asked either (ADR 0043).
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import msgspec

from node.api.base import Answer
from node.api.carry import CarryIn, CarryOut, CarryTaken, CarryWritten, GetCarry
from node.carrier import carry_code
from node.carry_in import is_removed, merge_carry
from node.carry_out import write_carry
from node.desk import Desk
from node.handlers.base import AnyHandler, open_to_all, signed_in
from node.on_writer import OnWriter
from node.progress import Told
from node.sessions import Session


def carry_out(desk: Desk, session: Session, command: CarryOut) -> Answer:
    """Begin to write a carry."""
    return desk.carrier.begin("out", partial(_write, desk, command), session.person)


def carry_in(desk: Desk, session: Session, command: CarryIn) -> Answer:
    """Begin to merge one."""
    return desk.carrier.begin("in", partial(_merge, desk, command), session.person)


def get_carry(desk: Desk, session: Session | None, _command: GetCarry) -> Answer:
    """How far it is; answered to nobody in particular, for what came of it may have ended the session.

    A file that brings this workstation its readmission, or its double, has it write in new journals, in
    which nobody has signed in yet. Counts and names of workstations are told, nothing of what was carried.
    """
    yours = session is not None and session.person == desk.carrier.by
    return msgspec.structs.replace(desk.carrier.state, yours=yours)


def _write(desk: Desk, command: CarryOut, on_writer: OnWriter, told: Told) -> CarryWritten:
    carry = write_carry(
        desk, Path(command.folder), everything=command.everything, on_writer=on_writer, told=told
    )
    return CarryWritten(
        path=str(carry.path),
        files=tuple(path.name for path in carry.files),
        kept=carry.kept,
        size=carry.size,
        transactions=carry.transactions,
        records=carry.records,
        blobs=carry.blobs,
        readers=carry.readers,
        notified=carry.notified,
        own_disk=carry.own_disk,
        removed=on_writer(partial(is_removed, desk)),
    )


def _merge(desk: Desk, command: CarryIn, on_writer: OnWriter, told: Told) -> CarryTaken:
    merged = merge_carry(desk, Path(command.file), on_writer=on_writer, told=told)
    poured = merged.poured
    trouble = poured.reading.trouble
    return CarryTaken(
        written_by=merged.written_by,
        written_at=poured.reading.manifest.created_at,
        transactions=poured.transactions,
        acts=poured.acts,
        aside=poured.aside,
        records=poured.records,
        blobs=poured.blobs,
        waiting=poured.waiting,
        refused=poured.refused - poured.waiting,
        trouble=carry_code(trouble) if trouble is not None else "",
        values=trouble.values if trouble is not None else {},
        removed=merged.removed,
    )


HANDLERS: Mapping[type, AnyHandler] = {
    CarryOut: signed_in(carry_out),
    CarryIn: signed_in(carry_in),
    GetCarry: open_to_all(get_carry),
}
