"""The register of preparation numbers: one file a number, which exactly one bag may bear.

A series belongs to one journal, so two bags under one number can only come from a clone or a
rollback; both stay, and an alarm (`crosscheck`) names them.
"""

from collections.abc import Sequence

from node.domain.history import Act
from node.domain.reading import read
from node.domain.state import Anomaly, SetAside
from schema.acts.preparation import NumberTaken
from schema.codec import Wire, tagged_hash
from schema.ids import Id
from schema.transaction import ActRef, Bytes16


def register_file_id(series: Id, number: int) -> Id:
    """The file of one number: derived, so that two uses of a number meet in one file."""
    return tagged_hash("register", series, number.to_bytes(8, "big"))[:16]


class NumberLine(Wire, frozen=True):
    """One line of the register."""

    act: ActRef
    series: Bytes16
    number: int
    bag: Bytes16
    course: Bytes16


class RegisterState(Wire, frozen=True):
    """One number of one series."""

    lines: tuple[NumberLine, ...]
    """One; more is the alarm."""
    doubled: tuple[Bytes16, ...]
    """The bags that share this number; empty when all is well. `crosscheck` makes the alarms of it."""
    heads: tuple[ActRef, ...]
    anomalies: tuple[Anomaly, ...]
    set_aside: tuple[SetAside, ...]
    known_in_part: bool


def fold_register(acts: Sequence[Act]) -> RegisterState:
    """The state of one number's file."""
    reading = read(acts, (NumberTaken,))
    lines: list[NumberLine] = []
    strangers: list[Anomaly] = []
    # A clone's branch is set aside until people settle it, but its sheet lies on a bench somewhere: a
    # number that was taken is taken, whoever's authority it was taken with.
    aside = {act.ref: act for act in acts if act.set_aside and not act.trouble}
    every = sorted((*reading.acts, *aside.values()), key=lambda act: act.place)
    for act in every:
        body = act.body
        if not isinstance(body, NumberTaken):
            continue
        if act.header.file.id == register_file_id(body.series, body.number):
            lines.append(NumberLine(act.ref, body.series, body.number, body.bag, body.course))
        else:
            strangers.append(Anomaly("number_in_another_file", act.ref))
    bags = tuple(dict.fromkeys(line.bag for line in lines))
    return RegisterState(
        lines=tuple(lines),
        doubled=bags if len(bags) > 1 else (),
        heads=reading.heads,
        anomalies=(*reading.anomalies, *strangers),
        set_aside=reading.set_aside,
        known_in_part=reading.known_in_part,
    )
