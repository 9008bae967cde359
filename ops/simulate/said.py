"""What a set of acts of membership says, whether they count or not: journals, keys, rights, rules.

Words alone: which sets are asked about is for `model.py`.
"""

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from ops.simulate.history import History, Set, Tx
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import (
    InvitationRedeemed,
    JournalOpened,
    KeyIntroduced,
    RightsGranted,
    RightsWithdrawn,
    RulesSwitched,
    WorkstationEnrolled,
    WorkstationInvited,
)
from schema.acts.people import AdministratorAppointed, AdministratorProposed, KeyChanged
from schema.acts.workstations import WorkstationReadmissionProposed as Readmission
from schema.codec import Wire, tagged_hash
from schema.ids import Id
from schema.transaction import journal_id, redemption_input

B = TypeVar("B", bound=Wire)
Given: TypeAlias = RightsGranted | AdministratorAppointed | AdministratorProposed


def bits(txs: Iterable[Tx]) -> Set:
    """The set of these."""
    found = 0
    for tx in txs:
        found |= tx.bit
    return found


class Said(History):
    """Everything ever written, and what parts of it say."""

    def __init__(self) -> None:
        super().__init__()
        self._owners: dict[Id, Id] = {}
        self._bodies: dict[tuple[Set, tuple[type[Wire], ...]], list[tuple[Tx, Any]]] = {}

    def said(self, among: Set, *kinds: type[B]) -> Iterator[tuple[Tx, B]]:
        """Acts of these kinds, in fold order."""
        key = (among & self.membership, kinds)
        if key not in self._bodies:
            bodies = ((tx, body) for tx in self.of(key[0]) for body in tx.bodies)
            self._bodies[key] = [(tx, body) for tx, body in bodies if isinstance(body, kinds)]
        return iter(self._bodies[key])

    def agreed(self, among: Set, kind: type[B]) -> Iterator[tuple[Tx, B]]:
        """What one proposed and another agreed to, with where that was."""
        for tx, one in self.said(among, MembershipAgreed):
            if isinstance(body := self.known[one.act.core].bodies[0], kind):
                yield tx, body

    def by_two(self, among: Set, kind: type[Wire]) -> Set:
        """Where such things were agreed to, and where they had been proposed."""
        pairs = [(self.known[one.act.core], tx) for tx, one in self.said(among, MembershipAgreed)]
        return bits(tx for pair in pairs for tx in pair if isinstance(pair[0].bodies[0], kind))

    # -- workstations and their journals

    def owner(self, journal: Id) -> Id:
        """The workstation that writes a journal: the first that was announced with it."""
        if journal not in self._owners:
            opened = [*self.opened(self.membership)]
            self._owners |= {one: workstation for one, workstation, _ in reversed(opened)}
        return self._owners.get(journal, journal)

    def opened(self, among: Set) -> Iterator[tuple[Id, Id, str]]:
        """Journals announced: their workstation, and their scope."""
        for _, one in self.said(among, JournalOpened):
            yield one.journal, one.workstation, one.scope
        for by, let in self.agreed(among, Readmission):
            for journal, scope in self.announces(by, let).items():
                yield journal, let.workstation, scope

    def announces(self, by: Tx, let: Readmission) -> dict[Id, str]:
        """The journals of a readmission, with their scopes: opened with the key that its workstation has."""
        key = self.seal_key(self.membership, let.workstation)
        return {journal_id(by.core.site, key, new.nonce): new.scope for new in let.journals}

    def seal_key(self, among: Set, workstation: Id) -> bytes:
        """The key it was first enrolled with; empty when it never was."""
        enrolled = self.said(among, WorkstationEnrolled)
        return next((one.seal_key for _, one in enrolled if one.workstation == workstation), b"")

    def stood_behind(self, tx: Tx, invited: WorkstationInvited) -> bool:
        """Whether the invitation's own key signed, at its end, all that this transaction says."""
        *said, last = zip(tx.core.headers, tx.transaction.bodies, tx.bodies, strict=True)
        proof = last[2]
        if not isinstance(proof, InvitationRedeemed):
            return False
        told = [(header.kind, body.body) for header, body, _ in said if body is not None]
        try:
            key = Ed25519PublicKey.from_public_bytes(proof.key)
            key.verify(proof.voucher, redemption_input(tx.core.site, invited.invitation, told))
        except (InvalidSignature, ValueError):
            return False
        return tagged_hash("invitation", proof.key) == invited.secret_hash

    # -- people

    def keys(self, among: Set, person: Id | None) -> set[Id]:
        """Introduced or changed to, and neither replaced nor one of two that were introduced apart."""
        first = [(tx, one.key) for tx, one in self.said(among, KeyIntroduced) if one.person == person]
        changed = [one for _, one in self.said(among, KeyChanged) if one.person == person]
        twice = {key for at, key in first for by, _ in first if not (at.to_here & by.bit or by.past & at.bit)}
        away = twice.union(*(one.retires for one in changed))
        return {key for _, key in first}.union(one.key for one in changed) - away

    def may(self, among: Set, person: Id | None, right: str) -> bool:
        """Granted, by a grant that knew of every withdrawal: granted ‖ withdrawn is withdrawn."""
        if person is None or not right:
            return True
        away = [tx for tx, one in self.said(among, RightsWithdrawn) if names(one, person, right)]
        given: list[tuple[Tx, Given]]
        given = [*self.said(among, RightsGranted), *self.said(among, AdministratorAppointed)]
        given += self.agreed(among, AdministratorProposed)
        grants = [tx for tx, one in given if names(one, person, right)]
        return any(all(grant.past & one.bit for one in away) for grant in grants)

    def rules(self, among: Set) -> set[str]:
        """The names of those switched on."""
        return {rule.name for _, one in self.said(among, RulesSwitched) for rule in one.rules}


def names(body: Given | RightsWithdrawn, person: Id, right: str) -> bool:
    """Whether it is about this right of this person."""
    return body.person == person and right in body.rights
