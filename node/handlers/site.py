"""The site's own affairs: people, digests, verification, the drug database, snapshots."""

from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from node.api.base import Answer, Progress, Recorded, Refused
from node.api.site import (
    CatalogueEntry,
    CatalogueHits,
    CatalogueImported,
    ConflictSummary,
    Digests,
    GetDigests,
    GetStatus,
    ImportCatalogue,
    PeerView,
    SearchCatalogue,
    SnapshotTaken,
    Status,
    TakeSnapshot,
    Verify,
)
from node.desk import Desk, refused
from node.domain.decision import Decided
from node.domain.edition import DRUGS, EditionState, edition_file, refuse_date, take
from node.domain.rights import right_missing
from node.handlers.base import AnyHandler, Seated, open_to_all, signed_in
from node.handlers.loading import queries
from node.intake.edition import Edition, build_edition
from node.intake.errors import IntakeError
from node.intake.records import CatalogueRow
from node.reach import out_of_reach
from node.sessions import Session
from node.snapshot import SnapshotError, take_snapshot
from node.store.verify import verify
from node.views.by_receipt import by_receipts
from node.views.divergence import diverging, enrolled_twice, keys_twice
from node.views.standing import person_standing, workstation_standing
from schema.acts.edition import EditionRedated, EditionTaken
from schema.ids import Id, id_text, short_text
from schema.machine import machine_reason
from schema.transaction import FileType


def get_status(desk: Desk, session: Session | None, seat: Id | None, _command: GetStatus) -> Answer:
    """The strip that is always visible; why somebody was shut out is for whom it concerns."""
    replica = desk.replica
    founded = desk.members.founded
    waiting = queries(desk).waiting()
    who = desk.who(session) if session is not None else None
    mine = [one for one in waiting if who is not None and one.asks(who.person, who.rights)]
    head = replica.chain.head(desk.journal())
    diverse = _diverging(desk)
    unwritable = replica.folding.in_memory or next(iter(replica.left.values()), None)
    return Status(
        site=founded.name if founded else "",
        workstation=desk.workstation_name,
        counter=replica.chain.next_row,
        peers=_peers(desk, diverse),
        only_here=desk.only_here(),
        last_snapshot=replica.local.number("snapshot.at") or None,
        catalogue_of=replica.catalogue.data_of,
        conflicts=sum(one.conflicts for one in waiting),
        alarms=sum(one.alarms for one in waiting),
        my_conflicts=sum(one.conflicts for one in mine),
        my_alarms=sum(one.alarms for one in mine),
        set_aside=replica.counts()[2],
        clock_doubt=desk.clock_doubt(),
        unwritable=unwritable.code if unwritable is not None else "",
        diverging=tuple(sorted(diverse.values())),
        enrolled_twice=enrolled_twice(desk.members),
        keys_twice=tuple(desk.names.person_view(one).name for one in keys_twice(desk.members)),
        head=short_text(head.hash) if head.seq else "",
        signed_in=session is not None,
        standing=workstation_standing(desk, named=session is not None),
        person=person_standing(desk, seat) if seat is not None else None,
    )


def _peers(desk: Desk, diverse: Collection[Id]) -> tuple[PeerView, ...]:
    """The other workstations, each with what is wrong; and this one when its journal goes on elsewhere."""
    me = desk.vault.workstation
    troubles = dict.fromkeys(desk.replica.disputes.forking(), "fork")
    troubles |= dict.fromkeys(diverse, "divergence")
    peers = tuple(
        msgspec.structs.replace(one, trouble=one.trouble or troubles.get(one.workstation, ""))
        for one in by_receipts(desk, desk.network.peers())
    )
    if troubles.get(me) != "fork" or any(one.workstation == me for one in peers):
        return peers
    return (*peers, out_of_reach(me, desk.workstation_name, "elsewhere"))


def _diverging(desk: Desk) -> dict[Id, str]:
    """Members whose receipts contradict each other, with their names."""
    members = {one.id: one.name for one in desk.members.workstations.values() if not one.removed}
    said = {owner: receipt for owner, receipt in desk.receipts().items() if owner in members}
    return {one: members[one] for one in diverging(said)}


def get_digests(desk: Desk, session: Session | None, _command: GetDigests) -> Answer:
    """For comparing workstations; who settled what is told to those who have signed in."""
    replica = desk.replica
    journal, state = replica.digests()
    transactions, acts, set_aside = replica.counts()
    return Digests(
        workstation=desk.workstation_name,
        acts=acts,
        transactions=transactions,
        journal=journal.hex(),
        state=state.hex(),
        conflicts=conflict_summaries(desk, named=session is not None),
        set_aside=set_aside,
    )


