"""A patient as every screen about one shows them: identity, measurements, allergies, what is in doubt."""

from node.api.patient import Banner, ClaimedIdentity, Measured
from ui.format import Format
from ui.presenters.blocks import BannerFact, Mark, PatientBanner


def banner(words: Format, patient: Banner) -> PatientBanner:
    """The patient as every single-patient screen shows them, allergies in four states."""
    identity = patient.identity
    used = identity.used_name.upper()
    allergy = ", ".join(
        f"{item.substance} ({item.reaction})" if item.reaction else item.substance
        for item in patient.allergies
    )
    state = words(f"ui.allergy.{patient.allergy_state}")
    formula = words.known(f"summary.formula.{patient.surface_formula}", patient.surface_formula)
    facts = [
        BannerFact(
            words("ui.banner.allergies"), allergy or state, "",
            Mark(f"allergy_{patient.allergy_state}", ""),
        ),
        _measured(words, "weight", patient.weight),
        _measured(words, "height", patient.height),
        BannerFact(words("ui.banner.surface"), words.surface(patient.surface), f"({formula})"),
        _measured(words, "creatinine", patient.creatinine),
    ]  # fmt: skip
    warnings = [words("ui.banner.gone", how=words(f"ui.gone.{gone.how}")) for gone in patient.gone]
    warnings += [_claimed(words, one) for one in patient.claimed]
    if patient.disputed_fields:
        fields = ", ".join(field_name(words, field) for field in patient.disputed_fields)
        warnings.append(words("ui.banner.disputed_fields", fields=fields))
    elif patient.identity_disputed and not patient.claimed:
        warnings.append(words("ui.banner.disputed"))
    if patient.allergies_disputed:
        warnings.append(words("ui.banner.allergies_disputed"))
    warnings += [
        words("ui.banner.beyond", what=result_name(words, one.what), value=words.quantity(one.value))
        for one in patient.results
        if one.beyond
    ]
    if patient.linked:
        warnings.append(words.count("ui.banner.linked", len(patient.linked)))
    return PatientBanner(
        name=words.family(identity),
        given=identity.first_names,
        aside=words("ui.identity.used", name=used) if used and used != identity.birth_name.upper() else "",
        born=words.born(identity, patient.age),
        sex=words(f"ui.sex.{identity.sex.lower()}"),
        numbers=words.numbers(identity),
        facts=tuple(facts),
        warnings=tuple(warnings),
    )


def _claimed(words: Format, one: ClaimedIdentity) -> str:
    identity = one.identity
    return words(
        "ui.banner.claimed",
        name=words.name_in_full(identity),
        born=words.day(identity.birth_date),
        numbers=words.numbers(identity),
        who=f"{one.stamp.person}, {one.stamp.workstation}, {words.instant(one.stamp.at)}",
    )


def field_name(words: Format, field: str) -> str:
    """A field of the identity inside a sentence: `date de naissance`, `IPP`."""
    label = words(f"ui.identity.{field}")
    return label if label.isupper() else f"{label[:1].lower()}{label[1:]}"


def result_name(words: Format, what: str) -> str:
    """A result as people call it; as the site's gates spell it where we have no word."""
    return words.known(f"ui.result.{what}", words.known(f"ui.banner.{what}", what.replace("_", " ")))


def _measured(words: Format, what: str, value: Measured | None) -> BannerFact:
    label = words(f"ui.banner.{what}")
    if value is None:
        return BannerFact(label, words("ui.not_recorded"))
    at = value.stamp.happened_at if value.stamp.happened_at is not None else value.stamp.at
    return BannerFact(label, words.quantity(value.value), words.day(words.moment(at).date()))
