"""Retiring a signed version: by whoever may sign one, with a reason, on the version the screen showed."""

from node.api.reference import RetireVersion
from node.domain.decision import Decided, Draft, Refusal, Who
from node.domain.gates import blank, first
from node.domain.reference import ProductState, RegimenState
from node.domain.rights import right_missing
from schema.acts.regimen import ProductRetired, RegimenRetired


def decide_retire(
    command: RetireVersion, state: RegimenState | ProductState | None, who: Who
) -> Decided | Refusal:
    """The act that retires a version. Nothing made or begun with it changes by itself."""
    refusal = first(right_missing(who, "reference"), blank(command.reason, "reason.missing"))
    if refusal:
        return refusal
    if state is None or all(one.act != command.version for one in state.versions):
        return Refusal("reference.no_such_version")
    if any(one.version == command.version for one in state.retired):
        return Refusal("reference.retired_already")
    kind = RegimenRetired if isinstance(state, RegimenState) else ProductRetired
    body = kind(command.version, command.wrong, command.reason)
    return Decided((Draft(command.file, body, based_on=state.heads),))
