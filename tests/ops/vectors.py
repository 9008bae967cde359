"""Fixed keys, fixed randomness, and the bytes that the program makes of them.

What `ops/protocol.md` shows under "Test vectors" is written from here; `tests/ops/test_protocol.py`
computes the same bytes a second time without this program.
"""

from collections.abc import Callable, Mapping, Sequence

from node.domain.register import register_file_id
from node.handlers.reference import file_of
from node.paper.codes import CodeKind, write_code
from node.reference.library import PRODUCTS
from schema.acts import KIND_OF_BODY
from schema.acts.base import Told
from schema.acts.membership import (
    JournalOpened,
    KeyIntroduced,
    PersonEnrolled,
    RightsGranted,
    SiteFounded,
    WorkstationEnrolled,
)
from schema.acts.patient import Identity, PatientCreated, PatientMeasured
from schema.acts.session import SessionOpened
from schema.codec import Wire, decode, encode
from schema.ids import id_text
from schema.quantity import Quantity, Unit
from schema.transaction import Body, FileRef, Tip, Transaction, body_digest, journal_id, seal_input, site_id
from sync.journal import EMPTY, Head, NewAct, Signer, Written, public_key, signer, write
from sync.membership import person_key_id, recovery_key_id, secret_hash
from sync.ports import Record
from sync.receipts import Receipt, write_receipt
from sync.record import sealing_input

SEAL_SEED = bytes(range(32))
PERSON_SEED = bytes(range(32, 64))
RECOVERY_SEED = bytes(range(64, 96))
AT = 1_795_000_000_000
WORKSTATION, PERSON = b"\xa1" * 16, b"\xb1" * 16
KEY = person_key_id(public_key(PERSON_SEED))
SESSION, PATIENT, BAG = b"\xc1" * 16, b"\xd1" * 16, b"\xd2" * 16
MEMBERSHIP_NONCE, CLINICAL_NONCE = b"\xe1" * 32, b"\xe2" * 32


def numbered() -> Callable[[int], bytes]:
    """Randomness whose n-th value is n, again and again."""
    turn = iter(range(1, 256))
    return lambda size: bytes([next(turn)]) * size


def act(
    body: Wire,
    file: bytes,
    *,
    by: bytes | None = None,
    sign: Signer | None = None,
    salt: bytes | None = None,
    person: bool = True,
) -> NewAct:
    """An act whose header is what its kind says; without `by`, nobody's."""
    kind = KIND_OF_BODY[type(body)]
    return NewAct(
        kind=kind.name,
        critical=kind.critical,
        cls=int(kind.cls),
        right=kind.right,
        actor=PERSON if by and person else None,
        by=by,
        file=FileRef(int(kind.file), file),
        body=encode(body),
        signer=sign,
        salt=salt,
    )


