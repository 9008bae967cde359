"""From cases and standings to the structs of the state."""

from __future__ import annotations

from tests.node.domain.builder import History, brings, ready
from tests.node.domain.builder_orders import dose, dose_id
from tests.node.domain.builder_states import bag_of, dose_of


def test_a_dose_shows_every_act_that_made_it_what_it_is() -> None:
    history = History()
    (a,) = history.stations("A")
    first = ready(a)
    revised = a.prescribes(dose("J1", mg="75"), mentions=("uracilemia",))
    validated = a.validates("J1", mentions=("uracilemia",))
    gone_ahead = a.goes_ahead("J1")
    brings(a, "J1", "b", "receives")
    given = a.gives("J1", "b")
    here = dose_of(history.fold())
    assert here.prescribed == (first.ref, revised.ref)
    assert [(one.act, one.mentions) for one in here.versions] == [(revised.ref, ("uracilemia",))]
    assert (here.validated, here.validation_mentions) == (validated.ref, ("uracilemia",))
    assert (here.go_ahead, here.held, here.deferred) == (gone_ahead.ref, None, None)
    assert (here.cycle, here.given, here.not_given) == (1, (given.ref,), ())


def test_a_bag_shows_each_of_its_steps() -> None:
    history = History()
    (a,) = history.stations("A")
    version = ready(a)
    acts = {"claims": a.claims("J1", "b")}
    for step in ("makes", "checks", "releases", "dispenses", "receives", "recalls", "destroys"):
        acts[step] = getattr(a, step)("b")
    acts["gives"] = a.gives("J1", "b")
    bag = bag_of(history.fold(), "b")
    assert (bag.dose, bag.revision, bag.claim) == (dose_id("J1"), version.ref, acts["claims"].ref)
    assert (bag.made, bag.checked) == ((acts["makes"].ref,), (acts["checks"].ref,))
    assert (bag.released, bag.rejected) == (acts["releases"].ref, None)
    assert (bag.dispensed, bag.received) == ((acts["dispenses"].ref,), (acts["receives"].ref,))
    assert (bag.recalled, bag.destroyed) == ((acts["recalls"].ref,), (acts["destroys"].ref,))
    assert (bag.given, bag.voided, bag.yielded) == ((acts["gives"].ref,), None, False)
    assert bag.content.number == 1


def test_a_claim_given_up_keeps_its_number_and_shows_why() -> None:
    history = History()
    (a,) = history.stations("A")
    ready(a)
    a.claims("J1", "b")
    voided = a.voids("b")
    bag = bag_of(history.fold(), "b")
    assert (bag.voided, bag.status, bag.content.number) == (voided.ref, "voided", 1)
