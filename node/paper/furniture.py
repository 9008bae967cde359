"""What every page carries: pharmacy, title, 2D code, print line, witness, page n/N, patient banner.

The pharmacy's name and address head each page because the law asks for it of registers and labels; the
print line says when, where and by whom, so that a stale paper can be told from a fresh one.
"""

from node.paper.blocks import Block, Columns, Gap, Paragraph, Stack
from node.paper.data import Patient, Pharmacy, Prescriber, Printing
from node.paper.marks import Code, Rule
from node.paper.style import ACCENT, LINE, TINT, Style, millimetres
from node.paper.wording import NBSP, Wording, unbroken

CODE_SIDE = millimetres(17)


def page_header(
    words: Wording,
    style: Style,
    pharmacy: Pharmacy,
    title: str,
    subtitle: str,
    code: str | None,
    notices: tuple[Block, ...] = (),
) -> Block:
    """Pharmacy at the left, title in the middle, 2D code (if any) at the right, then notices across."""
    return Stack(
        (
            Columns(
                (
                    pharmacy_block(words, style, pharmacy),
                    Stack(
                        (
                            Paragraph((style.bold(title, 15, ACCENT),), leading=1.1),
                            Paragraph((style.strong(subtitle, 9.5),)),
                        )
                    ),
                    Code(code, CODE_SIDE) if code else Gap(0),
                ),
                (0.62, 1, -CODE_SIDE),
                gap=style.points(8),
            ),
            Rule(ACCENT, 1.2, 1.0),
            *notices,
        ),
        gap=style.points(2),
    )


def pharmacy_block(words: Wording, style: Style, pharmacy: Pharmacy) -> Block:
    """Name, address and telephone of the pharmacy."""
    lines = [Paragraph((style.bold(pharmacy.name, 9.5),))]
    lines += [Paragraph((style.say(line, 7.2),)) for line in pharmacy.address]
    if pharmacy.phone:
        lines.append(Paragraph((style.say(words("phone", number=unbroken(pharmacy.phone)), 7.2),)))
    return Stack(tuple(lines))


def notices(
    words: Wording,
    style: Style,
    printing: Printing,
    *,
    illustrative: bool,
    identity_to_check: bool = False,
    set_aside: bool = False,
    size: float = 9,
) -> tuple[Block, ...]:
    """One row that says what the whole page is: a duplicate, of a doubtful identity or bag, illustrative."""
    found: list[tuple[float, Block]] = []
    if printing.uncounted:
        found.append((1.6, style.black_band(words("uncounted"), size)))
    elif printing.duplicate:
        found.append((1, style.black_band(words("duplicate", number=str(printing.duplicate)), size)))
    if identity_to_check:
        found.append((1.3, style.black_band(words("identity_to_check"), size)))
    if set_aside:
        found.append((2.3, style.black_band(words("set_aside"), size)))
    if illustrative:
        found.append((2.9, style.outlined(words("illustrative"), size * 0.95)))
    if not found:
        return ()
    weights, blocks = zip(*found, strict=True)
    return (Columns(blocks, weights, gap=style.points(3)),)


def page_footer(words: Wording, style: Style, printing: Printing, page: int, pages: int) -> Block:
    """Print line, witness, page n/N, and where the document goes on."""
    number = words("page", page=str(page), pages=str(pages))
    if page < pages:
        number = f"{words('continues', page=str(page + 1))}   {number}"
    return Stack(
        (
            Rule(LINE, 0.5, 1.0),
            Columns(
                (
                    Paragraph((style.label(print_line(words, printing)),)),
                    Paragraph((style.label(words("witness", witness=printing.witness)),), align=0),
                    Paragraph((style.strong(number, 7.5),), align=1),
                ),
                (2.4, 1, 1.1),
                gap=6,
            ),
        )
    )


def print_line(words: Wording, printing: Printing) -> str:
    """`Imprimé le 21 nov. 2026 à 08:12 sur PUI-3 par …`."""
    return words(
        "printed",
        instant=words.instant(printing.printed_at),
        workstation=printing.workstation,
        person=printing.person,
    )


