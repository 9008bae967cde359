"""What names secrets shows none of them when it is printed."""

from node.api.joining import Founded, FoundSite


def test_no_secret_is_in_what_a_log_might_print() -> None:
    asked = FoundSite(
        name="Site fictif",
        pharmacy="PUI",
        address="1 rue Fictive",
        workstation="PUI-1",
        place="Pharmacie",
        family_name="Zéro",
        first_name="Ignace",
        pin="271828",
        second_pin="161803",
    )
    told = Founded(
        site="Site fictif", name="PUI-1", passphrase="abaisser", shares=("academic",), pages=b"%PDF"
    )
    said = f"{asked!r} {asked} {told!r} {told}"
    assert "Site fictif" in said
    assert not [secret for secret in ("271828", "161803", "abaisser", "academic", "%PDF") if secret in said]
