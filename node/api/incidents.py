"""What went wrong at the doors of this workstation: entries that did not hold, callers turned away."""

from node.api.base import Answer, Command
from schema.codec import Wire

MOST = 200


class GetIncidents(Command, frozen=True, kw_only=True):
    """The newest incidents, at most `limit` of each sort, and never more than `MOST`."""

    limit: int = MOST


class IncidentView(Wire, frozen=True):
    """One incident. It names no patient and quotes nothing that was received."""

    at: int
    """UTC ms."""
    sort: str
    """`evidence`: something received that does not hold; `network`: somebody turned away."""
    code: str
    """Text `incident.<code>` for evidence, `sync.error.<code>` for the network."""
    source: str
    """The workstation it came from, or the address; empty when that is not known."""
    journal: str
    """Short id of the journal it is about, the place in it, and whose it is unless the source's; or empty."""


class Incidents(Answer, frozen=True, kw_only=True):
    """Answer to `GetIncidents`, the newest first."""

    rows: tuple[IncidentView, ...]


def said(row: IncidentView) -> tuple[str, ...]:
    """Texts that say what happened, the most exact first; the last always exists and takes `code`."""
    if row.sort == "network":
        return f"incident.network.{row.code}", f"sync.error.{row.code}", "incident.network.other"
    return f"incident.{row.code}", "incident.other"
