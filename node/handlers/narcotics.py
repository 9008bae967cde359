"""The narcotics vault: the ledger, what is recorded in it, and the second person at the same screen."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import msgspec

from node.api.base import Answer, Recorded, Refused
from node.api.narcotics import (
    CountVault,
    EnterNarcotics,
    GetVault,
    HandOverVault,
    ListVaults,
    OpenVault,
    ReconcileVault,
    Second,
    VaultRow,
    Vaults,
    VaultView,
    WitnessVault,
    Workplace,
)
from node.desk import Desk, refused
from node.domain.decision import Decided, Refusal, Who
from node.domain.history import Act
from node.domain.keeping import (
    VaultSituation,
    decide_count_vault,
    decide_enter,
    decide_hand_over,
    decide_open_vault,
    decide_reconcile,
    decide_witness,
)
from node.domain.narcotics import VaultState
from node.domain.relied_on import relying
from node.handlers.base import AnyHandler, Handler, signed_in
from node.handlers.together import together
from node.sessions import Session
from node.views.narcotics import Ledger, balances
from node.views.teller import Teller
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType


def vault_state(desk: Desk, vault: Id) -> VaultState | None:
    """A vault's file."""
    return desk.replica.states.state(VaultState, FileRef(FileType.VAULT, vault))


def _row(desk: Desk, vault: Id, state: VaultState) -> VaultRow:
    known = desk.members.workstations
    names = (known[one].name if one in known else "?" for one in state.keepers)
    here = desk.vault.workstation in state.keepers
    return VaultRow(vault=vault, name=state.name, keepers=tuple(names), here=here)


def list_vaults(desk: Desk, _session: Session, _command: ListVaults) -> Answer:
    """Every vault, by name."""
    rows = [_row(desk, vault, state) for vault, state in desk.replica.states.all(VaultState, FileType.VAULT)]
    return Vaults(rows=tuple(sorted(rows, key=lambda row: (row.name, row.vault))))


def _acts(desk: Desk, vault: Id) -> list[Act]:
    return desk.replica.files.acts(desk.replica.files.number(FileRef(FileType.VAULT, vault)))


def get_vault(desk: Desk, _session: Session, command: GetVault) -> Answer:
    """One vault with its ledger, the newest line first."""
    state = vault_state(desk, command.vault)
    if state is None:
        return refused(Refusal("vault.unknown"))
    acts = _acts(desk, command.vault)
    stations = {one.id: one.name for one in desk.members.workstations.values() if not one.removed}
    ledger = Ledger(state, acts, stations, Teller(desk.names, acts))
    others = [Workplace(one, name) for one, name in stations.items() if one not in state.keepers]
    return VaultView(
        row=_row(desk, command.vault, state),
        balances=balances(state),
        lines=tuple(reversed(tuple(ledger.lines()))),
        others=tuple(sorted(others, key=lambda one: one.name)),
        heads=state.heads,
    )


def open_vault(desk: Desk, session: Session, command: OpenVault) -> Answer:
    """A new vault, kept here."""
    return desk.record(decide_open_vault(command, desk.who(session), desk.new_id()), session, command.pin)


def _situation(desk: Desk, vault: Id) -> VaultSituation | Refusal:
    state = vault_state(desk, vault)
    if state is None:
        return Refusal("vault.unknown")
    here = (one.id for one in desk.members.workstations.values() if not one.removed)
    return VaultSituation(id=vault, vault=state, workstations=frozenset(here), now_ms=desk.now())


Decide: TypeAlias = Callable[[Any, VaultSituation, Who], Decided | Refusal]


def _by_two(decide: Decide) -> Handler:
    """Record what the first person decides, then the second's signature, all or nothing.

    Without a second person it is recorded all the same, and waits for one.
    """

    def run(desk: Desk, session: Session, command: Any) -> Answer:
        here = _situation(desk, command.vault)
        if isinstance(here, Refusal):
            return refused(here)
        decided = decide(command, here, desk.who(session))
        second: Second | None = command.second
        if isinstance(decided, Refusal) or second is None:
            return desk.record(relying(decided, here.vault.heads), session, command.pin)
        other = _other(desk, session, second)
        if isinstance(other, Refusal):
            return refused(other)
        try:
            return _both(desk, session, other, command, relying(decided, here.vault.heads))
        finally:
            desk.sessions.close(other.id)

    return signed_in(run)


def _other(desk: Desk, session: Session, second: Second) -> Session | Refusal:
    """The second person's key, opened by their own PIN for this one signature."""
    if second.person == session.person:
        return Refusal("pair.witness")
    known = desk.members.people.get(second.person)
    if known is None or "narcotics" not in known.rights:
        return Refusal("vault.second_may_not")
    return desk.sessions.unlock(second.person, second.pin, desk.now())


def _both(desk: Desk, session: Session, other: Session, command: Any, decided: Decided | Refusal) -> Answer:
    def both() -> Answer:
        answer = desk.record(decided, session, command.pin)
        if not isinstance(answer, Recorded):
            return answer
        desk.replica.folding.fold_stale()
        signed = _witness(desk, other, command.vault, answer.acts[0], second_pin(command))
        if not isinstance(signed, Recorded):
            return signed
        return msgspec.structs.replace(answer, acts=(*answer.acts, *signed.acts))

    return together(desk, both)


def second_pin(command: Any) -> str:
    """The PIN that the second person typed."""
    second: Second = command.second
    return second.pin


def _witness(desk: Desk, session: Session, vault: Id, what: ActRef, pin: str) -> Recorded | Refused | Answer:
    here = _situation(desk, vault)
    if isinstance(here, Refusal):
        return refused(here)
    command = WitnessVault(vault=vault, what=what, pin=pin)
    return desk.record(
        decide_witness(command, here, desk.who(session), desk.names.find_act(what)), session, pin
    )


def witness(desk: Desk, session: Session, command: WitnessVault) -> Answer:
    """The second person signs in a session of their own."""
    return _witness(desk, session, command.vault, command.what, command.pin)


HANDLERS: Mapping[type, AnyHandler] = {
    ListVaults: signed_in(list_vaults),
    GetVault: signed_in(get_vault),
    OpenVault: signed_in(open_vault),
    EnterNarcotics: _by_two(decide_enter),
    CountVault: _by_two(decide_count_vault),
    HandOverVault: _by_two(decide_hand_over),
    ReconcileVault: _by_two(decide_reconcile),
    WitnessVault: signed_in(witness),
}
