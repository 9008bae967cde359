"""The enrolment of a newcomer, written as membership admits it."""

from __future__ import annotations

import msgspec

from node.admitting import enrolment_acts, let_in, welcome
from schema.codec import decode, encode
from sync.journal import signer
from sync.ports import Record
from tests.node.newcomers import administrator, newcomer
from tests.node.stations import Station


def test_signed_by_an_administrator_it_enrols(site: Station) -> None:
    made, session = newcomer(), administrator(site)
    let_in(
        site.desk,
        [
            msgspec.structs.replace(act, actor=session.person, by=session.key, signer=signer(session.seed))
            for act in enrolment_acts(site.replica.site, made.request, "USC-9", "Ailleurs", None)
        ],
    )
    assert site.desk.members.workstations[made.request.workstation].name == "USC-9"


def test_signed_by_nobody_it_is_set_aside(site: Station) -> None:
    made = newcomer()
    let_in(site.desk, enrolment_acts(site.replica.site, made.request, "USC-9", "Ailleurs", None))
    assert made.request.workstation not in site.desk.members.workstations


def test_the_welcome_holds_membership_records_and_no_private_key(site: Station) -> None:
    told = welcome(site.desk)
    assert told.transactions
    assert [decode(Record, one) for one in told.records]
    vault = site.desk.vault
    data = encode(told)
    for secret in (vault.seal_key, vault.tls_key, vault.database_key, vault.backup_identity.encode()):
        assert secret not in data
    assert vault.site_pepper in data
