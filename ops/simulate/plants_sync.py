"""Deliberate mistakes below medicine: chain, causality, conversation, membership, forks, store."""

import msgspec

from node.domain.merge import judging
from node.store import admission, chain, files, opened, relay, replica, runs
from ops.simulate.planting import Unseen, plant
from sync import causality, journal, membership, standing, strands
from sync.conversation import machine, outflow
from sync.membership import effects, needs
from sync.membership import judging as by_its_past


def order_without_saw() -> None:
    """Chain: a new transaction's order grows from its own journal alone."""
    real = journal.write

    def write(acts: Unseen, *, saw: Unseen, **rest: Unseen) -> Unseen:
        return real(acts, saw=[(tip, 0) for tip, _ in saw], **rest)

    plant(replica, "write", write)


def seals_unchecked() -> None:
    """Chain: any seal will do."""
    plant(runs, "sealed_by", lambda *_: True)


def bodies_unchecked() -> None:
    """Chain: a body need not be the one its header vouches for."""
    plant(opened, "bodies_match", lambda *_: True)


def prev_unchecked() -> None:
    """Chain: a transaction may follow any head of its number."""
    real = chain.Chain.slot

    def slot(self: Unseen, core: Unseen, named: Unseen) -> Unseen:
        head = self.head(core.journal)
        follows = core.seq == head.seq + 1 and core.seq > 1
        return real(self, msgspec.structs.replace(core, prev=head.hash) if follows else core, named)

    plant(chain.Chain, "slot", slot)


def past_without_others() -> None:
    """Causality: what a transaction saw of other journals is in its past, but not what those had seen."""
    real = chain.Chain.past_after

    def past_after(self: Unseen, own: Unseen, saw: Unseen) -> Unseen:
        number, past = real(self, own, saw)
        direct = {tip.journal: tip.seq for tip in saw}
        kept = {other: seq for other, seq in past.seqs.items() if direct.get(other, seq) == seq}
        return number, causality.Past({o: s for o, s in kept.items() if o in direct or not direct})

    plant(chain.Chain, "past_after", past_after)


def saw_forgotten() -> None:
    """Causality: what this workstation integrated is not named by what it writes next."""
    plant(chain.Chain, "unseen", lambda *_: [])


def concurrent_is_before() -> None:
    """Causality: of two acts made apart, the first in fold order counts as known to the second."""
    plant(judging, "concurrent", lambda *_: False)


def one_too_far() -> None:
    """Conversation: the peer is believed to hold one transaction more than it says."""
    real = relay.Relay.lacking

    def lacking(self: Unseen, theirs: Unseen, sent: Unseen, scope: Unseen, size: Unseen) -> Unseen:
        return real(self, theirs, {**sent, **{tip.journal: tip.seq + 1 for tip in theirs}}, scope, size)

    plant(relay.Relay, "lacking", lacking)


def no_news() -> None:
    """Conversation: heads of third workstations are not passed on while a connection stands."""
    real = machine.Conversation.replica_changed

    def replica_changed(self: Unseen, heads: Unseen) -> Unseen:
        return real(self, heads) if len(heads.all) % 2 else []

    plant(machine.Conversation, "replica_changed", replica_changed)


def batch_cut_short() -> None:
    """Conversation: the last of each batch is left out and believed sent."""
    real = outflow.Outflow.pack

    def pack(self: Unseen, transactions: Unseen) -> Unseen:
        batch = real(self, transactions)
        return batch[:-1] if len(batch) > 1 else batch

    plant(outflow.Outflow, "pack", pack)
    plant(outflow.Outflow, "send_again", lambda *_: None)


def rights_unchecked() -> None:
    """Membership: everybody may do everything."""
    plant(membership.Membership, "may", lambda *_: True)


def signatures_unchecked() -> None:
    """Membership: any signature of a person will do."""
    plant(opened.Opened, "signed_by", lambda *_: True)


def any_key_redeems() -> None:
    """Membership: an invitation is redeemed by whatever key says so, or by none."""
    plant(by_its_past, "stands_behind", lambda *_: True)


def branches_count() -> None:
    """Forks: every branch of a journal counts, whoever built on it."""
    plant(strands.Built, "admits", lambda *_: True)


def clone_vouches() -> None:
    """Forks: whoever holds a branch has built on it, although they hold the other one too."""
    real = strands.Strands.top

    def top(self: Unseen, past: Unseen, journal: Unseen) -> Unseen:
        held = [one for one in self.of(journal) if past.upto(one) >= self.since(one)]
        return real(self, past, journal) or (causality.Spot(held[-1], past.upto(held[-1])) if held else None)

    plant(strands.Strands, "top", top)


def last_pair_settles() -> None:
    """Forks: of two settlements of a fork signed apart, the last in fold order stands alone."""
    real = getattr(effects, "_settle")  # noqa: B009  # somebody's inside

    def settle(state: Unseen, content: Unseen, when: Unseen) -> Unseen:
        return real(msgspec.structs.replace(state, settlements={}), content, when)

    plant(effects, "_settle", settle)


def second_enrolment_wins() -> None:
    """Membership: whoever is enrolled under a name that is taken becomes the one of that name."""
    real = getattr(effects, "_enrol")  # noqa: B009  # somebody's inside
    plant(effects, "_enrol", lambda state, body: real(_without(state, body.workstation), body))


def _without(state: Unseen, workstation: bytes) -> Unseen:
    others = {one: info for one, info in state.workstations.items() if one != workstation}
    return msgspec.structs.replace(state, workstations=others)


def suspension_ignored() -> None:
    """Membership: what a suspended workstation writes counts all the same."""
    real = standing.held_back

    def held_back(*args: Unseen) -> Unseen:
        return msgspec.structs.replace(real(*args), suspended={})

    plant(standing, "held_back", held_back)


def one_is_enough() -> None:
    """Membership: what takes two people is done by the one who proposes it."""
    real = needs
    plant(effects, "needs", lambda content: msgspec.structs.replace(real(content), two=False))


def called_off_in_vain() -> None:
    """Membership: what somebody called off is agreed to by those who know of that."""
    plant(effects, "_call_off", lambda state, _act, _by: state)


def withdrawn_unheard() -> None:
    """Membership: what somebody did apart from the withdrawal of their right counts as ever."""
    plant(standing.Held, "person", lambda *_: None)


def judged_on_arrival() -> None:
    """Membership: what counted when it came counts for ever, whatever of the same moment comes after it."""
    plant(admission.Admission, "judge_again", lambda *_: None)


def receive_unfolded() -> None:
    """Store: what arrives is not folded where its file was folded before."""
    plant(files.Files, "write_out", _write_out_without_marks(files.Files.write_out))


def _write_out_without_marks(real: Unseen) -> Unseen:
    def write_out(self: Unseen) -> None:
        rows = self._connection.rows("SELECT file FROM states WHERE stale = 0")
        known = sorted(row[0] for row in rows)
        self._touched -= set(known[::3])
        real(self)

    return write_out
