"""Workstations of a made-up site that write, are cloned, and exchange what they hold: as sets of hashes.

`Oracle` says the rule of forks a second time, by sets and without strands: what counts of a forked
journal is what lies in the past of something that counts, written by another workstation, whose past
holds no other branch of that journal. What rests on something that does not count does not count.
"""

from collections.abc import Iterable, Mapping, Sequence
from random import Random

from schema.acts.membership import RightsGranted
from schema.acts.patient import PatientNoted
from schema.acts.session import SessionOpened
from schema.ids import Hash, Id
from schema.transaction import Tip
from sync.journal import EMPTY, Head, NewAct, Written, signer, write
from tests.node.store.builders import SESSION, Ward
from tests.sync.founded import Counted, Person

MEMBERSHIP, CLINICAL = "membership", "clinical"


class Pen:
    """One journal as one machine writes it."""

    def __init__(self, journal: Id, workstation: Id, seal_key: bytes, head: Head) -> None:
        self.journal, self.workstation, self.seal_key, self.head = journal, workstation, seal_key, head


class Machine:
    """A workstation, or a copy of it: what it holds, and its two journals."""

    def __init__(self, site: "ForkedSite", pens: Mapping[str, Pen], held: Iterable[Hash]) -> None:
        self.site, self.pens, self.held = site, dict(pens), set(held)

    def copy(self) -> "Machine":
        """Another machine with this one's disk."""
        pens = {
            scope: Pen(pen.journal, pen.workstation, pen.seal_key, pen.head)
            for scope, pen in self.pens.items()
        }
        return Machine(self.site, pens, self.held)

    def hears(self, other: "Machine") -> None:
        """Take everything that another holds."""
        self.held |= other.held

    def write(self, acts: Sequence[NewAct], scope: str = CLINICAL) -> Written:
        """The next transaction of one of its journals, which has seen all that is held."""
        site, pen = self.site, self.pens[scope]
        named = site.journals if scope == CLINICAL else site.scopes[MEMBERSHIP]
        known = [
            site.written[one]
            for one in self.held
            if (journal := site.written[one].core.journal) in named and journal != pen.journal
        ]
        past = site.past[pen.head.hash] | {pen.head.hash} if pen.head.seq else frozenset()
        fresh = [one for one in known if one.hash not in past]
        below = {lower for one in fresh for lower in site.past[one.hash]}
        saw = [
            (Tip(one.core.journal, one.core.seq, one.hash), one.core.order)
            for one in fresh
            if not any(
                other.core.prev == one.hash and other.core.journal == one.core.journal for other in fresh
            )
        ]
        written = write(
            acts,
            site=site.ward.site,
            journal=pen.journal,
            head=pen.head,
            saw=saw,
            at=1,
            doubtful=False,
            random=site.random,
            seal=signer(pen.seal_key),
        )
        pen.head = Head(written.core.seq, written.hash, written.core.order)
        site.written[written.hash] = written
        site.past[written.hash] = past | below | {one.hash for one in fresh}
        self.held.add(written.hash)
        return written

    def note(self, text: str = "RAS") -> Written:
        """A note on the one patient, in the session that every machine had open from the beginning."""
        return self.write([self.site.note(text)])

    def grant(self, enrolled: Written | None = None) -> Written:
        """A right is given, in the membership journal, by the administrator or by whom that enrolled."""
        site = self.site
        admin = site.ward.admin
        by = admin if enrolled is None else site.enrolled[enrolled.hash]
        written = self.write([by.act(RightsGranted(admin.id, ("release",)), admin.id)], MEMBERSHIP)
        if enrolled is not None:
            site.rests[written.hash] = enrolled.hash
        return written

    def enrol(self) -> Written:
        """Another administrator is made known, which one alone may where the rule of two is not on."""
        ward = self.site.ward
        person = ward.person()
        acts = [ward.admin.act(body, person.id) for body in ward.introducing(person, ("site.people",))]
        written = self.write(acts, MEMBERSHIP)
        self.site.enrolled[written.hash] = person
        return written

    def grant_by_anybody(self, chance: Random) -> Written:
        """A right is given by somebody who is known here."""
        # What its twin wrote in the journal that both write cannot be in the past of what it writes there.
        mine = self.pens[MEMBERSHIP].journal
        heard = self.held & self.site.enrolled.keys()
        known = sorted(one for one in heard if self.site.written[one].core.journal != mine)
        return self.grant(self.site.written[chance.choice(known)] if known else None)