def full_name(patient: Patient) -> str:
    """`MARTIN Camille`: family name in capitals, then first names."""
    return f"{patient.family_name.upper()} {patient.first_names}"


def born(words: Wording, patient: Patient, printing: Printing) -> str:
    """`Née le 12 mars 1958 (68 ans)`, the age counted on the day of printing."""
    today = printing.printed_at.date()
    had_birthday = (today.month, today.day) >= (patient.born.month, patient.born.day)
    age = today.year - patient.born.year - (0 if had_birthday else 1)
    born_on = words(f"born.{patient.sex}", date=words.date(patient.born))
    return f"{born_on} ({words('age.one' if age < 2 else 'age', age=str(age))})".replace(" (", NBSP + "(")


def ipp(words: Wording, patient: Patient) -> str:
    """`IPP 0012345`, or that it is not known."""
    return words("ipp", number=patient.ipp) if patient.ipp else words("ipp.unknown")


def patient_banner(
    words: Wording, style: Style, patient: Patient, printing: Printing, *, registered: bool = False
) -> Block:
    """The identity, the same on every paper of one patient.

    A paper that the register asks for (`registered`) has the patient's address too (R.5125-45, R.5132-10).
    """
    name = [style.bold(full_name(patient), 13)]
    if patient.birth_name:
        name.append(style.say("   " + words("birth_name", name=patient.birth_name.upper()), 9))
    identity = [
        style.strong(born(words, patient, printing), 9.5),
        style.say("   " + words(f"sex.{patient.sex}"), 9.5),
        style.strong("   " + ipp(words, patient), 9.5),
    ]
    left: list[Block] = [Paragraph(tuple(name), leading=1.15, least=0.6), Paragraph(tuple(identity))]
    if registered:
        known = Paragraph((style.say(patient.address, 8),)) if patient.address else None
        left.append(known or style.line_after(words("to_fill", what=words("address"))))
    right = Stack(
        (
            style.field(words("ward"), style.strong(patient.ward, 9.5)),
            style.field(words("allergies"), style.strong(allergies(words, patient), 8.5)),
        )
    )
    return style.plain_box(Columns((Stack(tuple(left)), right), (2.1, 1), gap=style.points(8)), TINT)


def allergies(words: Wording, patient: Patient) -> str:
    """The allergies, or which of the other three states stands in their place."""
    if patient.allergies.state == "known":
        return words.listed(patient.allergies.known)
    return words(f"allergies.{patient.allergies.state}")


def prescriber_field(words: Wording, style: Style, prescriber: Prescriber) -> Block:
    """Who prescribed, from where, telephone and number: lines to write on where they are not known."""
    said = [style.strong(prescriber.name), style.say(", " + prescriber.service, 7.5)]
    blanks: list[Block] = []
    if prescriber.phone:
        said.append(style.say(", " + words("phone", number=unbroken(prescriber.phone)), 7.5))
    else:
        blanks.append(style.line_after(words("to_fill", what=words("phone.label"))))
    if prescriber.number:
        said.append(style.say(", " + words("rpps", number=unbroken(prescriber.number)), 7.5))
    else:
        blanks.append(style.line_after(words("to_fill", what=words("rpps.label"))))
    below = (Columns(tuple(blanks), gap=style.points(5)),) if blanks else ()
    return style.field(words("prescriber"), *said, *below)


def measures(words: Wording, style: Style, patient: Patient) -> tuple[Block, ...]:
    """Weight, height and surface as fields, with their day in the label."""
    taken = patient.measures
    day = NBSP + words("measured_on", date=words.date(taken.measured_on)) if taken.measured_on else ""
    return (
        style.field(words("weight") + day, style.strong(words.amount_or_unknown(taken.weight))),
        style.field(words("height"), style.strong(words.amount_or_unknown(taken.height))),
        style.field(words("surface"), style.strong(words.amount_or_unknown(taken.surface))),
    )
