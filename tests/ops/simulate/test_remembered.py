"""What is remembered is what would have been worked out, and only meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from alembic import script
from msgspec.structs import replace

from node.api.patient import CreatePatient
from node.domain import folds
from node.store import admission, files, incoming, membership_rows, projection
from ops.simulate import remembered
from ops.simulate.remembered import remembering
from ops.simulate.world import World
from schema import codec
from schema.codec import InvalidBytesError, decode, encode
from schema.transaction import FileRef, FileType, Tip
from sync import journal
from tests.node.domain.builder import History
from tests.ops.simulate.test_station import JEANNE


def test_only_meanwhile() -> None:
    places = (
        (journal, "verifies"),
        (codec, "_canonical"),
        (files, "intact"),
        (incoming, "open_checked"),
        (membership_rows, "sound"),
        (admission, "sound"),
        (script, "ScriptDirectory"),
        (projection, "_fold_of"),
    )
    before = [getattr(*place) for place in places]
    with remembering():
        assert all(getattr(*place) is not real for place, real in zip(places, before, strict=True))
        assert not journal.verifies(bytes(32), bytes(64), b"words")
    assert [getattr(*place) for place in places] == before


def test_bytes_are_decoded_once_and_what_is_wrong_stays_wrong() -> None:
    tip = Tip(bytes(16), 3, bytes(32))
    with remembering():
        assert decode(Tip, encode(tip)) is decode(Tip, encode(tip))
        assert decode(Tip, encode(tip)) == tip
        for _ in range(2):
            with pytest.raises(InvalidBytesError):
                decode(Tip, encode(tip)[:-1])
            with pytest.raises(InvalidBytesError):
                decode(FileRef, encode(tip))


def test_what_is_said_of_an_act_otherwise_is_folded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def counted(acts: object) -> object:
        calls.append(1)
        return folds.FOLDS[FileType.COURSE](acts)  # type: ignore[arg-type]  # passed on as it comes

    monkeypatch.setattr(remembered, "FOLDS", {**folds.FOLDS, FileType.COURSE: counted})
    (station,) = History().stations("PUI-1")
    act = station.includes()
    others: list[dict[str, object]] = [
        {},
        {"set_aside": "cut"},
        {"strand": b"s" * 16},
        {"rights": frozenset({"validate"})},
        {"rules": frozenset({"one_day"})},
        {"unknown_rule": True},
        {"trouble": "undecodable"},
    ]
    with remembering():
        fold = projection._fold_of(act.header.file)
        assert fold is not None
        for number, one in enumerate(others, start=1):
            for _ in range(2):
                fold([replace(act, **one)])
            assert len(calls) == number


def test_a_file_is_folded_once_for_the_same_acts(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def counted(acts: object) -> object:
        calls.append(1)
        return folds.FOLDS[FileType.PATIENT](acts)  # type: ignore[arg-type]  # passed on as it comes

    world = world_of(1)
    monkeypatch.setattr(remembered, "FOLDS", {**folds.FOLDS, FileType.PATIENT: counted})
    with remembering():
        for station in world.stations[:2]:
            station.ask("nurse", CreatePatient(identity=JEANNE))
        assert len(calls) == 2
        everything = world.stations[0].replica.relay.after({}, "all", 2**30)
        for station in world.stations[1:]:
            station.replica.receive(everything, None, 1)
        assert len(calls) == 2
    assert len({station.replica.digests()[1] for station in world.stations[1:]}) == 2
