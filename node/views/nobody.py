"""Who a file is about when no identity of it counts: shown as such, by its id, never guessed.

What was written and set aside is shown beside it, as what somebody says.
"""

from node.api.patient import NO_BIRTH, ClaimedIdentity
from node.domain.patient import PatientState
from node.views.teller import Teller
from schema.acts.patient import Identity, PatientCreated
from schema.i18n import text
from schema.ids import Id, short_text


def identity_of(patient: Id, state: PatientState | None) -> Identity:
    """The identity that counts, or what stands in its place (`NO_BIRTH`)."""
    if state is not None and state.identity is not None:
        return state.identity
    why = "set_aside" if state is not None and state.set_aside else "unreadable"
    return Identity(why, "", short_text(patient), NO_BIRTH, "X", "", "")


def family_and_first(identity: Identity, language: str) -> str:
    """`DUPONT Alice`; of nobody, that the identity is set aside or unreadable, and the id."""
    return f"{family_name(identity, language).upper()} {identity.first_names}"


def family_name(identity: Identity, language: str) -> str:
    """The birth name, or why there is none."""
    if identity.birth_date != NO_BIRTH:
        return identity.birth_name
    return text(f"ui.identity.none.{identity.birth_name}", language)


def claimed(state: PatientState, tell: Teller) -> tuple[ClaimedIdentity, ...]:
    """The identities that were written and set aside, where none counts."""
    if state.identity is not None:
        return ()
    found = ((one.act, tell.body(one.act, PatientCreated)) for one in state.set_aside)
    return tuple(ClaimedIdentity(body.identity, tell.stamp(act)) for act, body in found if body is not None)
