"""Who belongs to the site, with which keys and rights, at any point of the causal past. Pure.

Admission is a function of the set of integrated transactions: rights and keys are those of a
transaction's own past; a removal or withdrawal cuts a journal where it had last seen it. Arrival
decides nothing.
"""

from sync.membership.effects import contents_of, effect
from sync.membership.journals import JournalInfo, Journals, Openings
from sync.membership.judging import (
    judge,
    may_agree,
    may_appoint_alone,
    may_call_off,
    may_reset,
    overtaken,
)
from sync.membership.needs import ADMINISTRATION, GIVEN_BY_TWO, PIN, Role, needs
from sync.membership.redeeming import secret_hash
from sync.membership.state import (
    CLINICAL,
    MEMBERSHIP,
    Barrier,
    Invited,
    Membership,
    Person,
    Proposal,
    Withdrawal,
    Workstation,
    person_key_id,
    recovery_key_id,
)

__all__ = [
    "ADMINISTRATION",
    "CLINICAL",
    "GIVEN_BY_TWO",
    "MEMBERSHIP",
    "PIN",
    "Barrier",
    "Invited",
    "JournalInfo",
    "Journals",
    "Membership",
    "Openings",
    "Person",
    "Proposal",
    "Role",
    "Withdrawal",
    "Workstation",
    "contents_of",
    "effect",
    "judge",
    "may_agree",
    "may_appoint_alone",
    "may_call_off",
    "may_reset",
    "needs",
    "overtaken",
    "person_key_id",
    "recovery_key_id",
    "secret_hash",
]
