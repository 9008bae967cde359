"""Which acts of a course count, by what people settled, and which wait until somebody has looked at them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

import msgspec

from ops.simulate.history import Set, Tx
from ops.simulate.model import Model
from ops.simulate.model_acts import Act, acts_of, is_spoken
from ops.simulate.model_rules import PRESCRIBE, RELEASE, RULES, VALIDATE
from ops.simulate.model_said import Said
from ops.simulate.model_two import BOTH, Rights
from schema.ids import Id

WITHDRAWN = ("admit", "dismiss")
KEEPS = {
    "held": "careful_decision",
    "rejected": "careful_decision",
    "recalled": "careful_decision",
    "stopped": "careful_stop",
    "deferred": "careful_stop",
    "ordered": "careful_order",
    "go_ahead": "careful_order",
}
"""What is careful, whoever did it; of an order, what is not just more of the same; of a go-ahead, what
it leaves out."""
NOBODY_SAID = {"nobody", "no_session", "unknown_key", "bad_signature", "unannounced"}
REVIEWS = {
    "withdrawn_since": VALIDATE,
    "withdrawn_decision": VALIDATE,
    "withdrawn_order": PRESCRIBE,
    "careful_decision": VALIDATE,
    "careful_stop": PRESCRIBE,
    "careful_order": PRESCRIBE,
    "set_aside": VALIDATE,
    "settled_beyond_rights": VALIDATE,
    "spoken_order": PRESCRIBE,
    "spoken_order_denied": PRESCRIBE,
}
"""Who says what becomes of it, where it is no pair of acts on a dose."""
BETWEEN_FILES = {
    "same_dose_twice": PRESCRIBE,
    "result_unknown": PRESCRIBE,
    "made_before_result": RELEASE,
    "patient_gone": PRESCRIBE,
    "linked_since": VALIDATE,
    "unverified_patient": VALIDATE,
    "newer_value": PRESCRIBE,
    "newer_weight": PRESCRIBE,
    "used_and_retired": VALIDATE,
    "made_and_retired": RELEASE,
    "given_wrong_patient": RULES["given_twice"][0].owners,
    "doubled_number": RELEASE,
    "lot_recalled": RELEASE,
    "not_let_go": RELEASE,
}
"""The same of what hangs on a course but is found between it and other files."""


class Course(msgspec.Struct, frozen=True):
    """The acts of a course, sorted by whether they count."""

    acts: list[Act]
    """Those that count, settlements among them."""
    aside: list[Act]
    """Those that do not; settlements left out."""
    withdrawn: list[Act]
    """Done apart from the withdrawal of the right to, whether they count or not."""
    beyond: list[Act]
    """Settlements by somebody who does not own the decision."""
    reviewed: Mapping[Act, str]
    """By act of `withdrawn`: the rule under which somebody says whether it counts."""
    dismissed: list[Act]
    """Accounts of which somebody said that they are not so."""
    careful: list[Act]
    """Careful decisions set aside for what can befall anybody honest, admitted since or not."""
    claimed: list[Act]
    """Claims set aside in the same way."""
    by_two: Rights
    """What words on stops are said by, of those that take another."""


def owners_of(rule: str) -> Sequence[str]:
    """Whose a decision is."""
    if rule in RULES:
        return RULES[rule][0].owners
    return (REVIEWS | BETWEEN_FILES).get(rule, ())


def course_of(model: Model, held: Set, course: Id, txs: Iterable[Tx]) -> Course:
    """The acts of a course among the transactions held, of which `txs` touch the course."""
    txs = sorted(txs, key=lambda tx: tx.place)
    good = {tx for tx in txs if not model.why_aside(tx, held)}
    review = {tx for tx in txs if for_review(model, tx, held)}
    every = [act for tx in txs for act in acts_of(tx, course)]
    said = {tx for tx in txs if tx not in good and model.why_aside(tx, held) not in NOBODY_SAID}
    careful = {tx for tx in said - review if "careful_stays" in _rules(model, tx, held)}
    sets = Judged(good, review, careful, said)
    return sorted_out(
        every,
        sets,
        lambda act: _owned(model, act, every, held),
        lambda act: _said_by(model, act, held) if "stop_by_two" in _rules(model, act.tx, held) else None,
    )


class Judged(msgspec.Struct, frozen=True):
    """Transactions by how they were judged."""

    good: set[Tx]
    review: set[Tx]
    """Done apart from the withdrawal of the right to."""
    careful: set[Tx]
    """Set aside otherwise, where careful decisions hold what they are about."""
    said: set[Tx]
    """Set aside, and somebody is shown to have said it."""


def sorted_out(
    every: Sequence[Act],
    sets: Judged,
    owned: Callable[[Act], bool],
    said_by: Callable[[Act], Collection[str] | None],
) -> Course:
    """Those of `good` count. Of `review`: an account until dismissed, with its claim; a decision once
    admitted. Of `careful`, what only keeps, once admitted. A settlement, when its author owned the decision;
    `said_by` has its rights where it may take another.
    """
    good, review = sets.good, sets.review
    settlements = [act for act in every if act.role == "settled" and act.tx in good]
    beyond = [act for act in settlements if not owned(act)]
    said = [act for act in settlements if act not in beyond]
    told = {act.bag for act in every if act.is_account and act.tx in good | review} - {b""}
    withdrawn = [act for act in every if act.tx in review and act.role != "settled"]
    reviewed = {act: _review(act, told) for act in withdrawn}
    choices = {act: Said(said, rule, None, {act.ref}, WITHDRAWN).choice for act, rule in reviewed.items()}

    careful = [act for act in every if act.tx in sets.careful and act.role in KEEPS]
    admitted = {
        act
        for act in careful
        if KEEPS[act.role] != "careful_order"
        and Said(said, KEEPS[act.role], None, {act.ref}, WITHDRAWN).choice == "admit"
    }

    words = [one for one in every if one.role == "resumed" or one.says("rule") == "stopped"]
    rights = {one.ref: said_by(one) for one in words}

    def counts(act: Act) -> bool:
        if act in admitted:
            return True
        if act.role == "settled" or act.tx in good:
            return act.tx in good and act not in beyond
        choice = choices.get(act)
        return choice == "admit" or (reviewed.get(act) == "withdrawn_since" and choice != "dismiss")

    return Course(
        acts=[act for act in every if counts(act)],
        aside=[act for act in every if act.role != "settled" and not counts(act)],
        withdrawn=withdrawn,
        beyond=beyond,
        reviewed=reviewed,
        dismissed=[act for act in withdrawn if act.is_account and choices[act] == "dismiss"],
        careful=careful,
        claimed=[act for act in every if act.tx in sets.said and act.role == "claimed" and not counts(act)],
        by_two={ref: frozenset(its) & {*BOTH} for ref, its in rights.items() if its is not None},
    )


def _review(act: Act, told: Collection[Id]) -> str:
    if act.is_account or (act.says("item") is not None and act.bag in told):
        return "withdrawn_since"
    return "withdrawn_order" if act.header.right in {"prescribe", "go_ahead"} else "withdrawn_decision"


def for_review(model: Model, tx: Tx, held: Set) -> bool:
    """Done apart from the withdrawal of the right to, where that holds the dose until somebody looked."""
    return model.why_aside(tx, held) == "withdrawn" and "withdrawn_since" in _rules(model, tx, held)


def _rules(model: Model, tx: Tx, held: Set) -> set[str]:
    return model.rules(tx.past & model.members(held).counted)


def _owned(model: Model, act: Act, every: Sequence[Act], held: Set) -> bool:
    """Its author had one of the rights it takes, nobody having taken it apart; an order, its own."""
    rights, person = owners_of(act.says("rule")), act.header.actor
    if not rights or "settled_by_owners" not in _rules(model, act.tx, held):
        return True
    if (act.says("rule"), act.says("choice")) == ("spoken_order", "countersigned"):
        heads = set(act.says("heads"))
        spoken = [
            one for one in every if is_spoken(one) and one.ref in heads and not model.why_aside(one.tx, held)
        ]
        if any(one.doer != person for one in spoken):
            return False
    return any(_has(model, act, right, held) for right in rights)


def _said_by(model: Model, act: Act, held: Set) -> Collection[str]:
    """A resumption by the prescriber's right alone, a settlement by all that its author has."""
    return PRESCRIBE if act.role == "resumed" else [one for one in BOTH if _has(model, act, one, held)]


def _has(model: Model, act: Act, right: str, held: Set) -> bool:
    """Whether its author had the right, nobody having taken it apart."""
    counted, tx, person = model.members(held).counted, act.tx, act.header.actor
    return (
        person is not None
        and model.may(tx.past & counted, person, right)
        and not model.withdrawn(tx, person, right, counted, held)
    )
