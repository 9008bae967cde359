"""The site's own affairs: people, rights, the state of the network and of the replica."""

from node.api.base import Answer, Command
from schema.codec import Wire
from schema.transaction import Bytes16


class EnrolPerson(Command, frozen=True, kw_only=True):
    """A new member of staff, with a first PIN they will type and a role (bundle of rights)."""

    family_name: str
    first_name: str
    title: str
    role: str
    licence: str
    new_pin: str
    pin: str


class GetStatus(Command, frozen=True, kw_only=True):
    """The strip that is always visible, and what became of whoever sits there."""


class PeerView(Wire, frozen=True):
    """One other workstation, with evidence."""

    workstation: Bytes16
    name: str
    connected: bool
    since: int | None
    """Instant since which it has been connected, or out of reach; nil where that is not known."""
    last_exchange: int | None
    we_lack: int
    they_lack: int
    """Transactions, by what each last said it holds."""
    clock_difference_ms: int | None
    found_by: str
    """mdns, typed, last_known, told, or empty."""
    trouble: str
    """What is wrong (text `peer.<code>`, or `sync.error.<code>` of a connection that failed), or empty."""
    last_news: int | None = None
    """When it last said what it holds, by its clock, however that came here; told of those out of reach."""
    news_came: int | None = None
    """When that came here, by this workstation's clock; nil where it is not known."""
    received: bool = False
    """Connected, and of all that it said it holds nothing is missing here."""


class StandingView(Wire, frozen=True):
    """That something does not count any more."""

    what: str
    """`suspended`, `removed`, or `rights`."""
    rights: tuple[str, ...]
    """The rights that were taken and not given again, for `rights`."""
    by: tuple[str, ...]
    """Who decided, the one who proposed it first; nobody when the recovery key did."""
    at: int
    """When, by the clock of the workstation where it was signed; ms UTC. 0 when it is not known or told."""
    reason: str


class PersonStanding(Wire, frozen=True):
    """What somebody may do at this instant, and what they may not do any more."""

    rights: tuple[str, ...]
    taken: tuple[StandingView, ...]
    """The newest first."""


class Status(Answer, frozen=True, kw_only=True):
    """Network, snapshot and alarms at a glance."""

    site: str
    workstation: str
    counter: int
    peers: tuple[PeerView, ...]
    only_here: int
    """Acts that no other workstation is known to hold."""
    last_snapshot: int | None
    catalogue_of: str
    """Date of the drug database held, or empty."""
    conflicts: int
    """Open ones of everybody, alarms included."""
    alarms: int
    my_conflicts: int = 0
    """Those of them that whoever is signed in may settle."""
    my_alarms: int = 0
    set_aside: int
    clock_doubt: str = ""
    """Why a person must confirm date and time (text `clock.<reason>`, command `ConfirmClock`), or empty."""
    unwritable: str = ""
    """Why nothing can be recorded here although all can be read (a code of `node.store.errors`), or empty."""
    standing: StandingView | None = None
    """That this workstation is suspended or removed; nil while what is done here counts."""
    person: PersonStanding | None = None
    """Of the person asked for."""
    diverging: tuple[str, ...] = ()
    """Names of the workstations that make something else of the same transactions; none, or two and more."""
    enrolled_twice: tuple[str, ...] = ()
    """Names of the workstations that were enrolled apart with different keys, until they are removed."""
    keys_twice: tuple[str, ...] = ()
    """Names of the people for whom keys were introduced apart, until two people gave them another."""
    head: str
    """First 8 characters of this journal's head: the witness printed on papers."""
    signed_in: bool
    """Whether the session that the question quoted is open; it may have ended by itself."""


class GetDigests(Command, frozen=True, kw_only=True):
    """For comparing workstations."""


class Digests(Answer, frozen=True, kw_only=True):
    """`journal` = SHA-256 over sorted heads; `state` = SHA-256 over folded states in id order."""

    workstation: str
    acts: int
    transactions: int
    journal: str
    state: str
    conflicts: tuple["ConflictSummary", ...]
    set_aside: int


class ConflictSummary(Wire, frozen=True):
    """One conflict, for reports."""

    rule: str
    file: str
    subject: str
    settled_by: str | None
    """Named only to somebody who has signed in."""
    open: bool


class Verify(Command, frozen=True, kw_only=True):
    """Check chains, seals, signatures, and refold everything against the tables.

    To heal takes a session with the right to take snapshots.
    """

    heal: bool = False
    all_seals: bool = False
    """Also the seals that a later one covers."""


class Finding(Wire, frozen=True):
    """One thing `Verify` found wrong."""

    code: str
    values: dict[str, str]
    healed: bool


class Verified(Answer, frozen=True, kw_only=True):
    """Answer to `Verify`; ok when nothing was found."""

    transactions: int
    acts: int
    signatures: int
    seals: int
    files: int
    findings: tuple[Finding, ...]
    missing: tuple["MissingEdition", ...] = ()
    """Bulk data in use on the site that is not here yet: wanted, and no finding."""

    @property
    def ok(self) -> bool:
        """Nothing is wrong."""
        return not self.findings


class MissingEdition(Wire, frozen=True):
    """An edition by its sort (`edition.<what>`) and the date of its data."""

    what: str
    data_of: str


class TakeSnapshot(Command, frozen=True, kw_only=True):
    """Write, and verify, an encrypted snapshot into a folder."""

    folder: str


class SnapshotTaken(Answer, frozen=True, kw_only=True):
    """The finished file was restored into a scratch replica and its digests compared."""

    path: str
    size: int
    state_digest: str
    transactions: int
    own_disk: bool
    """It lies on the disk of this workstation's data: what is lost with that disk is lost with it."""


class ImportCatalogue(Command, frozen=True, kw_only=True):
    """Import the public drug database from a folder."""

    folder: str
    data_of: str
    pin: str


class CatalogueImported(Answer, frozen=True, kw_only=True):
    """Rows in, taken, rejected with reasons."""

    rows: int
    taken: int
    rejected: int
    reasons: dict[str, int]
    content: str
    known_already: bool
    redated: bool
    """The same content was here with another date: it has this one now."""
    anticancer: int


class SearchCatalogue(Command, frozen=True, kw_only=True):
    """Presentations whose name or substance contains the text."""

    text: str
    limit: int = 40


class CatalogueEntry(Wire, frozen=True):
    """One presentation of the public drug database."""

    cip13: str
    label: str
    presentation: str
    substances: str
    strength: str
    volume: str
    anticancer: bool
    shortage: str
    marketed: bool = True


class CatalogueHits(Answer, frozen=True, kw_only=True):
    """Showing `entries` of `total`."""

    total: int
    entries: tuple[CatalogueEntry, ...]
