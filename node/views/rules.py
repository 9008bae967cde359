"""One rule of the site: whether it holds, since which act, and who signed that."""

from collections.abc import Iterator, Sequence

from node.api.rules import RuleView
from node.desk import Desk
from node.domain.history import Act
from node.views.proposals import waiting_in
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import RulesSwitched
from schema.transaction import FileRef, FileType


def rule_view(desk: Desk, name: str, *, known: bool, on: bool) -> RuleView:
    """What switched it on first, in fold order."""
    files = desk.replica.files
    acts = files.acts(files.number(FileRef(FileType.SITE, desk.replica.site)))
    signed = tuple(_signed(acts, name)) if on else ()
    # The founding signs nothing but itself: its switches are read by membership, and not here.
    founding = next((act for act in acts if act.kind == "site.founded/1"), None)
    founded = founding if on and not signed else None
    return RuleView(
        name=name,
        known=known,
        on=on,
        founding=founded is not None,
        signed=tuple(desk.names.stamp_of(act.ref, act) for act in (*signed, founded) if act is not None),
        proposed=any(
            isinstance(one.content, RulesSwitched) and _names(one.content, name)
            for one in waiting_in(desk.replica.roll)
        ),
    )


def _signed(acts: Sequence[Act], name: str) -> Iterator[Act]:
    """The switch, and the agreement of a second person where it takes one."""
    counting = [act for act in acts if not act.set_aside]
    switched = next((act for act in counting if _switches(act, name)), None)
    if switched is not None:
        yield switched
        yield from (
            act for act in counting if isinstance(act.body, MembershipAgreed) and act.body.act == switched.ref
        )


def _switches(act: Act, name: str) -> bool:
    return isinstance(act.body, RulesSwitched) and _names(act.body, name)


def _names(body: RulesSwitched, name: str) -> bool:
    return any(rule.name == name for rule in body.rules)
