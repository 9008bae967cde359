"""What a version of reference data says, as pairs of a field and a shown value: read before it is signed."""

from collections.abc import Iterator

from node.domain.reference import ProductState, RegimenState
from node.domain.site_settings import SettingsState
from node.views.wording import Wording
from schema.acts.regimen import (
    DoseLimitsSigned,
    GateLimit,
    GatesSigned,
    LimitsSigned,
    Line,
    ProductDrafted,
    ProductSigned,
    RegimenDrafted,
    RegimenRetired,
    RegimenSigned,
)
from schema.i18n import text
from schema.quantity import Quantity, Unit

Pairs = Iterator[tuple[str, str]]


def name_of(state: RegimenState | ProductState | SettingsState | None, language: str) -> str:
    """What a file of reference data is called: by its last version, or by which setting it is."""
    if isinstance(state, SettingsState) and state.gates:
        return text("ui.library.gates", language)
    if isinstance(state, SettingsState) and state.reattribution:
        return text("ui.library.reattribution", language)
    if isinstance(state, SettingsState) and state.doses:
        return text("ui.library.doses", language)
    body = state.versions[-1].body if state is not None and state.versions else None
    if isinstance(body, RegimenSigned):
        return body.name
    return body.label if isinstance(body, ProductSigned) else text("library.limits", language)


def regimen(body: RegimenSigned, words: Wording) -> Pairs:
    """A regimen, a field for each of its lines."""
    yield "regimen", body.name
    yield "version", body.version
    yield "cycle_days", words.days(body.cycle_days)
    yield "cycles", str(body.cycles)
    yield "bsa_formula", text(f"summary.formula.{body.bsa_formula}", words.language)
    yield "gfr_formula", text(f"summary.formula.{body.gfr_formula}", words.language)
    yield "gfr_cap", words.amount(body.gfr_cap)
    lines = sorted(body.lines, key=lambda one: (one.rank, one.code))
    yield "lines", "\n".join(_line(line, words) for line in lines)
    yield "premedication", "\n".join(body.premedication)
    yield "indications", "\n".join(f"{one.code} {one.label}" for one in body.indications)
    yield "document", body.source


def _line(line: Line, words: Wording) -> str:
    """`L1 oxaliplatine 85 mg/m², J1, intraveineuse, 250 mL G5 %, 2 h, poche`."""
    cap = text("summary.capped", words.language, {"cap": words.amount(line.cap)}) if line.cap else ""
    parts = (
        f"{line.code} {line.substance} {words.amount(line.amount)}",
        cap,
        " ".join(text("summary.day_of_cycle", words.language, {"n": str(day)}) for day in line.days),
        words.route(line.route),
        f"{words.amount(line.volume)} {line.diluent}".strip(),
        words.minutes(line.duration_minutes),
        words.container(line.container),
        line.instructions,
    )
    return ", ".join(part for part in parts if part)


def product(body: ProductSigned, words: Wording) -> Pairs:
    """A product as it is drawn, and its limits."""
    yield "product", body.label
    yield "substance", body.substance
    yield "cip13", body.cip13
    yield "form", body.form
    yield "vial", words.amount(body.vial)
    yield "vial_volume", words.amount(body.vial_volume)
    yield "concentration", words.amount(body.concentration)
    yield "reconstitution", body.reconstitution
    yield "diluents", ", ".join(body.diluents)
    yield "routes", ", ".join(map(words.route, body.routes))
    yield "concentration_min", _bound(body, body.concentration_min, words)
    yield "concentration_max", _bound(body, body.concentration_max, words)
    yield "stability", words.hours(body.stability_hours)
    yield "storage", body.storage
    yield "excipients", ", ".join(body.excipients)
    yield "cautions", "\n".join(body.cautions)
    yield "prerequisites", ", ".join(text(f"ui.mention.{one}", words.language) for one in body.prerequisites)
    yield "hypertonic", words.yes_no(body.hypertonic)
    yield "document", body.source


def _bound(body: ProductSigned, bound: str | None, words: Wording) -> str:
    return words.amount(Quantity(bound, body.concentration.unit)) if bound is not None else ""


def limits(body: LimitsSigned, words: Wording) -> Pairs:
    """The site's limits and habits."""
    yield "previous_dose_percent", words.amount(Quantity(body.previous_dose_percent, Unit.PERCENT))
    yield "weight_percent", words.amount(Quantity(body.weight_percent, Unit.PERCENT))
    yield "same_dose_days", words.days(body.same_dose_days)
    yield "early_preparation", words.yes_no(body.early_preparation)
    yield "maker_may_release", words.yes_no(body.maker_may_release)
    yield "snapshot_weekday", words.word(f"weekday.{body.snapshot_weekday}")
    yield "snapshot_hour", f"{body.snapshot_hour}\u00a0h"


def gates(body: GatesSigned, words: Wording) -> Pairs:
    """The limits of results, a line for each."""
    yield "gates", "\n".join(_gate(limit, words) for limit in body.limits)
    yield "document", body.source


def doses(body: DoseLimitsSigned, words: Wording) -> Pairs:
    """How far doses may be off those of their regimen, and how much goes into a bag."""
    for name in ("question_percent", "highest_percent", "lowest_percent", "drawn_percent"):
        yield name, words.amount(Quantity(getattr(body, name), Unit.PERCENT))
    yield "document", body.source


def _gate(limit: GateLimit, words: Wording) -> str:
    """`Plaquettes : au moins 100 G/L`."""
    bounds = {
        name: words.amount(bound)
        for name, bound in (("low", limit.low), ("high", limit.high))
        if bound is not None
    }
    what = words.result(limit.what)
    return text("_".join(("summary.gate", *bounds)), words.language, {"what": what, **bounds})


def regimen_draft(body: RegimenDrafted, words: Wording) -> Pairs:
    """A draft says what its version would."""
    return regimen(body.content, words)


def product_draft(body: ProductDrafted, words: Wording) -> Pairs:
    """The same of a product."""
    return product(body.content, words)


def retired(body: RegimenRetired, words: Wording) -> Pairs:
    """A version that is no longer to be begun with."""
    yield "decision", words.word("retired_wrong" if body.wrong else "retired")
    yield "reason", body.reason