class ForkedSite:
    """The transactions of everybody, by hash, with their pasts as sets."""

    def __init__(self, workstations: int, seed: int = 0) -> None:
        self.ward = Ward(f"forked {seed}")
        self.random = Counted(f"forked {seed}")
        self.patient = self.random(16)
        ward = self.ward
        pens: list[dict[str, Pen]] = []
        enrolled: list[tuple[Id, bytes]] = [(ward.workstation, ward.clinical.seal_key)]
        journals = [(ward.membership.id, ward.clinical.id)]
        for number in range(1, workstations):
            workstation, seal_key = ward.random(16), ward.random(32)
            _, openings = ward.journals(workstation, seal_key)
            body = ward.enrolment(workstation, seal_key, f"POSTE-{number}")
            ward.membership.write(
                [
                    ward.admin.act(body, workstation),
                    *(ward.admin.act(opening, workstation) for opening in openings),
                ]
            )
            enrolled.append((workstation, seal_key))
            journals.append((openings[0].journal, openings[1].journal))
        for (workstation, seal_key), (membership, clinical) in zip(enrolled, journals, strict=True):
            head = ward.membership.head if membership == ward.membership.id else EMPTY
            pens.append(
                {
                    MEMBERSHIP: Pen(membership, workstation, seal_key, head),
                    CLINICAL: Pen(clinical, workstation, seal_key, EMPTY),
                }
            )
        self.owners = {pen.journal: pen.workstation for of_one in pens for pen in of_one.values()}
        self.scopes = {
            scope: frozenset(of_one[scope].journal for of_one in pens) for scope in (MEMBERSHIP, CLINICAL)
        }
        self.journals = frozenset(self.owners)
        self.written: dict[Hash, Written] = {}
        self.past: dict[Hash, frozenset[Hash]] = {}
        self.enrolled: dict[Hash, Person] = {}
        """Administrators by the transaction that enrolled them."""
        self.rests: dict[Hash, Hash] = {}
        """By transaction, what it rests on: where its author was enrolled."""
        past: frozenset[Hash] = frozenset()
        for written in ward.membership.written:
            self.written[written.hash] = written
            self.past[written.hash] = past
            past |= {written.hash}
        self.machines = [Machine(self, one, past) for one in pens]
        for machine in self.machines:
            machine.write([ward.admin.act(SessionOpened(SESSION, ward.admin.id, ward.admin.key), SESSION)])

    def _has_a_twin(self, machine: Machine) -> bool:
        """Whether what it enrols might not count, for a fork of its own journal."""
        mine = machine.pens[CLINICAL].workstation
        return any(one is not machine and one.pens[CLINICAL].workstation == mine for one in self.machines)

    def join(self, beside: Machine) -> Machine:
        """One more workstation, enrolled at another and holding what that one does."""
        ward = self.ward
        workstation, seal_key = ward.random(16), ward.random(32)
        _, openings = ward.journals(workstation, seal_key)
        bodies = (ward.enrolment(workstation, seal_key, f"TARD-{len(self.machines)}"), *openings)
        beside.write([ward.admin.act(body, workstation) for body in bodies], MEMBERSHIP)
        journals = [one.journal for one in openings]
        pens = {
            scope: Pen(journal, workstation, seal_key, EMPTY)
            for scope, journal in zip((MEMBERSHIP, CLINICAL), journals, strict=True)
        }
        self.owners |= dict.fromkeys(journals, workstation)
        self.scopes = {scope: self.scopes[scope] | {pen.journal} for scope, pen in pens.items()}
        self.journals = frozenset(self.owners)
        machine = Machine(self, pens, beside.held)
        machine.write([ward.admin.act(SessionOpened(SESSION, ward.admin.id, ward.admin.key), SESSION)])
        self.machines.append(machine)
        return machine

    def note(self, text: str) -> NewAct:
        """A note on the patient."""
        return self.ward.admin.act(PatientNoted(text), self.patient, by=SESSION, signed=False)

    def data(self, hashes: Iterable[Hash]) -> list[bytes]:
        """Transactions by fold order."""
        found = [self.written[one] for one in hashes]
        return [one.data for one in sorted(found, key=lambda one: (one.core.order, one.hash))]

    def random_life(self, chance: Random, steps: int) -> None:
        """Machines write, meet and are cloned (their clones too); others join."""
        for _ in range(steps):
            machine = chance.choice(self.machines)
            what = chance.random()
            if what < 0.35:
                machine.note(f"note {len(self.written)}")
            elif what < 0.53:
                machine.grant()
            elif what < 0.55 and not self._has_a_twin(machine):
                self.join(machine)
            elif what < 0.67 and len(self.machines) < 8:
                self.machines.append(machine.copy())
            else:
                other = chance.choice(self.machines)
                # A machine that hears its twin would know: it starts a new journal, and writes no more here.
                if other.pens[CLINICAL].workstation != machine.pens[CLINICAL].workstation:
                    machine.hears(other)

    def members_life(self, chance: Random, steps: int) -> None:
        """The same of membership alone: whoever one machine enrolled signs on others that heard of it."""
        for _ in range(steps):
            machine = chance.choice(self.machines)
            what = chance.random()
            if what < 0.12:
                machine.enrol()
            elif what < 0.4:
                machine.grant_by_anybody(chance)
            elif what < 0.7 and len(self.machines) < 9:
                self.machines.append(machine.copy())
            else:
                other = chance.choice(self.machines)
                if other.pens[MEMBERSHIP].workstation != machine.pens[MEMBERSHIP].workstation:
                    machine.hears(other)


