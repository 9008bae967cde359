"""A dozen rows in the shapes of the public French drug database: its four formats, its two encodings.

Typed after the base de données publique des médicaments (ANSM, HAS, Uncam), spring 2026, and simplified:
some codes stand for another box than the real one.
"""

from __future__ import annotations

from node.intake.bdpm import COMPOSITIONS, PRESENTATIONS, SHORTAGES, SPECIALITIES

DILUTE, POWDER = "solution à diluer pour perfusion", "poudre pour solution injectable"

# CIS: name, form, routes, holder
MEDICINES = {
    "61174122": (
        "PACLITAXEL KABI 6 mg/ml, solution à diluer pour perfusion",
        DILUTE,
        "intraveineuse",
        "KABI",
    ),
    "67298721": (
        "PAZENIR 5 mg/mL, poudre pour dispersion pour perfusion",
        "poudre pour dispersion pour perfusion",
        "intraveineuse",
        "RATIOPHARM (ALLEMAGNE)",
    ),
    "64590923": (
        "FLUOROURACILE PFIZER 50 mg/mL, solution à diluer pour perfusion",
        DILUTE,
        "intraartérielle;intraveineuse",
        "PFIZER HOLDING FRANCE",
    ),
    "60033389": ("BLEOMYCINE ACCORD 15000 UI, " + POWDER, POWDER, "intramusculaire;intraveineuse", "ACCORD"),
    "60219803": (
        "VINCRISTINE HOSPIRA 2 mg/2 ml, solution injectable",
        "solution injectable",
        "intraveineuse",
        "PFIZER HOLDING FRANCE",
    ),
    "65484054": ("IRINOTECAN ACCORD 20 mg/mL, " + DILUTE, DILUTE, "intraveineuse", "ACCORD"),
    "62099847": ("GEMCITABINE KABI 38 mg/mL, " + DILUTE, DILUTE, "intraveineuse", "KABI"),
    "69586327": ("ENDOXAN 1000 mg, " + POWDER, POWDER, "intramusculaire;intraveineuse", "BAXTER"),
    "69662218": (
        "MITOXANTRONE ACCORD 2 mg/mL, " + DILUTE,
        DILUTE,
        "intraveineuse",
        "ACCORD HEALTHCARE FRANCE",
    ),
    "60111111": ("COSMEGEN 0,5 mg, " + POWDER, POWDER, "intraveineuse", "RECORDATI"),
    "60222222": (
        "VYXEOS LIPOSOMAL 44 mg/100 mg, poudre pour solution à diluer pour perfusion",
        "poudre pour solution à diluer pour perfusion",
        "intraveineuse",
        "JAZZ PHARMACEUTICALS",
    ),
    "60002283": ("ANASTROZOLE ACCORD 1 mg, comprimé pelliculé", "comprimé pelliculé", "orale", "ACCORD"),
    "60333333": ("NAVELBINE 20 mg, capsule molle", "capsule molle", "orale", "PIERRE FABRE MEDICAMENT"),
}

# CIS, element, code, name, dosage, per, nature, link
INGREDIENTS = [
    ("61174122", "solution", "20030", "PACLITAXEL", "6 mg", "1 ml de " + DILUTE, "SA", "1"),
    ("67298721", "poudre", "20030", "PACLITAXEL", "100 mg", "un flacon", "SA", "1"),
    ("64590923", "solution", "01931", "FLUOROURACILE", "50 mg", "1 ml de solution à diluer", "SA", "1"),
    ("60033389", "poudre", "02952", "SULFATE DE BLÉOMYCINE", "", "", "SA", "1"),
    ("60033389", "poudre", "55004", "BLÉOMYCINE", "15 000 UI", "un flacon", "FT", "1"),
    ("60219803", "solution", "05113", "SULFATE DE VINCRISTINE", "2 mg", "2 ml", "SA", "1"),
    ("65484054", "solution", "20915", "CHLORHYDRATE D'IRINOTÉCAN TRIHYDRATÉ", "20 mg", "1 ml", "SA", "1"),
    ("65484054", "solution", "73952", "IRINOTÉCAN", "17,33 mg", "1 ml", "FT", "1"),
    ("62099847", "solution", "38050", "GEMCITABINE", "38 mg", "1 ml de solution", "FT", "1"),
    ("62099847", "solution", "40424", "CHLORHYDRATE DE GEMCITABINE", "", "", "SA", "1"),
    ("69586327", "poudre", "01556", "CYCLOPHOSPHAMIDE", "1069,00 mg", "un flacon", "SA", "1"),
    ("69586327", "poudre", "77405", "CYCLOPHOSPHAMIDE ANHYDRE", "1000,00 mg", "un flacon", "FT", "1"),
    ("69662218", "solution", "12345", "MITOXANTRONE", "2 mg", "1 mL de solution", "FT", "1"),
    ("60111111", "poudre", "23456", "DACTINOMYCINE", "0,5 mg", "un flacon", "SA", "1"),
    ("60222222", "poudre", "01574", "CYTARABINE", "100 mg", "un flacon", "SA", "2"),
    ("60222222", "poudre", "01578", "CHLORHYDRATE DE DAUNORUBICINE", "", "", "SA", "1"),
    ("60222222", "poudre", "54643", "DAUNORUBICINE", "44 mg", "un flacon", "FT", "1"),
    ("60002283", "comprimé", "42215", "ANASTROZOLE", "1,00 mg", "un comprimé", "SA", "1"),
    ("60333333", "capsule", "40054", "VINORELBINE", "20 mg", "une capsule", "FT", "1"),
]

