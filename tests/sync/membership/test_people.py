"""What acts about people do to membership."""

from schema.acts.people import AdministratorProposed, KeyChanged, PersonRemovalProposed, PersonRenamed
from sync.journal import public_key
from tests.sync.membership.scene import ADMINISTRATION, Scene

SEED = bytes([5]) * 32


def test_a_person_is_written_otherwise() -> None:
    scene = Scene()
    nurse = scene.people["nurse"].id
    scene.does(
        scene.one, "first", PersonRenamed(nurse, "Inventé", "Camille", "Dr", "prescriber", "10000000001")
    )
    written = scene.now.people[nurse].enrolled
    assert (written.family_name, written.title, written.licence) == ("Inventé", "Dr", "10000000001")
    assert scene.now.may(nurse, "administer"), "a profession is a word, not a right"


def test_a_retired_key_does_not_come_back() -> None:
    scene = Scene()
    who = scene.people["nurse"]
    new = bytes([1]) * 16
    scene.does(scene.one, "nurse", KeyChanged(who.id, new, public_key(SEED), (who.key,)))
    scene.does(scene.one, "recovery", KeyChanged(who.id, who.key, public_key(who.private), ()))
    assert set(scene.now.people[who.id].keys) == {new}


def test_whoever_was_ever_an_administrator_is_remembered_as_one() -> None:
    scene = Scene()
    nurse = scene.people["nurse"].id
    proposal = scene.does(scene.one, "first", AdministratorProposed(nurse, ADMINISTRATION))
    assert not scene.now.people[nurse].administered
    scene.agrees(scene.one, "second", proposal)
    scene.does(scene.one, "recovery", PersonRemovalProposed(nurse, "partie", scene.cuts(*scene.posts)))
    found = scene.now.people[nurse]
    assert (found.administered, found.active) == (True, False)


def test_a_removal_only_proposed_suspends() -> None:
    scene = Scene()
    nurse = scene.people["nurse"].id
    scene.does(scene.one, "first", PersonRemovalProposed(nurse, "partie", ()))
    found = scene.now.people[nurse]
    assert (found.suspended, found.removed) == (True, False)
