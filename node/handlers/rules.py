"""The rules of a site: listed, and switched on by an administrator's signed act."""

from collections.abc import Mapping

from node.api.base import Answer, Refused
from node.api.rules import GetRules, Rules, SwitchRule
from node.desk import Desk
from node.domain.decision import Draft
from node.enacting import enact
from node.handlers.base import AnyHandler, signed_in
from node.sessions import Session
from node.views.rules import rule_view
from schema.acts.membership import RulesSwitched
from schema.rules import RULES
from schema.transaction import FileRef, FileType
from sync import receipts


def get_rules(desk: Desk, _session: Session, _command: GetRules) -> Answer:
    """Those of this program, and those that a newer one switched on."""
    on = desk.members.rules
    told = desk.receipts()
    others = sorted(
        one.name
        for one in desk.members.workstations.values()
        if one.id != desk.vault.workstation
        and not one.removed
        and (one.id not in told or told[one.id].rules != receipts.RULES)
    )
    names = sorted({*RULES, *on})
    rows = tuple(rule_view(desk, name, known=name in RULES, on=name in on) for name in names)
    return Rules(rows=rows, others=tuple(others))


def switch_rule(desk: Desk, session: Session, command: SwitchRule) -> Answer:
    """It holds for what has this act in its past."""
    rule = RULES.get(command.name)
    if rule is None:
        return Refused(code="rules.unknown", values={"name": command.name})
    if command.name in desk.members.rules:
        return Refused(code="rules.on_already", values={"name": command.name})
    file = FileRef(FileType.SITE, desk.replica.site)
    return enact(desk, session, command.pin, Draft(file, RulesSwitched((rule,))))


HANDLERS: Mapping[type, AnyHandler] = {
    GetRules: signed_in(get_rules),
    SwitchRule: signed_in(switch_rule),
}