class Oracle:
    """Which of these transactions are left out, for a fork or for what they rest on, and why."""

    def __init__(self, site: ForkedSite, held: Iterable[Hash]) -> None:
        self._site = site
        self._held = frozenset(held)

    def aside(self) -> dict[Hash, str]:
        """Membership and clinical transactions apart."""
        return {**self._of(MEMBERSHIP), **self._of(CLINICAL)}

    def _of(self, scope: str) -> dict[Hash, str]:
        """Whatever is left out is no witness: until nothing more is."""
        left = frozenset(
            one for one in self._held if self._site.written[one].core.journal in self._site.scopes[scope]
        )
        aside: dict[Hash, str] = {}
        while forked := self._forked(scope, left - aside.keys()):
            aside |= dict.fromkeys(forked, "forked")
            rests = {one for one, on in self._site.rests.items() if one in left and on in aside}
            aside |= dict.fromkeys(rests - aside.keys(), "unknown_key")
        return aside

    def _forked(self, scope: str, mine: frozenset[Hash]) -> frozenset[Hash]:
        """Those of them on which none of them has built: the rest is the least fixpoint."""
        site = self._site
        first = {journal: self._first(journal) for journal in site.scopes[scope]}
        touched = {one for one in mine if self._seq(one) >= first[site.written[one].core.journal]}
        counted = set(mine - touched)
        grown = True
        while grown:
            news = {
                below
                for one in counted
                for journal in site.scopes[scope]
                if site.owners[journal] != site.owners[site.written[one].core.journal]
                for below in self._one_chain(one, journal, first[journal])
            } & touched - counted
            counted |= news
            grown = bool(news)
        return frozenset(touched - counted)

    def _seq(self, one: Hash) -> int:
        return self._site.written[one].core.seq

    def _first(self, journal: Id) -> int:
        """The first seq that two transactions of the journal have."""
        seqs = [self._seq(one) for one in self._held if self._site.written[one].core.journal == journal]
        return min((seq for seq in seqs if seqs.count(seq) > 1), default=2**53)

    def _one_chain(self, one: Hash, journal: Id, first: int) -> set[Hash]:
        """The forked part of a journal in this past, when no two of it have one place."""
        seen = {
            below
            for below in self._site.past[one]
            if self._site.written[below].core.journal == journal and self._seq(below) >= first
        }
        return seen if len({self._seq(below) for below in seen}) == len(seen) else set()
