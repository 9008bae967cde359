"""The bags of a dose: which one is meant, what holds each, and those that count no more."""

from collections.abc import Collection

from node.api.course import BagView, DoseView
from ui.format import Format
from ui.presenters import shown
from ui.presenters.blocks import Action, Card, Fact, Facts, Mark, Notice


def holds(words: Format, bag: BagView, now: int, said: Collection[str] = ()) -> tuple[Notice, ...]:
    """What holds this very bag, but for what was `said` of its dose; which was kept instead, and by whom."""
    held = shown.blocks(words, (code for code in bag.blocks if code not in said))
    if bag.over_before:
        late = words(
            "ui.preparation.over_before",
            use_by=words.instant(bag.use_by),
            day=words.weekday(bag.over_before),
        )
        held = (*held, Notice("warning", late))
    if bag.kept is None:
        return held
    who = shown.stamp(words, bag.kept.stamp, now)
    return (*held, Notice("info", words("ui.preparation.kept", number=bag.kept.number, who=who)))


def state(words: Format, bag: BagView) -> Mark:
    """A bag's state as a mark: held while something holds it."""
    return shown.state(words, "held" if bag.held else bag.state)


def content(words: Format, bag: BagView) -> tuple[Fact, ...]:
    """What is in it, and until when: the same figures at the bench and at release."""
    return (
        Fact(words("ui.preparation.draw"), words.quantity(bag.draw), strong=True),
        Fact(words("ui.preparation.diluent"), bag.diluent or words("ui.preparation.undiluted")),
        Fact(words("ui.preparation.final_volume"), words.quantity(bag.final_volume)),
        Fact(
            words("ui.preparation.final_concentration"), words.quantity(bag.final_concentration), strong=True
        ),
        Fact(
            words("ui.preparation.use_by"),
            words.instant(bag.use_by),
            strong=True,
            tone="warning" if bag.over_before else None,
        ),
    )


def vials(words: Format, bag: BagView) -> tuple[Fact, ...]:
    """What it was drawn from: product, lot and expiry, how many."""
    return tuple(
        Fact(
            words.held(vial.label),
            words("ui.preparation.lot_line", lot=vial.lot, expiry=words.day(vial.expiry)),
            f"× {vial.count}",
        )
        for vial in bag.vials
    )


def to_be_ended(bag: BagView) -> bool:
    """Whether what holds it ends only with the bag: another one was kept, or given."""
    return bag.held and (bag.kept is not None or "given_from_another_bag" in bag.blocks)


def cards(words: Format, dose: DoseView, now: int) -> tuple[Card, ...]:
    """Every bag of a dose, each with what holds it and a way to its own screen."""
    return tuple(
        Card(
            bag.bag.hex(),
            words("ui.number", number=bag.number),
            tuple(line for one in holds(words, bag, now) for line in (one.title, one.next) if line),
            state(words, bag),
            tone="warning" if bag.held else None,
            actions=(Action(f"bag:{bag.bag.hex()}", words("ui.act.open_bag")),),
        )
        for bag in dose.bags
    )


def find(dose: DoseView | None, bag: bytes) -> BagView | None:
    """The bag with this id; without one, the dose's last bag still in the circuit, one not held first."""
    if dose is None:
        return None
    if bag:
        return next((item for item in dose.bags if item.bag == bag), None)
    over = {"voided", "yielded", "rejected", "destroyed", "reassigned"}
    alive = [item for item in dose.bags if item.state not in over]
    free = [item for item in alive if not item.held]
    return next(reversed(free or alive), None)


def ended(words: Format, dose: DoseView, now: int) -> tuple[Facts, ...]:
    """Numbers of this dose that stay in the register although their bag counts no more, with the reason."""
    facts = tuple(
        Fact(
            words("ui.number", number=bag.number),
            words("ui.preparation.ended", state=words(f"ui.state.{bag.state}"), reason=bag.reason),
            shown.stamp(words, bag.ended, now),
        )
        for bag in dose.bags
        if bag.ended is not None
    )
    title = words("ui.preparation.ended_bags")
    return (Facts(key="ended_bags", slot="side", title=title, facts=facts),) * bool(facts)
