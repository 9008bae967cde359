"""What the demonstration found, as JSON, and whether it is what the scenario expects."""

from collections import Counter
from collections.abc import Sequence

import msgspec

from node.api.course import CourseView
from node.api.site import CatalogueImported, Digests, PeerView, Verified
from ops.demo.people import Treated, today
from ops.demo.scenario import Expected


class PeerReport(msgspec.Struct, frozen=True):
    """How a workstation found another."""

    name: str
    found_by: str


class WorkstationReport(msgspec.Struct, frozen=True):
    """One workstation at the end."""

    name: str
    acts: int
    journal_digest: str
    state_digest: str
    verify: str
    """`ok`, or the codes of what was found."""
    peers: tuple[PeerReport, ...]


class ConflictReport(msgspec.Struct, frozen=True):
    """One conflict; `settled_by` is nil where its rule needs nobody."""

    rule: str
    file: str
    settled_by: str | None


class SnapshotReport(msgspec.Struct, frozen=True):
    """The snapshot, restored twice."""

    bytes: int
    restored_state_digest: str
    recovery_state_digest: str


class CatalogueReport(msgspec.Struct, frozen=True):
    """The excerpt of the drug database."""

    rows: int
    taken: int
    rejected: int


class Report(msgspec.Struct, frozen=True):
    """Everything."""

    workstations: tuple[WorkstationReport, ...]
    planned_doses: int
    given: int
    not_given: int
    extra_bags: int
    conflicts: tuple[ConflictReport, ...]
    documents: int
    snapshot: SnapshotReport
    catalogue: CatalogueReport
    seconds: dict[str, float]


def workstation(digests: Digests, verified: Verified, peers: Sequence[PeerView]) -> WorkstationReport:
    """One workstation's line."""
    codes = sorted({finding.code for finding in verified.findings})
    return WorkstationReport(
        name=digests.workstation,
        acts=digests.acts,
        journal_digest=digests.journal,
        state_digest=digests.state,
        verify="ok" if verified.ok else " ".join(codes),
        peers=tuple(PeerReport(peer.name, peer.found_by) for peer in peers),
    )


def conflicts(digests: Digests) -> tuple[ConflictReport, ...]:
    """Every conflict that there was, once per file."""
    return tuple(ConflictReport(one.rule, one.file, one.settled_by) for one in digests.conflicts)


def catalogue(imported: CatalogueImported) -> CatalogueReport:
    """The drug database's line."""
    return CatalogueReport(imported.rows, imported.taken, imported.rejected)


def outcomes(views: Sequence[tuple[Treated, CourseView]], day: str) -> tuple[int, int, int, int]:
    """(planned, given, not given, extra bags) of the day; a dose that ended neither way is in none."""
    doses = [dose for _, view in views for dose in today(view, day)]
    given = sum(bool(dose.given) and not dose.not_given for dose in doses)
    not_given = sum(bool(dose.not_given) and not dose.given for dose in doses)
    bags = sum(
        max(0, sum(bag.state not in ("claimed", "yielded", "voided") for bag in dose.bags) - 1)
        for dose in doses
    )
    return len(doses), given, not_given, bags


def disappointments(report: Report, expected: Expected) -> list[str]:
    """What is not as expected, one line each; none when all is well."""
    wrong: list[str] = []

    def check(what: str, found: object, wanted: object) -> None:
        if found != wanted:
            wrong.append(f"{what}: {found!r} instead of {wanted!r}")

    check("workstations", len(report.workstations), expected.workstations)
    check("planned_doses", report.planned_doses, expected.planned_doses)
    check("given", report.given, expected.given)
    check("not_given", report.not_given, expected.not_given)
    check("extra_bags", report.extra_bags, expected.extra_bags)
    check("documents", report.documents, expected.documents)
    check("rules", _rules(report), expected.rules)
    for one in report.conflicts:
        if one.rule in expected.nobody:
            check(f"{one.rule} settled by", one.settled_by, None)
        elif one.settled_by is None:
            wrong.append(f"{one.rule} in {one.file} was settled by nobody")
    for one_workstation in report.workstations:
        check(f"verify of {one_workstation.name}", one_workstation.verify, "ok")
        check(f"peers of {one_workstation.name}", len(one_workstation.peers), expected.workstations - 1)
        for peer in one_workstation.peers:
            check(f"{peer.name} found by {one_workstation.name}", peer.found_by in ("mdns", "incoming"), True)
    journals = {one.journal_digest for one in report.workstations}
    states = {one.state_digest for one in report.workstations}
    check("different journals", len(journals), 1)
    check("different states", len(states), 1)
    check("restored state", {report.snapshot.restored_state_digest} | states, states)
    check("recovered state", {report.snapshot.recovery_state_digest} | states, states)
    check("rejected rows", report.catalogue.rejected, 1)
    check("rows", report.catalogue.taken + report.catalogue.rejected, report.catalogue.rows)
    return wrong


def _rules(report: Report) -> dict[str, int]:
    """How many (rule, file) there were of each rule."""
    return dict(Counter(rule for rule, _ in {(one.rule, one.file) for one in report.conflicts}))
