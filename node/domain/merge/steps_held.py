"""Which steps of a dose a check between files holds back while it is open: one table."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from node.domain.merge import linked_since, patient_gone, result_unknown, used_and_retired

BY_DEFAULT: Final = frozenset({"prepare", "release", "dispense", "administer"})
"""Giving is an account, which names it as a breach."""

_OTHERWISE: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        # Who may release the bag looks at it: a release that knew of the news is the way out.
        result_unknown.MADE_BEFORE: frozenset({"dispense", "administer"}),
        used_and_retired.MADE_FROM: frozenset({"dispense", "administer"}),
        # Nothing at all is decided for somebody who died or left, until a prescriber has said what is so.
        patient_gone.RULE: BY_DEFAULT | {"validate", "go_ahead"},
    }
)
BACK_TO: Final[Mapping[str, str]] = MappingProxyType(
    {
        linked_since.RULE: "validate",
        result_unknown.RULE: "go_ahead",
        used_and_retired.RULE: "validate",
    }
)
"""The step that is due again, by the rule that asks for it."""
AGAIN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "go_ahead_apart": "go_ahead",
        "go_ahead_outdated": "go_ahead",
        "validation_outdated": "validate",
    }
)
"""The same of rows of a course that nobody settles otherwise: due although such a decision is in force."""


def holds(rule: str, step: str) -> bool:
    """Whether an open conflict of this rule holds back this step."""
    return step in _OTHERWISE.get(rule, BY_DEFAULT)