# CIS, label, CIP13, marketing
BOXES = [
    ("61174122", "1 flacon(s) en verre de 5 ml", "3400957504151", "Déclaration d'arrêt de commercialisation"),
    ("61174122", "1 flacon(s) en verre de 16,7 ml", "3400957504380", "Déclaration de commercialisation"),
    ("67298721", "1 flacon en verre de 100 mg", "3400930184592", "Déclaration de commercialisation"),
    ("64590923", "6 flacon(s) en verre de 10 ml", "3400955090243", "Déclaration de commercialisation"),
    ("64590923", "5 flacon(s) en verre de 100 ml", "3400955090250", "Déclaration de commercialisation"),
    ("60033389", "1 flacon(s) en verre de 6 ml", "3400930116579", "Déclaration de commercialisation"),
    (
        "60219803",
        "5 flacon(s) en verre (Onco-Tain®) de 2 ml",
        "3400937953948",
        "Déclaration de commercialisation",
    ),
    ("65484054", "1 flacon(s) en verre brun de 25 mL", "3400955042372", "Déclaration de commercialisation"),
    ("62099847", "1 flacon(s) en verre de 26,3 ml", "3400955098096", "Déclaration de commercialisation"),
    ("69586327", "1 flacon(s) en verre de 1000 mg", "3400955098102", "Déclaration de commercialisation"),
    (
        "69662218",
        "1 flacon(s) en verre de 15 ml partiellement-rempli à 10 ml",
        "3400955086741",
        "Déclaration de commercialisation",
    ),
    (
        "60111111",
        "1 flacon(s) en verre brun de 20,5  mg",
        "3400955050001",
        "Déclaration de commercialisation",
    ),
    ("60222222", "1 flacon en verre de 50 mL", "3400922432960", "Déclaration de commercialisation"),
    ("60002283", "plaquette(s) PVC de 30 comprimé(s)", "3400949497294", "Déclaration de commercialisation"),
    ("60333333", "plaquette(s) de 1 capsule(s)", "3400949497706", "Déclaration de commercialisation"),
]

# CIS, CIP13 or nothing, code, status, since, updated, back
TROUBLES = [
    ("64590923", "3400955090243", "2", "Tension d'approvisionnement", "08/11/2023", "01/04/2026", ""),
    ("69586327", "", "2", "Tension d'approvisionnement", "29/01/2026", "07/04/2026", ""),
    ("69586327", "", "4", "Remise à disposition", "18/05/2026", "18/05/2026", "18/05/2026"),
    ("61174122", "", "1", "Rupture de stock", "14/04/2026", "18/05/2026", ""),
]


def speciality_lines() -> list[str]:
    return [
        "\t".join(
            (
                *(cis, name, form, routes, "Autorisation active", "Procédure nationale", "Commercialisée"),
                *("12/03/1998", "", "", f" {holder}", "Non"),
            )
        )
        for cis, (name, form, routes, holder) in MEDICINES.items()
    ]


def composition_lines() -> list[str]:
    return ["\t".join(row) for row in INGREDIENTS]


def box_line(cis: str, label: str, cip13: str, marketing: str) -> str:
    cells = (cis, cip13[5:12], label, "Présentation active", marketing, "01/03/2026", cip13, "oui")
    return "\t".join(cells + ("",) * 5)


def box_lines() -> list[str]:
    return [box_line(*row) for row in BOXES]


def trouble_lines() -> list[str]:
    return ["\t".join((*row, "https://ansm.example/rupture")) for row in TROUBLES]


def windows(lines: list[str]) -> bytes:
    """CP1252, CRLF, as three of the files are."""
    return "".join(f"{line}\r\n" for line in lines).encode("cp1252")


def unix(lines: list[str]) -> bytes:
    """UTF-8, LF, as the presentations are."""
    return "".join(f"{line}\n" for line in lines).encode()


def files(
    *,
    specialities: list[str] | None = None,
    compositions: list[str] | None = None,
    boxes: list[str] | None = None,
    troubles: list[str] | None = None,
) -> dict[str, bytes]:
    """The four files, some of them with other lines."""
    return {
        SPECIALITIES: windows(speciality_lines() if specialities is None else specialities),
        COMPOSITIONS: windows(composition_lines() if compositions is None else compositions),
        PRESENTATIONS: unix(box_lines() if boxes is None else boxes),
        SHORTAGES: windows(trouble_lines() if troubles is None else troubles),
    }