class Vectors:
    """A site of one workstation and one person: its founding, a session, a patient weighed."""

    def __init__(self) -> None:
        random = numbered()
        self.seal = signer(SEAL_SEED)
        self.person = signer(PERSON_SEED)
        founded = SiteFounded(
            "CH fictif",
            "PUI du CH fictif",
            "1 rue de l’Exemple",
            "age1fictif",
            public_key(RECOVERY_SEED),
        )
        recovery = recovery_key_id(public_key(RECOVERY_SEED))
        salt = random(32)
        self.site = site_id(Body(salt, encode(founded), None))
        self.membership, self.clinical = (
            journal_id(self.site, public_key(SEAL_SEED), nonce)
            for nonce in (MEMBERSHIP_NONCE, CLINICAL_NONCE)
        )
        acts = [
            act(founded, self.site, by=recovery, sign=signer(RECOVERY_SEED), salt=salt, person=False),
            act(self._workstation(), WORKSTATION),
            act(self._journal(self.membership, "membership", MEMBERSHIP_NONCE), WORKSTATION),
            act(self._journal(self.clinical, "clinical", CLINICAL_NONCE), WORKSTATION),
            act(PersonEnrolled(PERSON, "ESSAI", "Zoé", "Dr", "pharmacist", ""), PERSON),
            act(KeyIntroduced(PERSON, KEY, public_key(PERSON_SEED)), PERSON),
            act(RightsGranted(PERSON, ("identify", "measure")), PERSON),
        ]
        self.founding = self._write(self.membership, EMPTY, (), acts, random)
        opened = act(SessionOpened(SESSION, PERSON, KEY), SESSION, by=KEY, sign=self.person)
        self.session = self._write(self.clinical, EMPTY, (self.founding,), [opened], random)
        identity = Identity("EXEMPLE", "", "Zoé", "1950-02-28", "F", "FICTIF0001", "")
        weight = PatientMeasured("weight", Quantity("72.5", Unit.KG), Told(AT, False, None, "seen"))
        acts = [
            act(PatientCreated(identity), PATIENT, by=SESSION),
            act(weight, PATIENT, by=SESSION),
        ]
        self.patient = self._write(self.clinical, _head(self.session), (), acts, random)

    def _workstation(self) -> WorkstationEnrolled:
        return WorkstationEnrolled(
            WORKSTATION, "PUI-1", "pharmacie", public_key(SEAL_SEED), b"\x30" * 64, "age1fictif", None
        )

    def _journal(self, journal: bytes, scope: str, nonce: bytes) -> JournalOpened:
        return JournalOpened(journal, WORKSTATION, scope, public_key(SEAL_SEED), nonce, None)

    def _write(
        self,
        journal: bytes,
        head: Head,
        saw: Sequence[Written],
        acts: Sequence[NewAct],
        random: Callable[[int], bytes],
    ) -> Written:
        return write(
            acts,
            site=self.site,
            journal=journal,
            head=head,
            saw=[(_tip(one), one.core.order) for one in saw],
            at=AT,
            doubtful=False,
            random=random,
            seal=self.seal,
        )

    def _receipt(self) -> Record:
        receipt = Receipt(tuple(sorted((_tip(self.founding), _tip(self.patient)))), b"\x99" * 32, 1, AT)
        bare = Record(WORKSTATION, "receipt", 1, write_receipt(receipt), WORKSTATION, bytes(64))
        seal = self.seal(sealing_input(self.site, bare))
        return Record(bare.owner, bare.name, bare.counter, bare.payload, bare.workstation, seal)

    def transactions(self) -> tuple[bytes, bytes, bytes]:
        """All three, in causal order."""
        return self.founding.data, self.session.data, self.patient.data

    def values(self) -> Mapping[str, str]:
        """Every vector by name: hexadecimal, or text in quotes."""
        session = decode(Transaction, self.session.data)
        body = session.bodies[0]
        assert body is not None
        assert body.signature is not None
        return {
            "site": self.site.hex(),
            "membership journal": self.membership.hex(),
            "clinical journal": self.clinical.hex(),
            "recovery key id": recovery_key_id(public_key(RECOVERY_SEED)).hex(),
            "key id of the person": KEY.hex(),
            "secret hash of an invitation (32 × 07)": secret_hash(b"\x07" * 32).hex(),
            "register file (clinical journal, number 1)": register_file_id(self.clinical, 1).hex(),
            f"product file ({PRODUCTS[0].code})": file_of(PRODUCTS[0]).id.hex(),
            "id as text (bag)": f'"{id_text(BAG)}"',
            "2D code (bag)": f'"{write_code(CodeKind.BAG, BAG)}"',
            "founding: transaction": self.founding.data.hex(),
            "founding: core hash": self.founding.hash.hex(),
            "session: transaction": self.session.data.hex(),
            "session: core hash": self.session.hash.hex(),
            "session: seal input": seal_input(self.session.hash).hex(),
            "session: seal": session.seal.hex(),
            "session: digest of act 0": body_digest(body.salt, body.body, body.signature).hex(),
            "session: signature of act 0": body.signature.hex(),
            "patient: transaction": self.patient.data.hex(),
            "patient: core hash": self.patient.hash.hex(),
            "receipt: record": encode(self._receipt()).hex(),
        }


def _tip(written: Written) -> Tip:
    return Tip(written.core.journal, written.core.seq, written.hash)


def _head(written: Written) -> Head:
    return Head(written.core.seq, written.hash, written.core.order)
