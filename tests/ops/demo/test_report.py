"""The report says what is not as expected, each thing by its name."""

import msgspec
import pytest

from ops.demo.report import (
    CatalogueReport,
    ConflictReport,
    PeerReport,
    Report,
    SnapshotReport,
    WorkstationReport,
    disappointments,
)
from ops.demo.scenario import Expected

EXPECTED = Expected(
    planned_doses=3,
    given=2,
    not_given=1,
    extra_bags=1,
    documents=4,
    rules={"divergent": 1, "claimed_twice": 1},
    nobody=("claimed_twice",),
    workstations=2,
)


def station(name: str, other: str, **changes: object) -> WorkstationReport:
    """A workstation as it should be, but for some changes."""
    values = {"acts": 5, "journal_digest": "j", "state_digest": "s", "verify": "ok"}
    peers = (PeerReport(other, "mdns"),)
    return WorkstationReport(**{"name": name, "peers": peers, **values, **changes})  # type: ignore[arg-type]


GOOD = Report(
    workstations=(station("A", "B"), station("B", "A")),
    planned_doses=3,
    given=2,
    not_given=1,
    extra_bags=1,
    conflicts=(
        ConflictReport("divergent", "course:X", "Dr FICTIF"),
        ConflictReport("claimed_twice", "course:Y", None),
    ),
    documents=4,
    snapshot=SnapshotReport(10, "s", "s"),
    catalogue=CatalogueReport(5, 4, 1),
    seconds={},
)


def test_all_is_well() -> None:
    """Nothing to say."""
    assert disappointments(GOOD, EXPECTED) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"given": 1}, "given"),
        ({"not_given": 0}, "not_given"),
        ({"planned_doses": 4}, "planned_doses"),
        ({"extra_bags": 0}, "extra_bags"),
        ({"conflicts": GOOD.conflicts[:1]}, "rules"),
        ({"conflicts": (ConflictReport("divergent", "x", None), GOOD.conflicts[1])}, "settled by nobody"),
        ({"conflicts": (GOOD.conflicts[0], ConflictReport("claimed_twice", "y", "Dr X"))}, "claimed_twice"),
        ({"workstations": GOOD.workstations[:1]}, "workstations"),
        ({"workstations": (GOOD.workstations[0], station("B", "A", verify="verify.seal"))}, "verify of B"),
        ({"workstations": (GOOD.workstations[0], station("B", "A", state_digest="t"))}, "different states"),
        (
            {"workstations": (GOOD.workstations[0], station("B", "A", journal_digest="k"))},
            "different journals",
        ),
        ({"workstations": (GOOD.workstations[0], station("B", "A", peers=()))}, "peers of B"),
        ({"snapshot": SnapshotReport(10, "other", "s")}, "restored state"),
        ({"snapshot": SnapshotReport(10, "s", "other")}, "recovered state"),
        ({"catalogue": CatalogueReport(5, 5, 0)}, "rejected rows"),
        ({"catalogue": CatalogueReport(6, 4, 1)}, "rows"),
    ],
)
def test_what_is_wrong_is_named(changes: dict[str, object], said: str) -> None:
    """One line, and no other unless it follows."""
    wrong = disappointments(msgspec.structs.replace(GOOD, **changes), EXPECTED)
    assert any(said in line for line in wrong)
