"""What every paper of one print has in common: pharmacy, printing, patient, prescriber, regimen."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final, Literal, cast

import msgspec

from node.clock import site_time
from node.domain.drug_gates import mentions_required
from node.domain.patient import PatientState
from node.domain.situation import CourseSituation
from node.domain.state import Dose
from node.paper.data import (
    Allergies,
    AllergyState,
    Measures,
    Patient,
    Pharmacy,
    Prescriber,
    Printing,
    Regimen,
    Statement,
    TallMan,
)
from node.views.nobody import family_name
from node.views.patient import banner
from node.views.teller import Teller
from schema.acts.course import CourseIncluded
from schema.acts.patient import PatientMeasured
from schema.acts.prescription import DoseOrder, Pinned, PrescriptionSigned
from schema.acts.regimen import ProductSigned, RegimenSigned
from schema.i18n import text
from schema.ids import Id
from schema.quantity import Quantity, Unit, clinical, quantity, to_step
from schema.tall_man import TALL_MAN

_SEX: Final[Mapping[str, Literal["female", "male", "unknown"]]] = {"F": "female", "M": "male"}
_RATE: Final = to_step("0.1")


TALL: Final = tuple(TallMan(word, display) for word, display in TALL_MAN.items())
"""How names are displayed on every paper, as on screen."""


class Subject(msgspec.Struct, frozen=True):
    """Whose dose a paper is about, and within which course."""

    situation: CourseSituation
    included: CourseIncluded
    regimen: RegimenSigned
    patients: Mapping[Id, PatientState]


class Press(msgspec.Struct, frozen=True):
    """One print."""

    tell: Teller
    pharmacy: Pharmacy
    printing: Printing
    licences: Callable[[Id], str]
    """A person's national register number, or empty."""
    holder: Callable[[str], str]
    """Who puts the presentation with this CIP13 on the market, as the drug database says; or empty."""

    def words(self, msgid: str, **values: str) -> str:
        """The text `print.<msgid>` in the language of this print."""
        return text(f"print.{msgid}", self.tell.language, values)

    def known(self, msgid: str, otherwise: str) -> str:
        """The text of an id that may have none."""
        found = text(msgid, self.tell.language)
        return otherwise if found == msgid else found

    def route(self, route: str) -> str:
        """`intraveineuse`."""
        return self.known(f"print.route.{route}", route)

    def container(self, container: str) -> str:
        """`poche`, `seringue`, `diffuseur`."""
        return self.known(f"container.{container}", container)

    def state(self, state: str) -> str:
        """The state of a dose or bag in a word, the one that screens say."""
        return self.known(f"ui.state.{state}", state)

    def blocks(self, codes: Iterable[str]) -> list[str]:
        """What is in the way, a sentence each."""
        return [self.known(f"block.{code}", self.known(f"conflict.{code}", code)) for code in codes]

    def patient(self, subject: Subject, dose: Dose | None) -> Patient:
        """The identity block, with what the dose was computed from."""
        included = subject.included
        shown = banner(included.patient, subject.patients, subject.situation.today, self.tell)
        who = shown.identity
        return Patient(
            family_name=who.used_name or family_name(who, self.tell.language),
            first_names=who.first_names,
            born=date.fromisoformat(who.birth_date),
            sex=_SEX.get(who.sex, "unknown"),
            ward=included.ward,
            ipp=who.ipp or None,
            birth_name=who.birth_name if who.used_name and who.used_name != who.birth_name else None,
            allergies=Allergies(
                state=cast("AllergyState", shown.allergy_state),
                known=tuple(dict.fromkeys(one.substance for one in shown.allergies)),
            ),
            measures=self._measures(self.pinned(dose) if dose else ()),
            identity_to_check=shown.identity_disputed,
        )

    def pinned(self, dose: Dose) -> tuple[Pinned, ...]:
        """What the version in force was computed from."""
        signed = self.tell.body(dose.versions[0].act, PrescriptionSigned)
        return signed.pinned if signed else ()

    def _measures(self, pinned: tuple[Pinned, ...]) -> Measures:
        by_name = {pin.what: pin for pin in pinned}
        weight = by_name.get("weight")
        measured = self.tell.body(weight.measured, PatientMeasured) if weight else None
        return Measures(
            height=by_name["height"].value if "height" in by_name else None,
            weight=weight.value if weight else None,
            surface=by_name["surface"].value if "surface" in by_name else None,
            measured_on=site_time(measured.told.happened_at).date() if measured else None,
        )

    def prescriber(self, dose: Dose, ward: str) -> Prescriber:
        """Who signed the version in force."""
        act = self.tell.act(dose.versions[0].act)
        number = self.licences(act.header.actor) if act is not None and act.header.actor else ""
        return Prescriber(
            name=self.tell.stamp(dose.versions[0].act).person, service=ward, number=number or None
        )

    def regimen(self, subject: Subject, dose: Dose, product: ProductSigned | None = None) -> Regimen:
        """Which version of which regimen, and where in it the dose stands."""
        return Regimen(
            name=subject.included.regimen_name,
            version=subject.regimen.version,
            cycle=dose.cycle,
            day=dose.versions[0].order.day,
            indication=subject.included.indication.label,
            illustrative=subject.regimen.illustrative or bool(product and product.illustrative),
        )

    def statements(self, subject: Subject, dose: Dose) -> tuple[Statement, ...]:
        """Validation, go-ahead, and the mentions that prescriber and pharmacist made about this drug."""
        version = dose.versions[0]
        # A prescription bears the mentions of all its drugs: on the sheet of another they would mislead.
        wanted = mentions_required(subject.situation, version.order.substance)
        found = [(self._mention(one), version.act) for one in wanted if one in version.mentions]
        if dose.validated is not None:
            found.append((self.words("statement.validated"), dose.validated))
            found += [
                (self._mention(one), dose.validated) for one in wanted if one in dose.validation_mentions
            ]
        if dose.go_ahead is not None:
            found.append((self.words("statement.go_ahead"), dose.go_ahead))
        stamps = [(what, self.tell.stamp(act)) for what, act in found]
        return tuple(
            Statement(what=what, person=stamp.person, at=site_time(stamp.at)) for what, stamp in stamps
        )

    def _mention(self, mention: str) -> str:
        """`résultats uracilémie pris en compte`."""
        return self.known(f"refusal.mention.{mention}", mention)


def product_of(subject: Subject, substance: str, product: Id | None = None) -> ProductSigned | None:
    """The product named, else the first of that substance."""
    known = subject.situation.products_of(substance)
    named = known.get(product) if product is not None else None
    return named or next(iter(known.values()), None)


def cautions(product: ProductSigned | None, order: DoseOrder) -> tuple[str, ...]:
    """What the product and the prescription warn of, each sentence once."""
    said = (*(product.cautions if product else ()), order.instructions)
    return tuple(dict.fromkeys(line.strip() for line in said if line.strip()))


def flow(volume: Quantity, minutes: int) -> Quantity | None:
    """mL/h to one decimal; nil for a bolus."""
    if not minutes:
        return None
    with clinical():
        return quantity(_RATE.apply(volume.decimal * 60 / minutes), Unit.ML_PER_H)
