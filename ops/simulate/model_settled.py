"""What people settled, and which acts of a course count by that."""

from collections.abc import Collection, Iterable, Sequence

from ops.simulate.history import Set, Tx
from ops.simulate.model import Model
from ops.simulate.model_acts import Act, acts_of, last
from ops.simulate.model_rules import PRESCRIBE, RULES, VALIDATE
from schema.acts.settlement import ConflictSettled
from schema.ids import Id
from schema.transaction import ActRef

REVIEWS = {"withdrawn_since": VALIDATE, "withdrawn_decision": VALIDATE, "withdrawn_order": PRESCRIBE}
"""Who says whether what was done apart from the withdrawal of the right to counts."""


def settles(
    act: Act, rule: str, subject: Id | None, acts: Collection[ActRef], choices: Collection[str]
) -> bool:
    """Whether an act is a settlement of this that had all of these acts in view."""
    body = act.body
    return (
        isinstance(body, ConflictSettled)
        and body.rule == rule
        and subject in {None, body.subject}
        and body.choice in choices
        and set(acts) <= set(body.heads)
    )


def owners_of(rule: str) -> Sequence[str]:
    """Whose a decision is."""
    return RULES[rule].owners if rule in RULES else REVIEWS.get(rule, ())


def says(settlement: Act) -> tuple[str, Id | None]:
    """The choice, and what it keeps where that is the choice."""
    choice = settlement.says("choice")
    return choice, settlement.says("keep") or b"" if choice == "keep" else None


def counted(model: Model, held: Set, course: Id, txs: Iterable[Tx]) -> list[Act]:
    """The acts of a course that count among the transactions held, of which `txs` touch the course.

    What was done apart from the withdrawal of the right to: an account until dismissed, with its claim; a
    decision once admitted. A settlement, when its author owned the decision.
    """
    txs = sorted(txs, key=lambda tx: tx.place)
    good = {tx for tx in txs if not model.why_aside(tx, held)}
    review = {tx for tx in txs if for_review(model, tx, held)}
    acts = [act for tx in txs if tx in good | review for act in acts_of(tx, course)]
    said = [act for act in acts if act.role == "settled" and act.tx in good and _owned(model, act, held)]
    told = {act.bag for act in acts if act.is_account} - {b""}

    def admitted(act: Act) -> bool:
        account = act.is_account or (act.role == "claimed" and act.bag in told)
        order = act.header.right in {"prescribe", "go_ahead"}
        rule = "withdrawn_since" if account else "withdrawn_order" if order else "withdrawn_decision"
        latest = last([one for one in said if settles(one, rule, None, {act.ref}, {"admit", "dismiss"})])
        choices = {one.says("choice") for one in latest}
        return choices != {"dismiss"} if account else choices == {"admit"}

    return [
        act for act in acts if (act.tx in good or admitted(act)) and (act.role != "settled" or act in said)
    ]


def for_review(model: Model, tx: Tx, held: Set) -> bool:
    """Done apart from the withdrawal of the right to, where that holds the dose until somebody looked."""
    return model.why_aside(tx, held) == "withdrawn" and "withdrawn_since" in _rules(model, tx, held)


def _rules(model: Model, tx: Tx, held: Set) -> set[str]:
    return model.rules(tx.past & model.members(held).counted)


def _owned(model: Model, act: Act, held: Set) -> bool:
    """Its author had one of the rights it takes, nobody having taken it apart."""
    rights, tx, person = owners_of(act.says("rule")), act.tx, act.header.actor
    if not rights or "settled_by_owners" not in _rules(model, tx, held):
        return True
    counted = model.members(held).counted
    return person is not None and any(
        model.may(tx.past & counted, person, right) and not model.withdrawn(tx, person, right, counted, held)
        for right in rights
    )
