"""What went wrong at this workstation's doors, for who looks after it."""

from collections.abc import Mapping

from node.api.incidents import MOST, GetIncidents, Incidents, IncidentView
from node.desk import Desk
from node.handlers.base import AnyHandler, open_to_all
from node.sessions import Session
from node.store.evidence import Noted
from node.store.replica import Replica
from schema.ids import Id, short_text


def evidence(replica: Replica, limit: int) -> tuple[IncidentView, ...]:
    """What was received and does not hold, the newest first; its details stay where they are."""
    return tuple(_noted(replica, one) for one in replica.incoming.evidence.newest(min(max(limit, 0), MOST)))


def _noted(replica: Replica, one: Noted) -> IncidentView:
    # What nobody handed over was found here: it is told by who writes that journal.
    info = replica.roll.now.journals.get(one.journal) if one.journal is not None else None
    writer = info.workstation if info is not None else None
    source = one.source or writer
    journal = f"{short_text(one.journal)} {one.seq}" if one.journal is not None else ""
    if writer is not None and writer != source:
        # Who told of it is not who it is about.
        journal = f"{journal} ({_workstation(replica, writer)})"
    return IncidentView(one.at, "evidence", one.code, _workstation(replica, source), journal)


def _workstation(replica: Replica, source: Id | None) -> str:
    known = replica.roll.now.workstations.get(source) if source is not None else None
    return known.name if known else short_text(source) if source is not None else ""


def get_incidents(desk: Desk, _session: Session | None, command: GetIncidents) -> Incidents:
    """Both sorts, the newest first."""
    limit = min(max(command.limit, 0), MOST)
    network = tuple(reversed(desk.network.incidents()))[:limit]
    rows = (*evidence(desk.replica, limit), *network)
    return Incidents(rows=tuple(sorted(rows, key=lambda row: -row.at)))


HANDLERS: Mapping[type, AnyHandler] = {GetIncidents: open_to_all(get_incidents)}
