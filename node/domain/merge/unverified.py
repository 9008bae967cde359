"""What is set aside in files without doses: patients, lots, vaults, reference data. Nothing wins or vanishes.

Apart from a withdrawal accounts count at once, decisions when somebody says so; a recall or a retirement,
which only keeps something from being used, counts whoever made it. All of it waits for review, and what
rests on it waits too.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec.structs import replace

from node.domain.history import Act, in_order
from node.domain.merge import set_aside, withdrawn_since
from node.domain.merge.owners import OWNERS
from node.domain.merge.settled_apart import settled_apart
from node.domain.merge.settled_beyond_rights import settlements_of
from node.domain.merge.settling import Verdict, verdict
from node.domain.reading import Reading, read_ordered
from node.domain.state import Conflict, SetAside
from schema.acts.lot import LotMoved, LotRecalled, LotReceived, RemainderKept
from schema.acts.patient import IdentityCorrected, PatientCreated, PatientKeptApart
from schema.acts.regimen import ProductRetired, RegimenRetired
from schema.acts.settlement import ConflictSettled
from schema.codec import Wire
from schema.ids import Id
from schema.rules import UNVERIFIED_IN_FILES
from schema.transaction import ActClass, ActRef, FileType

RULES: Final = frozenset({set_aside.RULE, *withdrawn_since.CODES})
CAREFUL: Final = (LotRecalled, RegimenRetired, ProductRetired)
"""Stop over go: counts until somebody said that it does not."""
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {set_aside.RULE: set_aside.CHOICES}
    | dict.fromkeys(sorted(withdrawn_since.CODES), withdrawn_since.CHOICES)
)
_NO_MORE: Final = frozenset({set_aside.DISMISSED, withdrawn_since.DISMISS})
_SAID_YES: Final = frozenset({set_aside.COUNTED, withdrawn_since.ADMIT})
_HOLDS_NOTHING: Final = (IdentityCorrected, PatientCreated, PatientKeptApart)
"""A name typed twice must not keep a treatment from its patient: banner and papers say it is disputed."""

_Group: TypeAlias = tuple[str, Id]


def read_with_doubts(
    acts: Sequence[Act], kinds: Collection[type[Wire]]
) -> tuple[Reading, list[Conflict], Sequence[Act]]:
    """A file's reading with what counts although set aside; what waits; the acts but for those dismissed.

    Holds for acts set aside that have the rule `unverified_in_files` in their past.
    """
    ordered = in_order(acts)
    rules = {act.ref: rule for act in ordered if (rule := _rule(act, kinds))}
    if not rules:
        return read_ordered(ordered, kinds), [], ordered
    settlements = settlements_of(act for act in ordered if not act.set_aside).counted
    sorted_out: list[Act] = []
    groups: dict[_Group, list[Act]] = {}
    for act in ordered:
        if act.ref not in rules:
            sorted_out.append(act)
            continue
        rule = rules[act.ref]
        said = verdict(rule, None, [act.ref], _CHOICES[rule], settlements).choice
        if said not in _NO_MORE:
            counts = said in _SAID_YES or _at_once(act, rule)
            sorted_out.append(replace(act, set_aside="") if counts else act)
        groups.setdefault((rule, act.header.actor or act.header.file.id), []).append(act)
    conflicts = [
        conflict
        for (rule, who), found in sorted(groups.items())
        for conflict in _conflicts(
            rule, who, found, verdict(rule, who, [act.ref for act in found], _CHOICES[rule], settlements)
        )
    ]
    reading = replace(
        read_ordered(sorted_out, kinds),
        # It is shown as unverified whatever was said of it.
        set_aside=tuple(SetAside(act.ref, act.set_aside, None) for act in ordered if act.set_aside),
    )
    return reading, conflicts, sorted_out


def waiting(conflicts: Sequence[Conflict]) -> tuple[Conflict, ...]:
    """Those of a file's conflicts on which what rests on the file waits."""
    return tuple(one for one in conflicts if one.rule in RULES and one.blocks and one.settled is None)


def _rule(act: Act, kinds: Collection[type[Wire]]) -> str:
    """The rule that an act falls under; empty when nobody is asked about it."""
    if (
        not act.set_aside
        or UNVERIFIED_IN_FILES not in act.rules
        or act.trouble
        or type(act.body) not in kinds
    ):
        return ""
    account = act.header.cls == ActClass.ACCOUNT
    decision = act.header.cls == ActClass.DECISION and not isinstance(act.body, ConflictSettled)
    if act.set_aside == withdrawn_since.WHY:
        decided = withdrawn_since.BY_RIGHT.get(act.header.right, withdrawn_since.DECIDED)
        return withdrawn_since.RULE if account else decided if decision else ""
    if act.set_aside in set_aside.NOBODYS:
        return ""
    return set_aside.RULE if account or isinstance(act.body, CAREFUL) else ""


def _at_once(act: Act, rule: str) -> bool:
    return rule == withdrawn_since.RULE or isinstance(act.body, CAREFUL)


def _conflicts(rule: str, who: Id, acts: Sequence[Act], said: Verdict) -> list[Conflict]:
    refs: tuple[ActRef, ...] = tuple(act.ref for act in (*acts, *said.apart))
    settled = said.by.ref if said.by is not None else None
    conflict = Conflict(
        rule=rule,
        subject=who,
        dose=None,
        acts=refs,
        owners=OWNERS[rule],
        choices=_CHOICES[rule],
        alarm=any(isinstance(act.body, LotRecalled) for act in acts),
        blocks=settled is None and any(_holds(act) for act in acts),
        settled=settled,
    )
    note = settled_apart(who, None, said)
    return [conflict] if note is None else [conflict, note]


def _holds(act: Act) -> bool:
    """Whether what rests on it waits: on vials that left a shelf, or on a name, nothing does."""
    body = act.body
    if act.header.file.type == FileType.LOT:
        brought = isinstance(body, LotMoved) and body.change > 0
        return brought or isinstance(body, LotReceived | RemainderKept)
    return not isinstance(body, _HOLDS_NOTHING)
