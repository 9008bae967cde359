"""A patient created twice apart: two files that look like one person, or whose link is disputed."""

from collections.abc import Mapping
from itertools import combinations
from typing import Final

from node.domain.fold.links import LinkEdge
from node.domain.identity import identity_keys, relation
from node.domain.merge.owners import OWNERS
from node.domain.patient import PatientState
from node.domain.state import Conflict
from node.domain.world import Found, World
from schema.ids import Id
from schema.transaction import ActRef, FileRef, FileType

RULE: Final = "patient_created_twice"


def patient_created_twice(world: World) -> tuple[Found, ...]:
    """Two files that look like one person, or whose link is disputed.

    Nothing merges by itself: a link by two people, or "kept apart", is the way out; where two have linked
    the files, "kept apart" by two. It hangs on the file with the smaller id; its subject is the other.
    """
    found = []
    for first, second in sorted(_pairs(world.patients)):
        one, other = world.patients[first], world.patients[second]
        said = relation(first, second, world.patients)
        acts = {act for act in (one.created, other.created) if act is not None}
        if said == "disputed":
            acts |= _disputing(one.edge(second), other.edge(first))
        found.append(
            Found(
                file=FileRef(FileType.PATIENT, first),
                conflict=Conflict(
                    rule=RULE,
                    subject=second,
                    dose=None,
                    acts=tuple(sorted(acts)),
                    owners=OWNERS[RULE],
                    choices=(),
                    alarm=False,
                    blocks=False,
                    settled=_decision_on(first, second, world.patients, said),
                ),
                others=((FileRef(FileType.PATIENT, second), first),),
            )
        )
    return tuple(found)


def _pairs(patients: Mapping[Id, PatientState]) -> set[tuple[Id, Id]]:
    """Pairs that share a key of identity, and pairs whose link is disputed; smaller id first."""
    by_key: dict[tuple[str, str], list[Id]] = {}
    for patient, state in sorted(patients.items()):
        for key in identity_keys(state.identity).items() if state.identity else ():
            by_key.setdefault(key, []).append(patient)
    pairs = {pair for same in by_key.values() for pair in combinations(same, 2)}
    for patient, state in patients.items():
        pairs |= {
            (min(patient, edge.other), max(patient, edge.other))
            for edge in state.edges
            if edge.state == "disputed" and edge.other in patients
        }
    return pairs


def _disputing(*edges: LinkEdge | None) -> set[ActRef]:
    """The link of two people, and who kept the files apart unaware of it, as one of the files says."""
    edge = next(one for one in edges if one is not None and one.state == "disputed")
    return {act for act in (edge.confirmed, edge.kept_apart) if act is not None}


def _decision_on(first: Id, second: Id, patients: Mapping[Id, PatientState], said: str) -> ActRef | None:
    if said not in ("linked", "kept_apart"):
        return None
    edges = (patients[first].edge(second), patients[second].edge(first))
    acts = [
        act for edge in edges if edge and edge.state == said for act in (edge.confirmed or edge.kept_apart,)
    ]
    return next((act for act in acts if act is not None), None)
