"""Before there is a bag: what to draw, with whom the dose is confirmed, lots typed, the claim."""

from __future__ import annotations

import msgspec

from node.api.base import Refused
from node.api.lot import RemainderChosen, RemainderOffered
from node.api.preparation import Claim, PreparationProposal, ProposePreparation
from schema.acts.lot import LotNamed
from schema.quantity import Quantity, Unit
from tests.ui import fake_site as site
from tests.ui.fake_desk import FakeDesk, Screen, of
from ui.presenters.blocks import Cards, Facts
from ui.presenters.preparation import Preparation


def screen(course: int = 1, dose: int = 0) -> Screen:
    desk = FakeDesk(person=2)
    return Screen(Preparation, of(course, dose, node=desk.node), desk)


def facts(at: Screen, key: str) -> dict[str, str]:
    return {fact.label: fact.value for fact in at.block(Facts, key).facts}


def test_prefabrication_says_what_to_draw() -> None:
    said = facts(screen(), "proposal")
    assert said["Volume à prélever"] == "28,4\u00a0mL"
    assert said["Concentration finale"] == "0,51\u00a0mg/mL"
    assert said["Flacons à sortir"] == "2"


def test_it_says_who_is_out_of_reach_and_since_when() -> None:
    cards = screen().block(Cards, "confirmed").cards
    assert [(card.title, card.tone, card.lines) for card in cards] == [
        ("PUI-2", None, ("connecté, sait tout ce qui est à l’écran, rien d’autre sur cette dose",)),
        (
            "HDJ-1",
            "warning",
            (
                "connecté",
                "n’a pas confirmé tout ce qui est à l’écran\u202f: peut préparer cette dose sans le savoir",
            ),
        ),
        (
            "HDJ-2",
            "warning",
            (
                "connecté\u202f: tout ce qu’il sait n’est pas encore arrivé ici, il a pu agir sur cette dose",
                "savait tout ce qui est à l’écran\u202f; ce qu’il a fait depuis n’est pas connu ici",
            ),
        ),
        (
            "SERV-2",
            "warning",
            (
                "hors de portée depuis 12:55",
                "savait tout ce qui est à l’écran\u202f; ce qu’il a fait depuis n’est pas connu ici",
            ),
        ),
        (
            "SERV-3",
            "warning",
            (
                "suspendu\u202f: rien de ce qu’il fait n’arrive plus ici",
                (
                    "pas rencontré depuis le démarrage de ce poste\u202f; "
                    "dernier état connu\u202f: 12:35, à son horloge"
                ),
                "n’a pas confirmé tout ce qui est à l’écran\u202f: peut préparer cette dose sans le savoir",
            ),
        ),
    ]


def test_a_claim_needs_lot_and_expiry() -> None:
    at = screen()
    at.presenter.act("claim")
    assert at.view.focused == "lot_0"
    at.fill(lot_0="A123")
    at.presenter.act("claim")
    assert at.view.focused == "expiry_0"
    at.fill(expiry_0="pas une date")
    assert at.field("expiry_0").error
    assert "nécessaires" in at.notices()
    at.fill(expiry_0="12/2027")
    assert "nécessaires" not in at.notices()
    assert not at.calls(Claim)


def test_a_claim_carries_every_lot_and_what_the_screen_showed() -> None:
    at = screen()
    heads = at.node.courses[1].heads
    at.presenter.act("another_lot")
    at.fill(
        lot_0="A1", expiry_0="31/12/2027", lot_1="B2", expiry_1="31/01/2028", count_1="1", diluent_lot="G5-9"
    )
    at.presenter.act("claim")
    assert "enregistrée sur ce poste" in at.notices()
    (sent,) = (command for command in at.node.calls if isinstance(command, Claim))
    assert [(vial.lot, vial.expiry, vial.count) for vial in sent.vials] == [
        ("A1", "2027-12-31", 2), ("B2", "2028-01-31", 1),
    ]  # fmt: skip
    assert sent.based_on == heads
    assert sent.diluent_lot == "G5-9"
    assert "prise en charge" in at.notices()
    assert at.has("bag")


def test_withdrawing_first_is_computed_again() -> None:
    at = screen()
    at.fill(withdraw="1")
    asked = [command.withdraw for command in at.node.calls if isinstance(command, ProposePreparation)]
    assert asked == [False, True]
    assert facts(at, "proposal")["Volume final"] == "250\u00a0mL"


def test_a_proposal_that_is_refused_is_said() -> None:
    desk = FakeDesk(person=2)
    desk.node.refuse[ProposePreparation] = Refused(code="product.none", values={"substance": "paclitaxel"})
    at = Screen(Preparation, of(1, 0, node=desk.node), desk)
    assert at.notices()
    assert not at.has("proposal")


def test_an_opened_vial_is_set_out_beside_those_typed() -> None:
    at = screen()
    assert isinstance(at.presenter, Preparation)
    proposal = at.presenter.proposal
    assert isinstance(proposal, PreparationProposal)
    named = LotNamed(proposal.product, "Flacon fictif", "", "OUVERT-1", "2027-12-31")
    chosen = RemainderChosen(bytes([1]) * 16, bytes([2]) * 16)
    offered = RemainderOffered(chosen, named, Quantity("5", Unit.ML), site.NOW + site.HOUR)
    at.presenter.proposal = msgspec.structs.replace(proposal, remainders=(offered,))
    at.fill(lot_0="LOT-1", expiry_0="31/12/2027", diluent_lot="D-1", remainder=chosen.remainder.hex())
    assert "OUVERT-1" in at.field("remainder").options[1].label
    at.presenter.act("claim")
    (claim,) = at.calls(Claim)
    assert isinstance(claim, Claim)
    assert claim.remainders == (chosen,)
    assert [(vial.lot, vial.count) for vial in claim.vials][-1] == ("OUVERT-1", 1)


def test_what_a_claim_will_ask_is_said_before() -> None:
    at = screen()
    assert at.notices("objections") == ""
    assert isinstance(at.presenter, Preparation)
    assert at.presenter.proposal is not None
    doubt = Refused(code="bag.over_before_its_day", values={"use_by": str(site.NOW), "day": "2026-11-29"})
    at.presenter.proposal = msgspec.structs.replace(at.presenter.proposal, doubts=(doubt,))
    at.presenter.show()
    assert "périmée avant le jour prévu" in at.notices("objections")
