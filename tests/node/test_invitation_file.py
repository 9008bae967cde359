"""Requests and invitations as files: signed, sealed, answered one to one, and told apart by four words."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from node.age import open_with, seal_to
from node.api.base import Refused
from node.api.inviting import InvitationMade, InviteByFile
from node.domain.decision import Refusal
from node.invitation_file import (
    Asked,
    Invitation,
    InvitationFile,
    Opened,
    RequestFile,
    _words,
    invite_by_file,
    open_invitation,
    read_request,
    words_of_invitation,
    words_of_request,
    write_request,
)
from node.newcomer import Newcomer
from node.vault.words import word_list
from schema.codec import decode, encode
from sync.journal import public_key, signer
from tests.node.newcomers import administrator, newcomer
from tests.node.stations import PIN, Station
from tests.tree import ROOT

NAME, PLACE = "USC-9", "Réanimation fictive"


def request_of(made: Newcomer) -> bytes:
    return write_request(made, NAME, PLACE)


def invited(site: Station, made: Newcomer) -> InvitationMade:
    answer = invite_by_file(site.desk, administrator(site), InviteByFile(content=request_of(made), pin=PIN))
    assert isinstance(answer, InvitationMade), answer
    return answer


def test_a_request_says_who_asks_and_is_signed_by_its_keys() -> None:
    made = newcomer()
    asked = read_request(request_of(made))
    assert isinstance(asked, Asked)
    assert (asked.request, asked.name, asked.place) == (made.request, NAME, PLACE)


def test_a_request_altered_anywhere_is_none() -> None:
    content = request_of(newcomer())
    for place in range(0, len(content), 11):
        data = bytearray(content)
        data[place] ^= 1
        assert read_request(bytes(data)) == Refusal("invite.not_a_request")


@given(st.binary(max_size=400))
def test_whatever_the_file_holds_is_a_request_or_a_refusal(content: bytes) -> None:
    assert read_request(content) == Refusal("invite.not_a_request")


def test_both_screens_show_the_same_four_words(site: Station) -> None:
    """One computes them from what it made, the other from what it read."""
    made = newcomer()
    answer = invited(site, made)
    opened = open_invitation(made.keys, request_of(made), answer.content)
    assert isinstance(opened, Opened)
    assert words_of_invitation(opened.invitation) == answer.words
    words = words_of_request(request_of(made)).split()
    assert len(words) == 4
    assert set(words) <= set(word_list())
    assert words != answer.words.split()


def test_the_words_are_those_of_the_page() -> None:
    page = (ROOT / "ops" / "protocol-pairing.md").read_text(encoding="utf-8")
    assert f"| words of 32 × 00 | {_words(bytes(32))} |" in page


def test_another_request_and_another_site_have_other_words(site: Station) -> None:
    made = newcomer()
    assert words_of_request(request_of(made)) != words_of_request(request_of(newcomer(b"swapped")))
    assert words_of_request(request_of(made)) != words_of_request(write_request(made, "USC-8", PLACE))
    answer = invited(site, made)
    opened = open_invitation(made.keys, request_of(made), answer.content)
    assert isinstance(opened, Opened)
    here = opened.invitation
    elsewhere = msgspec.structs.replace(here.welcome, site=b"X" * 16)
    assert words_of_invitation(msgspec.structs.replace(here, welcome=elsewhere)) != answer.words
    assert words_of_invitation(msgspec.structs.replace(here, workstation=b"X" * 16)) != answer.words


def test_the_newcomer_is_enrolled_as_it_asked_by_who_signed(site: Station) -> None:
    made = newcomer()
    assert invited(site, made).name == NAME
    member = site.desk.members.workstations[made.request.workstation]
    assert (member.name, member.place) == (NAME, PLACE)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda content: content[:-1], "invite.not_a_request"),
        (
            lambda _: write_request(_with(newcomer(), backup_recipient="x"), NAME, PLACE),
            "invite.not_a_request",
        ),
    ],
    ids=["cut", "keys that would not work"],
)
def test_what_cannot_be_enrolled_is_refused(site: Station, change: object, code: str) -> None:
    assert callable(change)
    content = change(request_of(newcomer()))
    refused = invite_by_file(site.desk, administrator(site), InviteByFile(content=content, pin=PIN))
    assert isinstance(refused, Refused)
    assert refused.code == code


def _with(made: Newcomer, **changes: object) -> Newcomer:
    return Newcomer(made.keys, msgspec.structs.replace(made.request, **changes))


def test_a_wrong_pin_enrols_nobody_and_a_request_serves_once(site: Station) -> None:
    made, session = newcomer(), administrator(site)
    command = InviteByFile(content=request_of(made), pin="271829")
    refused = invite_by_file(site.desk, session, command)
    assert isinstance(refused, Refused)
    assert refused.code == "session.wrong_pin"
    assert made.request.workstation not in site.desk.members.workstations
    invited(site, made)
    again = invite_by_file(site.desk, session, msgspec.structs.replace(command, pin=PIN))
    assert isinstance(again, Refused)
    assert again.code == "invite.already_in"


def test_what_would_not_count_is_neither_written_nor_carried(site: Station) -> None:
    """Nobody finds out at the other end of a corridor that the enrolment was set aside."""
    made = newcomer()
    session = msgspec.structs.replace(administrator(site), key=b"no key of theirs")
    before = site.replica.counts()
    refused = invite_by_file(site.desk, session, InviteByFile(content=request_of(made), pin=PIN))
    assert isinstance(refused, Refused)
    assert refused.code == "membership.unknown_key"
    assert site.replica.counts() == before
    invited(site, made)


def test_only_the_newcomer_reads_its_invitation(site: Station) -> None:
    made, other = newcomer(), newcomer(b"other")
    content = invited(site, made).content
    assert site.desk.vault.site_pepper not in content
    assert open_invitation(other.keys, request_of(other), content) == Refusal("join.for_another")
    again = write_request(made, "USC-8", PLACE)
    assert open_invitation(made.keys, again, content) == Refusal("join.for_another")


def test_the_seal_is_the_inviters(site: Station) -> None:
    made = newcomer()
    opened = open_invitation(made.keys, request_of(made), invited(site, made).content)
    assert isinstance(opened, Opened)
    assert opened.sealed_by(public_key(site.desk.vault.seal_key))
    assert not opened.sealed_by(made.request.seal_key)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.binary(max_size=200))
def test_whatever_the_invitation_holds_is_one_or_a_refusal(content: bytes) -> None:
    made = newcomer()
    for data in (content, seal_to(made.keys.backup_recipient, content)):
        found = open_invitation(made.keys, request_of(made), data)
        assert isinstance(found, Refusal)


def test_an_invitation_within_is_checked_too(site: Station) -> None:
    """Sealed to the newcomer by somebody who has read its request, which is no secret."""
    made = newcomer()
    file = decode(InvitationFile, open_with(made.keys.backup_identity, invited(site, made).content))
    inner = msgspec.structs.replace(decode(Invitation, file.invitation), request=bytes(32))
    plain = encode(inner)
    forged = encode(InvitationFile(plain, signer(made.keys.seal_key)(bytes(32))))
    content = seal_to(made.keys.backup_recipient, forged)
    assert open_invitation(made.keys, request_of(made), content) == Refusal("join.for_another")
    assert decode(RequestFile, request_of(made)).signature
