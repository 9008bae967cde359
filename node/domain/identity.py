"""Who is who: strict checks of what is typed, look-alikes, persons as linked files (`linking` decides).

Nothing here merges anything. Files that look like one person are named; two people link them, and a
person is then a connected component of links without direction.
"""

from collections.abc import Mapping
from datetime import date
from unicodedata import category

from node.domain.decision import Refusal
from node.domain.patient import PatientState
from node.domain.plain import plain
from schema.acts.patient import Identity
from schema.ids import Id

Staff = tuple[str, str, str]
_OLDEST = 130
"""Years; nobody on record has reached 123."""


def identity_keys(identity: Identity) -> Mapping[str, str]:
    """What two files of one person would share, by reason; a store may index these texts."""
    keys = {
        "same_traits": "|".join(
            (
                plain(identity.birth_name),
                plain(identity.first_names),
                identity.birth_date,
                identity.sex,
            )
        )
    }
    if plain(identity.ipp):
        keys["same_ipp"] = plain(identity.ipp)
    if plain(identity.ins):
        keys["same_ins"] = plain(identity.ins)
    return keys


def look_alike(first: Identity, second: Identity) -> str | None:
    """Why these may be one person: `same_ins`, `same_ipp`, `same_traits`, strongest first, or nil."""
    left, right = identity_keys(first), identity_keys(second)
    reasons = ("same_ins", "same_ipp", "same_traits")
    return next((why for why in reasons if why in left and left[why] == right.get(why)), None)


def look_alikes(identity: Identity, patients: Mapping[Id, PatientState]) -> Mapping[Id, str]:
    """The files that may be this person, with the reason, by id."""
    found = {}
    for other, state in sorted(patients.items()):
        why = look_alike(identity, state.identity) if state.identity else None
        if why:
            found[other] = why
    return found


def relation(first: Id, second: Id, patients: Mapping[Id, PatientState]) -> str:
    """Where two files stand, as either of them says: linked, disputed, asked, kept_apart, or empty."""
    said = {
        edge.state
        for one, other in ((first, second), (second, first))
        if one in patients and (edge := patients[one].edge(other)) is not None
    }
    return next((word for word in ("disputed", "linked", "asked", "kept_apart") if word in said), "")


def persons(patients: Mapping[Id, PatientState], *, disputed: bool) -> tuple[frozenset[Id], ...]:
    """Files grouped into persons: connected components over confirmed links, `disputed` ones too or not.

    To checks of doses a disputed link still joins: what it holds is held until the dispute is settled.
    """
    joining = {"linked", "disputed"} if disputed else {"linked"}
    group: dict[Id, set[Id]] = {patient: {patient} for patient in patients}
    for patient, state in patients.items():
        for edge in state.edges:
            if edge.other in group and relation(patient, edge.other, patients) in joining:
                joined = group[patient] | group[edge.other]
                for member in joined:
                    group[member] = joined
    return tuple(sorted({frozenset(members) for members in group.values()}, key=sorted))


def person_of(patient: Id, patients: Mapping[Id, PatientState], *, disputed: bool = False) -> frozenset[Id]:
    """Every file of this file's person, itself included."""
    groups = persons(patients, disputed=disputed)
    return next((members for members in groups if patient in members), frozenset({patient}))


def identity_trouble(identity: Identity, today: date) -> Refusal | None:
    """The first thing wrong with an identity as typed; nil when it may be recorded."""
    for field in ("birth_name", "first_names", "used_name"):
        name = getattr(identity, field)
        if (name or field != "used_name") and not is_name(name):
            return Refusal("identity.bad_name", {"field": field})
    try:
        born = date.fromisoformat(identity.birth_date)
    except ValueError:
        return Refusal("identity.no_such_date", {"date": identity.birth_date})
    if born > today:
        return Refusal("identity.born_in_future", {"date": identity.birth_date})
    if today.year - born.year >= _OLDEST:
        return Refusal("identity.too_old", {"date": identity.birth_date, "years": str(_OLDEST)})
    if identity.ipp and (identity.ipp != identity.ipp.strip() or not plain(identity.ipp)):
        return Refusal("identity.bad_ipp")
    if identity.ins and not is_ins(identity.ins):
        return Refusal("identity.bad_ins")
    return None


def staff_name_trouble(*names: str) -> Refusal | None:
    """What is wrong with the family or first name of a member of staff; the rule is that for patients.

    A name is signed by and read aloud: digits tell two people of one name apart for nobody, their
    licence or title does.
    """
    wrong = next((name for name in names if not is_name(name.strip())), None)
    return None if wrong is None else Refusal("person.bad_name", {"name": wrong})


def same_staff(one: Staff, other: Staff) -> str:
    """Why who is written down looks like another member of staff, each (family name, first name, licence
    number), or empty.

    `known_already`: they have one licence number. `known_name`: one name, and no number to tell them apart.
    """
    (*name, licence), (*others, other_licence) = map(plain, one), map(plain, other)
    if licence:
        return "known_already" if licence == other_licence else ""
    return "known_name" if name == others else ""


def is_name(name: str) -> bool:
    """Letters with spaces, apostrophes, hyphens between; at least one letter, nothing around."""
    if name != name.strip() or not any(letter.isalpha() for letter in name):
        return False
    return all(letter.isalpha() or category(letter) == "Mn" or letter in " -'’." for letter in name)


def is_ins(ins: str) -> bool:
    """Whether this is a NIR or NIA of 13 characters with its key: 97 − (number mod 97).

    Corsica's 2A and 2B count as 19 and 18.
    """
    if len(ins) != 15 or not ins.isascii():
        return False
    number, key = ins[:13].upper(), ins[13:]
    if number[5:7] in ("2A", "2B"):
        number = number[:5] + {"2A": "19", "2B": "18"}[number[5:7]] + number[7:]
    if not number.isdigit() or not key.isdigit():
        return False
    return int(key) == 97 - int(number) % 97
