"""What happens at the narcotics vault: entries, counts and hand-overs by two, lines found later."""

from collections.abc import Callable
from typing import Any

from node.api.base import Command
from node.api.narcotics import (
    CountedHere,
    CountVault,
    EnterNarcotics,
    GetVault,
    HandOverVault,
    ListVaults,
    OpenVault,
    ReconcileVault,
    Second,
    Vaults,
    VaultView,
    WitnessVault,
)
from ops.simulate.chance import Chance
from ops.simulate.founding import PIN
from ops.simulate.station import Station
from schema.acts.base import Told
from schema.ids import Id
from schema.quantity import Quantity, Unit

KEEPERS = ("pharmacist", "pharmacist2")
PRODUCTS = ("Morphine fictive 10 mg", "Fentanyl fictif 100 µg")


def want(station: Station, chance: Chance, told: Told, only: Id | None = None) -> tuple[str, Command] | None:
    """Something at a vault that is known here, or at this one; the first there is, otherwise."""
    who, other = chance.shuffled(KEEPERS)
    vaults = station.ask(who, ListVaults())
    if not isinstance(vaults, Vaults) or not vaults.rows:
        return (
            None if only is None and chance.happens(0.7) else (who, OpenVault(name="Coffre fictif", pin=PIN))
        )
    row = chance.pick([row for row in vaults.rows if only in {None, row.vault}] or vaults.rows)
    view = station.ask(who, GetVault(vault=row.vault))
    if not isinstance(view, VaultView):
        return None
    second = Second(station.people[other], PIN) if chance.happens(0.6) else None
    product, amount = chance.pick(PRODUCTS), Quantity(str(chance.between(1, 20)), Unit.ONE)
    shelf = _shelf(view, chance)
    waiting = [line.act for line in view.lines if line.waiting]
    later = [line.act for line in view.lines if line.later]
    common: dict[str, Any] = {"vault": row.vault, "pin": PIN}

    def enter(way: str) -> Command:
        two = second if way == "destroyed" else None
        line: dict[str, Any] = {"way": way, "product": product, "amount": amount, "second": two}
        return EnterNarcotics(**common, **line, whom="Service fictif", reason="périmé", told=told)

    ways: list[tuple[float, Callable[[], Command]]] = [
        (4, lambda: enter("in")),
        (3, lambda: enter("out")),
        (1, lambda: enter("destroyed")),
        (2, lambda: CountVault(**common, lines=shelf, told=told, second=second)),
    ]
    both: dict[str, Any] = {**common, "second": second, "based_on": view.heads}
    if view.others:
        keeper = chance.pick(view.others).workstation
        ways.append((1, lambda: HandOverVault(**both, keeper=keeper, lines=shelf, told=told)))
    if waiting:
        ways.append((4, lambda: WitnessVault(**common, what=chance.pick(waiting))))
    if later:
        line, choice = chance.pick(later), chance.pick(("counted", "added"))
        ways.append((4, lambda: ReconcileVault(**both, line=line, choice=choice, reason="relu")))
    return who, chance.weighed([way for _, way in ways], [weight for weight, _ in ways])()


def hands_over(station: Station, chance: Chance, told: Told, vault: Id) -> tuple[str, Command] | None:
    """Two people hand this vault over to whichever other workstation."""
    who, other = chance.shuffled(KEEPERS)
    view = station.ask(who, GetVault(vault=vault))
    if not isinstance(view, VaultView) or not view.others:
        return None
    return who, HandOverVault(
        vault=vault,
        keeper=chance.pick(view.others).workstation,
        lines=_shelf(view, chance),
        told=told,
        second=Second(station.people[other], PIN),
        pin=PIN,
        based_on=view.heads,
    )


def _shelf(view: VaultView, chance: Chance) -> tuple[CountedHere, ...]:
    """What somebody finds there of each product."""
    return tuple(
        CountedHere(one.product, Quantity(str(chance.between(0, 30)), Unit.ONE)) for one in view.balances
    )