def conflict_summaries(desk: Desk, *, named: bool) -> tuple[ConflictSummary, ...]:
    """Every conflict, open or settled, in a stable order."""
    rows = queries(desk).inbox(settled=True)
    found = []
    for row in sorted(rows, key=lambda one: (one.file, one.conflict.rule, one.conflict.subject)):
        conflict = row.conflict
        act = desk.replica.act(conflict.settled) if named and conflict.settled else None
        who = desk.names.person_view(act.header.actor).name if act and act.header.actor else None
        name = f"{FileType(row.file.type).name.lower()}:{id_text(row.file.id)}"
        found.append(ConflictSummary(conflict.rule, name, id_text(conflict.subject), who, row.open))
    return tuple(found)


def verify_all(desk: Desk, session: Session | None, command: Verify) -> Answer:
    """Check everything there is to check; to mend is for those who look after the workstation."""
    if command.heal:
        if session is None:
            return Refused(code="session.none")
        missing = right_missing(desk.who(session), "snapshot")
        if missing is not None:
            return refused(missing)
    return verify(desk.replica, heal=command.heal, all_seals=command.all_seals, key=desk.vault.database_key)


def import_catalogue(desk: Desk, session: Session, command: ImportCatalogue) -> Answer:
    """Import the public drug database; the same files twice change nothing but a wrong date."""
    missing = right_missing(desk.who(session), "import") or refuse_date(command.data_of, desk.today())
    if missing is not None:
        return refused(missing)
    folder = Path(command.folder)
    try:
        edition = build_edition(
            {item.name: item for item in sorted(folder.glob("CIS*.txt"))},
            command.data_of,
            lambda done, total: desk.progress(Progress(what="import", done=done, total=total)),
        )
    except (IntakeError, OSError) as error:
        said = machine_reason(error) if isinstance(error, OSError) else type(error).__name__
        values = dict(getattr(error, "values", {})) or {"detail": said}
        return Refused(code=getattr(error, "code", "import.unreadable"), values=values)
    replica = desk.replica
    summary = edition.summary
    body = EditionTaken(
        what=DRUGS,
        data_of=command.data_of,
        content=edition.content,
        blob_bytes=len(edition.blob),
        rows=summary.rows,
        taken=summary.taken,
        rejected=summary.rejected,
    )
    draft = take(replica.states.state(EditionState, edition_file(DRUGS)), body)
    with replica.writing():
        if draft is not None:
            answer = desk.record(Decided((draft,)), session, command.pin)
            if not isinstance(answer, Recorded):
                return answer
        replica.blobs.put(DRUGS, edition.content, edition.blob)
        replica.editions.load()
    redated = draft is not None and isinstance(draft.body, EditionRedated)
    return _imported(edition, replica.catalogue.anticancer(), known=draft is None, redated=redated)


def _imported(edition: Edition, anticancer: int, *, known: bool, redated: bool) -> CatalogueImported:
    reasons: dict[str, int] = {}
    for rejection in edition.rejected:
        reasons[rejection.code] = reasons.get(rejection.code, 0) + 1
    summary = edition.summary
    return CatalogueImported(
        rows=summary.rows,
        taken=summary.taken,
        rejected=summary.rejected,
        reasons=reasons,
        content=edition.content.hex(),
        known_already=known,
        redated=redated,
        anticancer=anticancer,
    )


def search_catalogue(desk: Desk, _session: Session, command: SearchCatalogue) -> Answer:
    """Presentations by name or substance."""
    total, rows = desk.replica.catalogue.search(command.text, min(max(command.limit, 1), 500))
    return CatalogueHits(total=total, entries=tuple(_entry(row) for row in rows))


def _entry(row: CatalogueRow) -> CatalogueEntry:
    return CatalogueEntry(
        cip13=row.cip13,
        label=row.name,
        presentation=row.label,
        substances=", ".join(row.substances),
        strength=row.content.shown() if row.content else "",
        volume=row.volume.shown() if row.volume else "",
        anticancer=row.anticancer,
        shortage=row.shortage.status if row.shortage else "",
        marketed=row.marketed,
    )


def snapshot(desk: Desk, session: Session, command: TakeSnapshot) -> Answer:
    """Write and verify a snapshot."""
    missing = right_missing(desk.who(session), "snapshot")
    if missing is not None:
        return refused(missing)
    try:
        taken = take_snapshot(desk.replica, desk.vault, Path(command.folder), desk.now(), desk.random)
    except SnapshotError as error:
        return Refused(code=error.code, values=error.values)
    return SnapshotTaken(
        path=str(taken.path),
        size=taken.size,
        state_digest=taken.state_digest.hex(),
        transactions=taken.transactions,
        own_disk=taken.path.stat().st_dev == desk.replica.folder.stat().st_dev,
    )


HANDLERS: Mapping[type, AnyHandler] = {
    GetStatus: Seated(get_status),
    GetDigests: open_to_all(get_digests),
    Verify: open_to_all(verify_all),
    ImportCatalogue: signed_in(import_catalogue),
    SearchCatalogue: signed_in(search_catalogue),
    TakeSnapshot: signed_in(snapshot),
}
