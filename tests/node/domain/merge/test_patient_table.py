"""The table of a patient's file: total, without contradiction, and in words that people read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations_with_replacement

import pytest

from node.domain.fold.links import links_of
from node.domain.fold.patient import PatientRole, Said, patient_case
from node.domain.merge import unlisted
from node.domain.merge.patient_table import ON_A_PATIENT, PATIENT_ROWS, row_for
from node.domain.patient import KINDS
from node.domain.reading import read
from schema.acts.patient import (
    AllergyRecorded,
    AllergyRemoved,
    FieldValue,
    IdentityCorrected,
    PatientCreated,
    PatientKeptApart,
    PatientLeft,
    PatientLinkConfirmed,
    PatientLinked,
    PatientMeasured,
    PatientNoted,
    PatientReturned,
    PatientUnlinkConfirmed,
    PatientUnlinked,
    ResultRecorded,
)
from schema.i18n import LANGUAGES, text
from schema.quantity import Quantity, Unit
from schema.transaction import FileType
from tests.node.domain.acts import Site, an_id
from tests.node.domain.roles_played import may_have_roles, roles_played
from tests.node.domain.states import told
from tests.node.domain.states_of_patient import identity

TOPICS = ({"created", "corrected"}, {"allergic", "none_known", "removed"}, {"linked", "unlinked"})
"""Roles that may have a subject in common; changing this is a clinical decision."""


ROLES: Mapping[str, frozenset[PatientRole]] = {
    "patient.created/1": frozenset({PatientRole.CREATED}),
    "identity.corrected/1": frozenset({PatientRole.CORRECTED}),
    "allergy.recorded/1": frozenset({PatientRole.ALLERGIC, PatientRole.NONE_KNOWN}),
    "allergy.removed/1": frozenset({PatientRole.REMOVED}),
    "patient.link_confirmed/1": frozenset({PatientRole.LINKED}),
    "patient.unlink_confirmed/1": frozenset({PatientRole.UNLINKED}),
}
ADDITIVE: Mapping[str, str] = {
    "patient.measured/1": "all are kept; of two of one day told apart that differ, none is prescribed with",
    "result.recorded/1": "all are kept; one beyond its limit questions what did not know of it, by a check",
    "patient.left/1": "death and transfer both stop care; what advanced apart from it is held by a check",
    "patient.returned/1": "it takes back the one account that it names and saw: one made apart stands",
    "patient.noted/1": "notes add up",
    "patient.linked/1": "a request: the effect comes with the second person",
    "patient.unlinked/1": "the same of a separation",
    "patient.kept_apart/1": "apart from a link it makes that disputed, and a check asks about the two files",
}
"""Kinds that contradict nothing by themselves, each with why; changing this is a clinical decision."""


def test_every_kind_of_act_has_its_role_or_a_reason_to_have_none() -> None:
    assert {*ROLES, *ADDITIVE} == may_have_roles(FileType.PATIENT)
    assert {role for roles in ROLES.values() for role in roles} == set(PatientRole)
    site, me, other, now = Site(), an_id("me"), an_id("other"), told()
    latex = site.act("a", AllergyRecorded(False, "latex", ""), me)
    gone = site.act("a", PatientLeft("transferred", "", now), me)
    link = site.act("a", PatientLinked(other, "carte"), me)
    unlink = site.act("a", PatientUnlinked(other, "carte"), me)
    for body in (
        PatientCreated(identity()),
        IdentityCorrected((FieldValue("ipp", "8001"),), "carte"),
        AllergyRecorded(True, "", ""),
        AllergyRemoved(latex.ref, "erreur"),
        PatientReturned(gone.ref, "homonyme"),
        PatientMeasured("weight", Quantity("70", Unit.KG), now),
        ResultRecorded("platelets", Quantity("90", Unit.GIGA_PER_L), now),
        PatientNoted("appel"),
        PatientKeptApart(other, "autre personne"),
        PatientLinkConfirmed(link.ref),
        PatientUnlinkConfirmed(unlink.ref),
    ):
        site.act("a", body, me, by="bob")
    assert {act.kind for act in site.acts} == {*ROLES, *ADDITIVE}
    reading = read(site.acts, KINDS)
    case = patient_case(reading, links_of(reading))
    assert roles_played(step for steps in case.by_subject.values() for step in steps) == ROLES


def _step(role: PatientRole) -> Said:
    act = Site().act("a", PatientNoted("x"), an_id("me"))
    return Said(role, act, an_id("subject"))


def test_within_a_topic_somebody_wrote_down_every_pair_and_nothing_else() -> None:
    for one, other in combinations_with_replacement(PatientRole, 2):
        together = any({one.value, other.value} <= topic for topic in TOPICS)
        found = row_for(_step(one), _step(other))
        assert found is row_for(_step(other), _step(one))
        assert (found is not unlisted.IN_A_FILE) is together, (one, other)


def test_no_pair_is_listed_twice_and_every_harmless_one_says_why() -> None:
    listed = Counter(frozenset(pair) for entry in ON_A_PATIENT for pair in entry.pairs())
    assert [sorted(pair) for pair, times in listed.items() if times > 1] == []
    assert all(bool(entry.why) is (entry.row is None) for entry in ON_A_PATIENT)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", PATIENT_ROWS)
def test_every_rule_and_choice_has_its_words(rule: str, language: str) -> None:
    choices = [f"choice.{choice}" for choice in PATIENT_ROWS[rule].choices]
    for msgid in (f"conflict.{rule}", f"conflict.{rule}.next", *choices):
        assert text(msgid, language) != msgid
